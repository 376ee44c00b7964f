"""A class period as the adult who leads it follows it: steps, and first messages that wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.data.occupations import Occupation, occupations
from portal.extensions import db
from portal.models.activities import Activity, ActivityKind
from portal.models.class_groups import ClassGroupMember
from portal.models.class_periods import ClassPeriod, Glance
from portal.models.drafts import Draft
from portal.models.matches import Match
from portal.models.people import Person, PersonState
from portal.models.threads import Message, Thread
from portal.policies import class_groups
from portal.policies import class_periods as policy
from portal.policies.viewers import Viewer

# Who signed in a moment before the adult opened the period is in it, too.
BEFORE = timedelta(minutes=15)

_student, _volunteer = aliased(Person), aliased(Person)


class Step(StrEnum):
    """How far a student has come, in the order of the lesson."""

    SIGNED_IN = "signed_in"
    ORIENTED = "oriented"
    SEARCHED = "searched"
    WROTE = "wrote"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class StepsRow:
    """A student of the class, and the steps that are reached."""

    student_id: int
    name: str
    reached: frozenset[Step]


@dataclass(frozen=True, slots=True)
class ClassPeriodPage:
    """A period and its students."""

    id: int
    class_group_id: int
    class_group: str
    school: str
    opened_at: datetime
    ends_at: datetime
    is_over: bool
    glance: bool
    minutes_gone: int
    rows: Sequence[StepsRow]
    waiting: int  # first messages

    def count(self, step: Step) -> int:
        """Return how many students reached a step."""
        return sum(step in row.reached for row in self.rows)


@dataclass(frozen=True, slots=True)
class FirstMessage:
    """A first message that waits for the adult's glance."""

    message_id: int
    student: str
    mentor: str  # the given name and an initial
    occupation: Occupation
    body: str
    sent_at: datetime


def class_period_page(viewer: Viewer, class_period_id: int) -> ClassPeriodPage:
    """Return a period of a class group that `viewer` follows. Raises NotFound for any other."""
    period = policy.get_led(viewer, class_period_id)
    group, now = period.class_group, clock.now()
    return ClassPeriodPage(
        id=period.id,
        class_group_id=group.id,
        class_group=group.name,
        school=group.school.name,
        opened_at=period.opened_at,
        ends_at=period.ends_at,
        is_over=period.closed_at is not None or period.ends_at <= now,
        glance=period.glance,
        minutes_gone=int((now - period.opened_at) / timedelta(minutes=1)),
        rows=[_row(*row) for row in db.session.execute(_steps(period))],
        waiting=db.session.scalar(_waiting(period.id)) or 0,
    )


def under_way(viewer: Viewer, class_group_id: int) -> int | None:
    """Return the period that goes on in a class group that `viewer` follows, if any."""
    wanted = (
        select(ClassPeriod.id)
        .join(ClassPeriod.class_group)
        .where(ClassPeriod.class_group_id == class_group_id, policy.under_way())
        .where(class_groups.followed_by(viewer))
        .order_by(ClassPeriod.id)
        .limit(1)
    )
    return db.session.scalar(wanted)


def first_messages(viewer: Viewer, class_period_id: int) -> list[FirstMessage]:
    """List the first messages that wait in the period, the oldest first.

    Raises NotFound for a class group that `viewer` does not follow.
    """
    policy.get_led(viewer, class_period_id)
    wanted = (
        select(
            Message.id,
            _student.given_name + " " + _student.family_name,
            _volunteer.given_name + " " + func.substr(_volunteer.family_name, 1, 1) + ".",
            Match.noc,
            Message.body,
            Message.sent_at,
        )
        .select_from(Glance)
        .join(Message, Message.id == Glance.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .join(Match, Match.id == Thread.match_id)
        .join(_student, _student.id == Thread.student_id)
        .join(_volunteer, _volunteer.id == Thread.mentor_id)
        .where(Glance.class_period_id == class_period_id, Glance.outcome.is_(None))
        .order_by(Message.sent_at, Message.id)
    )
    return [
        FirstMessage(number, pupil, other, occupations()[noc], body, sent_at)
        for number, pupil, other, noc, body, sent_at in db.session.execute(wanted)
    ]


def _steps(period: ClassPeriod) -> Select[int, str, bool, bool, bool, bool, bool]:
    since, today = period.opened_at - BEFORE, clock.local(period.opened_at).date()
    until = period.closed_at or period.ends_at
    own = Activity.student_id == Person.id
    sent = exists().where(
        Thread.student_id == Person.id,
        Message.thread_id == Thread.id,
        Message.author_id == Person.id,
        Message.sent_at.between(period.opened_at, until),
    )
    drafted = exists().where(
        Draft.person_id == Person.id,
        Draft.saved_at.between(period.opened_at, until),
        Draft.path.like("/mentors/%/write"),
    )
    searched = and_(own, Activity.kind == ActivityKind.SEARCHED, Activity.day == today)
    return (
        select(
            Person.id,
            Person.family_name + ", " + Person.given_name,
            func.coalesce(Person.last_signed_in_at >= since, False),
            exists().where(own, Activity.kind == ActivityKind.ORIENTED),
            exists().where(searched),
            drafted | sent,
            sent,
        )
        .join(ClassGroupMember, ClassGroupMember.student_id == Person.id)
        .where(ClassGroupMember.class_group_id == period.class_group_id)
        .where(Person.state != PersonState.LEFT)
        .order_by(Person.folded_name, Person.id)
    )


def _row(number: int, name: str, *reached: bool) -> StepsRow:
    steps = frozenset(step for step, done in zip(Step, reached, strict=True) if done)
    return StepsRow(student_id=number, name=name, reached=steps)


def _waiting(class_period_id: int) -> Select[int]:
    return select(func.count()).where(
        Glance.class_period_id == class_period_id, Glance.outcome.is_(None)
    )
