"""The students whom a counsellor follows, in lists."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    func,
    select,
)

from portal.models.class_groups import ClassGroupMember
from portal.models.people import Person, PersonState, Role, folded
from portal.models.schools import School
from portal.models.students import Level, Student
from portal.policies import students
from portal.policies.viewers import AnyoneWith, Viewer
from portal.queries.rows import rows_of
from portal.queries.standings import Need, Standing, needs, standing

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class StudentRow:
    """A student in a counsellor's list."""

    id: int
    given_name: str
    family_name: str
    level: Level
    school: str
    standing: Standing
    last_signed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which students a list shows; words of a name are folded here."""

    words: str = ""
    need: Need | None = None
    school_id: int | None = None

    def given(self) -> dict[str, object]:
        """Return the parameters of a statement with `_condition`."""
        words = folded(self.words).split()  # letters and digits: nothing that LIKE reads otherwise
        named: dict[str, object] = {f"word_{place}": word for place, word in enumerate(words)}
        return named if self.school_id is None else named | {"school_id": self.school_id}


def in_class_group(class_group_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Say which students belong to a class group."""
    members = select(ClassGroupMember.student_id).where(
        ClassGroupMember.class_group_id == class_group_id
    )
    return Student.person_id.in_(members)


def listed(viewer: Viewer, wanted: Filter, *, page: int = 1) -> tuple[list[StudentRow], int]:
    """Return one page of the students whom `viewer` follows, by name, and how many there are."""
    filled = wanted.given()
    words = sum(name.startswith("word_") for name in filled)
    statement = _page(viewer.roles, words, wanted.need, wanted.school_id is not None)
    given = filled | {
        "viewer_id": viewer.id,
        "limit": PAGE_SIZE,
        "offset": (page - 1) * PAGE_SIZE,
    }
    found = rows_of(statement, given)
    return [_row(*row[1:]) for row in found], found[0][0] if found else 0


def members(viewer: Viewer, class_group_id: int) -> list[StudentRow]:
    """Return every student of a class group whom `viewer` follows, by name."""
    given = {"viewer_id": viewer.id, "class_group_id": class_group_id}
    return [_row(*row) for row in rows_of(_group(viewer.roles), given)]


def followed(viewer: Viewer, *columns: Any) -> Select[Any]:
    """Return the start of a statement about the students whom `viewer` follows."""
    return (
        select(*columns)
        .select_from(Student)
        .join(Student.person)
        .where(students.followed_by(viewer))
    )


def _condition(
    roles: frozenset[Role], words: int, need: Need | None, in_school: bool
) -> ColumnElement[bool]:
    """Return a Filter as SQL, run with what it gives; needs Person joined to Student."""
    parts = [
        Person.folded_name.contains(bindparam(f"word_{place}", type_=String))
        for place in range(words)
    ]
    if need is not None:
        parts.append(needs(AnyoneWith(roles))[need])
    if in_school:
        parts.append(Student.school_id == bindparam("school_id", type_=Integer))
    return and_(Person.state != PersonState.LEFT, *parts)


@lru_cache(maxsize=64)
def _page(roles: frozenset[Role], words: int, need: Need | None, in_school: bool) -> Select[Any]:
    """Return a page of the list; the first column counts the students of all pages."""
    # The page is cut first: where a student stands is asked for 25 of them, not for all.
    cut = (
        followed(AnyoneWith(roles), Student.person_id, func.count().over().label("total"))
        .where(_condition(roles, words, need, in_school))
        .order_by(Person.folded_name, Person.id)
        .limit(bindparam("limit", type_=Integer))
        .offset(bindparam("offset", type_=Integer))
        .subquery()
    )
    return (
        select(cut.c.total, *_row_columns())
        .select_from(cut)
        .join(Student, Student.person_id == cut.c.person_id)
        .join(Student.person)
        .join(Student.school)
        .order_by(Person.folded_name, Person.id)
    )


@cache
def _group(roles: frozenset[Role]) -> Select[Any]:
    return (
        followed(AnyoneWith(roles), *_row_columns())
        .join(Student.school)
        .where(in_class_group(bindparam("class_group_id", type_=Integer)))
        .where(Person.state != PersonState.LEFT)
        .order_by(Person.folded_name, Person.id)
    )


def _row_columns() -> list[Any]:
    return [
        Person.id,
        Person.given_name,
        Person.family_name,
        Student.level,
        School.name,
        standing(),
        Person.last_signed_in_at,
    ]


def _row(
    number: int, given: str, family: str, level: Level, school: str, word: str, seen: Any
) -> StudentRow:
    return StudentRow(number, given, family, level, school, Standing(word), seen)
