"""The schools of the board, as administrators see them, and whose school is which."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import func, or_, select

from portal.extensions import db
from portal.models.class_groups import ClassGroup, CounsellorSchool
from portal.models.people import Person, Role
from portal.models.schools import School
from portal.models.students import Student
from portal.policies import boards, class_groups, schools
from portal.policies.viewers import AnyoneWith

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school in the list, with its counts."""

    id: int
    code: str
    name: str
    municipality: str
    secondary: bool
    vocational: bool
    adult: bool
    students: int
    class_groups: int
    counsellors: int
    full_review: bool


@dataclass(frozen=True, slots=True)
class Home:
    """The schools that a person belongs to: a student's own, those that a counsellor follows."""

    school_ids: tuple[int, ...] = ()
    regions: frozenset[str] = frozenset()  # two digits each


def home_of(viewer: Person) -> Home:
    """Return the own schools of `viewer`, in one statement; other roles have none."""
    if not viewer.has(Role.STUDENT, Role.COUNSELLOR):
        return Home()
    rows = db.session.execute(_home(viewer.roles), {"viewer_id": viewer.id}).all()
    return Home(tuple(row.id for row in rows), frozenset(r.region for r in rows if r.region))


@cache
def _home(roles: frozenset[Role]) -> Any:
    viewer = AnyoneWith(roles)
    own = select(Student.school_id).where(Student.person_id == viewer.id)
    groups = select(ClassGroup.school_id).where(class_groups.followed_by(viewer))
    belongs = or_(School.id.in_(own), School.id.in_(groups), schools.followed_by(viewer))
    return select(School.id, School.region).where(belongs).order_by(School.id)


def listed(viewer: Person, *, page: int = 1) -> tuple[list[SchoolRow], int]:
    """Return a page of the schools by name, and how many there are."""
    boards.check_managed_by(viewer)
    total = db.session.scalar(select(func.count()).select_from(School)) or 0
    counts = (
        select(func.count()).where(Student.school_id == School.id).scalar_subquery(),
        select(func.count()).where(ClassGroup.school_id == School.id).scalar_subquery(),
        select(func.count()).where(CounsellorSchool.school_id == School.id).scalar_subquery(),
    )
    wanted = (
        select(
            School.id,
            School.code,
            School.name,
            School.municipality,
            School.secondary,
            School.vocational,
            School.adult,
            *counts,
            School.full_review,
        )
        .order_by(School.name, School.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return [SchoolRow(*row) for row in db.session.execute(wanted)], total
