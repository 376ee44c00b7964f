"""Structured logs: one JSON object a line, and no personal data in it."""

import json
import logging
import sys
from typing import Final

from portal import clock

# What a line may hold beside its message. An identifier of a person, a name, an
# address or a text is not among them, so it cannot be logged by mistake.
FIELDS: Final = (
    "endpoint",
    "method",
    "status",
    "ms",
    "kind",
    "where",
    "number",
    "event",
    "job",
    "attempts",
    "count",
)


# `json.dumps` would make an encoder for each line.
_written = json.JSONEncoder(ensure_ascii=False).encode


class JsonLines(logging.Formatter):
    """Write a record as one JSON object; the text of an exception is left out."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "at": clock.now().isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.msg if not record.args else record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["kind"] = record.exc_info[0].__name__
        return _written(line)


def set_up(level: str) -> None:
    """Send the portal's records to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("portal")
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(level)
