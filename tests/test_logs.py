import json
import logging

import pytest

from portal.logs import JsonLines
from tests.cast import HELD_TEXT, NAMES, Cast


def test_an_unknown_field_is_not_written() -> None:
    record = logging.LogRecord("portal.x", logging.INFO, "", 0, "request", None, None)
    record.status, record.email = 200, "zoe@example.org"
    line = json.loads(JsonLines().format(record))
    assert line["status"] == 200
    assert "zoe" not in json.dumps(line)


def test_the_text_of_an_error_is_not_written() -> None:
    try:
        raise ValueError("Zoé-Maëlle D’Amour-Côté")
    except ValueError as error:
        record = logging.LogRecord(
            "portal.x", logging.ERROR, "", 0, "failure", None, (type(error), error, None)
        )
    assert "Zoé" not in JsonLines().format(record)


def test_pages_leave_no_personal_data_in_the_log(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    # An application that another test started may have asked for errors alone.
    caplog.set_level(logging.INFO, logger="portal")
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(JsonLines().format(record))  # type: ignore[method-assign]
    logging.getLogger("portal").addHandler(handler)
    try:
        cast.client("zoe").get("/threads/1")
        cast.client("mona").get("/moderation/1")
        cast.client("claire").get("/counsellor/students/1")
        cast.client().post("/sign-in", data={"name": "zoe", "password": "wrong-password"})
    finally:
        logging.getLogger("portal").removeHandler(handler)
    written = "\n".join(lines)
    assert len(lines) >= 4
    for given, family in NAMES.values():
        assert given not in written
        assert family not in written
    assert HELD_TEXT not in written
    assert "wrong-password" not in written
    assert "zoe" not in written
