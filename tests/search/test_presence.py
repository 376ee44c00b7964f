"""Who is absent, everywhere and soon, whatever the worker does (decision 0023)."""

from datetime import timedelta

import pytest
from flask import Flask

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.mentors import Mentor
from portal.models.people import Person, PersonState
from portal.search import index
from portal.search.mentors import MentorQuery, MentorResults, search_mentors
from portal.search.reader import to_bits, to_numbers
from tests.cast import IDS, Cast
from tests.statements import statements

SOON = timedelta(seconds=5)
WAYS = {
    "on pause": {"paused_until": clock.today() + timedelta(days=3)},
    "full": {"open_matches": 3},
    "verification ended": {"screened_until": clock.today() - timedelta(days=1)},
    "deactivated": {"deactivated_at": clock.now()},
    "not active yet": {"activated_at": None},
    "hidden": {"hidden_at": clock.now()},
}


def search(cast: Cast, **asked: str) -> MentorResults:
    return search_mentors(cast.person("zoe"), MentorQuery(**asked), reader_language="fr")  # type: ignore[arg-type]


def change(**values: object) -> None:
    with unit_of_work():
        marc = db.session.get_one(Mentor, IDS["marc"])
        for name, value in values.items():
            setattr(marc, name, value)


def is_there(cast: Cast) -> tuple[bool, int, int]:
    """Whether marc is on a page, in the total and in the counts of the filters."""
    results = search(cast)
    on_page = IDS["marc"] in [row.mentor_id for row in results.rows]
    return on_page, results.total, results.counts["occupation"].get("72106", 0)


@pytest.mark.parametrize("way", WAYS)
def test_absent_within_five_seconds_and_back_as_soon(indexed: Flask, cast: Cast, way: str) -> None:
    """No job runs in between: the index still holds him."""
    with indexed.app_context():
        before = {
            name: getattr(db.session.get_one(Mentor, IDS["marc"]), name) for name in WAYS[way]
        }
        assert is_there(cast) == (True, 2, 1)
        change(**WAYS[way])
        assert not is_there(cast)[0]  # at once: the database disposes
        with clock.moved_by(SOON):
            assert is_there(cast) == (False, 1, 0)
            assert search(cast, text="soudeur").rows == []
            change(**before)
        with clock.moved_by(2 * SOON):
            assert is_there(cast) == (True, 2, 1)


def test_a_suspended_account_is_absent(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        assert is_there(cast)[1] == 2
        with unit_of_work():
            db.session.get_one(Person, IDS["marc"]).state = PersonState.SUSPENDED
        with clock.moved_by(SOON):
            assert is_there(cast) == (False, 1, 0)


def test_a_verification_holds_on_its_last_day(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        change(screened_until=clock.today())
        assert is_there(cast) == (True, 2, 1)
        with clock.moved_by(timedelta(days=1)):
            assert is_there(cast) == (False, 1, 0)


def test_a_pause_ends_on_its_day_without_a_job(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        assert search(cast).total == 2
        with clock.moved_by(timedelta(days=31)):
            assert search(cast).total == 3


def test_it_asks_once_in_four_seconds(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context(), statements(indexed) as seen:
        with clock.frozen_at(clock.now()):
            for _time in range(3):
                search(cast)
        asked = [s for s in seen if "reply_hours" in s]
        assert len(asked) == 1
        with clock.moved_by(timedelta(seconds=-60)):  # a clock that was set back
            search(cast)
        assert len([s for s in seen if "reply_hours" in s]) == 2


def test_who_is_not_in_the_index_yet_breaks_nothing(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        with unit_of_work():
            db.session.get_one(Mentor, IDS["nadia"]).activated_at = clock.now()
        assert search(cast).total == 2
        index.update_mentors([IDS["nadia"]])
        assert search(cast).total == 3


def test_bits_and_numbers_are_each_others_reverse() -> None:
    for docs in ([], [0], [3, 8, 9, 64, 2649]):
        assert to_numbers(to_bits(docs)) == docs
