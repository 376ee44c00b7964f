"""Which topics and posts of groups somebody may read, and who may write in them."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, NoReturn

from flask_babel import format_datetime
from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    bindparam,
    exists,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import contains_eager

from portal import clock
from portal.errors import Conflict, Denied, not_found
from portal.extensions import db
from portal.i18n import _
from portal.models.groups import Group, GroupKind, GroupState, Membership, MembershipKind
from portal.models.people import Person, Role
from portal.models.threads import SHOWN_STATES, Message, Thread
from portal.models.topics import Topic
from portal.policies import groups, sanctions
from portal.policies.threads import holding
from portal.policies.viewers import AnyoneWith, Viewer

EDITED_WITHIN = timedelta(minutes=10)
IN_IT = (Role.STUDENT, Role.MENTOR)
_ANYONE = AnyoneWith(frozenset())


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which topics `viewer` may read. Needs Thread and Group joined to Topic.

    One that is hidden while staff looks at it is there for who runs the group alone; one
    whose first post waits for a moderator, for its author too.
    """
    return and_(groups.readable_by(viewer), known_to(viewer))


def known_to(viewer: Viewer) -> ColumnElement[bool]:
    """Say which topics of a readable group `viewer` meets. Needs Thread and Group joined."""
    begun = Thread.last_author_id.is_not(None)
    open_to_all = and_(Topic.hidden_at.is_(None), or_(begun, Topic.started_by_id == viewer.id))
    return or_(open_to_all, groups.run_by(viewer))


