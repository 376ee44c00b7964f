"""The class groups and schools that a counsellor follows."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, exists, func, not_, select

from portal.extensions import db
from portal.models.class_groups import ClassCode, ClassGroup, ClassGroupMember
from portal.models.people import Person, PersonState, Role
from portal.models.schools import School
from portal.models.students import Level, Student
from portal.policies import class_groups, schools
from portal.policies.viewers import AnyoneWith, Viewer
from portal.queries.rows import rows_of
from portal.queries.students import StudentRow, in_class_group, members

CANDIDATES = 100  # students to add on one page


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
class Code:
    """A code that opens a class group."""

    text: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ClassGroupPage:
    """A class group with its students."""

    id: int
    name: str
    school: str
    school_year: int
    students: list[StudentRow]
    may_arrange: bool
    code: Code | None  # the one that is good now


@dataclass(frozen=True, slots=True)
class Candidate:
    """A student of the school who may come into the class group."""

    id: int
    name: str
    level: Level


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A class group with where its students may go, and who may come: one page of them."""

    group: ClassGroupPage
    others: list[tuple[int, str]]  # the groups of the same school and year
    candidates: list[Candidate]
    total: int


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
        may_arrange=bool(db.session.scalar(_may_arrange(viewer, class_group_id))),
        code=_code(class_group_id),
    )


def arrangement(
    viewer: Viewer, class_group_id: int, *, level: Level | None, loose: bool, page: int
) -> Arrangement:
    """Return a class group to fill: `loose` leaves out who is in a group of its year already.

    Raises NotFound for one that `viewer` may not arrange.
    """
    group = class_groups.get_arranged(viewer, class_group_id)
    candidates, total = _candidates(group, level=level, loose=loose, page=page)
    others = (
        select(ClassGroup.id, ClassGroup.name)
        .where(ClassGroup.school_id == group.school_id, ClassGroup.id != group.id)
        .where(ClassGroup.school_year == group.school_year)
        .order_by(ClassGroup.name)
    )
    return Arrangement(
        group=class_group_page(viewer, class_group_id),
        others=[(number, name) for number, name in db.session.execute(others)],
        candidates=candidates,
        total=total,
    )


def _candidates(
    group: ClassGroup, *, level: Level | None, loose: bool, page: int
) -> tuple[list[Candidate], int]:
    of_year = exists().where(
        ClassGroupMember.student_id == Student.person_id,
        ClassGroup.id == ClassGroupMember.class_group_id,
        ClassGroup.school_year == group.school_year,
    )
    rules = [not_(in_class_group(group.id)), Person.state != PersonState.LEFT]
    rules += [Student.level == level] if level is not None else []
    rules += [not_(of_year)] if loose else []
    wanted = (
        select(
            func.count().over(), Person.id, Person.given_name, Person.family_name, Student.level
        )
        .join(Student, Student.person_id == Person.id)
        .where(Student.school_id == group.school_id, *rules)
        .order_by(Person.folded_name, Person.id)
        .limit(CANDIDATES)
        .offset((page - 1) * CANDIDATES)
    )
    found = db.session.execute(wanted).all()
    rows = [Candidate(row[1], f"{row[3]}, {row[2]}", row[4]) for row in found]
    return rows, found[0][0] if found else 0


def _may_arrange(viewer: Viewer, class_group_id: int) -> Select[int]:
    return select(ClassGroup.id).where(
        ClassGroup.id == class_group_id, class_groups.arranged_by(viewer)
    )


def _code(class_group_id: int) -> Code | None:
    wanted = select(ClassCode.code, ClassCode.expires_at).where(
        ClassCode.class_group_id == class_group_id, class_groups.valid_code()
    )
    row = db.session.execute(wanted).one_or_none()
    return Code(*row) if row is not None else None
