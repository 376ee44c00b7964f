"""Suggestions on, changed and off: what is kept, what is erased, what is heard (R30, R35)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.data.occupations import occupations
from portal.errors import Conflict, NotFound
from portal.extensions import db, unit_of_work
from portal.models.access_log import AuditEntry
from portal.models.curiosities import Curiosity
from portal.models.jobs import Job
from portal.models.matching import DismissedMentor, MatchingProfile, ViewedOccupation
from portal.models.mentors import Mentor
from portal.models.people import Person
from portal.models.students import Student
from portal.search.matching import suggestions
from portal.services import consents, jobs, matching, mentors
from portal.services.matching import MOST_VIEWS, Choices
from tests.cast import IDS, Cast

TABLES = (MatchingProfile, ViewedOccupation, DismissedMentor)
ALL = Choices(
    interests=("building", "music", "gold"),
    own_words="la soudure",
    uses_curiosities=True,
    uses_views=True,
    region="04",
    path="dep",
)


def choose(cast: Cast, choices: Choices = ALL, who: str = "noah") -> None:
    with unit_of_work():
        matching.choose(student=cast.person(who), choices=choices)


def view(cast: Cast, noc: str) -> None:
    with unit_of_work():
        matching.note_view(student=cast.person("noah"), noc=noc)


def kept() -> int:
    return sum(db.session.scalar(select(func.count()).select_from(t)) or 0 for t in TABLES)


def events() -> list[tuple[str, str]]:
    rows = db.session.execute(select(AuditEntry.event, AuditEntry.detail).order_by(AuditEntry.id))
    return [(event, detail) for event, detail in rows]


def test_turning_on_keeps_the_choices_the_text_the_language_and_the_moment(cast: Cast) -> None:
    with cast.app.app_context():
        choose(cast)
        choose(cast)  # a double click
        profile = db.session.get_one(MatchingProfile, IDS["noah"])
        assert (profile.text_version, profile.interests) == ("1", ["building", "music"])
        assert (profile.own_words, profile.region, profile.path) == ("la soudure", "04", "dep")
        assert clock.now() - profile.turned_on_at < timedelta(minutes=1)
        assert events() == [("suggestions.turned_on", "text 1 fr")]


def test_nothing_chosen_is_no_choice(cast: Cast) -> None:
    with cast.app.app_context():
        with pytest.raises(Conflict):
            choose(cast, Choices())
        assert kept() == 0


def test_turning_off_erases_all_of_it_and_leaves_the_own_list(cast: Cast) -> None:
    with cast.app.app_context():
        choose(cast)
        view(cast, "31301")
        with unit_of_work():
            db.session.add(Curiosity(student_id=IDS["noah"], noc="72106"))
            matching.set_aside(student=cast.person("noah"), mentor_id=IDS["grace"])
        assert kept() == 3
        for _click in range(2):
            with unit_of_work():
                matching.turn_off(student=cast.person("noah"))
        assert kept() == 0
        assert [event for event, _detail in events()] == [
            "suggestions.turned_on", "suggestions.turned_off",
        ]  # fmt: skip
        assert db.session.scalars(select(Curiosity.noc)).all() == ["72106"]


def test_withdrawing_the_consent_to_take_part_erases_it_too(cast: Cast) -> None:
    with cast.app.app_context():
        choose(cast)
        view(cast, "31301")
        with unit_of_work():
            consents.withdraw(actor=cast.person("claire"), student_id=IDS["noah"])
        assert kept() == 0


def test_the_night_erases_what_was_agreed_to_a_year_ago(cast: Cast) -> None:
    with cast.app.app_context():
        choose(cast)
        view(cast, "31301")
        for days, left in ((364, 2), (367, 0)):
            with clock.frozen_at(clock.now() + timedelta(days=days)), unit_of_work():
                jobs.clean_up()
            assert kept() == left


def test_opened_occupations_are_noted_only_when_allowed(cast: Cast) -> None:
    with cast.app.app_context():
        view(cast, "31301")
        assert kept() == 0, "off"
        choose(cast, Choices(interests=("music",)))
        view(cast, "31301")
        assert kept() == 1, "on, but not for this"
        choose(cast)
        view(cast, "31301")
        view(cast, "31301")
        view(cast, "no such code")
        assert kept() == 2
        choose(cast, Choices(interests=("music",)))
        assert kept() == 1, "no longer allowed: erased"


def test_old_views_are_forgotten(cast: Cast) -> None:
    with cast.app.app_context():
        choose(cast)
        codes = list(occupations())[: MOST_VIEWS + 5]
        for minute, noc in enumerate(codes):
            with clock.frozen_at(clock.now() + timedelta(minutes=minute)):
                view(cast, noc)
        assert set(db.session.scalars(select(ViewedOccupation.noc))) == set(codes[5:])


def suggested(cast: Cast, who: str = "noah") -> list[int]:
    return [row.card.mentor_id for row in suggestions(cast.person(who))]


def test_not_for_me_is_heard_and_can_be_undone(cast: Cast) -> None:
    with cast.app.app_context():
        choose(cast)
        assert suggested(cast) == [IDS["marc"]]
        for _click in range(2):
            with unit_of_work():
                matching.set_aside(student=cast.person("noah"), mentor_id=IDS["marc"])
        assert suggested(cast) == []
        with unit_of_work():
            matching.take_back(student=cast.person("noah"), mentor_id=IDS["marc"])
        assert suggested(cast) == [IDS["marc"]]


@pytest.mark.parametrize("mentor", ["paul", "nadia", "claire"])
def test_who_is_not_found_cannot_be_set_aside(cast: Cast, mentor: str) -> None:
    with cast.app.app_context():
        choose(cast)
        with pytest.raises(NotFound), unit_of_work():
            matching.set_aside(student=cast.person("noah"), mentor_id=IDS[mentor])
        with pytest.raises(NotFound), unit_of_work():
            matching.set_aside(student=cast.person("lea"), mentor_id=IDS["marc"])  # hers are off


def test_answers_to_the_six_questions_are_kept_only_while_on(cast: Cast) -> None:
    with cast.app.app_context():
        with pytest.raises(NotFound), unit_of_work():
            matching.keep_styles(student=cast.person("noah"), letters="RIA")
        choose(cast)
        with unit_of_work():
            matching.keep_styles(student=cast.person("noah"), letters="RXIRA")
        profile = db.session.get_one(MatchingProfile, IDS["noah"])
        assert profile.riasec == "RIA"
        choose(cast, Choices(styles=True))
        assert profile.riasec == "RIA", "they are enough to stay on"
        choose(cast)
        assert profile.riasec == ""


def test_each_source_counts_only_while_it_is_allowed(cast: Cast) -> None:
    with cast.app.app_context():
        with unit_of_work():
            db.session.add(Curiosity(student_id=IDS["noah"], noc="72106"))
        assert suggested(cast) == [], "off"
        choose(cast, Choices(interests=("dance",)))
        assert suggested(cast) == [], "the list is not allowed"
        choose(cast, Choices(uses_curiosities=True))
        assert suggested(cast) == [IDS["marc"]]
        choose(cast, Choices(uses_views=True))
        assert suggested(cast) == []
        view(cast, "31301")
        assert suggested(cast) == [IDS["grace"]]
        choose(cast, Choices(own_words="souder"))
        assert suggested(cast) == [IDS["marc"]]


def test_name_sex_origin_age_and_school_change_nothing(cast: Cast) -> None:
    """Swap all that the portal knows of who people are: the same are suggested, for the same."""
    with cast.app.app_context():
        choose(cast)
        choose(cast, who="lea")
        before = [(s.card.mentor_id, s.because) for s in suggestions(cast.person("noah"))]
        with unit_of_work():
            noah, marc, grace = (
                db.session.get_one(Person, IDS[name]) for name in ("noah", "marc", "grace")
            )
            noah.given_name, noah.family_name, noah.pseudonym = "Aïcha", "Diallo", "Mademoiselle"
            marc.given_name, marc.family_name = "Nguyễn Thị", "Papatie"
            grace.given_name, grace.family_name = "Mohamed", "Ben Salah"
            row = db.session.get_one(Student, IDS["noah"])
            lea = db.session.get_one(Student, IDS["lea"])
            row.school_id, row.level, row.born_on = lea.school_id, lea.level, lea.born_on
        after = [(s.card.mentor_id, s.because) for s in suggestions(cast.person("noah"))]
    assert before and before == after


def test_a_mentor_says_what_they_like_and_whom_they_help_best(cast: Cast) -> None:
    with cast.app.app_context():
        for given in (("music", "gold"), ("music",)):
            with unit_of_work():
                mentors.change_choices(
                    mentor=cast.person("marc"),
                    interests=given,
                    helps=("newcomers", "lazy"),
                    newcomers_welcome=False,
                )
        marc = db.session.get_one(Mentor, IDS["marc"])
        assert (marc.interests, marc.helps) == (["music"], ["newcomers"])
        assert marc.newcomers_welcome, "who helps newcomers best welcomes them"
        payloads = {tuple(job.payload.items()) for job in db.session.scalars(select(Job))}
        assert payloads == {(("mentor_id", IDS["marc"]),)}
        with pytest.raises(NotFound), unit_of_work():
            mentors.change_choices(
                mentor=cast.person("zoe"), interests=(), helps=(), newcomers_welcome=False
            )
