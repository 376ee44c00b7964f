"""Topics of a discussion group: what a thread has more when many write in it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.extensions import Model
from portal.models.groups import Group
from portal.models.threads import Message, Thread


class Topic(Model):
    """A subject in a group; its posts are the messages of its thread."""

    __tablename__ = "topic"
    __table_args__ = (
        Index(
            "ix_topic_pinned",
            "group_id",
            sqlite_where=text("pinned_at IS NOT NULL"),
            postgresql_where=text("pinned_at IS NOT NULL"),
        ),
        Index("ix_topic_started_by_id", "started_by_id"),
    )

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    # The thread's own, here too: what is pinned is found without walking all topics.
    group_id: Mapped[int] = mapped_column(ForeignKey("discussion_group.id"))
    title: Mapped[str]
    redacted_title: Mapped[str | None]  # shown in its place
    started_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # The post that it begins with: while that one is held, nobody learns of the topic.
    first_message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    posts: Mapped[int] = mapped_column(default=0)  # shown ones
    pinned_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]  # while staff looks at it

    thread: Mapped[Thread] = relationship(back_populates="topic", lazy="raise")
    group: Mapped[Group] = relationship(lazy="raise")

    @property
    def shown_title(self) -> str:
        """The title that readers see."""
        return self.redacted_title if self.redacted_title is not None else self.title


class MessageEdit(Model):
    """What a post said before its author changed it, for moderators."""

    __tablename__ = "message_edit"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    body: Mapped[str]
    edited_at: Mapped[datetime] = mapped_column(default=clock.now)


class UsefulMark(Model):
    """Somebody found a post useful. Posts have a count, people have none."""

    __tablename__ = "useful_mark"

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    marked_at: Mapped[datetime] = mapped_column(default=clock.now)


class Frequency(StrEnum):
    """How often somebody hears by mail of what was said."""

    NEVER = "never"  # of a topic: silenced in spite of the group's
    DAILY = "daily"
    WEEKLY = "weekly"


class GroupSubscription(Model):
    """How often somebody hears of a group's topics."""

    __tablename__ = "group_subscription"

    group_id: Mapped[int] = mapped_column(ForeignKey("discussion_group.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    frequency: Mapped[Frequency]
    since: Mapped[datetime] = mapped_column(default=clock.now)
    told_up_to: Mapped[datetime | None]  # the last post that a digest told of


class TopicSubscription(Model):
    """How often somebody hears of one topic; it goes before the group's."""

    __tablename__ = "topic_subscription"

    thread_id: Mapped[int] = mapped_column(ForeignKey("topic.thread_id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    frequency: Mapped[Frequency]
    since: Mapped[datetime] = mapped_column(default=clock.now)
    told_up_to: Mapped[datetime | None]


class AnsweredQuestion(Model):
    """A question of a circle and the mentor's message that answers it, with others or alone."""

    __tablename__ = "answered_question"

    question_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)

    answer: Mapped[Message] = relationship(foreign_keys=[answer_id], lazy="raise")


class QuestionAnswer(Model):
    """A question and its answer for an occupation's page; nobody is named in it."""

    __tablename__ = "question_answer"
    __table_args__ = (Index("ix_question_answer_noc_published_at", "noc", "published_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("discussion_group.id"), index=True)
    noc: Mapped[str]
    language: Mapped[str]
    question: Mapped[str]
    answer: Mapped[str]
    question_message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    answer_message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    mentor_agreed_at: Mapped[datetime | None]
    counsellor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    counsellor_agreed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]  # both agreed
    withdrawn_at: Mapped[datetime | None]  # by either of them, at any time
    send_key: Mapped[str | None] = mapped_column(unique=True)
