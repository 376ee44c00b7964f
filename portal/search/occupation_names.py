"""The finder of this process: always one that answers, soon one that knows the board's names.

The board's `names_stamp` moves with its names. Whoever notices has a new finder made beside
the old one, which answers until the new one takes its place.
"""

import logging
import time
from dataclasses import dataclass, field
from functools import cache
from threading import Event, Lock, Thread

from flask import Flask, current_app, has_app_context
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal.extensions import db
from portal.models.boards import Board
from portal.queries.occupation_names import board_names, has_own_names
from portal.search.finder import Finder
from portal.search.names import lay_out
from portal.web.boards import current_board

log = logging.getLogger(__name__)

LOOK_EVERY = 3  # seconds between two looks at the stamp, in a process that serves
TRY_EVERY = 5  # seconds before a reading that failed is tried again


@dataclass
class _Shelf:
    """What one application of one process answers with."""

    own: Finder | None = None  # none: the shipped names are all there is, or all that is read yet
    stamp: str | None = None  # of the names that it knows; none: only the shipped ones
    asked_for: str | None = None  # the stamp that had the last one made
    failed_at: float = -TRY_EVERY
    maker: Thread | None = None
    lock: Lock = field(default_factory=Lock)
    making: Lock = field(default_factory=Lock)

    @property
    def finder(self) -> Finder:
        """The best that there is now."""
        return self.own or shipped_finder()


@cache
def shipped_finder() -> Finder:
    """Return the finder of the names that the portal ships, made once a process."""
    return Finder(lay_out())


def finder() -> Finder:
    """Return the finder as it is now; nobody waits for a newer one."""
    if not has_app_context():
        return shipped_finder()
    shelf, stamp = _shelf(), current_board().names_stamp
    if stamp and stamp not in (shelf.stamp, shelf.asked_for):
        _renew(shelf, stamp)
    return shelf.finder


def newest_finder(*, wait_seconds: float) -> tuple[Finder, bool]:
    """Return the finder, and whether it knows the names of this moment.

    A newer one is made when there is need, and waited for at most `wait_seconds`.
    """
    shelf, stamp = _shelf(), _stamp_now()
    if stamp in (None, shelf.stamp):
        return shelf.finder, stamp is not None
    _renew(shelf, stamp)
    if shelf.maker is not None:
        shelf.maker.join(wait_seconds)
    return shelf.finder, shelf.stamp == stamp


def make_finder() -> Finder:
    """Return a finder that knows the names of this moment; make it here and now, for a command."""
    shelf = _shelf()
    if _stamp_now() not in (None, shelf.stamp):
        _make(shelf)
    return shelf.finder


def watch_names(app: Flask, *, until: Event) -> None:
    """Notice within `LOOK_EVERY` seconds that the names changed, though nobody asks anything.

    For a thread of its own; it ends after `until` is set.
    """
    while not until.wait(LOOK_EVERY):
        with app.app_context():
            make_finder()


def _shelf() -> _Shelf:
    found = current_app.extensions.get("occupation_finder")
    if not isinstance(found, _Shelf):
        found = current_app.extensions.setdefault("occupation_finder", _Shelf())
    return found


def _stamp_now() -> str | None:
    """Return the stamp of the database, None when there is none to read."""
    try:
        return db.session.scalar(select(Board.names_stamp))
    except SQLAlchemyError:  # out of reach, or without tables: the shipped names answer
        db.session.rollback()
        return None


def _renew(shelf: _Shelf, stamp: str) -> None:
    """Have a newer finder made by another thread, unless one is at it or has just failed."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with shelf.lock:
        at_it = shelf.maker is not None and shelf.maker.is_alive()
        if at_it or time.monotonic() - shelf.failed_at < TRY_EVERY:
            return
        shelf.asked_for = stamp
        if _has_own_names(shelf):
            shelf.maker = Thread(target=_make_in, args=(app, shelf), name="finder", daemon=True)
            shelf.maker.start()
        elif shelf.asked_for is not None:
            shelf.own, shelf.stamp = None, stamp


def _has_own_names(shelf: _Shelf) -> bool:
    try:
        return has_own_names()
    except SQLAlchemyError as error:
        _failed(shelf, error)
        return False


def _make_in(app: Flask, shelf: _Shelf) -> None:
    with app.app_context():
        _make(shelf)


def _make(shelf: _Shelf) -> None:
    """Put a finder that knows the names of this moment on the shelf; one maker at a time."""
    with shelf.making:
        try:
            names = board_names()
        except SQLAlchemyError as error:
            _failed(shelf, error)
            return
        if names.stamp != shelf.stamp:
            shelf.own = None if names.changes_nothing else Finder(lay_out(names))
            shelf.stamp = names.stamp


def _failed(shelf: _Shelf, error: SQLAlchemyError) -> None:
    shelf.asked_for, shelf.failed_at = None, time.monotonic()
    log.warning("names of occupations not read", extra={"kind": type(error).__name__})
    db.session.rollback()
