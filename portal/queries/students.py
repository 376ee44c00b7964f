"""The students whom a counsellor follows: who needs help, lists, one student's page."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache, lru_cache, reduce
from operator import add
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
    true,
)

from portal.extensions import db
from portal.models.class_groups import ClassGroup, ClassGroupMember
from portal.models.matches import Match, MatchState
from portal.models.people import Person, PersonState, Role, folded
from portal.models.schools import School
from portal.models.students import Consent, ConsentKind, Level, Student
from portal.models.threads import SHOWN_STATES, Message, Thread
from portal.policies import students
from portal.policies.participation import known_matches
from portal.policies.viewers import AnyoneWith, Viewer
from portal.queries.rows import rows_of
from portal.queries.standings import Standing, needs, standing

PAGE_SIZE = 25
FIRST_NAMES = 5  # shown under each need on the home page
_LINK_COLUMNS = (
    Person.id,
    Person.given_name,
    Person.family_name,
    Person.folded_name,
    Student.school_id,
)


class Receivers(StrEnum):
    """Which students of a class group receive a slip with a new first password."""

    WITHOUT_PASSWORD = "without_password"  # noqa: S105 - a choice, not a password
    NEVER_SIGNED_IN = "never_signed_in"
    ALL = "all"


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
    need: Standing | None = None
    school_id: int | None = None

    def given(self) -> dict[str, object]:
        """Return the parameters of a statement with `_condition`."""
        words = folded(self.words).split()  # letters and digits: nothing that LIKE reads otherwise
        named: dict[str, object] = {f"word_{place}": word for place, word in enumerate(words)}
        return named if self.school_id is None else named | {"school_id": self.school_id}


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent that stands: whose, and when it was given."""

    kind: ConsentKind
    given_on: date


@dataclass(frozen=True, slots=True)
class MatchLine:
    """What a counsellor sees of a match: an occupation, counts and dates, never a word."""

    thread_id: int
    noc: str
    state: MatchState
    requested_at: datetime
    answered_at: datetime | None
    moved_at: datetime
    ended_at: datetime | None
    sent: int
    received: int


@dataclass(frozen=True, slots=True)
class StudentPage:
    """One student, as the counsellor who follows them sees them."""

    id: int
    name: str
    username: str | None
    language: str
    level: Level
    school: str
    class_groups: list[str]
    standing: Standing
    is_active: bool
    has_password: bool
    last_signed_in_at: datetime | None
    consents: list[ConsentLine]
    needs_parental_consent: bool
    matches: list[MatchLine]

    @property
    def may_have_password(self) -> bool:
        """Whether staff may issue a password: the account is open and has a username."""
        return self.is_active and self.username is not None

    @property
    def may_record_consent(self) -> bool:
        """Whether a parent's consent is missing, so that one may be recorded."""
        given = any(line.kind is ConsentKind.PARENTAL for line in self.consents)
        return self.needs_parental_consent and not given


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A student who is to receive a slip with a first password."""

    id: int
    name: str
    username: str
    language: str
    session_version: int  # moves with each password: whoever printed first is found out


def in_class_group(class_group_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Say which students belong to a class group."""
    members = select(ClassGroupMember.student_id).where(
        ClassGroupMember.class_group_id == class_group_id
    )
    return Student.person_id.in_(members)


def who_needs_me(viewer: Viewer) -> list[Need]:
    """Count those who need `viewer`, reason by reason, and name the first few of each."""
    found = rows_of(_who_needs(viewer.roles), {"viewer_id": viewer.id})
    return [
        _need(name, [row for row in found if row[0] & 1 << place])
        for place, name in enumerate(needs())
    ]


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


def student_page(viewer: Person, student_id: int) -> StudentPage:
    """Return what `viewer` may see of a student. Raises NotFound for one not followed."""
    student = students.get_followed(viewer, student_id)
    person = student.person
    word = (
        select(standing()).select_from(Student).join(Student.person).where(Person.id == student_id)
    )
    return StudentPage(
        id=student_id,
        name=person.name,
        username=person.username,
        language=person.language,
        level=student.level,
        school=student.school.name,
        class_groups=_class_groups(student_id),
        standing=Standing(db.session.scalars(word).one()),
        is_active=person.is_active,
        has_password=person.password_hash is not None,
        last_signed_in_at=person.last_signed_in_at,
        consents=_consents(student_id),
        needs_parental_consent=students.needs_parental_consent(student.born_on),
        matches=_matches(student_id),
    )


