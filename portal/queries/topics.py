"""The topics of a group, as their reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, and_, bindparam, func, select, tuple_
from sqlalchemy.orm import aliased

from portal.models.groups import Group, Membership
from portal.models.people import Role
from portal.models.threads import Reading, Thread
from portal.models.topics import Topic
from portal.policies import topics as policy
from portal.policies.viewers import AnyoneWith, Viewer
from portal.queries.names import writer
from portal.queries.rows import rows_of

TOPICS = 25  # on one page of a group
PINNED = 10


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic in the list of its group."""

    topic_id: int
    title: str
    started_by: str
    posts: int
    moved_at: datetime
    unread: bool
    pinned: bool
    closed: bool
    hidden: bool
    checked: bool  # its first post waits: only its author and the staff know of it


@dataclass(frozen=True, slots=True)
class TopicList:
    """A page of topics, last moved first, and how to come to the next ones."""

    pinned: Sequence[TopicRow]
    rows: Sequence[TopicRow]
    before: int | None  # what `?before=` says on the next page


def topic_list(viewer: Viewer, group_id: int, *, before: int | None = None) -> TopicList:
    """List the topics of a group, the pinned ones on the first page, in two statements.

    `before` is the last topic of the page before; a group that is not `viewer`'s to read has
    none.
    """
    given = {"viewer_id": viewer.id, "group_id": group_id, "before": before}
    pinned = () if before else rows_of(_pinned(viewer.roles), given)
    rows = rows_of(_listed(viewer.roles, paged=before is not None), given)
    shown = [TopicRow(*row) for row in rows[:TOPICS]]
    more = shown[-1].topic_id if len(rows) > TOPICS else None
    return TopicList([TopicRow(*row) for row in pinned], shown, more)


@cache
def _pinned(roles: frozenset[Role]) -> Any:
    return (
        _topics(AnyoneWith(roles))
        .where(Topic.group_id == bindparam("group_id"), Topic.pinned_at.is_not(None))
        .order_by(Topic.pinned_at.desc(), Topic.thread_id)
        .limit(PINNED)
    )


@cache
def _listed(roles: frozenset[Role], *, paged: bool) -> Any:
    wanted = _topics(AnyoneWith(roles)).where(
        Thread.group_id == bindparam("group_id"), Topic.pinned_at.is_(None)
    )
    if paged:
        last = aliased(Thread)
        number: Any = bindparam("before", type_=Integer)
        moved_at = select(last.moved_at).where(last.id == number).scalar_subquery()
        # The first comparison alone is what an index serves on both databases.
        wanted = wanted.where(
            Thread.moved_at <= moved_at,
            tuple_(Thread.moved_at, Thread.id) < tuple_(moved_at, number),
        )
    return wanted.order_by(Thread.moved_at.desc(), Thread.id.desc()).limit(TOPICS + 1)


def _topics(viewer: Viewer) -> Any:
    """Return the statement for topics that `viewer` may read: the columns of `TopicRow`."""
    somebody = writer()
    since = func.coalesce(Reading.read_at, Membership.joined_at)
    unread = and_(
        Thread.last_author_id != viewer.id,
        Thread.moved_at > since,
        Membership.muted_at.is_(None),
    )
    wanted: Any = (
        select(
            Topic.thread_id,
            func.coalesce(Topic.redacted_title, Topic.title),
            somebody.name,
            Topic.posts,
            Thread.moved_at,
            func.coalesce(unread, False),
            Topic.pinned_at.is_not(None),
            Topic.closed_at.is_not(None),
            Topic.hidden_at.is_not(None),
            Thread.last_author_id.is_(None),
        )
        .select_from(Thread)
        .join(Topic, Topic.thread_id == Thread.id)
        .join(Group, Group.id == Thread.group_id)
        .outerjoin(Reading, and_(Reading.thread_id == Thread.id, Reading.person_id == viewer.id))
        .outerjoin(
            Membership,
            and_(Membership.group_id == Thread.group_id, Membership.person_id == viewer.id),
        )
        .where(policy.readable_by(viewer))
    )
    return somebody.join(wanted, Topic.started_by_id)
