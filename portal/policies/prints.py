"""Who may print what, for whom: one table, which the tests hold as a truth table.

What a role prints it prints by its tie to the thing: the student's own record, the students,
class groups and schools that a counsellor follows, the board that an administrator runs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Select, select

from portal.errors import Denied, Invalid, not_found
from portal.extensions import db
from portal.i18n import _
from portal.models.class_groups import ClassGroup
from portal.models.people import Person, Role
from portal.models.prints import Names, PrintFor, PrintKind
from portal.models.schools import School
from portal.models.students import Student
from portal.policies import boards, class_groups, schools, students

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Rule:
    """For whom each role prints it, where the tie is there; a role left out prints none."""

    meant_for: Mapping[Role, tuple[PrintFor, ...]]
    names: Names


ANYONE = (PrintFor.SCHOOL, PrintFor.STUDENT, PrintFor.OUTSIDE)
NOT_STUDENTS = (PrintFor.SCHOOL, PrintFor.OUTSIDE)
_PERSONAL = Rule({Role.STUDENT: (PrintFor.STUDENT,), Role.COUNSELLOR: ANYONE}, Names.ALWAYS)

RULES: Mapping[PrintKind, Rule] = MappingProxyType(
    {
        PrintKind.STUDENT: _PERSONAL,
        PrintKind.ATTESTATION: _PERSONAL,
        PrintKind.CLASS_GROUP: Rule({Role.COUNSELLOR: NOT_STUDENTS}, Names.BY_CHOICE),
        PrintKind.SCHOOL: Rule({Role.COUNSELLOR: NOT_STUDENTS}, Names.NEVER),
        PrintKind.GOVERNING_BOARD: Rule({Role.COUNSELLOR: NOT_STUDENTS}, Names.NEVER),
        PrintKind.BOARD: Rule({Role.ADMINISTRATOR: NOT_STUDENTS}, Names.NEVER),
    }
)


# The reports that end with what its counsellor, or the board, means to do next (R104).
WITH_NEXT_STEPS = (PrintKind.CLASS_GROUP, PrintKind.SCHOOL, PrintKind.BOARD)


def offered(viewer: Person, kind: PrintKind) -> tuple[PrintFor, ...]:
    """Return for whom the roles of `viewer` print a kind at all; `purposes` asks of which."""
    found = {
        purpose
        for role, meant_for in RULES[kind].meant_for.items()
        if viewer.has(role)
        for purpose in meant_for
    }
    return tuple(purpose for purpose in PrintFor if purpose in found)


def check_writes_next_steps(viewer: Person, kind: PrintKind, number: int) -> None:
    """Raise NotFound unless `viewer` prints it for more than themselves, and so says what next."""
    if kind not in WITH_NEXT_STEPS:
        not_found(kind.value, number)
    purposes(viewer, kind, number)


def purposes(viewer: Person, kind: PrintKind, number: int) -> tuple[PrintFor, ...]:
    """Return for whom `viewer` may print `number` of a kind; raises NotFound when for nobody."""
    found = {
        purpose
        for role, meant_for in RULES[kind].meant_for.items()
        if viewer.has(role) and _is_tied(viewer, role, kind, number)
        for purpose in meant_for
    }
    if not found:
        not_found(kind.value, number)
    return tuple(purpose for purpose in PrintFor if purpose in found)


def check(
    viewer: Person,
    kind: PrintKind,
    number: int,
    *,
    named: bool,
    meant_for: PrintFor,
    reason: str,
) -> None:
    """Raise unless `viewer` may print it for that receiver.

    NotFound when it is not theirs to print, Denied for a receiver who is not theirs to serve,
    Invalid without a reason where one is asked (R49).
    """
    if meant_for not in purposes(viewer, kind, number):
        raise Denied(_("You cannot print this document for someone else."))
    if RULES[kind].names is not Names.BY_CHOICE and named != (RULES[kind].names is Names.ALWAYS):
        raise Denied(_("This document cannot be printed in that form."))
    if needs_reason(named=named, meant_for=meant_for) and not reason.strip():
        raise Invalid(_("Say why a document that names students goes outside the school."))


def needs_reason(*, named: bool, meant_for: PrintFor) -> bool:
    """Say whether a reason is asked and kept: students are named to someone outside."""
    return named and meant_for is PrintFor.OUTSIDE


def check_sees_log(viewer: Person) -> None:
    """Raise NotFound unless `viewer` may list what was printed."""
    boards.check_managed_by(viewer)


def _is_tied(viewer: Person, role: Role, kind: PrintKind, number: int) -> bool:
    if role is Role.STUDENT:
        return number == viewer.id
    if role is Role.ADMINISTRATOR:
        return boards.managed_by(viewer)
    return db.session.scalar(_FOLLOWED[kind](viewer).where(_NUMBER[kind] == number)) is not None


def _students(viewer: Person) -> Select[int]:
    return select(Student.person_id).where(students.followed_by(viewer))


def _class_groups(viewer: Person) -> Select[int]:
    return select(ClassGroup.id).where(class_groups.followed_by(viewer))


def _schools(viewer: Person) -> Select[int]:
    return select(School.id).where(schools.followed_by(viewer))


_FOLLOWED: Mapping[PrintKind, Callable[[Person], Select[int]]] = MappingProxyType(
    {
        PrintKind.STUDENT: _students,
        PrintKind.ATTESTATION: _students,
        PrintKind.CLASS_GROUP: _class_groups,
        PrintKind.SCHOOL: _schools,
        PrintKind.GOVERNING_BOARD: _schools,
    }
)
_NUMBER = MappingProxyType(
    {
        PrintKind.STUDENT: Student.person_id,
        PrintKind.ATTESTATION: Student.person_id,
        PrintKind.CLASS_GROUP: ClassGroup.id,
        PrintKind.SCHOOL: School.id,
        PrintKind.GOVERNING_BOARD: School.id,
    }
)
