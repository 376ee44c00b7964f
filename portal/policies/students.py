"""Who follows which students, and which students may take part."""

from datetime import date

from sqlalchemy import ColumnElement, Date, bindparam, exists, false, or_, select
from sqlalchemy.orm import contains_eager

from portal import clock
from portal.errors import not_found
from portal.extensions import db
from portal.models.class_groups import (
    ClassGroupMember,
    CounsellorClassGroup,
    CounsellorSchool,
)
from portal.models.people import Person, Role
from portal.models.students import Consent, ConsentKind, Student
from portal.policies.viewers import Viewer

OWN_CONSENT_AGE = 14  # Civil Code and Act respecting Access, s. 53.1 and 64.1 (R31)


def followed_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which students `viewer` follows: those of the own schools and class groups."""
    if not viewer.has(Role.COUNSELLOR):
        return false()
    schools = select(CounsellorSchool.school_id).where(CounsellorSchool.counsellor_id == viewer.id)
    groups = (
        select(ClassGroupMember.student_id)
        .join(
            CounsellorClassGroup,
            CounsellorClassGroup.class_group_id == ClassGroupMember.class_group_id,
        )
        .where(CounsellorClassGroup.counsellor_id == viewer.id)
    )
    return or_(Student.school_id.in_(schools), Student.person_id.in_(groups))


def get_followed(viewer: Person, student_id: int) -> Student:
    """Return the student with the person loaded; one whom `viewer` does not follow is absent."""
    wanted = (
        select(Student)
        .join(Student.person)
        .join(Student.school)
        .options(contains_eager(Student.person), contains_eager(Student.school))
        .where(Student.person_id == student_id, followed_by(viewer))
    )
    return db.session.scalar(wanted) or not_found("student", student_id)


def readable_by(viewer: Person) -> ColumnElement[bool]:
    """Say whose participation `viewer` may read: the own record, and the students followed."""
    own = Student.person_id == viewer.id if viewer.has(Role.STUDENT) else false()
    return or_(own, followed_by(viewer))


def consented(kind: ConsentKind) -> ColumnElement[bool]:
    """Say which students have a consent of `kind` that was not withdrawn."""
    return exists().where(
        Consent.student_id == Student.person_id,
        Consent.kind == kind,
        Consent.withdrawn_at.is_(None),
    )


def needs_parental_consent(born_on: date) -> bool:
    """Say whether, today, someone born on `born_on` is under 14."""
    return clock.age(born_on, clock.today()) < OWN_CONSENT_AGE


def last_birth_date_under_14() -> date:
    """Return the date after which one must be born to be under 14 today."""
    today = clock.today()
    year = today.year - OWN_CONSENT_AGE
    try:
        return today.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def may_take_part() -> ColumnElement[bool]:
    """Say which students may be active today: 14 or older, or with a parental consent (R31)."""
    # Asked when the statement runs: statements of long lists are built once a process.
    oldest = bindparam(None, callable_=last_birth_date_under_14, type_=Date())
    return or_(
        Student.born_on <= oldest,
        consented(ConsentKind.PARENTAL),
    )
