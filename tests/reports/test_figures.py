"""How small figures are hidden (R42, R105), and how periods are chosen."""

from datetime import UTC, date, datetime

import pytest

from portal import clock
from portal.queries.participation import Steps
from portal.reports import periods
from portal.reports.figures import Share, done, hide_small, hide_small_parts, median_hours
from portal.reports.periods import Period

HIDDEN = None


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ([], []),
        ([10, 20, 30], [10, 20, 30]),
        ([3, 20, 30], [HIDDEN, HIDDEN, 30]),  # one alone would be found by subtraction
        ([0, 20, 30], [HIDDEN, HIDDEN, 30]),
        ([2, 4, 30], [HIDDEN, HIDDEN, 30]),
        ([1, 2, 30, 40], [HIDDEN, HIDDEN, HIDDEN, 40]),  # three together are still too few
        ([4], [HIDDEN]),
    ],
)
def test_small_cells_hide_and_take_the_next_smallest_along(
    cells: list[int], shown: list[int | None]
) -> None:
    assert hide_small(cells, cells) == shown


def test_a_count_whose_rest_is_small_hides_too() -> None:
    assert hide_small([28, 20, 10], [30, 40, 20]) == [HIDDEN, 20, HIDDEN]


@pytest.mark.parametrize("total", range(12))
def test_hidden_parts_never_leave_a_small_remainder(total: int) -> None:
    for first in range(total + 1):
        parts = hide_small_parts(
            [Share(first, total), Share(total - first, total), Share(9, total)]
        )
        shown = [part.count for part in parts if part.count is not None]
        rest = (parts[0].of or 0) - sum(shown)
        assert all(count >= 5 for count in shown)
        assert rest == 0 or rest >= 5 or parts[0].of is None


def test_who_writes_in_a_group_took_an_action_and_wrote_to_no_mentor() -> None:
    steps = [Steps(7, None, 0, 0, posts=1), Steps(8, None, 0, 0)]
    found = done(steps, [], [], Period(date(2026, 9, 1), date(2026, 9, 30)))
    assert (found.acted, found.active) == ({7}, set())


def test_medians() -> None:
    assert median_hours([]) is None
    assert median_hours([1, 3]) == 2
    assert median_hours([5, 1, 2]) == 2


@pytest.mark.parametrize(
    ("today", "year", "term", "month"),
    [
        ((2026, 7, 1), (2026, 7, 1), (2026, 7, 1), (2026, 7, 1)),
        ((2026, 6, 30), (2025, 7, 1), (2026, 3, 16), (2026, 6, 1)),
        ((2026, 11, 20), (2026, 7, 1), (2026, 11, 16), (2026, 11, 1)),
        ((2027, 1, 4), (2026, 7, 1), (2026, 11, 16), (2027, 1, 1)),
        ((2028, 2, 29), (2027, 7, 1), (2027, 11, 16), (2028, 2, 1)),
    ],
)
def test_the_quick_periods(
    today: tuple[int, int, int],
    year: tuple[int, int, int],
    term: tuple[int, int, int],
    month: tuple[int, int, int],
) -> None:
    with clock.frozen_at(datetime(*today, 16, tzinfo=UTC)):
        assert periods.school_year() == Period(date(*year), date(*today))
        assert periods.term() == Period(date(*term), date(*today))
        assert periods.month() == Period(date(*month), date(*today))


def test_a_period_counts_whole_days_of_the_board_s_clock() -> None:
    day = Period(date(2026, 11, 1), date(2026, 11, 1))  # the clocks go back: 25 hours
    assert day.since == datetime(2026, 11, 1, 4, tzinfo=UTC)
    assert day.until == datetime(2026, 11, 2, 5, tzinfo=UTC)
