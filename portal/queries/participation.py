"""What reports count: who takes part, requests, messages, checks. Never a word of a message."""

from dataclasses import astuple, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import joinedload

from portal import clock
from portal.errors import not_found
from portal.extensions import db
from portal.models.activities import Activity, ActivityKind
from portal.models.boards import Board
from portal.models.class_groups import ClassGroup
from portal.models.matches import Match, MatchState
from portal.models.people import Person, PersonState
from portal.models.schools import School
from portal.models.students import Level, Student
from portal.models.threads import SHOWN_STATES, Message, Thread
from portal.policies import boards, class_groups, students
from portal.policies.participation import known_matches
from portal.queries import discussions, guidance
from portal.queries.rows import rows_of
from portal.queries.standings import Standing, standing
from portal.queries.students import in_class_group
from portal.school_time import first_day, school_year


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose participation: a rule on Student that the viewer has been found to follow."""

    viewer: Person
    within: ColumnElement[bool]
    since: datetime
    until: datetime  # the first moment after the period
    # The groups of nobody else: what no student wrote in them counts here. A rule on Group.
    own_groups: ColumnElement[bool] = field(default_factory=false)
    # The whole board, for who runs it: only counts may come out of it.
    counts_only: bool = False


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A student of the scope, on the day of the report, in the order of names."""

    id: int
    given_name: str
    family_name: str
    level: Level
    has_signed_in: bool
    standing: Standing


@dataclass(frozen=True, slots=True)
class Member:
    """A student of the scope, on the day of the report: enough to be counted."""

    id: int
    school_id: int
    school: str
    level: Level
    has_signed_in: bool


@dataclass(frozen=True, slots=True)
class Steps:
    """What a student did that leaves no conversation."""

    student_id: int
    oriented_on: date | None  # for the first time, before the period's end
    search_days: int  # of the period
    active_days: int  # of the period, of any of it
    oriented_days: int = 0  # of the period
    # What came before the period in its school year: the guidance content counts so many a year.
    oriented_before: int = 0
    searched_before: int = 0
    reflected: int = 0  # shared reflections, by the day on which they were written
    reflected_before: int = 0
    discussed: int = 0  # topics of groups, by the day of the first post that others could read
    discussed_before: int = 0
    posts: int = 0  # in groups in the period, that others could read
    topics: int = 0  # in which they stand
    groups: int = 0


