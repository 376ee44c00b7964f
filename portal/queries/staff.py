"""The staff, as administrators find them: never a student, never a conversation."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from portal.extensions import db
from portal.models.class_groups import ClassGroup, CounsellorClassGroup, CounsellorSchool
from portal.models.people import Person, PersonState, Role, folded
from portal.models.schools import School
from portal.policies import boards
from portal.policies import staff as policy

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One member of the staff in the list."""

    id: int
    name: str
    roles: tuple[Role, ...]
    state: PersonState
    last_signed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One member of the staff: what an administrator may change."""

    id: int
    name: str
    roles: frozenset[Role]
    state: PersonState
    has_password: bool
    last_signed_in_at: datetime | None
    school_ids: tuple[int, ...]
    class_groups: tuple[str, ...]
    may_be_suspended: bool


@dataclass(frozen=True, slots=True)
class SchoolChoice:
    """A school to choose from a list."""

    id: int
    name: str


def listed(viewer: Person, words: str = "", *, page: int = 1) -> tuple[list[StaffRow], int]:
    """Return a page of the staff by name, and how many there are with `words` in their name."""
    called = [Person.folded_name.contains(word, autoescape=True) for word in folded(words).split()]
    rule = (policy.managed_by(viewer), *called)
    total = db.session.scalar(select(func.count()).select_from(Person).where(*rule)) or 0
    wanted = (
        select(Person)
        .where(*rule)
        .options(selectinload(Person.role_rows))
        .order_by(Person.folded_name, Person.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return [_row(person) for person in db.session.scalars(wanted)], total


def member(viewer: Person, person_id: int) -> StaffMember:
    """Return one member of the staff; to others than administrators, absent."""
    person = policy.get_managed(viewer, person_id)
    schools = select(CounsellorSchool.school_id).where(CounsellorSchool.counsellor_id == person_id)
    groups = (
        select(School.name, ClassGroup.name)
        .select_from(CounsellorClassGroup)
        .join(ClassGroup, ClassGroup.id == CounsellorClassGroup.class_group_id)
        .join(ClassGroup.school)
        .where(CounsellorClassGroup.counsellor_id == person_id)
        .order_by(School.name, ClassGroup.name)
    )
    return StaffMember(
        id=person.id,
        name=person.name,
        roles=person.roles & frozenset(policy.STAFF_ROLES),
        state=person.state,
        has_password=person.password_hash is not None,
        last_signed_in_at=person.last_signed_in_at,
        school_ids=tuple(db.session.scalars(schools)),
        class_groups=tuple(f"{group} ({school})" for school, group in db.session.execute(groups)),
        may_be_suspended=person.id != viewer.id,
    )


def school_choices(viewer: Person) -> list[SchoolChoice]:
    """Return the schools that have students of 14 or more, or all when no file said so."""
    boards.check_managed_by(viewer)
    teaches = or_(School.secondary, School.vocational, School.adult)
    wanted = select(School.id, School.name, teaches).order_by(School.name, School.id)
    rows = db.session.execute(wanted).all()
    known = any(fits for _id, _name, fits in rows)
    return [SchoolChoice(number, name) for number, name, fits in rows if fits or not known]


def _row(person: Person) -> StaffRow:
    roles = tuple(role for role in policy.STAFF_ROLES if person.has(role))
    return StaffRow(person.id, person.name, roles, person.state, person.last_signed_in_at)
