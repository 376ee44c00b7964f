"""Why a message was held, and what a moderator decided."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.extensions import Model
from portal.models.people import Person
from portal.models.threads import Message


class HoldReason(StrEnum):
    """Why a message waits for a moderator."""

    FINDING = "finding"  # the screen saw something
    NEW_MENTOR = "new_mentor"  # one of a new mentor's first messages
    FULL_REVIEW = "full_review"  # the match or program has every message read first


class Hold(Model):
    """A message that waits for, or had, a moderator's decision."""

    __tablename__ = "hold"
    __table_args__ = (
        UniqueConstraint("message_id"),
        # The queue is one walk along this index, however many were decided before.
        Index("ix_hold_queue", "waits", "severity", "held_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    reason: Mapped[HoldReason]
    # Whether its message is still held: kept by whoever changes the message's state.
    waits: Mapped[bool] = mapped_column(default=True)
    # The worst of its findings, 0 without one: what the queue is ordered by.
    severity: Mapped[int] = mapped_column(default=0)
    held_at: Mapped[datetime] = mapped_column(default=clock.now)
    # One moderator at a time: who opened the case, until when it is theirs.
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    claimed_until: Mapped[datetime | None]

    message: Mapped[Message] = relationship(lazy="raise")


class MessageFinding(Model):
    """What the screen saw in a message; the span is in the original text."""

    __tablename__ = "finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    kind: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    severity: Mapped[int]
    rule: Mapped[str]


class Verdict(StrEnum):
    """What a moderator decided."""

    APPROVED = "approved"
    REDACTED = "redacted"
    REFUSED = "refused"


class RefusalReason(StrEnum):
    """Why a message was refused, in words that its author reads."""

    CONTACT = "contact"
    TONE = "tone"
    OFF_TOPIC = "off_topic"
    PERSONAL = "personal"
    OTHER = "other"


class Decision(Model):
    """A moderator's decision on a message: one, and for good."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("message_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    moderator_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    verdict: Mapped[Verdict]
    reason: Mapped[RefusalReason | None]
    note: Mapped[str] = mapped_column(default="")  # to the author, with a refusal
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)

    moderator: Mapped[Person] = relationship(lazy="raise")
