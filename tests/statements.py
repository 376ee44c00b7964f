"""What the portal asks of its database, as tests count it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from portal.extensions import db

FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")  # no question


@contextmanager
def told_to(note: Callable[[str, Any], object], app: Flask) -> Iterator[None]:
    """Tell `note` of each statement and its parameters until the block's end."""

    def listen(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.startswith(FRAME):
            note(statement, parameters)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", listen)


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Give the list of the statements made in the block, in their order."""
    seen: list[str] = []
    with told_to(lambda statement, _parameters: seen.append(statement), app):
        yield seen


def statements_of(client: FlaskClient, path: str) -> list[str]:
    """Return the statements of a page that was opened before: the board is known by then."""
    client.get(path)
    with statements(client.application) as seen:
        assert client.get(path).status_code == 200
    return seen
