"""What changes about a person."""

from collections.abc import Mapping
from datetime import date

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select

from portal import outbox
from portal.errors import Conflict, Invalid, not_found
from portal.extensions import db
from portal.i18n import _
from portal.models.mentors import Mentor
from portal.models.people import Person, PersonRole, PersonState, Role
from portal.policies import students
from portal.services import audit, consents, passwords, sign_ins, texts
from portal.services.passwords import FirstPassword
from portal.services.sign_ins import Try


def choose_language(*, person: Person, language: str) -> None:
    """Keep the language in which `person` reads pages and mails."""
    person.language = language


def change_profile(*, person: Person, language: str, pseudonym: str | None) -> None:
    """Keep the language and, for a student, the name that mentors see.

    Raises Invalid when the screen would hold the pseudonym: others read it (R9).
    """
    person.language = language
    chosen = pseudonym or None
    if not person.has(Role.STUDENT) or chosen == person.pseudonym:
        return
    if chosen is not None:
        texts.require_clean(chosen)
    person.pseudonym = chosen
    audit.record(person, "pseudonym.chosen", "person", person.id)


def change_availability(*, person: Person, paused_until: date | None, capacity: int) -> None:
    """Keep until when a mentor is on pause, and how many matches at the same time (R19)."""
    mentor = db.session.get(Mentor, person.id) or not_found("mentor", person.id)
    mentor.paused_until, mentor.capacity = paused_until, capacity
    outbox.emit("mentor.changed", mentor_id=mentor.person_id)


def settle_in(*, person: Person, password_hash: str | None, consents_today: bool) -> None:
    """Do what a newcomer does first: choose the own password, and consent from 14 on.

    Raises Denied when a consent is not this person's to give.
    """
    if password_hash is not None:
        passwords.change(person=person, password_hash=password_hash)
    if consents_today:
        consents.record_own(person=person)


def change_password(*, person: Person, attempt: Try, password_hash: str) -> None:
    """Keep the new password of someone who has just given the old one (`attempt`)."""
    sign_ins.succeed(attempt=attempt)
    passwords.change(person=person, password_hash=password_hash)


def issue_password(*, actor: Person, student_id: int, first: FirstPassword | None = None) -> str:
    """Give a student a first password, to be changed at the next sign-in, and return it.

    `first`: one drawn before the unit of work (`passwords.first_password()`), so that a whole
    class holds the write lock no longer than one. Raises NotFound for a student whom `actor`
    does not follow.
    """
    person = students.get_followed(actor, student_id).person
    issued = first or passwords.first_password()
    person.password_hash = issued.password_hash
    person.must_change_password = True
    person.session_version += 1
    audit.record(actor, "password.issued", "person", person.id)
    return issued.text


def issue_passwords(
    *, actor: Person, firsts: Mapping[int, FirstPassword], versions: Mapping[int, int]
) -> None:
    """Give the students of a class their first passwords, drawn before the unit of work.

    `versions`: each one's session version as it was read. Raises Conflict when someone printed
    a slip for one of them since: the paper already handed out would be worth nothing.
    """
    for student_id, first in firsts.items():
        if students.get_followed(actor, student_id).person.session_version != versions[student_id]:
            raise Conflict(
                _(
                    "These slips were being printed by someone else. "
                    "Look at the list, then try again."
                )
            )
        issue_password(actor=actor, student_id=student_id, first=first)


def send_reset_link(*, name: str, address: str) -> None:
    """Have a link mailed to the person called `name`, when there is one with an email.

    Nothing tells the caller whether there is; who asks again and again gets no more mail.
    """
    if not sign_ins.may_ask_for_link(name=name, address=address):
        return
    called = sign_ins.plain_name(name)
    wanted = select(Person.id).where(
        Person.email == called if "@" in called else Person.username == called,
        Person.email.is_not(None),
        Person.state == PersonState.ACTIVE,
    )
    person_id = db.session.scalar(wanted)
    if person_id is not None:
        outbox.emit("password.forgotten", person_id=person_id)


def create_administrator(
    *, given_name: str, family_name: str, email: str, password: str, language: str = "fr"
) -> Person:
    """Create a person with the role of administrator and the password just typed.

    Raises Conflict when the email is taken, Invalid when it or the password cannot be used.
    """
    address = _checked_email(email)
    if db.session.scalar(select(Person.id).where(Person.email == address)) is not None:
        raise Conflict(_("Someone already has this email."))
    person = Person(given_name=given_name, family_name=family_name, language=language)
    person.email, person.role_rows = address, [PersonRole(role=Role.ADMINISTRATOR)]
    weakness = passwords.weakness(password, person)
    if weakness is not None:
        raise Invalid(weakness)
    person.password_hash = passwords.hash_password(password)
    db.session.add(person)
    db.session.flush()
    audit.record(None, "administrator.created", "person", person.id)
    return person


def _checked_email(email: str) -> str:
    try:
        checked = validate_email(email.strip(), check_deliverability=False)
    except EmailNotValidError as wrong:
        raise Invalid(_("This email is not right: check it letter by letter.")) from wrong
    return checked.normalized.lower()
