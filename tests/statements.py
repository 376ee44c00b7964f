"""What the portal asks of its database, as tests count it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from portal.clock import moved_by
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
    """Return the statements of a page that was opened before: the board is known by then.

    Who is there and the board are known for some seconds, which a busy machine may let pass
    between the two: both happen at one moment.
    """
    with one_moment():
        client.get(path)
        with statements(client.application) as seen:
            assert client.get(path).status_code == 200
    return seen


@contextmanager
def one_moment() -> Iterator[None]:
    """Hold still both clocks by which a process forgets what it knows."""
    still = patch("time.monotonic", return_value=time.monotonic())
    with moved_by(timedelta()), still:
        yield
