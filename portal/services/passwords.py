"""Passwords: kept as Argon2id hashes, never readable again; and the links that set one.

Parameters: 19 MiB, 2 passes, 1 lane, the OWASP minimum; a class of 30 that
signs in at once waits about a second on two cores (docs/decisions/0005).
"""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.data.passwords import common_passwords, password_words
from portal.errors import Conflict
from portal.extensions import db
from portal.i18n import _
from portal.models.people import Person, PersonState
from portal.services import audit

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
# Checked when an account does not exist, so that the answer takes the same time.
_NOBODY = _hasher.hash("nobody")

MIN_LENGTH = 10
MAX_LENGTH = 200
# What is left of a password without the person's own names and without known words.
MIN_OWN_CHARACTERS = 6

RESET_LASTS = timedelta(hours=24)
INVITATION_LASTS = timedelta(days=14)


def hash_password(password: str) -> str:
    """Return the hash to keep. It takes its time: never inside a unit of work if it can wait."""
    return _hasher.hash(_as_typed_anywhere(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Say whether `password` is the one of `password_hash`; None takes as long and is False."""
    try:
        verified = _hasher.verify(password_hash or _NOBODY, _as_typed_anywhere(password))
    except (VerificationError, InvalidHashError):
        return False
    return verified and password_hash is not None


def _as_typed_anywhere(password: str) -> str:
    # A Mac sends "é" as two characters, a Chromebook as one.
    return unicodedata.normalize("NFC", password)


def weakness(password: str, person: Person) -> str | None:
    """Return the sentence that says why `person` should not take this password, or None."""
    if len(password) < MIN_LENGTH:
        return _("Choose a password of at least %(number)s characters.", number=MIN_LENGTH)
    plain = _plain(password)
    if plain in common_passwords() or plain.rstrip("0123456789") in common_passwords():
        return _("This password is among the first ones that anyone would try. Choose another.")
    if len(set(plain)) < 4 and plain.isascii():
        return _("Use more different characters.")
    for own in _own_words(person):
        plain = plain.replace(own, "")
    if len(plain) < MIN_OWN_CHARACTERS:
        return _("Choose a password that is not made from your name or username.")
    return None


def _own_words(person: Person) -> list[str]:
    whole = [person.username, (person.email or "").partition("@")[0], person.pseudonym]
    parts = [*person.given_name.split("-"), *person.family_name.split("-")]
    names = [*whole, person.given_name, person.family_name, *parts]
    words = {_plain(name) for name in names if name}
    return sorted((word for word in words if len(word) > 2), key=lambda word: (-len(word), word))


def _plain(text: str) -> str:
    """Return the letters and digits of `text`, in lower case, without accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """A password that staff hand out on paper, and its hash."""

    text: str
    password_hash: str


def first_password() -> FirstPassword:
    """Draw a readable password of three words and two digits: at least 30 bits by chance."""
    words = [secrets.choice(password_words()) for _number in range(3)]
    text = "-".join([*words, f"{secrets.randbelow(100):02}"])
    return FirstPassword(text, hash_password(text))


def change(*, person: Person, password_hash: str) -> None:
    """Keep the new password of `person`; every session that was open ends."""
    person.password_hash = password_hash
    person.must_change_password = False
    person.session_version += 1
    audit.record(person, "password.changed", "person", person.id)


def reset_token(person: Person) -> str:
    """Return what a mailed link carries: it dies when used, or when the password changes."""
    return _signer().dumps([person.id, person.session_version])


def person_of_token(token: str) -> Person | None:
    """Return the person, with roles, whose link this is; None once it is used, old or false.

    A link lasts 24 hours; 14 days for someone who never had a password (an invitation).
    """
    try:
        (number, version), made_at = _signer().loads(token, return_timestamp=True)
    except (BadSignature, ValueError, TypeError):
        return None
    wanted = (
        select(Person)
        .where(
            Person.id == number,
            Person.session_version == version,
            Person.state == PersonState.ACTIVE,
        )
        .options(joinedload(Person.role_rows))
    )
    person = db.session.scalars(wanted).unique().one_or_none()
    if person is None:
        return None
    lasts = INVITATION_LASTS if person.password_hash is None else RESET_LASTS
    return person if clock.now() - made_at <= lasts else None


def reset(*, token: str, password_hash: str) -> Person:
    """Set the password of the person whose link this is. Raises Conflict when it is dead."""
    person = person_of_token(token)
    if person is None:
        raise Conflict(_("This link was already used or is too old. Ask for a new one."))
    change(person=person, password_hash=password_hash)
    return person


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="set-password")