def posts_readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which posts of a readable topic `viewer` sees: the shown ones and the own.

    What is held stands in the queue for those who moderate, and nowhere else.
    """
    states = (Message.state == state for state in SHOWN_STATES)
    return or_(*states, Message.author_id == viewer.id)


def shown() -> ColumnElement[bool]:
    """Say which posts anyone who reads their topic sees."""
    return or_(*(Message.state == state for state in SHOWN_STATES))


def holds_readable(viewer: Viewer) -> ColumnElement[bool]:
    """Say which threads are topics that `viewer` may read, in a statement about Thread."""
    return (
        exists()
        .where(Topic.thread_id == Thread.id, Group.id == Topic.group_id, readable_by(viewer))
        .correlate(Thread)
    )


def open_to_posts(viewer: Viewer) -> ColumnElement[bool]:
    """Say in which readable topics `viewer` may write now, speed and sanctions aside.

    Who runs a group writes in a locked group and a closed topic too. Needs Group joined.
    """
    return _open(groups.is_in(viewer), groups.run_by(viewer), Topic.closed_at.is_(None))


def open_to_topics(viewer: Viewer) -> ColumnElement[bool]:
    """Say in which readable groups `viewer` may begin a topic now, sanctions aside.

    In a circle, questions come one under the other in the topic that it was made with.
    """
    free = Group.kind == GroupKind.GROUP
    return _open(groups.is_in(viewer), groups.run_by(viewer), free)


@cache
def takes_part() -> ColumnElement[bool]:
    """Say whether `viewer_id` is in the group of Group, with the roles as the database knows."""
    return or_(*(and_(groups.is_in(_one(role)), holding(role)) for role in IN_IT))


@cache
def runs() -> ColumnElement[bool]:
    """Say whether `viewer_id` runs the group of Group, with the roles as the database knows."""
    own = and_(groups.run_by(_one(Role.COUNSELLOR)), holding(Role.COUNSELLOR))
    return and_(or_(*map(holding, groups.EVERYWHERE), own), not_(takes_part()))


@cache
def may_post() -> ColumnElement[bool]:
    """Say whether `viewer_id` may write in the topic of Topic now, however fast.

    What `refuse_post` says why not, in the one statement that a post reads by while others
    wait to write. Needs Thread and Group joined.
    """
    begun = or_(Thread.last_author_id.is_not(None), Topic.started_by_id == _ANYONE.id)
    seen = or_(runs(), and_(Topic.hidden_at.is_(None), begun))
    is_open = _open(takes_part(), runs(), Topic.closed_at.is_(None))
    return and_(seen, is_open, not_(sanctions.suspended(_ANYONE.id)))


def _one(role: Role) -> AnyoneWith:
    return AnyoneWith(frozenset({role}))


def _open(
    is_in: ColumnElement[bool], runs: ColumnElement[bool], free: ColumnElement[bool]
) -> ColumnElement[bool]:
    unlocked = and_(is_in, Group.locked_at.is_(None), free)
    return and_(groups.under_way(), or_(runs, unlocked))


def get_readable(viewer: Viewer, topic_id: int) -> Topic:
    """Return the topic with its thread and group; a forbidden one is as absent as none."""
    return _get(topic_id, readable_by(viewer))


def get_run(viewer: Viewer, topic_id: int) -> Topic:
    """Return a topic of a group that `viewer` runs, locked; Denied to who only reads it."""
    topic: Topic | None = db.session.scalar(
        _wanted(topic_id).where(groups.run_by(viewer)).with_for_update(of=Topic)
    )
    if topic is None:
        get_readable(viewer, topic_id)
        raise Denied(_("Only those who run this group can do this."))
    return topic


def get_post(viewer: Viewer, message_id: int) -> Message:
    """Return a post, locked, with thread, topic and group, that `viewer` sees; else absent."""
    wanted = (
        select(Message)
        .join(Message.thread)
        .join(Thread.topic)
        .join(Topic.group)
        .options(
            contains_eager(Message.thread).contains_eager(Thread.topic).contains_eager(Topic.group)
        )
        .where(Message.id == message_id, readable_by(viewer), posts_readable_by(viewer))
        .with_for_update(of=Message)
    )
    return db.session.scalar(wanted) or not_found("post", message_id)


def refuse_post(author: Person, topic_id: int) -> NoReturn:
    """Raise what keeps `author` from writing in the topic: NotFound, Denied or Conflict."""
    given = {"viewer_id": author.id, "topic_id": topic_id}
    row = db.session.execute(_for_post(author.roles), given).one_or_none()
    if row is None:
        _tell_past_guest(author, topic_id)
        not_found("topic", topic_id)
    topic: Topic = row[0]
    if not row[1]:
        refuse_outsider()
    make_sure_open(topic.group, runs=row[2])
    if topic.closed_at is not None and not row[2]:
        raise Conflict(_("This topic was closed, so nothing more can be sent in it."))
    sanctions.make_sure_may_write(author)
    not_found("topic", topic_id)


def refuse_outsider() -> NoReturn:
    """Raise Denied to who reads the group without being in it or running it."""
    raise Denied(_("Only those who are in this group can write in it."))


def make_sure_open(group: Group, *, runs: bool) -> None:
    """Raise Conflict, saying why, when nothing can be written in the group for now."""
    if group.state is not GroupState.OPEN:
        raise Conflict(_("This group is archived: it can be read, and nobody writes in it."))
    if group.starts_at is not None and group.starts_at > clock.now():
        moment = format_datetime(clock.local(group.starts_at), rebase=False)
        raise Conflict(_("This circle begins on %(moment)s.", moment=moment))
    if group.ends_at is not None and group.ends_at <= clock.now():
        raise Conflict(_("This circle has ended: it can be read, and nobody writes in it."))
    if group.locked_at is not None and not runs:
        raise Conflict(_("The team has locked this group for now: it can be read only."))


def _tell_past_guest(author: Person, topic_id: int) -> None:
    """Raise Conflict to a mentor whose invitation to the topic's group has ended."""
    ended: datetime | None = db.session.scalar(
        select(Membership.until)
        .join(Topic, Topic.group_id == Membership.group_id)
        .where(
            Topic.thread_id == topic_id,
            Membership.person_id == author.id,
            Membership.kind == MembershipKind.GUEST,
            Membership.until <= clock.now(),
        )
    )
    if ended is not None:
        raise Conflict(_("Your invitation to this group has ended, so nothing can be sent."))


@cache
def _for_post(roles: Any) -> Any:
    viewer = AnyoneWith(roles)
    return (
        select(
            Topic,
            or_(groups.is_in(viewer), groups.run_by(viewer)).label("writes"),
            groups.run_by(viewer).label("runs"),
        )
        .join(Topic.thread)
        .join(Topic.group)
        .options(contains_eager(Topic.thread), contains_eager(Topic.group))
        .where(Topic.thread_id == bindparam("topic_id", type_=Integer), readable_by(viewer))
    )


def _wanted(topic_id: int) -> Any:
    return (
        select(Topic)
        .join(Topic.thread)
        .join(Topic.group)
        .options(contains_eager(Topic.thread), contains_eager(Topic.group))
        .where(Topic.thread_id == topic_id)
    )


def _get(topic_id: int, rule: ColumnElement[bool]) -> Topic:
    topic: Topic | None = db.session.scalar(_wanted(topic_id).where(rule))
    return topic or not_found("topic", topic_id)
