"""What waited for a moderator in a period, as figures count it. Never a word of a message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, select

from portal import clock
from portal.errors import not_found
from portal.extensions import db
from portal.models.moderation import Decision, Hold, HoldReason, MessageFinding, Verdict
from portal.models.people import Person
from portal.models.threads import Message
from portal.policies import moderation as policy


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A message that waited: why, since when, what became of it."""

    reason: HoldReason
    language: str  # of its author
    kinds: Sequence[str]
    held_at: datetime
    decided_at: datetime | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class WaitingNow:
    """How much waits at this moment, and how much of it is late."""

    total: int
    late: int


def waiting_now(viewer: Person) -> WaitingNow:
    """Count what waits. Raises NotFound for those who do not see figures of the queue."""
    _check(viewer)
    late = func.sum(case((Hold.due_at < clock.now(), 1), else_=0))
    total, behind = db.session.execute(
        select(func.count(), late).where(Hold.waits.is_(True))
    ).one()
    return WaitingNow(total, behind or 0)


def held_in(viewer: Person, since: datetime, until: datetime) -> list[HeldRow]:
    """List what was held in the period, each with the decision that stood. Raises NotFound."""
    _check(viewer)
    kinds = (
        select(func.aggregate_strings(MessageFinding.kind, ","))
        .where(MessageFinding.message_id == Hold.message_id)
        .correlate(Hold)
        .scalar_subquery()
    )
    rows = (
        select(
            Hold.reason,
            Person.language,
            kinds,
            Hold.held_at,
            Decision.decided_at,
            Decision.verdict,
        )
        .join(Message, Message.id == Hold.message_id)
        .join(Person, Person.id == Message.author_id)
        .outerjoin(Decision, and_(Decision.hold_id == Hold.id, Decision.undone_at.is_(None)))
        .where(Hold.held_at >= since, Hold.held_at < until)
    )
    return [
        HeldRow(reason, spoken, tuple(sorted({*found.split(",")})) if found else (), *rest)
        for reason, spoken, found, *rest in db.session.execute(rows)
    ]


def sent_in(viewer: Person, since: datetime, until: datetime) -> Mapping[str, int]:
    """Count the messages written in the period, by their authors' language. Raises NotFound."""
    _check(viewer)
    # By author first: that is one walk along an index, without reading a message or a person.
    by_author = (
        select(Message.author_id, func.count().label("messages"))
        .where(Message.sent_at >= since, Message.sent_at < until)
        .group_by(Message.author_id)
        .subquery()
    )
    rows = (
        select(Person.language, func.sum(by_author.c.messages))
        .join(by_author, by_author.c.author_id == Person.id)
        .group_by(Person.language)
    )
    return {code: int(messages) for code, messages in db.session.execute(rows)}


def _check(viewer: Person) -> None:
    if not policy.may_see_figures(viewer):
        not_found("figures", "moderation")
