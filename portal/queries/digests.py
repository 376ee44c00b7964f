"""Who hears by mail of new posts in groups, and how many: counts, never a word."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, union

from portal import clock
from portal.extensions import UtcDateTime, db
from portal.models.groups import Group, Membership
from portal.models.people import Person
from portal.models.threads import Message, Reading, Thread
from portal.models.topics import Frequency, GroupSubscription, Topic, TopicSubscription
from portal.policies import topics as policy
from portal.queries.mails import person_to_write

WEEK = timedelta(days=7)
# A post is read by others a moment after the one that it carries: that one waits for the next day.
SETTLED = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Digest:
    """What one mail tells somebody: how much is new and unread, where the reader may read it."""

    email: str
    language: str
    posts: int
    topics: int
    groups: int
    up_to: datetime  # what was shown later is for the next mail


def due_people() -> list[int]:
    """Return who may have something to hear of today; what it is, only the sending knows."""
    of_groups = (
        select(GroupSubscription.person_id)
        .join(Thread, Thread.group_id == GroupSubscription.group_id)
        .where(due(GroupSubscription), Thread.moved_at > _told(GroupSubscription))
    )
    of_topics = (
        select(TopicSubscription.person_id)
        .join(Thread, Thread.id == TopicSubscription.thread_id)
        .where(due(TopicSubscription), Thread.moved_at > _told(TopicSubscription))
    )
    return sorted(db.session.scalars(union(of_groups, of_topics)))


def digest(person_id: int) -> Digest | None:
    """Return what to tell a person now, or None when there is nothing, or today's mail left.

    Counted are posts of others that the person may read at this moment and has not read, in
    groups that are not muted. None, too: who left or has no e-mail.
    """
    person = person_to_write(person_id)
    if person is None or _was_told_today(person_id):
        return None
    up_to = clock.now() - SETTLED
    posts, topics, groups = db.session.execute(_news(person, up_to)).one()
    if not posts:
        return None
    return Digest(str(person.email), person.language, posts, topics, groups, up_to)


def due(table: Any) -> ColumnElement[bool]:
    """Say which rows of GroupSubscription or TopicSubscription wait for today's mail."""
    today = clock.start_of(clock.today())
    a_week_ago = clock.start_of(clock.today() - WEEK + timedelta(days=1))
    return or_(
        and_(table.frequency == Frequency.DAILY, _told(table) < today),
        and_(table.frequency == Frequency.WEEKLY, _told(table) < a_week_ago),
    )


def _told(table: Any) -> Any:
    """Return the moment from which posts are news to who subscribed."""
    return func.coalesce(table.told_up_to, table.since, type_=UtcDateTime())


def _was_told_today(person_id: int) -> bool:
    today = clock.start_of(clock.today())
    told = [
        exists().where(table.person_id == person_id, table.told_up_to >= today)
        for table in (GroupSubscription, TopicSubscription)
    ]
    return bool(db.session.scalar(select(or_(*told))))


def _news(person: Person, up_to: datetime) -> Any:
    """Return the statement that counts: what a topic's own row says goes before its group's."""
    own, of_group, number = TopicSubscription, GroupSubscription, person.id
    since = case((own.person_id.is_not(None), _told(own)), else_=_told(of_group))
    muted = exists().where(
        Membership.group_id == Topic.group_id,
        Membership.person_id == number,
        Membership.muted_at.is_not(None),
    )
    return (
        select(
            func.count(),
            func.count(Topic.thread_id.distinct()),
            func.count(Topic.group_id.distinct()),
        )
        .select_from(Topic)
        .join(Thread, Thread.id == Topic.thread_id)
        .join(Group, Group.id == Topic.group_id)
        .join(Message, Message.thread_id == Topic.thread_id)
        .outerjoin(own, and_(own.thread_id == Topic.thread_id, own.person_id == number))
        .outerjoin(
            of_group, and_(of_group.group_id == Topic.group_id, of_group.person_id == number)
        )
        .outerjoin(Reading, and_(Reading.thread_id == Thread.id, Reading.person_id == number))
        .where(or_(due(own), and_(own.person_id.is_(None), due(of_group))))
        .where(policy.readable_by(person), policy.shown(), ~muted)
        .where(Thread.moved_at > since, Message.shown_at > since, Message.shown_at <= up_to)
        .where(or_(Reading.read_at.is_(None), Message.shown_at > Reading.read_at))
        .where(Message.author_id != number)
    )
