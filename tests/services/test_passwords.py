"""First passwords, weak passwords, and links that set one."""

import math
import unicodedata
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.data.passwords import common_passwords, password_words
from portal.errors import Conflict, Invalid, NotFound
from portal.extensions import db, unit_of_work
from portal.models.access_log import AuditEntry
from portal.models.people import Person, PersonState, Role
from portal.services import passwords, people
from tests.cast import IDS, PASSWORD, Cast


def test_a_first_password_has_at_least_30_bits_and_is_easy_to_type() -> None:
    words = password_words()
    assert len(set(words)) == len(words)
    assert 3 * math.log2(len(words)) + math.log2(100) >= 30
    assert all(word.isascii() and word.islower() and 4 <= len(word) <= 10 for word in words)
    first = passwords.first_password()
    *parts, number = first.text.split("-")
    assert len(parts) == 3
    assert set(parts) <= set(words)
    assert len(number) == 2
    assert passwords.matches(first.password_hash, first.text)
    assert passwords.first_password().text != first.text


def test_an_accent_is_the_same_on_every_keyboard() -> None:
    kept = passwords.hash_password("été à la grève")
    assert passwords.matches(kept, unicodedata.normalize("NFD", "été à la grève"))


WEAK = {
    "too short": "abcdefghi",
    "a well-known one": "motdepasse",
    "a well-known one with a year": "MotDePasse2026",
    "a well-known one, dressed up": "Mot-de-passe!!!",
    "one character": "aaaaaaaaaaaa",
    "two characters": "ababababab",
    "the username": "zoezoezoezoe",
    "the names": "Zoé-Maëlle D'Amour",
    "the family name with a number": "damourcote2010",
}


@pytest.mark.parametrize("password", WEAK.values(), ids=list(WEAK))
def test_a_weak_password_is_refused_with_a_sentence(cast: Cast, password: str) -> None:
    with cast.app.app_context():
        assert passwords.weakness(password, cast.person("zoe"))


@pytest.mark.parametrize(
    "password", ["trois petits chats", "rideau-tunnel-42", "Zoé aime le zinc"]
)
def test_a_good_password_passes(cast: Cast, password: str) -> None:
    with cast.app.app_context():
        assert passwords.weakness(password, cast.person("zoe")) is None


def test_common_passwords_are_written_as_they_are_compared() -> None:
    assert len(common_passwords()) > 200
    assert all(word == "".join(filter(str.isalnum, word.lower())) for word in common_passwords())


def test_a_counsellor_gives_an_own_student_a_first_password(cast: Cast) -> None:
    with cast.app.app_context():
        with unit_of_work():
            text = people.issue_password(actor=cast.person("claire"), student_id=IDS["zoe"])
        zoe = cast.person("zoe")
        assert passwords.matches(zoe.password_hash, text)
        assert not passwords.matches(zoe.password_hash, PASSWORD)
        assert (zoe.must_change_password, zoe.session_version) == (True, 2)
        assert db.session.scalars(select(AuditEntry.event)).all() == ["password.issued"]


NOT_THEIRS = [
    ("claire", "lea"),
    ("denis", "zoe"),
    ("adele", "zoe"),
    ("marc", "zoe"),
    ("zoe", "zoe"),
]


@pytest.mark.parametrize(("actor", "student"), NOT_THEIRS)
def test_nobody_else_gives_one(cast: Cast, actor: str, student: str) -> None:
    with cast.app.app_context():
        with pytest.raises(NotFound), unit_of_work():
            people.issue_password(actor=cast.person(actor), student_id=IDS[student])
        assert passwords.matches(cast.person(student).password_hash, PASSWORD)


def test_a_link_works_once_and_dies_with_a_change(cast: Cast) -> None:
    with cast.app.app_context():
        token = passwords.reset_token(cast.person("marc"))
        same_day = passwords.reset_token(cast.person("marc"))
        found = passwords.person_of_token(token)
        assert found is not None
        assert found.id == IDS["marc"]
        with unit_of_work():
            passwords.reset(token=token, password_hash="x")
        for dead in (token, same_day):
            assert passwords.person_of_token(dead) is None
            with pytest.raises(Conflict), unit_of_work():
                passwords.reset(token=dead, password_hash="y")
        assert cast.person("marc").password_hash == "x"


LASTS = {
    "a reset, 23 h": (True, timedelta(hours=23), True),
    "a reset, 25 h": (True, timedelta(hours=25), False),
    "an invitation, 13 days": (False, timedelta(days=13), True),
    "an invitation, 15 days": (False, timedelta(days=15), False),
}


@pytest.mark.parametrize(("has_password", "later", "works"), LASTS.values(), ids=list(LASTS))
def test_how_long_a_link_lasts(
    cast: Cast, has_password: bool, later: timedelta, works: bool
) -> None:
    with cast.app.app_context():
        if not has_password:
            with unit_of_work():
                db.session.get_one(Person, IDS["marc"]).password_hash = None
        token = passwords.reset_token(cast.person("marc"))
        with clock.moved_by(later):
            assert (passwords.person_of_token(token) is not None) is works


def test_a_false_link_or_one_of_a_suspended_person_is_nobody_s(cast: Cast) -> None:
    with cast.app.app_context():
        token = passwords.reset_token(cast.person("marc"))
        for false in ("", "x", token[:-1], token[:-2] + "AA", "W10.aaa.bbb"):
            assert passwords.person_of_token(false) is None
        with unit_of_work():
            db.session.get_one(Person, IDS["marc"]).state = PersonState.SUSPENDED
        assert passwords.person_of_token(token) is None


def test_the_first_administrator_is_made_with_a_typed_password(cast: Cast) -> None:
    words = {"given_name": "Ada", "family_name": "Roy", "email": " Ada.Roy@Example.ORG "}
    with cast.app.app_context():
        with pytest.raises(Invalid), unit_of_work():
            people.create_administrator(**words, password="motdepasse1")
        with pytest.raises(Invalid), unit_of_work():
            people.create_administrator(**words | {"email": "ada"}, password="trois-petits-chats")
        with unit_of_work():
            ada = people.create_administrator(**words, password="trois-petits-chats")
            assert (ada.email, ada.roles) == ("ada.roy@example.org", {Role.ADMINISTRATOR})
        with pytest.raises(Conflict), unit_of_work():
            people.create_administrator(**words, password="trois-petits-chats")
