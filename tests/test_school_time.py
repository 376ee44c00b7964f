"""Delays run in school hours, and never on a holiday."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from portal import clock
from portal.data.holidays import easter_sunday, holidays
from portal.school_time import SchoolTime

SCHOOL = SchoolTime(time(8), time(16), holidays(2026) | holidays(2027))


def at(day: str, hour: str) -> datetime:
    return clock.at(date.fromisoformat(day), time.fromisoformat(hour))


@pytest.mark.parametrize(
    ("moment", "days", "since"),
    [
        (at("2026-11-19", "10:00"), 2, at("2026-11-17", "10:00")),
        (at("2026-11-23", "10:00"), 2, at("2026-11-21", "10:00")),  # weekends count
        (at("2026-10-12", "10:00"), 2, at("2026-10-09", "10:00")),  # Thanksgiving does not
        (at("2026-10-13", "10:00"), 2, at("2026-10-10", "10:00")),
        (at("2027-01-05", "10:00"), 2, at("2026-12-23", "10:00")),  # nor weekends of a break
        (at("2027-01-11", "10:00"), 14, at("2026-12-17", "10:00")),
    ],
)
def test_an_age_skips_days_without_school(moment: datetime, days: int, since: datetime) -> None:
    assert SCHOOL.ago(moment, timedelta(days=days)) == since


@pytest.mark.parametrize(
    ("begun", "hours", "due"),
    [
        (at("2026-11-17", "09:00"), 2, at("2026-11-17", "11:00")),
        (at("2026-11-17", "15:00"), 2, at("2026-11-18", "09:00")),
        (at("2026-11-17", "22:30"), 2, at("2026-11-18", "10:00")),
        (at("2026-11-20", "15:30"), 2, at("2026-11-23", "09:30")),  # over a weekend
        (at("2026-06-23", "15:00"), 2, at("2026-06-25", "09:00")),  # over the national holiday
        (at("2026-12-23", "15:00"), 9, at("2027-01-04", "16:00")),  # over the winter holidays
        (at("2026-10-30", "15:00"), 2, at("2026-11-02", "09:00")),  # the clocks change between
        (at("2026-11-17", "08:00"), 8, at("2026-11-17", "16:00")),
        (at("2026-11-17", "08:00"), 16, at("2026-11-18", "16:00")),
    ],
)
def test_hours_of_school_skip_nights_weekends_and_holidays(
    begun: datetime, hours: float, due: datetime
) -> None:
    assert SCHOOL.after_hours(begun, hours) == due
    assert SCHOOL.hours_between(begun, due) == hours


@pytest.mark.parametrize(
    ("begun", "days", "due"),
    [
        (at("2026-11-17", "09:00"), 1, at("2026-11-18", "16:00")),
        (at("2026-06-19", "15:00"), 3, at("2026-06-25", "16:00")),
        (at("2026-11-21", "12:00"), 10, at("2026-12-04", "16:00")),
        (at("2026-11-21", "12:00"), 0, at("2026-11-23", "16:00")),
    ],
)
def test_days_of_school_are_counted_from_the_day_after(
    begun: datetime, days: int, due: datetime
) -> None:
    assert SCHOOL.after_days(begun, days) == due


def test_a_calendar_without_school_is_refused() -> None:
    closed = SchoolTime(
        time(8), time(16), frozenset(date.fromordinal(n) for n in range(739000, 740500))
    )
    with pytest.raises(ValueError, match="no day of school"):
        closed.after_hours(datetime(2026, 11, 21, tzinfo=UTC), 1)


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2024, "2024-03-31"),
        (2025, "2025-04-20"),
        (2026, "2026-04-05"),
        (2027, "2027-03-28"),
        (2038, "2038-04-25"),
    ],
)
def test_easter(year: int, day: str) -> None:
    assert easter_sunday(year) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "day", ["2026-05-18", "2026-06-24", "2026-09-07", "2026-10-12", "2026-04-03", "2026-04-06"]
)
def test_the_holidays_of_quebec(day: str) -> None:
    assert date.fromisoformat(day) in holidays(2026)
