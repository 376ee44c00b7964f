"""Who may turn suggestions on, and which mentors may be suggested to whom (R31, R35)."""

from datetime import timedelta

import pytest
from flask import Flask

from portal import clock
from portal.errors import Denied, NotFound
from portal.extensions import db, unit_of_work
from portal.models.matching import MatchingProfile
from portal.models.mentors import Mentor
from portal.policies import matching as policy
from portal.queries import matching as queries
from portal.services import matching
from portal.services.matching import Choices
from tests.cast import IDS, Cast

MAY_CHOOSE = {
    "zoe": None,
    "noah": None,
    "lea": None,
    "theo": Denied,  # 13
    "marc": NotFound,
    "claire": NotFound,
    "mona": NotFound,
    "coralie": NotFound,
    "adele": NotFound,
}
CHOICES = Choices(interests=("music",))


@pytest.mark.parametrize(("who", "refusal"), MAY_CHOOSE.items())
def test_who_may_turn_suggestions_on(
    cast: Cast, who: str, refusal: type[Exception] | None
) -> None:
    with cast.app.app_context():
        if refusal is None:
            turn_on(cast, who)
        else:
            with pytest.raises(refusal):
                turn_on(cast, who)
        assert queries.is_on(cast.person(who)) is (refusal is None)


def turn_on(cast: Cast, who: str, choices: Choices = CHOICES) -> None:
    with unit_of_work():
        matching.choose(student=cast.person(who), choices=choices)


def test_from_the_fourteenth_birthday_on_a_student_may(cast: Cast) -> None:
    with cast.app.app_context(), clock.frozen_at(clock.now() + timedelta(days=366)):
        turn_on(cast, "theo")
        assert queries.is_on(cast.person("theo"))


def suggestible(cast: Cast, who: str) -> set[str]:
    ids = {profile.id for profile in queries.mentor_profiles(cast.person(who))}
    return {name for name, number in IDS.items() if number in ids}


def test_paused_unscreened_matched_and_set_aside_mentors_are_no_suggestions(cast: Cast) -> None:
    with cast.app.app_context():
        turn_on(cast, "noah")
        assert suggestible(cast, "noah") == {"marc", "grace"}
        assert suggestible(cast, "zoe") == {"grace"}, "marc is in touch with her"
        with unit_of_work():
            matching.set_aside(student=cast.person("noah"), mentor_id=IDS["marc"])
        assert suggestible(cast, "noah") == {"grace"}
        assert suggestible(cast, "lea") == {"marc"}, "what noah says changes nothing for lea"


ABSENT = {
    "full": {"open_matches": 3},
    "paused": {"paused_until": clock.today() + timedelta(days=3)},
    "stopped": {"deactivated_at": clock.now()},
    "hidden": {"hidden_at": clock.now()},
}


@pytest.mark.parametrize("values", ABSENT.values(), ids=list(ABSENT))
def test_who_cannot_be_written_to_is_gone_at_once(app: Flask, cast: Cast, values: dict) -> None:  # type: ignore[type-arg]
    with app.app_context():
        with unit_of_work():
            for name, value in values.items():
                setattr(db.session.get_one(Mentor, IDS["marc"]), name, value)
        assert suggestible(cast, "noah") == {"grace"}


def test_another_text_or_a_year_turns_them_off_until_asked_anew(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cast.app.app_context():
        turn_on(cast, "noah")
        noah = cast.person("noah")
        monkeypatch.setattr(policy, "TEXT_VERSION", "2")
        assert not queries.is_on(noah)
        assert queries.own_choices(noah).asks_anew
        turn_on(cast, "noah")
        assert queries.is_on(cast.person("noah"))
        with clock.frozen_at(clock.now() + timedelta(days=367)):
            assert not queries.is_on(cast.person("noah"))
            with unit_of_work():
                matching.erase_lapsed()
        assert db.session.get(MatchingProfile, IDS["noah"]) is None
