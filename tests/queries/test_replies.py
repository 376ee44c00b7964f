"""How long mentors take to answer, and what the night notes of it."""

from datetime import timedelta

import pytest
from flask import Flask

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.matches import Match, MatchState
from portal.models.mentors import Mentor
from portal.queries.replies import usual_hours
from portal.services import mentors
from tests.cast import IDS


def answer(mentor: str, *, hours: float, days_ago: int = 5) -> None:
    with unit_of_work():
        answered = clock.now() - timedelta(days=days_ago)
        match = Match(student_id=IDS["noah"], mentor_id=IDS[mentor], program_id=1, noc="72106")
        match.state, match.answered_at = MatchState.CLOSED, answered
        match.told_mentor_at = answered - timedelta(hours=hours)
        db.session.add(match)


@pytest.fixture(autouse=True)
def _context(app: Flask):  # type: ignore[no-untyped-def]
    with app.app_context():
        yield


def kept(name: str) -> int | None:
    db.session.rollback()
    return db.session.get_one(Mentor, IDS[name]).reply_hours


def test_the_median_of_three_answers_or_more() -> None:
    for hours in (2, 30):
        answer("grace", hours=hours)
    assert usual_hours() == {}  # two are too few, and marc has one
    answer("grace", hours=500)
    assert usual_hours() == {IDS["grace"]: 30}


def test_what_is_older_than_ninety_days_is_forgotten() -> None:
    for days in (10, 20, 91):
        answer("grace", hours=1, days_ago=days)
    assert usual_hours() == {}


def test_the_night_writes_what_changed_and_takes_back_what_is_old() -> None:
    before = db.session.get_one(Mentor, IDS["grace"]).changed_at
    for hours in (2, 30, 40):
        answer("grace", hours=hours)
    with unit_of_work():
        assert mentors.keep_reply_hours() == 1
    with unit_of_work():
        assert mentors.keep_reply_hours() == 0
    assert kept("grace") == 30
    assert db.session.get_one(Mentor, IDS["grace"]).changed_at == before
    with clock.moved_by(timedelta(days=91)), unit_of_work():
        assert mentors.keep_reply_hours() == 1
    assert kept("grace") is None
