"""When the board's schools are open."""

from datetime import time

from sqlalchemy import select

from portal import clock
from portal.data.holidays import holidays
from portal.extensions import db
from portal.models.boards import Board
from portal.models.calendar import ClosedDay
from portal.school_time import SchoolTime


def school_time() -> SchoolTime:
    """Return the board's school hours and its days without school, in two statements."""
    hours = db.session.execute(select(Board.school_opens, Board.school_closes)).one_or_none()
    opens, closes = hours or (time(8), time(16))
    year = clock.today().year
    shipped = frozenset().union(*(holidays(year + step) for step in (-1, 0, 1)))
    return SchoolTime(opens, closes, shipped | set(db.session.scalars(select(ClosedDay.day))))
