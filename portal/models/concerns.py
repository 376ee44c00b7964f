"""Concerns: what a person, or the screen, says about somebody's safety (R13, R14)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.extensions import Model
from portal.models.people import Person, Role

# Whoever a concern may be routed to. The others see that their own was received and closed.
HANDLERS = (Role.COUNSELLOR, Role.MODERATOR, Role.COORDINATOR, Role.ADMINISTRATOR)


class ConcernTopic(StrEnum):
    """What it is about."""

    DISTRESS = "distress"
    VIOLENCE = "violence"
    NEGLECT = "neglect"
    BULLYING = "bullying"
    OUT_OF_BOUNDS = "out_of_bounds"
    SILENCE = "silence"
    OTHER = "other"


class ConcernPriority(StrEnum):
    """How soon a person must look. Immediate ones know no night and no holiday."""

    IMMEDIATE = "immediate"
    SOON = "soon"
    NORMAL = "normal"


class ConcernOrigin(StrEnum):
    """Where it comes from."""

    SCREEN = "screen"  # distress in a message
    REPORT = "report"  # somebody's two taps
    RAISED = "raised"  # a mentor's or counsellor's own words


class ConcernClosing(StrEnum):
    """Why a case was closed."""

    HANDLED = "handled"
    HANDED_OVER = "handed_over"  # to youth protection, the police, the ombudsman
    UNFOUNDED = "unfounded"
    DUPLICATE = "duplicate"


class Concern(Model):
    """One case: what about, who looks after it, by when."""

    __tablename__ = "concern"
    __table_args__ = (
        Index("ix_concern_open", "closed_at", "due_at"),
        Index("ix_concern_student_id", "student_id"),
        Index("ix_concern_climb", "opened_at", "climbs_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[ConcernTopic]
    priority: Mapped[ConcernPriority]
    origin: Mapped[ConcernOrigin]
    # What it is about: a conversation, one message of it, or a profile.
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    about_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # whose words or profile
    student_id: Mapped[int | None] = mapped_column(ForeignKey("student.person_id"))
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # none: the screen
    raised_at: Mapped[datetime] = mapped_column(default=clock.now)
    body: Mapped[str] = mapped_column(default="")  # in the words of who raised it
    send_key: Mapped[str | None] = mapped_column(unique=True)  # a second click finds the first
    due_at: Mapped[datetime]
    level: Mapped[int] = mapped_column(default=0)  # how far it climbed
    climbs_at: Mapped[datetime | None]  # or mailed again, when nobody opened it
    opened_at: Mapped[datetime | None]
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    closing: Mapped[ConcernClosing | None]
    closing_note: Mapped[str] = mapped_column(default="")


class ConcernRecipient(Model):
    """Someone whom a concern was routed to, and how far it had climbed."""

    __tablename__ = "concern_recipient"

    concern_id: Mapped[int] = mapped_column(ForeignKey("concern.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    level: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None]  # the mail left
    opened_at: Mapped[datetime | None]


class ConcernDuty(Model):
    """What a rule asks somebody to do about a concern, by when (`data.duties`)."""

    __tablename__ = "concern_duty"
    __table_args__ = (UniqueConstraint("concern_id", "rule"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concern.id"))
    rule: Mapped[str]
    due_at: Mapped[datetime | None]  # none: "without delay"
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ConcernEntry(Model):
    """A line of a case's journal; it is never changed."""

    __tablename__ = "concern_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concern.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # none: the portal
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    event: Mapped[str]  # "raised", "alerted", "climbed", "reminded", "opened", "taken"...
    body: Mapped[str] = mapped_column(default="")
    # The message that raised the concern or joined it: its handlers read it, held or not.
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))

    author: Mapped[Person | None] = relationship(lazy="raise")
