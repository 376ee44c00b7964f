"""When the board's schools are open."""

import time as clocks
from datetime import time

from flask import current_app
from sqlalchemy import select, true

from portal import clock
from portal.data.holidays import holidays
from portal.extensions import db
from portal.models.boards import Board
from portal.models.calendar import ClosedDay
from portal.school_time import SchoolTime

KEPT, KEEP_SECONDS = "school_time", 30  # in the memory of a process


def school_time() -> SchoolTime:
    """Return the board's school hours and its days without school, in one statement."""
    wanted = select(Board.school_opens, Board.school_closes, ClosedDay.day)
    found = db.session.execute(wanted.outerjoin(ClosedDay, true())).all()
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
