"""The class groups and schools that a counsellor follows."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, func, select

from portal.models.class_groups import ClassGroup, ClassGroupMember
from portal.models.people import Person, PersonState, Role
from portal.models.schools import School
from portal.models.students import Student
from portal.policies import class_groups, schools
from portal.policies.viewers import AnyoneWith, Viewer
from portal.queries.rows import rows_of
from portal.queries.students import StudentRow, members


@dataclass(frozen=True, slots=True)
class ClassGroupLine:
    """A class group that the viewer follows, and how many students it has."""

    id: int
    name: str
    school: str
    school_year: int
    students: int


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school whose students the viewer follows, and how many they are."""

    id: int
    name: str
    students: int


@dataclass(frozen=True, slots=True)
class ClassGroupPage:
    """A class group with its students."""

    id: int
    name: str
    school: str
    school_year: int
    students: list[StudentRow]


def followed(viewer: Viewer) -> list[ClassGroupLine]:
    """List the class groups that `viewer` follows: the newest school year first, then by name."""
    found = rows_of(_followed(viewer.roles), {"viewer_id": viewer.id})
    return [ClassGroupLine(*row) for row in found]


@cache
def _followed(roles: frozenset[Role]) -> Select[Any]:
    # Counted group by group: to join and group them walked every class group of the board.
    students = (
        select(func.count())
        .select_from(ClassGroupMember)
        .join(Person, Person.id == ClassGroupMember.student_id)
        .where(ClassGroupMember.class_group_id == ClassGroup.id, Person.state != PersonState.LEFT)
        .scalar_subquery()
    )
    return (
        select(ClassGroup.id, ClassGroup.name, School.name, ClassGroup.school_year, students)
        .join(ClassGroup.school)
        .where(class_groups.followed_by(AnyoneWith(roles)))
        .order_by(ClassGroup.school_year.desc(), School.name, ClassGroup.name)
    )


def followed_schools(viewer: Viewer) -> list[SchoolLine]:
    """List the schools of which `viewer` follows every student, by name."""
    found = rows_of(_followed_schools(viewer.roles), {"viewer_id": viewer.id})
    return [SchoolLine(*row) for row in found]


@cache
def _followed_schools(roles: frozenset[Role]) -> Select[int, str, int]:
    return (
        select(School.id, School.name, func.count(Person.id))
        .outerjoin(Student, Student.school_id == School.id)
        .outerjoin(Person, and_(Person.id == Student.person_id, Person.state != PersonState.LEFT))
        .where(schools.followed_by(AnyoneWith(roles)))
        .group_by(School.id)
        .order_by(School.name)
    )


def class_group_page(viewer: Viewer, class_group_id: int) -> ClassGroupPage:
    """Return the class group and its students. Raises NotFound for one not followed."""
    group = class_groups.get_followed(viewer, class_group_id)
    return ClassGroupPage(
        id=group.id,
        name=group.name,
        school=group.school.name,
        school_year=group.school_year,
        students=members(viewer, class_group_id),
    )
