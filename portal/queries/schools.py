"""The schools of the board, as administrators see them."""

from dataclasses import dataclass

from sqlalchemy import func, select

from portal.extensions import db
from portal.models.class_groups import ClassGroup, CounsellorSchool
from portal.models.people import Person
from portal.models.schools import School
from portal.models.students import Student
from portal.policies import boards

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
