"""Who needs their counsellor, why, since when, and what was set aside."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, reduce
from operator import add
from typing import Any

from sqlalchemy import (
    Integer,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    func,
    not_,
    select,
)
from sqlalchemy.orm import aliased

from portal import clock
from portal.extensions import UtcDateTime
from portal.models.class_periods import ClassPeriod, Glance
from portal.models.concerns import Concern
from portal.models.follow_ups import FollowUp, FollowUpAction
from portal.models.matches import Match
from portal.models.moderation import Hold, HoldReason
from portal.models.people import Person, PersonState, Role
from portal.models.schools import School
from portal.models.students import Level, Student
from portal.models.threads import Message, Thread
from portal.policies import class_groups, concerns, follow_ups, students
from portal.policies.participation import known_matches
from portal.policies.viewers import AnyoneWith, Viewer
from portal.queries.rows import rows_of
from portal.queries.standings import Need, match_needs, needs
from portal.queries.students import followed

FIRST_NAMES = 5  # shown under each need on the home page
PAGE_SIZE = 25
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
class NeedSummary:
    """How many students need their counsellor for one reason, and the first of them."""

    need: Need
    count: int
    set_aside: int  # followed up on lately: they come back if nothing changes
    first: list[StudentLink]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A student in the list of one need."""

    id: int
    name: str
    school: str
    level: Level
    language: str
    since: datetime | None
    nocs: tuple[str, ...]  # the occupations asked about, where the need is about matches
    concern_id: int | None


@dataclass(frozen=True, slots=True)
class WaitingList:
    """A page of those who stand in one need, the longest waiting first."""

    rows: list[Waiting]
    total: int
    languages: tuple[str, ...]  # of all of them, not of this page alone


@dataclass(frozen=True, slots=True)
class SetAside:
    """A student off the list of a need for some days: what was done, by whom, until when."""

    id: int
    name: str
    action: FollowUpAction
    by: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """Messages of one's students that wait for the moderators longer than they should.

    And those of a class period that wait for one's own glance.
    """

    count: int
    due_at: datetime | None  # of the one that waits the longest
    to_glance_at: int
    class_period_id: int | None  # where they wait


def who_needs_me(viewer: Viewer) -> list[NeedSummary]:
    """Count those who need `viewer`, reason by reason, and name the first few of each."""
    found = rows_of(_who_needs(viewer.roles), {"viewer_id": viewer.id})
    return [_summary(place, need, found) for place, need in enumerate(Need)]


def waiting_for(viewer: Viewer, need: Need, *, page: int = 1) -> WaitingList:
    """Return a page of the students who need `viewer` for one reason. Two statements at most."""
    given = {
        "viewer_id": viewer.id,
        "limit": PAGE_SIZE,
        "offset": (page - 1) * PAGE_SIZE,
    }
    found = rows_of(_waiting(viewer.roles, need), given)
    details = _details(viewer, need, [row.id for row in found])
    rows = [
        Waiting(
            row.id,
            f"{row.given_name} {row.family_name}",
            row.school,
            row.level,
            row.language,
            row.since,
            *details[row.id],
        )
        for row in found
    ]
    total = found[0].total if found else 0
    spoken = (("fr", found[0].french), ("en", found[0].english)) if found else ()
    return WaitingList(rows, total, tuple(code for code, number in spoken if number))


def set_aside(viewer: Viewer, need: Need) -> list[SetAside]:
    """Name those who still stand in a need and were followed up on lately, the first back first.

    At most a page of them, in one statement.
    """
    given = {"viewer_id": viewer.id, "limit": PAGE_SIZE}
    return [
        SetAside(number, f"{given_name} {family}", action, by, until)
        for number, given_name, family, action, by, until in rows_of(
            _set_aside(viewer.roles, need), given
        )
    ]


def standing_in(viewer: Viewer, need: Need) -> dict[int, str]:
    """Return the language of each student who needs `viewer` for this reason now, by id."""
    found = rows_of(_standing_in(viewer.roles, need), {"viewer_id": viewer.id})
    return {row[0]: row[1] for row in found}


def matches_in(need: Need, student_ids: Sequence[int]) -> list[tuple[int, int, int, str]]:
    """Return student, match, mentor and occupation of the matches that make the need."""
    rule = match_needs().get(need)
    if rule is None or not student_ids:
        return []
    wanted = (
        select(Match.student_id, Match.id, Match.mentor_id, Match.noc)
        .join(Thread, Thread.match_id == Match.id)
        .join(Student, Student.person_id == Match.student_id)
        .where(Match.student_id.in_(student_ids), known_matches(), rule)
        .order_by(Match.id)
    )
    return [tuple(row) for row in rows_of(wanted, {})]


def held_too_long(viewer: Viewer) -> Held:
    """Count the messages that wait, past their time or for a glance, in one statement.

    Nobody is named: that a message is held is its author's and the moderators' to know.
    """
    return Held(*rows_of(_held(viewer.roles), {"viewer_id": viewer.id})[0])


@cache
def _who_needs(roles: frozenset[Role]) -> Select[Any]:
    """Name every student who needs something, by name; the first column holds a bit for each need.

    A need is asked once of each student, before those without any are left out. The bits of
    what was set aside stand above those of what waits.
    """
    # A case, as SQLite asks both sides of an "and" for a column: of a student of 15 no
    # consent is looked up, and of one without a need nothing that was done.
    bits = (
        case(
            (rule, case((follow_ups.settles(need), 1 << place + len(Need)), else_=1 << place)),
            else_=0,
        )
        for place, (need, rule) in enumerate(needs(AnyoneWith(roles)).items())
    )
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


