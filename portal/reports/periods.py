"""The period of a report: whole days on the board's calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal import clock, school_time
from portal.i18n import _

# The first day of each term, as (month, day): the régime pédagogique has marks sent home by
# 20 November, 15 March and 10 July. The dates stand in fields that anyone may correct.
TERM_STARTS = ((7, 1), (11, 16), (3, 16))


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last one, both counted."""

    first: date
    last: date

    @property
    def school_year(self) -> int:
        """The year in which the school year of its last day began."""
        return school_time.school_year(self.last)

    @property
    def since(self) -> datetime:
        """The first moment of the period."""
        return clock.start_of(self.first)

    @property
    def until(self) -> datetime:
        """The first moment after the period."""
        return clock.start_of(self.last + timedelta(days=1))


def fault_of(first: date, last: date) -> str:
    """Say what is wrong with a period that a report is asked for; "" for a good one."""
    if first > clock.today():
        return _("This period has not begun yet: choose days up to today.")
    if last < first:
        return _("The last day cannot be before the first one.")
    if last > clock.today():
        return _("The last day is still to come: choose today or a day before it.")
    if school_time.school_year(first) != school_time.school_year(last):
        return _(
            "These days are of two school years. A report counts one, from July 1 to June 30."
        )
    return ""


def of_school_year(year: int) -> Period:
    """Return the school year that begins in `year`, to this day."""
    first, last = school_time.first_day(year), school_time.last_day(year)
    return Period(first, max(first, min(last, clock.today())))


def school_year() -> Period:
    """Return the current school year, which begins on 1 July, to this day."""
    return of_school_year(school_time.school_year(clock.today()))


def last_school_year() -> Period:
    """Return the whole school year before the current one."""
    return of_school_year(school_time.school_year(clock.today()) - 1)


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
