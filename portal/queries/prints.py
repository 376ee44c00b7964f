"""What was printed: the public answer to a code, and the list that administrators read."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from portal.extensions import db
from portal.models.class_groups import ClassGroup
from portal.models.people import Person, PersonRole, Role
from portal.models.prints import Logo, Names, NextSteps, Print, PrintFor, PrintForm, PrintKind
from portal.models.schools import School
from portal.policies import prints as policy

PAGE_SIZE = 50
OF_CLASS_GROUPS = (PrintKind.CLASS_GROUP.value,)
OF_SCHOOLS = (PrintKind.SCHOOL.value, PrintKind.GOVERNING_BOARD.value)


def offered(viewer: Person, kind: PrintKind) -> tuple[PrintFor, ...]:
    """Return for whom the roles of `viewer` print a kind; whether it is theirs is asked later."""
    return policy.offered(viewer, kind)


def next_steps(viewer: Person, kind: PrintKind, number: int, school_year: int) -> str:
    """Return what is written for a school year's report. Raises NotFound."""
    policy.check_writes_next_steps(viewer, kind, number)
    row = db.session.get(NextSteps, (kind.value, number, school_year))
    return row.body if row is not None else ""


def names(kind: PrintKind) -> Names:
    """Say whether students are named in a document of `kind`."""
    return policy.RULES[kind].names


@dataclass(frozen=True, slots=True)
class Verified:
    """All that the public learns of a code that exists."""

    issued_at: datetime
    is_valid: bool  # no: it was withdrawn since


@dataclass(frozen=True, slots=True)
class PrintRow:
    """A line of the list. No student is named; a class group or a school is."""

    code: str
    kind: PrintKind
    about: str
    form: PrintForm
    language: str
    first: date
    last: date
    named: bool
    meant_for: PrintFor
    reason: str
    printed_at: datetime
    printed_by: str  # "" for a student who printed the own record


def logo() -> bytes | None:
    """Return the board's logo for printed documents (PNG), or None."""
    return db.session.scalar(select(Logo.png))


def verified(code: str) -> Verified | None:
    """Return when the document of `code` was issued; None for a code that there is not."""
    if not code:
        return None
    wanted = select(Print.printed_at, Print.revoked_at.is_(None)).where(Print.code == code)
    found = db.session.execute(wanted).one_or_none()
    return Verified(found[0], bool(found[1])) if found else None


def listed(
    viewer: Person, *, page: int, code: str = "", outside: bool = False
) -> tuple[list[PrintRow], int]:
    """Return a page of what was printed, the latest first, and how many there are.

    `code`: only the print of that code; `outside`: only those that went outside the school.
    Two statements. Raises NotFound for who is no administrator.
    """
    policy.check_sees_log(viewer)
    rules = [Print.code == code] if code else []
    rules += [Print.meant_for == PrintFor.OUTSIDE] if outside else []
    is_student = (
        select(PersonRole.person_id)
        .where(PersonRole.person_id == Print.printed_by_id, PersonRole.role == Role.STUDENT)
        .exists()
    )
    wanted = (
        select(Print, Person.given_name, Person.family_name, is_student, ClassGroup.name)
        .add_columns(School.name)
        .join(Person, Person.id == Print.printed_by_id)
        .outerjoin(ClassGroup, (ClassGroup.id == Print.number) & Print.kind.in_(OF_CLASS_GROUPS))
        .outerjoin(School, (School.id == Print.number) & Print.kind.in_(OF_SCHOOLS))
        .where(*rules)
        .order_by(Print.printed_at.desc(), Print.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    total = db.session.scalar(select(func.count()).select_from(Print).where(*rules)) or 0
    return [
        _row(row, "" if own else f"{given} {family}", group or school or "")
        for row, given, family, own, group, school in db.session.execute(wanted)
    ], total


def _row(row: Print, printed_by: str, about: str) -> PrintRow:
    return PrintRow(
        code=row.code,
        kind=PrintKind(row.kind),
        about=about,
        form=row.form,
        language=row.language,
        first=row.first,
        last=row.last,
        named=row.named,
        meant_for=row.meant_for,
        reason=row.reason,
        printed_at=row.printed_at,
        printed_by=printed_by,
    )
