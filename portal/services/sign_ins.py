"""Sign-in, and the count of wrong passwords that every worker process shares.

A try is counted before its password is checked and forgiven when it was right: tries at the
same moment cannot pass the limit, and the slow check holds no lock.
"""

import hmac
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from flask import current_app
from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    delete,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.orm import joinedload

from portal import clock
from portal.extensions import db
from portal.i18n import _n
from portal.models.people import Person, PersonState, Role
from portal.models.sign_ins import FailedSignIn
from portal.models.students import ConsentKind, Student
from portal.policies import students
from portal.services import passwords

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Account:
    """What signing in must know of a person, copied out: no transaction stays open for it."""

    person_id: int
    session_id: str
    password_hash: str | None
    roles: frozenset[Role]
    may_take_part: bool  # no: under 14 without a recorded parental consent (R31)
    newcomer: bool  # has a password to choose or a consent to give first


@dataclass(frozen=True, slots=True)
class Try:
    """One try to sign in, already counted as a wrong one."""

    account: Account | None
    key: str
    row_ids: tuple[int, ...]
    wait: timedelta  # more than zero: too many tries, the password was not looked at

    @property
    def is_refused(self) -> bool:
        """Whether this account or this address must wait."""
        return self.wait > timedelta(0)

    @property
    def wait_sentence(self) -> str:
        """How long to wait, as the person reads it."""
        return _n(
            "Too many tries. Wait %(num)s minute, then try again.",
            "Too many tries. Wait %(num)s minutes, then try again.",
            ceil(self.wait / timedelta(minutes=1)),
        )

    def matches(self, password: str) -> bool:
        """Say whether `password` is right; as slow for an account that does not exist."""
        return passwords.matches(self.account.password_hash if self.account else None, password)


def plain_name(typed: str) -> str:
    """Return the email or username that was meant: case and spaces are forgiven."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).lower()


def begin(*, name: str, address: str) -> Try:
    """Look the account up and count the try. Check its password after the unit of work."""
    account = _account(plain_name(name))
    subject = f"person:{account.person_id}" if account else f"name:{plain_name(name)}"
    return _count(subject, address, account)


def begin_again(*, person: Person, address: str) -> Try:
    """Count a try of someone signed in who must give the password again."""
    account = _account(person.email or person.username or "")
    return _count(f"person:{person.id}", address, account)


def may_ask_for_link(*, name: str, address: str) -> bool:
    """Count a wish for a mailed link; say no when the account or the address had its share."""
    return not _count(f"link:{plain_name(name)}", f"link:{network_of(address)}").is_refused


def begin_guess(*, person: Person, address: str) -> Try:
    """Count a try of a class code by someone signed in; forgiven with `succeed` when right."""
    return _count(f"class-code:{person.id}", f"class-code:{network_of(address)}")


def _count(subject: str, address: str, account: Account | None = None) -> Try:
    """Count a try of `subject` from `address`, unless one of them must wait."""
    key, address_key = _key(subject), _key(f"address:{network_of(address)}")
    wait = _wait(key, address_key)
    if wait > timedelta(0):
        return Try(account, key, (), wait)
    rows = [{"key": key}, {"key": address_key}]
    added = db.session.scalars(insert(FailedSignIn).returning(FailedSignIn.id), rows)
    return Try(account, key, tuple(added), wait)


def succeed(*, attempt: Try) -> None:
    """Forgive the tries of the account; write down the sign-in when it may begin."""
    ours = or_(FailedSignIn.key == attempt.key, FailedSignIn.id.in_(attempt.row_ids))
    db.session.execute(delete(FailedSignIn).where(ours))
    if attempt.account is not None and attempt.account.may_take_part:
        mine = update(Person).where(Person.id == attempt.account.person_id)
        db.session.execute(mine.values(last_signed_in_at=clock.now()))


def _account(name: str) -> Account | None:
    """Return the active account called `name`, in one statement."""
    column = Person.email if "@" in name else Person.username
    under_14 = Student.born_on > students.last_birth_date_under_14()
    wanted = (
        select(
            Person,
            and_(Student.person_id.is_not(None), not_(students.may_take_part())),
            _lacks_own_consent(under_14),
        )
        .outerjoin(Student, Student.person_id == Person.id)
        .where(column == name, Person.state == PersonState.ACTIVE)
        .options(joinedload(Person.role_rows))
    )
    row = db.session.execute(wanted).unique().one_or_none()
    return _copied(row) if row is not None else None


def _lacks_own_consent(under_14: ColumnElement[bool]) -> ColumnElement[bool]:
    consented = students.consented(ConsentKind.OWN)
    return and_(Student.person_id.is_not(None), not_(under_14), not_(consented))


def _copied(row: Row[Person, bool, bool]) -> Account:
    person, too_young, lacks_consent = row
    return Account(
        person_id=person.id,
        session_id=person.get_id(),
        password_hash=person.password_hash,
        roles=person.roles,
        may_take_part=not too_young,
        newcomer=person.must_change_password or bool(lacks_consent),
    )


def _wait(key: str, address_key: str) -> timedelta:
    """Return how long the account or the address must wait: both in one statement."""
    since = clock.now() - WINDOW
    wanted = (
        select(FailedSignIn.key, func.count(), func.min(FailedSignIn.tried_at))
        .where(FailedSignIn.key.in_([key, address_key]), FailedSignIn.tried_at > since)
        .group_by(FailedSignIn.key)
    )
    limits = {
        key: current_app.config["SIGN_IN_TRIES"],
        address_key: current_app.config["SIGN_IN_TRIES_PER_ADDRESS"],
    }
    rows = db.session.execute(wanted).all()
    over = [first for found, count, first in rows if count >= limits[found]]
    return max(map(_until_forgotten, over), default=timedelta(0))


def _until_forgotten(first: datetime) -> timedelta:
    return first + WINDOW - clock.now()


def _key(subject: str) -> str:
    """Return what is kept in place of a name or an address."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(secret, f"sign-in:{subject}".encode(), "sha256").hex()


def network_of(address: str) -> str:
    """Return the address, or for IPv6 the network that one home or school holds."""
    try:
        given = ip_address(address)
    except ValueError:
        return address
    return (
        str(ip_network((given, 64), strict=False)) if isinstance(given, IPv6Address) else address
    )
