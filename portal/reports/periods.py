"""The period of a report: whole days on the board's calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal import clock

# The first day of each term, as (month, day): the régime pédagogique has marks sent home by
# 20 November, 15 March and 10 July. The dates stand in fields that anyone may correct.
TERM_STARTS = ((7, 1), (11, 16), (3, 16))


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last one, both counted."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        """The first moment of the period."""
        return clock.start_of(self.first)

    @property
    def until(self) -> datetime:
        """The first moment after the period."""
        return clock.start_of(self.last + timedelta(days=1))


def school_year() -> Period:
    """Return the current school year, which begins on 1 July, to this day."""
    return Period(_latest([(7, 1)]), clock.today())


def term() -> Period:
    """Return the current term to this day."""
    return Period(_latest(TERM_STARTS), clock.today())


def month() -> Period:
    """Return the current month to this day."""
    return Period(clock.today().replace(day=1), clock.today())


def _latest(starts: Sequence[tuple[int, int]]) -> date:
    today = clock.today()
    days = [date(year, *start) for year in (today.year - 1, today.year) for start in starts]
    return max(day for day in days if day <= today)
