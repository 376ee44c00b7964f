"""What the staff did for the students of a report: counts of acts, never who did them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, true

from portal.extensions import db
from portal.models.concerns import Concern, ConcernOrigin, ConcernPriority
from portal.models.follow_ups import FollowUp
from portal.models.moderation import Decision, Hold
from portal.models.threads import Message, Thread
from portal.queries.participation import Scope, student_ids


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


def team_work(scope: Scope) -> TeamWork:
    """Count what was done for the students of the scope in the period, in one statement."""
    decisions = (
        select(func.count(Decision.id))
        .join(Hold, Hold.id == Decision.hold_id)
        .join(Message, Message.id == Hold.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(Thread.student_id.in_(student_ids(scope)))
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
