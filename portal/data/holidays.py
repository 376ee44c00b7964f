"""Quebec's days without school that the law or every calendar names."""

from datetime import date, timedelta
from functools import cache

MONDAY = 0


@cache
def holidays(year: int) -> frozenset[date]:
    """Return the holidays of `year`, on the weekday on which schools keep them.

    The Act respecting labour standards (CQLR c. N-1.1, s. 60), the National Holiday Act
    (c. F-1.1), Good Friday and Easter Monday, and Christmas Eve to 2 January, when every
    school is closed. A Sunday's or Saturday's holiday changes nothing here: weekends are
    closed already, and what a board gives in their place it types in.
    """
    easter = easter_sunday(year)
    fixed = [(1, 1), (1, 2), (6, 24), (7, 1), *((12, day) for day in range(24, 32))]
    return frozenset(
        [date(year, month, day) for month, day in fixed]
        + [easter - timedelta(days=2), easter + timedelta(days=1)]
        + [_monday_before(date(year, 5, 25))]  # National Patriots' Day
        + [_first_monday(year, 9), _first_monday(year, 10) + timedelta(weeks=1)]
    )


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher's rule)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    (leaps, odd), (quarters, left) = divmod(century, 4), divmod(rest, 4)
    moved = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moved + 15) % 30
    weekday = (32 + 2 * odd + 2 * quarters - epact - left) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(MONDAY - first.weekday()) % 7)


def _monday_before(day: date) -> date:
    return day - timedelta(days=(day.weekday() - MONDAY) % 7 or 7)
