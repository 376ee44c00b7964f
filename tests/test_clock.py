from datetime import UTC, date, datetime

import pytest

from portal import clock


@pytest.mark.parametrize(
    ("born_on", "on", "age"),
    [
        (date(2012, 11, 22), date(2026, 11, 21), 13),  # 13 years and 364 days
        (date(2012, 11, 21), date(2026, 11, 21), 14),  # the fourteenth birthday itself
        (date(2012, 2, 29), date(2026, 2, 28), 13),  # a leap-day birth waits for 1 March
        (date(2012, 2, 29), date(2026, 3, 1), 14),
        (date(2012, 2, 29), date(2028, 2, 28), 15),
        (date(2012, 2, 29), date(2028, 2, 29), 16),
        (date(2026, 11, 21), date(2026, 11, 21), 0),
    ],
)
def test_age_is_right_to_the_day(born_on: date, on: date, age: int) -> None:
    assert clock.age(born_on, on) == age


def test_today_is_the_board_s_day() -> None:
    with clock.frozen_at(datetime(2026, 11, 22, 3, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 21)  # half past ten in the evening in Quebec


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1), date(2026, 7, 1)])
def test_a_day_starts_at_midnight_also_when_clocks_change(day: date) -> None:
    start = clock.local(clock.start_of(day))
    assert (start.date(), start.hour, start.minute) == (day, 0, 0)
