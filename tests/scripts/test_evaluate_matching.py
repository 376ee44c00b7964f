"""`scripts/evaluate-matching` counts as the project's numbers are meant."""

import pytest
from evaluate_matching import Measured, Spread, gini, measure, targets
from flask import Flask

from portal.demo.load import load
from portal.extensions import db, unit_of_work


def test_gini_is_0_when_all_have_the_same_and_near_1_when_one_has_all() -> None:
    assert gini([3, 3, 3, 3]) == pytest.approx(0)
    assert gini([0] * 99 + [5]) == pytest.approx(0.99)
    assert gini([1, 3]) == pytest.approx(0.25)
    assert gini([0, 0]) == 0


def spread(places: float, away: int = 0) -> Spread:
    return Spread(gini=0.5, top=5, places=places, full=3, away=away)


def test_a_target_that_is_not_kept_is_told() -> None:
    spreads = {"as it is": spread(0.5, away=1), "without load": spread(0.5, away=9)}
    found = Measured(10, 20, 94.0, 90.0, spreads, 1, [10.0] * 19 + [200.0])
    kept = {target.name: target.kept for target in targets(found)}
    assert [name for name, one in kept.items() if one] == ["median answer"]
    assert len(kept) == 6


def test_a_small_demo_is_measured_and_left_as_it_was(app: Flask) -> None:
    with app.app_context(), app.test_request_context():
        db.drop_all()
        db.create_all()
        with unit_of_work():
            load("small", seed=3, progress=lambda _kind, _count: None)
        first, again = (measure(most=15, seed=1) for _time in range(2))
        assert first.students == 15 and first.mentors > 200
        assert first.swapped == 0
        assert (first.enough, first.spreads) == (again.enough, again.spreads)
        assert first.enough >= 80
        assert first.spreads["as it is"].away == 0
