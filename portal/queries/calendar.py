"""When the board's schools are open."""

import time as clocks
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from flask import current_app
from sqlalchemy import Select, select, true

from portal import clock
from portal.data.holidays import holidays
from portal.extensions import db
from portal.models.boards import Board
from portal.models.calendar import ClosedDay
from portal.school_time import SchoolTime

KEPT, KEEP_SECONDS = "school_time", 30  # in the memory of a process


def school_time() -> SchoolTime:
    """Return the board's school hours and its days without school, in one statement."""
    found = db.session.execute(with_hours(select().select_from(Board))).all()
    return school_time_of([(opens, closes, day) for opens, closes, day in found])


def with_hours(of_board: Select[Any]) -> Select[Any]:
    """Return a statement on Board that also reads what `school_time_of` is made of, last."""
    hours: list[Any] = [Board.school_opens, Board.school_closes, ClosedDay.day]
    return of_board.add_columns(*hours).outerjoin(ClosedDay, true())


def school_time_of(found: Sequence[tuple[time, time, date | None]]) -> SchoolTime:
    """Return the school time of the rows of `with_hours`: a row for each day without school."""
    opens, closes = (found[0][0], found[0][1]) if found else (time(8), time(16))
    year = clock.today().year
    shipped = frozenset().union(*(holidays(year + step) for step in (-1, 0, 1)))
    return SchoolTime(opens, closes, shipped | {day for *_hours, day in found if day})


def recent_school_time() -> SchoolTime:
    """Return the same, at most `KEEP_SECONDS` old: lists ask for it at every page."""
    read_at, known = current_app.extensions.get(KEPT, (0.0, None))
    if known is None or clocks.monotonic() - read_at > KEEP_SECONDS:
        known = school_time()
        current_app.extensions[KEPT] = (clocks.monotonic(), known)
    return known  # type: ignore[no-any-return]
