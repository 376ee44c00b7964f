"""What the staff did for the students of a report: counts of acts, never who did them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from portal.extensions import db
from portal.models.concerns import Concern, ConcernOrigin, ConcernPriority
from portal.models.follow_ups import FollowUp
from portal.models.groups import Group
from portal.models.moderation import Decision, Hold, HoldReason, Verdict
from portal.models.students import Student
from portal.models.threads import Message, Thread
from portal.queries.participation import Scope, student_ids
from portal.queries.rows import rows_of


@dataclass(frozen=True, slots=True)
class TeamWork:
    """How often each thing was done in the period, and its concerns."""

    decisions: int  # on messages that waited; one that was undone counts, it took its time
    follow_ups: int  # those undone do not count
    cases: Sequence["Case"]


@dataclass(frozen=True, slots=True)
class Case:
    """A concern of the period about a student of the scope."""

    origin: ConcernOrigin
    priority: ConcernPriority
    raised_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Check:
    """A message that waited for a moderator: why, when, and what became of it."""

    reason: HoldReason
    held_at: datetime
    verdict: Verdict | None
    decided_at: datetime | None


def team_work(scope: Scope) -> TeamWork:
    """Count what was done for the students of the scope in the period, in one statement."""
    decisions = (
        select(func.count(Decision.id))
        .join(Hold, Hold.id == Decision.hold_id)
        .join(Message, Message.id == Hold.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(messages_of(scope))
        .where(Decision.decided_at >= scope.since, Decision.decided_at < scope.until)
    )
    follow_ups = (
        select(func.count(FollowUp.id))
        .where(FollowUp.student_id.in_(student_ids(scope)), FollowUp.undone_at.is_(None))
        .where(FollowUp.done_at >= scope.since, FollowUp.done_at < scope.until)
    )
    acts = select(
        decisions.scalar_subquery().label("decisions"),
        follow_ups.scalar_subquery().label("follow_ups"),
    ).subquery()
    raised = _raised(scope).subquery()
    # Without a concern there is one row still, with nothing where they stand.
    wanted = select(acts, raised).outerjoin(raised, true())
    found = db.session.execute(wanted).all()
    decided, followed, *_concern = found[0]
    cases = [Case(*row) for _decided, _followed, *row in found if row[0] is not None]
    return TeamWork(decided, followed, cases)


def cases(scope: Scope) -> list[Case]:
    """List the concerns raised in the period about students of the scope."""
    return [Case(*row) for row in db.session.execute(_raised(scope))]


def checks(scope: Scope) -> list[Check]:
    """List the messages that waited for a moderator in the period, those of groups included."""
    wanted = (
        select(Hold.reason, Hold.held_at, Decision.verdict, Decision.decided_at)
        .join(Message, Hold.message_id == Message.id)
        .join(Thread, Message.thread_id == Thread.id)
        .outerjoin(Decision, and_(Decision.hold_id == Hold.id, Decision.undone_at.is_(None)))
        .where(messages_of(scope))
        .where(Hold.held_at >= scope.since, Hold.held_at < scope.until)
    )
    return [Check(*row) for row in rows_of(wanted, {})]


def messages_of(scope: Scope) -> ColumnElement[bool]:
    """Return which messages count in a scope, a rule on Message and Thread.

    A conversation counts with its student, what a student writes in a group with its author, so
    that schools add up; what anybody else writes there where the group is of the scope alone.
    """
    ids = student_ids(scope)
    groups = select(Group.id).where(scope.own_groups)
    by_nobody_of_a_school = Message.author_id.not_in(select(Student.person_id))
    return or_(
        Thread.student_id.in_(ids),
        and_(
            Thread.group_id.is_not(None),
            or_(
                Message.author_id.in_(ids),
                and_(Thread.group_id.in_(groups), by_nobody_of_a_school),
            ),
        ),
    )


def _raised(scope: Scope) -> Select[Any]:
    # Untyped: beside the counts, a row without a concern holds nothing.
    columns: list[Any] = [
        Concern.origin,
        Concern.priority,
        Concern.raised_at,
        Concern.opened_at,
        Concern.closed_at,
    ]
    return (
        select(*columns)
        .where(Concern.student_id.in_(student_ids(scope)))
        .where(Concern.raised_at >= scope.since, Concern.raised_at < scope.until)
    )