def _summary(place: int, need: Need, found: Sequence[Any]) -> NeedSummary:
    rows = [row for row in found if row[0] & 1 << place]
    aside = sum(1 for row in found if row[0] & 1 << place + len(Need))
    links = [
        StudentLink(number, f"{called} {family}", school)
        for _bits, number, called, family, school in rows[:FIRST_NAMES]
    ]
    return NeedSummary(need, len(rows), aside, links)


@cache
def _waiting(roles: frozenset[Role], need: Need) -> Select[Any]:
    """Return a page of one need; with each row the count of all, and of each language."""
    viewer = AnyoneWith(roles)
    since = _since(viewer, need).label("since")
    french = func.sum(case((Person.language == "fr", 1), else_=0)).over()
    return (
        _in_need(viewer, need, Person.id, Person.given_name, Person.family_name)
        .join(Student.school)
        .add_columns(
            School.name.label("school"),
            Student.level,
            Person.language,
            since,
            func.count().over().label("total"),
            french.label("french"),
            (func.count().over() - french).label("english"),
        )
        .order_by(since, Person.folded_name, Person.id)
        .limit(bindparam("limit", type_=Integer))
        .offset(bindparam("offset", type_=Integer))
    )


@cache
def _set_aside(roles: frozenset[Role], need: Need) -> Select[Any]:
    viewer = AnyoneWith(roles)
    doer = aliased(Person)
    return (
        followed(viewer, Person.id, Person.given_name, Person.family_name)
        .join(
            FollowUp,
            and_(FollowUp.student_id == Student.person_id, follow_ups.settling(need)),
        )
        .join(doer, doer.id == FollowUp.counsellor_id)
        .add_columns(FollowUp.action, doer.given_name + " " + doer.family_name, FollowUp.until)
        .where(needs(viewer)[need])
        .order_by(FollowUp.until, Person.folded_name, Person.id)
        .limit(bindparam("limit", type_=Integer))
    )


@cache
def _standing_in(roles: frozenset[Role], need: Need) -> Select[Any]:
    return _in_need(AnyoneWith(roles), need, Person.id, Person.language).order_by(Person.id)


def _in_need(viewer: Viewer, need: Need, *columns: Any) -> Select[Any]:
    return followed(viewer, *columns).where(needs(viewer)[need], not_(follow_ups.settles(need)))


def _since(viewer: Viewer, need: Need) -> Any:
    """Say since when a student stands in a need; needs Person joined to Student."""
    if need is Need.CONCERN:
        return _of_concerns(viewer, func.min(Concern.raised_at))
    if need is Need.NOT_STARTED:
        return Person.last_signed_in_at
    rule = match_needs().get(need)
    if rule is None:
        return Person.created_at
    moment = Match.told_mentor_at if need is Need.LATE else Thread.moved_at
    return (
        select(func.min(moment, type_=UtcDateTime()))
        .where(Match.student_id == Student.person_id, Thread.match_id == Match.id, rule)
        .correlate(Student)
        .scalar_subquery()
    )


def _of_concerns(viewer: Viewer, what: Any) -> ScalarSelect[Any]:
    return (
        select(what)
        .where(Concern.student_id == Student.person_id, concerns.waits_for(viewer))
        .correlate(Student)
        .scalar_subquery()
    )


def _details(
    viewer: Viewer, need: Need, student_ids: Sequence[int]
) -> defaultdict[int, tuple[tuple[str, ...], int | None]]:
    """Return for each student the occupations asked about, and the oldest case."""
    found: defaultdict[int, tuple[tuple[str, ...], int | None]]
    found = defaultdict(lambda: ((), None))
    if need is Need.CONCERN and student_ids:
        oldest = (
            select(Concern.student_id, func.min(Concern.id))
            .where(Concern.student_id.in_(student_ids), concerns.waits_for(viewer))
            .group_by(Concern.student_id)
        )
        found.update((row[0], ((), row[1])) for row in rows_of(oldest, {}))
    for student_id, _match, _mentor, noc in matches_in(need, student_ids):
        found[student_id] = ((*found[student_id][0], noc), None)
    return found


@cache
def _held(roles: frozenset[Role]) -> Any:
    viewer = AnyoneWith(roles)
    late = bindparam(None, callable_=clock.now, type_=UtcDateTime())
    glances = (
        select(func.count(), func.min(ClassPeriod.id))
        .select_from(Glance)
        .join(ClassPeriod, ClassPeriod.id == Glance.class_period_id)
        .join(ClassPeriod.class_group)
        .where(ClassPeriod.led_by_id == viewer.id, Glance.outcome.is_(None))
        .where(class_groups.followed_by(viewer))
        .subquery()
    )
    count, period_id = glances.c
    return (
        select(
            func.count(),
            func.min(Hold.due_at),
            select(count).scalar_subquery(),
            select(period_id).scalar_subquery(),
        )
        .select_from(Hold)
        .join(Message, Message.id == Hold.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .join(Student, Student.person_id == Thread.student_id)
        .where(Hold.waits, Hold.due_at < late, Hold.reason != HoldReason.GLANCE)
        .where(students.followed_by(viewer))
    )
