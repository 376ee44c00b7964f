"""What the staff did for the students of a report: counts of acts, never who did them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.extensions import db
from portal.models.concerns import Concern, ConcernOrigin, ConcernPriority
from portal.models.follow_ups import FollowUp
from portal.models.moderation import Decision, Hold
from portal.models.threads import Message, Thread
from portal.queries.participation import Scope, student_ids


@dataclass(frozen=True, slots=True)
class Acts:
    """How often each thing was done in the period."""

    decisions: int  # on messages that waited; one that was undone counts, it took its time
    follow_ups: int  # those undone do not count


@dataclass(frozen=True, slots=True)
class Case:
    """A concern of the period about a student of the scope."""

    origin: ConcernOrigin
    priority: ConcernPriority
    raised_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None


def acts(scope: Scope) -> Acts:
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
    both = select(decisions.scalar_subquery(), follow_ups.scalar_subquery())
    return Acts(*db.session.execute(both).one())


def cases(scope: Scope) -> list[Case]:
    """List the concerns raised in the period about students of the scope."""
    wanted = (
        select(
            Concern.origin,
            Concern.priority,
            Concern.raised_at,
            Concern.opened_at,
            Concern.closed_at,
        )
        .where(Concern.student_id.in_(student_ids(scope)))
        .where(Concern.raised_at >= scope.since, Concern.raised_at < scope.until)
    )
    return [Case(*row) for row in db.session.execute(wanted)]
