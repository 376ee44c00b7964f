"""Consents to take part: before 14 a parent's, recorded by staff; from 14 one's own (R31)."""

from datetime import date

from sqlalchemy import select

from portal import clock
from portal.errors import Conflict, Denied, Invalid
from portal.extensions import db
from portal.i18n import _, language
from portal.models.people import Person
from portal.models.students import Consent, ConsentKind, Student
from portal.policies import students
from portal.services import audit, matching, reflections

# Raise it with every change of templates/account/notice.html: a consent is to one text.
TEXT_VERSION = "2"


def record_parental(*, actor: Person, student_id: int, given_on: date) -> Consent:
    """Record the signed consent of a holder of parental authority; a second click finds the first.

    Raises NotFound for a student whom `actor` does not follow, Conflict from 14 on, Invalid for
    a date that cannot be the form's.
    """
    student = students.get_followed(actor, student_id)
    if not students.needs_parental_consent(student.born_on):
        raise Conflict(_("This student is 14 or older and consents alone, at the next sign-in."))
    if not student.born_on < given_on <= clock.today():
        raise Invalid(_("Give the date on the signed form; it cannot be in the future."))
    standing = _standing(student_id, ConsentKind.PARENTAL)
    if standing:
        return standing[0]
    written_in = student.person.language
    return _record(actor, student, ConsentKind.PARENTAL, given_on, written_in)


def withdraw(*, actor: Person, student_id: int) -> None:
    """Withdraw every consent that stands: the student is signed out everywhere (R30).

    Under 14 the account closes until a parental consent is recorded again; from 14 the
    student is asked anew at the next sign-in. Raises NotFound for a student whom `actor`
    does not follow, Conflict when there is nothing to withdraw.
    """
    student = students.get_followed(actor, student_id)
    standing = [consent for kind in ConsentKind for consent in _standing(student_id, kind)]
    if not standing:
        raise Conflict(_("There is no consent to withdraw."))
    for consent in standing:
        consent.withdrawn_at = clock.now()
        audit.record(actor, "consent.withdrawn", "consent", consent.id)
    matching.erase(student_id=student_id)  # it rests on taking part
    reflections.take_back(student_id=student_id)  # the texts wait for the student alone
    student.person.session_version += 1


def record_own(*, person: Person) -> Consent:
    """Record that `person`, a student of 14 or older, consents today to the text just shown.

    Raises Denied to someone younger, or who is no student.
    """
    student = db.session.get(Student, person.id)
    if student is None or students.needs_parental_consent(student.born_on):
        raise Denied(_("Only a student of 14 or older gives this consent."))
    standing = _standing(person.id, ConsentKind.OWN)
    if standing:
        return standing[0]
    return _record(person, student, ConsentKind.OWN, clock.today(), language())


def _standing(student_id: int, kind: ConsentKind) -> list[Consent]:
    wanted = select(Consent).where(
        Consent.student_id == student_id, Consent.kind == kind, Consent.withdrawn_at.is_(None)
    )
    return list(db.session.scalars(wanted))


def _record(
    actor: Person, student: Student, kind: ConsentKind, given_on: date, written_in: str
) -> Consent:
    consent = Consent(
        student_id=student.person_id,
        kind=kind,
        text_version=TEXT_VERSION,
        language=written_in,
        given_on=given_on,
        recorded_by_id=actor.id,
    )
    db.session.add(consent)
    db.session.flush()
    audit.record(actor, "consent.recorded", "consent", consent.id)
    return consent
