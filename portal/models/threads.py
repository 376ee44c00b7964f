"""Conversations and their messages."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.extensions import Model
from portal.models.matches import Match
from portal.models.people import Person

MAX_BODY = 4000  # characters of one message


class Thread(Model):
    """A supervised conversation: one student with one mentor."""

    __tablename__ = "thread"
    __table_args__ = (
        Index("ix_thread_student_id_moved_at", "student_id", "moved_at"),
        Index("ix_thread_mentor_id_moved_at", "mentor_id", "moved_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = mapped_column(ForeignKey("match.id"), unique=True)
    # The pair stands here too: the inbox is one walk along an index.
    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id"))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.person_id"))
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    # The last visible message: a held one moves nothing, nobody else may learn of it.
    moved_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    match: Mapped[Match] = relationship(lazy="raise")
    messages: Mapped[list["Message"]] = relationship(back_populates="thread", lazy="raise")


class MessageState(StrEnum):
    """Who may see a message; `redacted` is visible with the moderator's text."""

    VISIBLE = "visible"
    HELD = "held"
    REFUSED = "refused"
    REDACTED = "redacted"
    WITHDRAWN = "withdrawn"


SHOWN_STATES = (MessageState.VISIBLE, MessageState.REDACTED)


class Message(Model):
    """What one person wrote in a thread. `body` is the original, for moderators once redacted."""

    __tablename__ = "message"
    __table_args__ = (
        # The last three let reports count messages without reading one of them.
        Index(
            "ix_message_thread_id_sent_at",
            "thread_id",
            "sent_at",
            "shown_at",
            "state",
            "author_id",
        ),
        Index("ix_message_author_id_sent_at", "author_id", "sent_at"),
        Index("ix_message_state_sent_at", "state", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str]
    redacted_body: Mapped[str | None]
    state: Mapped[MessageState]
    sent_at: Mapped[datetime] = mapped_column(default=clock.now)
    shown_at: Mapped[datetime | None]  # when the other person could read it
    # A mentor's question before saying yes: once visible, the match stays requested.
    asks_for_more: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The form's own number: a second click on Send finds the first one's message.
    send_key: Mapped[str] = mapped_column(unique=True)

    thread: Mapped[Thread] = relationship(back_populates="messages", lazy="raise")
    author: Mapped[Person] = relationship(lazy="raise")

    @property
    def shown_body(self) -> str:
        """The text that the other person reads."""
        return self.redacted_body if self.redacted_body is not None else self.body


class Reading(Model):
    """How far a person has read a thread."""

    __tablename__ = "reading"

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    read_at: Mapped[datetime]
