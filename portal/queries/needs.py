"""Who needs their counsellor, and why."""

from dataclasses import dataclass
from functools import cache, reduce
from operator import add
from typing import Any

from sqlalchemy import Select, case, select

from portal.models.people import Person, PersonState, Role
from portal.models.schools import School
from portal.models.students import Student
from portal.policies.viewers import AnyoneWith, Viewer
from portal.queries.rows import rows_of
from portal.queries.standings import Standing, needs
from portal.queries.students import followed

FIRST_NAMES = 5  # shown under each need on the home page
_LINK_COLUMNS = (
    Person.id,
    Person.given_name,
    Person.family_name,
    Person.folded_name,
    Student.school_id,
)


@dataclass(frozen=True, slots=True)
class StudentLink:
    """A student in one line of a short list."""

    id: int
    name: str
    school: str


@dataclass(frozen=True, slots=True)
class Need:
    """How many students need their counsellor for one reason, and the first of them."""

    standing: Standing
    count: int
    first: list[StudentLink]


def who_needs_me(viewer: Viewer) -> list[Need]:
    """Count those who need `viewer`, reason by reason, and name the first few of each."""
    found = rows_of(_who_needs(viewer.roles), {"viewer_id": viewer.id})
    return [
        _need(name, [row for row in found if row[0] & 1 << place])
        for place, name in enumerate(needs())
    ]


@cache
def _who_needs(roles: frozenset[Role]) -> Select[Any]:
    """Name every student who needs something, by name; the first column holds a bit for each need.

    A need is asked once of each student, before those without any are left out.
    """
    # A case, as SQLite asks both sides of an "and" for a column: of a student of 15 no
    # consent is looked up.
    bits = (case((rule, 1 << place), else_=0) for place, rule in enumerate(needs().values()))
    asked = (
        followed(AnyoneWith(roles), reduce(add, bits).label("bits"), *_LINK_COLUMNS)
        .where(Person.state == PersonState.ACTIVE)
        .cte("asked")
        .prefix_with("MATERIALIZED")
    )
    person = asked.c
    return (
        select(person.bits, person.id, person.given_name, person.family_name, School.name)
        .join(School, School.id == person.school_id)
        .where(person.bits != 0)
        .order_by(person.folded_name, person.id)
    )


def _need(name: Standing, rows: list[Any]) -> Need:
    links = [
        StudentLink(number, f"{called} {family}", school)
        for _bits, number, called, family, school in rows[:FIRST_NAMES]
    ]
    return Need(name, len(rows), links)
