"""Profiles for the ranking: those of now, read again only when a mentor's row moved."""

import pytest
from sqlalchemy import update

from portal.extensions import db, unit_of_work
from portal.models.imports import ImportKind
from portal.models.mentors import Mentor
from portal.queries.matching import mentor_profiles
from portal.services import mentors, people
from portal.services.imports import Order, carry_out
from tests.cast import IDS, Cast
from tests.search.crowd import write_crowd
from tests.statements import statements


def profile_of_marc(cast: Cast) -> object:
    profiles = {one.id: one for one in mentor_profiles(cast.person("noah"))}
    return profiles.get(IDS["marc"])


def test_what_a_mentor_changes_is_known_at_once(cast: Cast) -> None:
    with cast.app.app_context():
        before = profile_of_marc(cast)
        assert before.interests == frozenset()  # type: ignore[attr-defined]
        with unit_of_work():
            mentors.change_choices(
                mentor=cast.person("marc"), interests=["music"], helps=[], newcomers_welcome=False
            )
        assert profile_of_marc(cast).interests == {"music"}  # type: ignore[attr-defined]
        with unit_of_work():
            people.change_availability(person=cast.person("marc"), paused_until=None, capacity=9)
        assert profile_of_marc(cast).capacity == 9  # type: ignore[attr-defined]
        with unit_of_work():
            db.session.execute(
                update(Mentor).where(Mentor.person_id == IDS["marc"]).values(open_matches=4)
            )
        assert profile_of_marc(cast).open_matches == 4  # type: ignore[attr-defined]


def test_another_occupation_of_an_import_is_known_at_once(cast: Cast) -> None:
    header = "courriel;prénom;nom;cnp;région;parcours"
    line = "marc@example.org;Marc;Roy;31301;04;DEP"
    with cast.app.app_context():
        assert profile_of_marc(cast).occupations == ("72106",)  # type: ignore[attr-defined]
        with unit_of_work():
            order = Order(kind=ImportKind.MENTORS, content=f"{header}\n{line}\n".encode())
            carry_out(order, actor=cast.person("adele"))
        profile = profile_of_marc(cast)
        assert profile.occupations == ("31301",)  # type: ignore[attr-defined]
        assert profile.fields == ("nursing",)  # type: ignore[attr-defined]


@pytest.mark.parametrize("number", [5, 700])
def test_one_statement_and_a_second_one_after_changes(cast: Cast, number: int) -> None:
    with cast.app.app_context():
        write_crowd(number, first=20_000)
        noah = cast.person("noah")
        for most in (2, 1, 1):
            with statements(cast.app) as asked:
                found = mentor_profiles(noah)
            assert len(asked) == most
        assert len(found) > number / 2
