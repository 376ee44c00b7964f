"""Delays that run while school is open: hours and days that skip nights, weekends and holidays."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal import clock

DAY = timedelta(days=1)
SATURDAY = 5
LONGEST_CLOSURE = 200  # days in a row; a calendar without an open day is a mistake
YEAR_BEGINS = 7  # the month, on its first day


def school_year(day: date) -> int:
    """Return the year in which the school year of `day` begins: a new one from July 1 on."""
    return day.year if day.month >= YEAR_BEGINS else day.year - 1


def first_day(year: int) -> date:
    """Return the first day of the school year that begins in `year`."""
    return date(year, YEAR_BEGINS, 1)


def last_day(year: int) -> date:
    """Return the last day of the school year that begins in `year`."""
    return first_day(year + 1) - DAY


@dataclass(frozen=True, slots=True)
class SchoolTime:
    """When the board's schools are open, in its own time zone.

    `closed_days`: holidays and the board's own days without school, beside weekends.
    """

    opens: time = time(8)
    closes: time = time(16)
    closed_days: frozenset[date] = frozenset()

    def is_open(self, day: date) -> bool:
        """Say whether there is school on `day`."""
        return day.weekday() < SATURDAY and day not in self.closed_days

    def after_hours(self, moment: datetime, hours: float) -> datetime:
        """Return the moment, in UTC, when `hours` of school time have gone by since `moment`.

        Written at night or on a holiday, a message begins to wait when school opens. Raises
        ValueError when no school day follows within `LONGEST_CLOSURE` days.
        """
        left, day, begun = timedelta(hours=hours), clock.local(moment).date(), moment
        for _skipped in range(LONGEST_CLOSURE):
            opens, closes = self._span(day)
            begun = max(begun, opens)
            if self.is_open(day) and begun < closes:
                if begun + left <= closes:
                    return begun + left
                left -= closes - begun
            day += DAY
        raise ValueError("no day of school is near")

    def after_days(self, moment: datetime, days: int) -> datetime:
        """Return when school closes, in UTC, on the `days`-th day of school after `moment`'s day.

        The day on which something happened is not counted. Raises as `after_hours` does.
        """
        day, left = clock.local(moment).date(), days
        for _skipped in range(LONGEST_CLOSURE + days):
            if left <= 0 and self.is_open(day):
                return self._span(day)[1]
            day += DAY
            left -= self.is_open(day)
        raise ValueError("no day of school is near")

    def ago(self, moment: datetime, age: timedelta) -> datetime:
        """Return since when `age` has gone by at `moment`, days without school not counted.

        Weekends count, as people write then, too; but not the one that a day without school
        before it makes part of a break.
        """
        day, first = clock.local(moment).date(), clock.local(moment - age).date()
        skipped = 0
        while day >= first and skipped < LONGEST_CLOSURE:
            if self._stops(day):
                skipped, first = skipped + 1, first - DAY
            day -= DAY
        return moment - age - skipped * DAY

    def _stops(self, day: date) -> bool:
        over = day.weekday() - SATURDAY + 1  # 1 on Saturdays, 2 on Sundays
        return day in self.closed_days or (over > 0 and day - over * DAY in self.closed_days)

    def hours_between(self, begun: datetime, ended: datetime) -> float:
        """Return how many hours of school time went by from `begun` to `ended`."""
        spent, day = timedelta(), clock.local(begun).date()
        while day <= clock.local(ended).date():
            opens, closes = self._span(day)
            if self.is_open(day):
                spent += max(timedelta(), min(ended, closes) - max(begun, opens))
            day += DAY
        return spent / timedelta(hours=1)

    def _span(self, day: date) -> tuple[datetime, datetime]:
        return clock.at(day, self.opens), clock.at(day, self.closes)