def slip_rows(viewer: Person, class_group_id: int, receivers: Receivers) -> list[SlipRow]:
    """Return those students of a class group who are to receive a slip, by name."""
    condition = {
        Receivers.WITHOUT_PASSWORD: Person.password_hash.is_(None),
        Receivers.NEVER_SIGNED_IN: Person.last_signed_in_at.is_(None),
        Receivers.ALL: true(),
    }[receivers]
    wanted = (
        _of(viewer, Person.id, Person.given_name, Person.family_name)
        .add_columns(Person.username, Person.language, Person.session_version)
        .where(in_class_group(class_group_id), condition)
        .where(Person.state == PersonState.ACTIVE, Person.username.is_not(None))
        .order_by(Person.folded_name, Person.id)
    )
    return [
        SlipRow(number, f"{given} {family}", str(username), language, version)
        for number, given, family, username, language, version in db.session.execute(wanted)
    ]


def _of(viewer: Viewer, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Student)
        .join(Student.person)
        .where(students.followed_by(viewer))
    )


@cache
def _who_needs(roles: frozenset[Role]) -> Select[Any]:
    """Name every student who needs something, by name; the first column holds a bit for each need.

    A need is asked once of each student, before those without any are left out.
    """
    # A case, as SQLite asks both sides of an "and" for a column: of a student of 15 no
    # consent is looked up.
    bits = (case((rule, 1 << place), else_=0) for place, rule in enumerate(needs().values()))
    asked = (
        _of(AnyoneWith(roles), reduce(add, bits).label("bits"), *_LINK_COLUMNS)
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


def _condition(words: int, need: Standing | None, in_school: bool) -> ColumnElement[bool]:
    """Return a Filter as SQL, run with what it gives; needs Person joined to Student."""
    parts = [
        Person.folded_name.contains(bindparam(f"word_{place}", type_=String))
        for place in range(words)
    ]
    if need is not None:
        parts.append(needs()[need])
    if in_school:
        parts.append(Student.school_id == bindparam("school_id", type_=Integer))
    return and_(Person.state != PersonState.LEFT, *parts)


@lru_cache(maxsize=64)
def _page(
    roles: frozenset[Role], words: int, need: Standing | None, in_school: bool
) -> Select[Any]:
    """Return a page of the list; the first column counts the students of all pages."""
    # The page is cut first: where a student stands is asked for 25 of them, not for all.
    cut = (
        _of(AnyoneWith(roles), Student.person_id, func.count().over().label("total"))
        .where(_condition(words, need, in_school))
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
        _of(AnyoneWith(roles), *_row_columns())
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


def _class_groups(student_id: int) -> list[str]:
    wanted = (
        select(ClassGroup.name)
        .join(ClassGroupMember, ClassGroupMember.class_group_id == ClassGroup.id)
        .where(ClassGroupMember.student_id == student_id)
        .order_by(ClassGroup.school_year.desc(), ClassGroup.name)
    )
    return list(db.session.scalars(wanted))


def _consents(student_id: int) -> list[ConsentLine]:
    wanted = (
        select(Consent.kind, Consent.given_on)
        .where(Consent.student_id == student_id, Consent.withdrawn_at.is_(None))
        .order_by(Consent.given_on, Consent.id)
    )
    return [ConsentLine(kind, day) for kind, day in db.session.execute(wanted)]


def _matches(student_id: int) -> list[MatchLine]:
    shown = and_(Message.thread_id == Thread.id, Message.state.in_(SHOWN_STATES))
    wanted = (
        select(
            Thread.id,
            Match.noc,
            Match.state,
            Match.requested_at,
            Match.answered_at,
            Thread.moved_at,
            Match.ended_at,
            func.count(Message.id).filter(Message.author_id == Match.student_id),
            func.count(Message.id).filter(Message.author_id == Match.mentor_id),
        )
        .select_from(Match)
        .join(Thread, Thread.match_id == Match.id)
        .outerjoin(Message, shown)
        .where(Match.student_id == student_id, known_matches())
        .group_by(Match.id, Thread.id)
        .order_by(Match.requested_at.desc(), Match.id.desc())
    )
    return [MatchLine(*row) for row in db.session.execute(wanted)]
