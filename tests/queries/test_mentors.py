"""Cards and profiles: who reads what of a mentor, and whether they may write."""

from datetime import timedelta

import pytest
from flask import Flask

from portal import clock
from portal.errors import NotFound
from portal.extensions import db, unit_of_work
from portal.i18n import in_language
from portal.models.matches import Match, MatchState
from portal.models.mentors import Mentor
from portal.queries.mentors import Writing, cards, counts_by_noc, profile, to_index
from tests.cast import IDS, THREAD_ZOE_MARC, Cast

EVERYONE = tuple(IDS)
STAFF = ("claire", "denis", "fatou", "mona", "adele")
STUDENTS = ("zoe", "noah", "lea", "theo")

# Who may open whose profile: everyone who searches opens those found; nobody else but the
# coordinator, the mentor, and the students of an open or past match.
OPENS = {
    "marc": {*STUDENTS, *STAFF, "coralie", "marc"},
    "grace": {*STUDENTS, *STAFF, "coralie", "grace"},
    "paul": {"coralie", "paul"},
    "nadia": {"coralie", "nadia"},
}


@pytest.mark.parametrize("mentor", OPENS)
def test_who_opens_whose_profile(app: Flask, cast: Cast, mentor: str) -> None:
    def opens(who: str) -> bool:
        try:
            return profile(cast.person(who), IDS[mentor]).card.mentor_id == IDS[mentor]
        except NotFound:
            return False

    with app.app_context():
        assert {who for who in EVERYONE if opens(who)} == OPENS[mentor]


def test_who_is_no_mentor_is_absent(app: Flask, cast: Cast) -> None:
    with app.app_context():
        for number in (IDS["zoe"], IDS["coralie"], 99_999):
            with pytest.raises(NotFound):
                profile(cast.person("coralie"), number)


def writing(cast: Cast, who: str, mentor: str = "marc") -> Writing:
    return profile(cast.person(who), IDS[mentor]).writing


def change(**values: object) -> None:
    with unit_of_work():
        mentor = db.session.get_one(Mentor, IDS["marc"])
        for field, value in values.items():
            setattr(mentor, field, value)


def test_who_may_write(app: Flask, cast: Cast) -> None:
    with app.app_context():
        assert writing(cast, "noah") is Writing.MAY_WRITE
        for who in (*STAFF, "coralie", "marc"):
            assert writing(cast, who) is Writing.NOT_A_STUDENT
        zoe = profile(cast.person("zoe"), IDS["marc"])
        assert (zoe.writing, zoe.thread_id) == (Writing.IN_TOUCH, THREAD_ZOE_MARC)


def test_a_full_mentor_takes_no_message(app: Flask, cast: Cast) -> None:
    with app.app_context():
        change(open_matches=3)
        assert writing(cast, "noah") is Writing.FULL
        assert writing(cast, "zoe") is Writing.IN_TOUCH


def test_a_past_match_still_reads_the_profile_and_learns_why_not(app: Flask, cast: Cast) -> None:
    with app.app_context():
        with unit_of_work():
            db.session.get_one(Match, 1).state = MatchState.CLOSED
        change(paused_until=clock.today() + timedelta(days=5))
        page = profile(cast.person("zoe"), IDS["marc"])
        assert (page.writing, page.back_on) == (
            Writing.PAUSED,
            clock.today() + timedelta(days=5),
        )
        with pytest.raises(NotFound):
            profile(cast.person("noah"), IDS["marc"])
        change(paused_until=None, deactivated_at=clock.now())
        assert writing(cast, "zoe") is Writing.AWAY


def test_a_text_in_the_other_language_says_so(app: Flask, cast: Cast) -> None:
    with app.test_request_context("/"), in_language("en"):
        page = profile(cast.person("noah"), IDS["marc"])
        assert page.bio is not None
        assert page.bio.language == "fr"
        page = profile(cast.person("noah"), IDS["grace"])
        assert page.bio is not None
        assert page.bio.language == "en"
        assert page.topics is None


def test_cards_keep_the_order_and_leave_out_the_forbidden(app: Flask, cast: Cast) -> None:
    with app.app_context():
        ids = [IDS[name] for name in ("grace", "paul", "nadia", "zoe", "marc")]
        found = cards(cast.person("zoe"), ids)
        assert [card.mentor_id for card in found] == [IDS["grace"], IDS["marc"]]
        assert [card.name for card in found] == ["Grace O.", "Marc B."]
        assert cards(cast.person("marc"), ids) == []


def test_counts_hold_those_who_can_be_found(app: Flask) -> None:
    with app.app_context():
        assert counts_by_noc() == {"72106": 1, "31301": 1}


def test_the_index_takes_those_who_take_part(app: Flask) -> None:
    with app.app_context():
        wanted = [IDS[name] for name in ("marc", "grace", "paul")]
        assert [mentor.person_id for mentor in to_index()] == wanted
        assert [mentor.person_id for mentor in to_index([IDS["paul"], IDS["nadia"]])] == [
            IDS["paul"]
        ]
        assert to_index([]) == []
