"""Why a message was held, and what a moderator decided."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, text, true
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
    SAMPLED = "sampled"  # drawn among those in which nothing was found
    REPORTED = "reported"  # it was shown, and somebody reported it
    GLANCE = "glance"  # a first message of a class period, for the adult who leads it


class Hold(Model):
    """A message that waits for, or had, a moderator's decision.

    One that was shown and is reported waits a second time: only one hold waits at once.
    """

    __tablename__ = "hold"
    __table_args__ = (
        Index("ix_hold_message_id", "message_id"),
        Index(
            "uq_hold_waiting",
            "message_id",
            unique=True,
            sqlite_where=text("waits"),
            postgresql_where=text("waits"),
        ),
        # The queue is one walk along this index, however many were decided before; it is
        # counted there too, without looking up a row.
        Index("ix_hold_queue", "waits", "escalated_at", "due_at", "severity", "reason", "held_at"),
        Index("ix_hold_held_at", "held_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    reason: Mapped[HoldReason]
    # Whether its message is still held: kept by whoever changes the message's state.
    waits: Mapped[bool] = mapped_column(default=True)
    # The worst of its findings, 0 without one.
    severity: Mapped[int] = mapped_column(default=0)
    held_at: Mapped[datetime] = mapped_column(default=clock.now)
    # When somebody should have decided, in school hours; said once, when it is held.
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    # A moderator would rather have somebody else decide.
    escalated_at: Mapped[datetime | None]
    escalated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
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


class RefusalReason(Model):
    """Why a message is refused, in words of the board that its author reads.

    What was once used is retired, never taken out: old decisions still say it.
    """

    __tablename__ = "refusal_reason"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(unique=True)  # of a shipped one
    text_fr: Mapped[str]
    text_en: Mapped[str]
    # What the author may do next.
    advice_fr: Mapped[str] = mapped_column(default="")
    advice_en: Mapped[str] = mapped_column(default="")
    # It says nothing by itself: the moderator explains in a note.
    needs_note: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]


class Decision(Model):
    """A moderator's decision on a hold. One decision a message stands; an undone one is kept."""

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_message_id", "message_id"),
        Index(
            "uq_decision_standing",
            "message_id",
            unique=True,
            sqlite_where=text("stands"),
            postgresql_where=text("stands"),
        ),
        Index("ix_decision_moderator_id_decided_at", "moderator_id", "decided_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    hold_id: Mapped[int] = mapped_column(ForeignKey("hold.id"), index=True)
    moderator_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    verdict: Mapped[Verdict]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("refusal_reason.id"))
    note: Mapped[str] = mapped_column(default="")  # to the author, with a refusal
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)
    stands: Mapped[bool] = mapped_column(default=True, server_default=true())
    undone_at: Mapped[datetime | None]
    # SHA-256 of the text that was decided on, as its author wrote it.
    original_hash: Mapped[str]
    # The message, its match and its thread as they were: what undoing brings back.
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)

    moderator: Mapped[Person] = relationship(lazy="raise")
    hold: Mapped[Hold] = relationship(lazy="raise")


class HoldNote(Model):
    """What a moderator writes about a case to the other moderators."""

    __tablename__ = "hold_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    hold_id: Mapped[int] = mapped_column(ForeignKey("hold.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
