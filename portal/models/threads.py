"""Conversations and their messages."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.extensions import Model
from portal.models.matches import Match
from portal.models.people import Person

if TYPE_CHECKING:
    from portal.models.topics import Topic

MAX_BODY = 4000  # characters of one message


class Thread(Model):
    """A supervised conversation: one student with one mentor, or a topic of a group."""

    __tablename__ = "thread"
    __table_args__ = (
        Index("ix_thread_student_id_moved_at", "student_id", "moved_at"),
        Index("ix_thread_mentor_id_moved_at", "mentor_id", "moved_at"),
        Index(
            "ix_thread_group_id_moved_at",
            "group_id",
            "moved_at",
            sqlite_where=text("group_id IS NOT NULL"),
            postgresql_where=text("group_id IS NOT NULL"),
        ),
        CheckConstraint(
            "(group_id IS NULL AND match_id IS NOT NULL AND student_id IS NOT NULL"
            " AND mentor_id IS NOT NULL) OR (group_id IS NOT NULL AND match_id IS NULL"
            " AND student_id IS NULL AND mentor_id IS NULL)",
            name="pair_or_group",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Of a topic, which has no match and no pair: what else it has stands in `Topic`. Whoever
    # may meet both kinds asks this first; the three below are then null, and `match` is.
    group_id: Mapped[int | None] = mapped_column(ForeignKey("discussion_group.id"))
    match_id: Mapped[int] = mapped_column(ForeignKey("match.id"), unique=True, nullable=True)
    # The pair stands here too: the inbox is one walk along an index.
    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id"), nullable=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.person_id"), nullable=True)
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    # The last visible message: a held one moves nothing, nobody else may learn of it.
    moved_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    match: Mapped[Match] = relationship(lazy="raise")
    topic: Mapped["Topic | None"] = relationship(back_populates="thread", lazy="raise")
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
        # A topic is read in the order in which its posts were shown.
        Index("ix_message_thread_id_shown_at", "thread_id", "shown_at"),
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
    # Of a post in a topic.
    quoted_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    edited_at: Mapped[datetime | None]  # by its author; `MessageEdit` keeps what it said
    # Shown as of "someone of the class"; moderators and the class's adults know of whom.
    unnamed: Mapped[bool] = mapped_column(default=False, server_default=false())

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
