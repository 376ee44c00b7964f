"""What waited for a moderator in a period, as figures count it. Never a word of a message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, select, true

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
class Traffic:
    """How much waits at this moment, how much of it is late, and what was written in a period."""

    waiting: int
    late: int
    sent: Mapping[str, int]  # messages, by the language of their authors


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


def traffic(viewer: Person, since: datetime, until: datetime) -> Traffic:
    """Count what waits now and what was written in the period, in one statement.

    Raises NotFound for those who do not see figures of the queue.
    """
    _check(viewer)
    late = func.sum(case((Hold.due_at < clock.now(), 1), else_=0))
    now = (
        select(func.count().label("waiting"), func.coalesce(late, 0).label("late"))
        .where(Hold.waits.is_(True))
        .subquery()
    )
    # By author first: that is one walk along an index, without reading a message or a person.
    by_author = (
        select(Message.author_id, func.count().label("messages"))
        .where(Message.sent_at >= since, Message.sent_at < until)
        .group_by(Message.author_id)
        .subquery()
    )
    sent = (
        select(Person.language, func.sum(by_author.c.messages).label("messages"))
        .join(by_author, by_author.c.author_id == Person.id)
        .group_by(Person.language)
        .subquery()
    )
    # Where nothing was written there is one row still.
    found = db.session.execute(select(now, sent).outerjoin(sent, true())).all()
    waiting, behind, *_sent = found[0]
    written = {code: int(messages) for *_now, code, messages in found if code is not None}
    return Traffic(waiting, behind, written)


def _check(viewer: Person) -> None:
    if not policy.may_see_figures(viewer):
        not_found("figures", "moderation")