@dataclass(frozen=True, slots=True)
class Contact:
    """A request that a mentor received before the end of the period."""

    student_id: int
    noc: str
    state: MatchState
    told_at: datetime
    answered_at: datetime | None
    established_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """Visible messages of one student within the period."""

    student_id: int
    sent: int
    received: int
    last_sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One match of one student, with its visible messages of the period."""

    noc: str
    state: MatchState
    told_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    sent: int
    received: int
    last_shown_at: datetime | None


def board() -> Board:
    """Return the board, whose name heads each report. Raises NotFound before one is set up."""
    wanted = select(Board)
    return db.session.scalar(wanted) or not_found("board", 1)


def get_reader(name: str) -> Person:
    """Return the active person, with roles, of this email or username. Raises NotFound."""
    called = name.strip().lower()
    wanted = (
        select(Person)
        .options(joinedload(Person.role_rows))
        .where(
            or_(Person.email == called, Person.username == called),
            Person.state == PersonState.ACTIVE,
        )
    )
    return db.session.scalars(wanted).unique().one_or_none() or not_found("person", "name")


def get_student(viewer: Person, student_id: int) -> Student:
    """Return a student, with person and school, whose record `viewer` may read; else absent."""
    wanted = (
        select(Student)
        .options(joinedload(Student.person), joinedload(Student.school))
        .where(Student.person_id == student_id, students.readable_by(viewer))
    )
    return db.session.scalar(wanted) or not_found("student", student_id)


def get_class_group(viewer: Person, class_group_id: int) -> ClassGroup:
    """Return a class group that `viewer` follows, with its school; else absent."""
    return class_groups.get_followed(viewer, class_group_id)


def whole_board(viewer: Person, since: datetime, until: datetime) -> Scope:
    """Return everybody, for who runs the board; to others there is no such report."""
    boards.check_managed_by(viewer)
    return Scope(viewer, true(), since, until, own_groups=true(), counts_only=True)


def of_student(student_id: int) -> ColumnElement[bool]:
    """Say who is in the report of one student."""
    return Student.person_id == student_id


def of_class_group(class_group_id: int) -> ColumnElement[bool]:
    """Say who is in the report of a class group."""
    return in_class_group(class_group_id)


def of_school(school_id: int) -> ColumnElement[bool]:
    """Say who is in the report of a school."""
    return Student.school_id == school_id


def roster(scope: Scope) -> list[RosterRow]:
    """List the students of the scope, by name; those who left the board are not there."""
    wanted = _members(
        scope,
        Person.id,
        Person.given_name,
        Person.family_name,
        Student.level,
        Person.last_signed_in_at.is_not(None),
        standing(),
    ).order_by(Person.folded_name, Person.id)
    return [
        RosterRow(number, given, family, level, bool(signed_in), Standing(word))
        for number, given, family, level, signed_in, word in db.session.execute(wanted)
    ]


def members(scope: Scope) -> list[Member]:
    """List the students of the scope; those who left the board are not there."""
    wanted = _members(
        scope,
        Person.id,
        Student.school_id,
        School.name,
        Student.level,
        Person.last_signed_in_at.is_not(None),
    ).join(School, School.id == Student.school_id)
    return [
        Member(number, school_id, school, level, bool(signed_in))
        for number, school_id, school, level, signed_in in rows_of(wanted, {})
    ]


def steps(scope: Scope) -> list[Steps]:
    """Say how far each student of the scope went without writing to anybody."""
    first = clock.local(scope.since).date()
    last = clock.local(scope.until - timedelta(seconds=1)).date()
    begun = first_day(school_year(last))
    in_period = and_(Activity.day >= first, Activity.day <= last)
    before = and_(Activity.day >= begun, Activity.day < first)
    oriented, searched = (
        Activity.kind == kind for kind in (ActivityKind.ORIENTED, ActivityKind.SEARCHED)
    )
    done = (
        _select(
            Activity.student_id,
            func.min(Activity.day).filter(oriented),
            func.count().filter(in_period, searched),
            func.count().filter(in_period),
            func.count().filter(in_period, oriented),
            func.count().filter(before, oriented),
            func.count().filter(before, searched),
            *[literal(0)] * 4,
            *discussions.nothing(),
        )
        .where(Activity.student_id.in_(_members(scope, Student.person_id)))
        .where(Activity.day <= last)
        .group_by(Activity.student_id)
    )
    who, since, until = student_ids(scope), scope.since, scope.until
    others = guidance.written(who, begun=clock.start_of(begun), since=since, until=until)
    posted = discussions.posted(who, since=since, until=until)
    found: dict[int, Steps] = {}
    for row in rows_of(union_all(done, *others, posted), {}):
        steps = Steps(*row)
        known = found.get(steps.student_id)
        found[steps.student_id] = steps if known is None else _together(known, steps)
    return list(found.values())


def _together(one: Steps, other: Steps) -> Steps:
    """Return both parts of what one student did: days, and what was written."""
    _number, first, *counts = astuple(one)
    _number, second, *others = astuple(other)
    return Steps(one.student_id, first or second, *map(sum, zip(counts, others, strict=True)))


def contacts(scope: Scope) -> list[Contact]:
    """List the requests received by mentors before the end of the period, oldest first."""
    wanted = (
        _select(
            Match.student_id,
            Match.noc,
            Match.state,
            Match.told_mentor_at,
            Match.answered_at,
            Match.established_at,
            Match.ended_at,
        )
        .where(Match.student_id.in_(_members(scope, Student.person_id)))
        .where(known_matches(), Match.told_mentor_at < scope.until)
        .order_by(Match.told_mentor_at, Match.id)
    )
    return [Contact(*row) for row in rows_of(wanted, {})]


def exchanges(scope: Scope) -> list[Exchange]:
    """Count each student's visible messages of the period, sent and received."""
    by_student = Message.author_id == Thread.student_id
    wanted = (
        select(
            Thread.student_id,
            func.count().filter(by_student),
            func.count().filter(Message.author_id == Thread.mentor_id),
            func.max(Message.shown_at).filter(by_student),
        )
        .join(Message, Message.thread_id == Thread.id)
        .where(Thread.student_id.in_(_members(scope, Student.person_id)))
        .where(Message.state.in_(SHOWN_STATES))
        .where(Message.shown_at >= scope.since, Message.shown_at < scope.until)
        .group_by(Thread.student_id)
    )
    return [Exchange(*row) for row in rows_of(wanted, {})]


def conversations(scope: Scope) -> list[Conversation]:
    """List the matches that were known during the period, oldest first."""
    in_period = and_(
        Message.thread_id == Thread.id,
        Message.state.in_(SHOWN_STATES),
        Message.shown_at >= scope.since,
        Message.shown_at < scope.until,
    )
    wanted = (
        _select(
            Match.noc,
            Match.state,
            Match.told_mentor_at,
            Match.answered_at,
            Match.ended_at,
            func.count(Message.id).filter(Message.author_id == Match.student_id),
            func.count(Message.id).filter(Message.author_id == Match.mentor_id),
            func.max(Message.shown_at),
        )
        .join(Thread, Thread.match_id == Match.id)
        .outerjoin(Message, in_period)
        .where(Match.student_id.in_(_members(scope, Student.person_id)))
        .where(known_matches(), Match.told_mentor_at < scope.until)
        .where(or_(Match.ended_at.is_(None), Match.ended_at >= scope.since))
        .group_by(Match.id)
        .order_by(Match.told_mentor_at, Match.id)
    )
    return [Conversation(*row) for row in db.session.execute(wanted)]


def _select(*columns: Any) -> Select[Any]:
    # Untyped: a known match has a moment that its column may lack.
    return select(*columns)


def _members(scope: Scope, *columns: Any) -> Select[Any]:
    rule = true() if scope.counts_only else students.readable_by(scope.viewer)
    return (
        select(*columns)
        .select_from(Student)
        .join(Student.person)
        .where(Person.state != PersonState.LEFT)
        .where(rule, scope.within)
    )


def student_rule(scope: Scope) -> ColumnElement[bool]:
    """Return the rule on Student of whom the scope holds, those who left the board apart."""
    return Student.person_id.in_(student_ids(scope))


def student_ids(scope: Scope) -> Select[Any]:
    """Return the statement of whom the scope holds, for other counts of the same report."""
    return _members(scope, Student.person_id)
