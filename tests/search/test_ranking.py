"""The rotation: fair over days and readers, the same for one reader and in every process."""

from collections import Counter
from datetime import date, timedelta

from flask import Flask

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.mentors import Mentor
from portal.search import index
from portal.search.mentors import MentorQuery, search_mentors
from portal.search.ranking import FULL, QUICK, SLOW, TURNS, USUAL, draws, likelihood, turn_of
from tests.cast import IDS, Cast
from tests.search.crowd import write_crowd

DAY = date(2026, 11, 23)
PINNED = [114280970464710, 169449546710695, 75292851879890]
WELDER = "72106"


def test_a_good_answer_is_likely_from_who_has_room_and_answers_soon() -> None:
    assert likelihood(has_room=True, reply_hours=5) == QUICK
    assert likelihood(has_room=True, reply_hours=None) == QUICK  # a newcomer gets a chance
    assert likelihood(has_room=True, reply_hours=100) == USUAL
    assert likelihood(has_room=True, reply_hours=400) == SLOW
    assert likelihood(has_room=False, reply_hours=5) == FULL


def test_every_process_draws_the_same() -> None:
    """Numbers written down: nothing of a process, a machine or a hash seed is in them."""
    assert draws([5, 6, 1000], day=DAY, turn=3) == PINNED


def test_who_comes_or_leaves_moves_nobody_else() -> None:
    few = dict(zip(range(0, 50, 5), draws(range(0, 50, 5), day=DAY, turn=1), strict=True))
    many = dict(zip(range(50), draws(range(50), day=DAY, turn=1), strict=True))
    assert all(many[number] == drawn for number, drawn in few.items())


def gini(amounts: list[int]) -> float:
    """Return how unequally something is shared: 0 alike, near 1 all to one."""
    ranked, total = sorted(amounts), sum(amounts)
    weighted = sum(place * amount for place, amount in enumerate(ranked, 1))
    return 2 * weighted / (len(ranked) * total) - (len(ranked) + 1) / len(ranked)


def written_to(mentors: int, readers: int, *, rotates: bool) -> list[int]:
    """Let `readers` students of 90 days each write to one of the first three that they see."""
    got: Counter[int] = Counter()
    for reader in range(readers):
        day = DAY + timedelta(days=reader % 90) if rotates else DAY
        drawn = draws(range(mentors), day=day, turn=turn_of(reader) if rotates else 0)
        first_three = sorted(range(mentors), key=drawn.__getitem__)[:3]
        got[first_three[(0, 0, 0, 1, 1, 2)[reader % 6]]] += 1  # most choose the first one
    return [got[number] for number in range(mentors)]


def test_the_same_three_do_not_get_everyone() -> None:
    with_it = written_to(24, 3_000, rotates=True)
    without = written_to(24, 3_000, rotates=False)
    assert sum(sorted(without)[-3:]) == 3_000
    assert gini(without) > 0.85
    assert gini(with_it) < 0.15
    assert sum(sorted(with_it)[-3:]) < 3_000 * 0.2  # an equal share would be an eighth
    assert min(with_it) > 0


def test_a_class_that_searches_at_the_same_hour_meets_different_mentors() -> None:
    first = {
        min(range(24), key=draws(range(24), day=DAY, turn=turn_of(reader)).__getitem__)
        for reader in range(30)
    }
    assert len(first) > TURNS / 2


def _welders(*, number: int) -> None:
    write_crowd(number, noc=WELDER)
    with unit_of_work():
        for place in range(number):
            mentor = db.session.get_one(Mentor, 1000 + place)
            mentor.open_matches, mentor.reply_hours = 0, None
    index.rebuild()


def order(cast: Cast, who: str, **asked: object) -> list[int]:
    rows: list[int] = []
    for page in (1, 2, 3):
        query = MentorQuery(page=page, **asked)  # type: ignore[arg-type]
        found = search_mentors(cast.person(who), query, reader_language="fr")
        rows += [row.mentor_id for row in found.rows] if found.number == page else []
    return rows


def test_stable_in_a_day_and_over_pages_another_the_next_day(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        _welders(number=45)
        noon = clock.at(DAY, clock.local(clock.now()).time().replace(hour=12))
        with clock.frozen_at(noon):
            first = order(cast, "zoe", text="soudeuse")
            index.update_mentors([1003, 1004])  # documents are laid out anew
            assert order(cast, "zoe", text="soudeuse") == first
            assert len(first) == len(set(first)) == 46
            assert order(cast, "noah", text="soudeuse") != first
        with clock.frozen_at(noon + timedelta(hours=4)):
            assert order(cast, "zoe", text="soudeuse") == first
        with clock.frozen_at(noon + timedelta(days=1)):
            assert order(cast, "zoe", text="soudeuse") != first


def test_occupation_then_text_then_a_good_answer(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        _welders(number=4)
        with unit_of_work():
            for number, hours in ((1000, 400), (1001, 100), (1002, 5)):
                db.session.get_one(Mentor, number).reply_hours = hours
            db.session.get_one(Mentor, 1003).open_matches = 3
            grace = db.session.get_one(Mentor, IDS["grace"])
            grace.bio_fr, grace.topics_fr = "soudeur " * 40, "soudeur"
        index.rebuild()
        found = order(cast, "zoe", text="soudeur", available="any")
        assert set(found[:2]) == {IDS["marc"], 1002}  # quick, or not known yet
        assert found[2:] == [1001, 1000, 1003, IDS["grace"]]
        # Among those who only speak of it, who says it more stands first.
        with unit_of_work():
            db.session.get_one(Mentor, IDS["marc"]).bio_fr = "tournesol"
            db.session.get_one(Mentor, 1000).bio_fr = "tournesol et tournesols"
        index.rebuild()
        assert order(cast, "zoe", text="tournesol") == [1000, IDS["marc"]]
