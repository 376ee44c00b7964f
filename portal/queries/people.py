"""What a person sees of the own account."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.extensions import db
from portal.models.mentors import Mentor
from portal.models.people import Person, Role
from portal.models.schools import School
from portal.models.students import Consent, ConsentKind, Level, Student
from portal.policies import mentors, students


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """What a newcomer has to do before anything else; nothing when both are False."""

    needs_password: bool
    needs_consent: bool
    is_student: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """What the portal knows of its reader."""

    name: str
    username: str | None
    pseudonym: str | None
    language: str
    roles: tuple[Role, ...]
    is_student: bool
    school: str | None
    level: Level | None
    born_on: date | None
    consented_on: date | None
    may_search: bool  # has the directory, and so searches to keep
    is_mentor: bool
    paused_until: date | None
    capacity: int | None


def first_steps(viewer: Person) -> FirstSteps:
    """Return what `viewer` has to do before anything else, in at most one statement."""
    needs_consent = is_student = viewer.has(Role.STUDENT)
    if is_student:
        lacking = select(Student.born_on).where(
            Student.person_id == viewer.id, ~students.consented(ConsentKind.OWN)
        )
        born_on = db.session.scalar(lacking)
        needs_consent = born_on is not None and not students.needs_parental_consent(born_on)
    return FirstSteps(viewer.must_change_password, needs_consent, is_student)


def account_page(viewer: Person) -> AccountPage:
    """Return what the portal knows of `viewer`, in one statement."""
    consented_on = (
        select(Consent.given_on)
        .where(Consent.student_id == Student.person_id, Consent.withdrawn_at.is_(None))
        .order_by(Consent.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    wanted = (
        select(Student.born_on, Student.level, School.name, consented_on, Mentor)
        .select_from(Person)
        .outerjoin(Student, Student.person_id == Person.id)
        .outerjoin(School, School.id == Student.school_id)
        .outerjoin(Mentor, Mentor.person_id == Person.id)
        .where(Person.id == viewer.id)
    )
    born_on, level, school, given_on, mentor = db.session.execute(wanted).one()
    return AccountPage(
        name=viewer.name,
        username=viewer.username,
        pseudonym=viewer.pseudonym,
        language=viewer.language,
        roles=tuple(role for role in Role if role in viewer.roles),
        is_student=viewer.has(Role.STUDENT),
        school=school,
        level=level,
        born_on=born_on,
        consented_on=given_on,
        may_search=mentors.may_search(viewer),
        is_mentor=mentor is not None,
        paused_until=mentor.paused_until if mentor else None,
        capacity=mentor.capacity if mentor else None,
    )
