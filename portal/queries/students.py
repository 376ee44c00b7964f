"""The students whom a counsellor follows, in lists."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
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
    case,
    func,
    select,
)

from portal import clock
from portal.models.class_groups import ClassGroup, ClassGroupMember
from portal.models.people import Person, PersonState, Role, folded
from portal.models.schools import School
from portal.models.students import Level, Student
from portal.policies import students
from portal.policies.viewers import AnyoneWith, Viewer
from portal.queries.rows import rows_of
from portal.queries.standings import Need, Standing, needs, standing
from portal.school_time import school_year

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
class ListedStudent:
    """A student in a list to take along, with the class groups of this school year."""

    row: StudentRow
    class_groups: str


class Order(StrEnum):
    """How a list is sorted; equals by name."""

    NAME = "name"
    LEVEL = "level"
    SEEN = "seen"  # last sign-in; those who never did stand first
    STANDING = "standing"  # in the order of `Standing`


@dataclass(frozen=True, slots=True)
class Filter:
    """Which students a list shows, in which order; words of a name are folded here."""

    words: str = ""
    need: Need | None = None
    level: Level | None = None
    school_id: int | None = None
    class_group_id: int | None = None
    order: Order = Order.NAME
    down: bool = False

    def shape(self) -> "Shape":
        """Return what makes the statement, without what it is run with."""
        return Shape(
            len(self._folded()),
            self.need,
            self.level,
            self.school_id is not None,
            self.class_group_id is not None,
            self.order,
            self.down,
        )

    def given(self) -> dict[str, object]:
        """Return the parameters of a statement of this shape."""
        named: dict[str, object] = {
            f"word_{place}": word for place, word in enumerate(self._folded())
        }
        own = {"school_id": self.school_id, "class_group_id": self.class_group_id}
        return named | {name: number for name, number in own.items() if number is not None}

    def _folded(self) -> list[str]:
        return folded(self.words).split()  # letters and digits: nothing that LIKE reads otherwise


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of Filter: all that share it are asked with one statement, built once."""

    words: int
    need: Need | None
    level: Level | None
    in_school: bool
    in_class_group: bool
    order: Order
    down: bool


def in_class_group(class_group_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Say which students belong to a class group."""
    members = select(ClassGroupMember.student_id).where(
        ClassGroupMember.class_group_id == class_group_id
    )
    return Student.person_id.in_(members)


def listed(viewer: Viewer, wanted: Filter, *, page: int = 1) -> tuple[list[StudentRow], int]:
    """Return one page of the students whom `viewer` follows, and how many there are in all."""
    given = wanted.given() | {
        "viewer_id": viewer.id,
        "limit": PAGE_SIZE,
        "offset": (page - 1) * PAGE_SIZE,
    }
    found = rows_of(_page(viewer.roles, wanted.shape()), given)
    return [_row(*row[1:]) for row in found], found[0][0] if found else 0


def whole_list(viewer: Viewer, wanted: Filter) -> list[ListedStudent]:
    """Return all the students of a list with their class groups, in one statement."""
    given = wanted.given() | {"viewer_id": viewer.id}
    rows = rows_of(_whole(viewer.roles, wanted.shape()), given)
    return [ListedStudent(_row(*row[:-1]), row[-1] or "") for row in rows]


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


def _condition(viewer: Viewer, shape: Shape) -> ColumnElement[bool]:
    """Return a Filter as SQL, run with what it gives; needs Person joined to Student."""
    parts = [
        Person.folded_name.contains(bindparam(f"word_{place}", type_=String))
        for place in range(shape.words)
    ]
    if shape.need is not None:
        parts.append(needs(viewer)[shape.need])
    if shape.level is not None:
        parts.append(Student.level == shape.level)
    if shape.in_school:
        parts.append(Student.school_id == bindparam("school_id", type_=Integer))
    if shape.in_class_group:
        parts.append(in_class_group(bindparam("class_group_id", type_=Integer)))
    return and_(Person.state != PersonState.LEFT, *parts)


def _place(order: Order) -> Any:
    """Return what a list is sorted by, before the name; needs Person joined to Student."""
    match order:
        case Order.NAME:
            return Person.folded_name
        case Order.LEVEL:
            return case({level: place for place, level in enumerate(Level)}, value=Student.level)
        case Order.SEEN:
            return Person.last_signed_in_at
        case Order.STANDING:
            return case(
                {word.value: place for place, word in enumerate(Standing)}, value=standing()
            )


def _ordered(key: Any, shape: Shape) -> tuple[Any, ...]:
    first = key.desc().nulls_last() if shape.down else key.asc().nulls_first()
    return first, Person.folded_name, Person.id


@lru_cache(maxsize=256)
def _page(roles: frozenset[Role], shape: Shape) -> Select[Any]:
    """Return a page of the list; the first column counts the students of all pages."""
    # The page is cut first: where a student stands is asked for 25 of them, not for all.
    viewer, key = AnyoneWith(roles), _place(shape.order)
    total = func.count().over().label("total")
    cut = (
        followed(viewer, Student.person_id, total, key.label("place"))
        .where(_condition(viewer, shape))
        .order_by(*_ordered(key, shape))
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
        .order_by(*_ordered(cut.c.place, shape))
    )


def _this_year() -> BindParameter[int]:
    # Asked when the statement runs, which may be long after it was built.
    return bindparam(None, callable_=lambda: school_year(clock.today()), type_=Integer())


@lru_cache(maxsize=64)
def _whole(roles: frozenset[Role], shape: Shape) -> Select[Any]:
    viewer = AnyoneWith(roles)
    groups = (
        select(func.aggregate_strings(ClassGroup.name, ", "))
        .join(ClassGroupMember, ClassGroupMember.class_group_id == ClassGroup.id)
        .where(ClassGroupMember.student_id == Student.person_id)
        .where(ClassGroup.school_year == _this_year())
        .scalar_subquery()
    )
    return (
        followed(viewer, *_row_columns(), groups)
        .join(Student.school)
        .where(_condition(viewer, shape))
        .order_by(*_ordered(_place(shape.order), shape))
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
