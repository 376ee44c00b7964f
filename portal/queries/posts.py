"""One topic with its posts, in the order in which they were shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, and_, bindparam, func, select, tuple_
from sqlalchemy.orm import aliased

from portal import clock
from portal.errors import not_found
from portal.extensions import UtcDateTime, db
from portal.i18n import language, pick
from portal.models.groups import Group, GroupKind, GroupState
from portal.models.people import Role
from portal.models.threads import SHOWN_STATES, Message, MessageState, Reading, Thread
from portal.models.topics import (
    Frequency,
    Topic,
    TopicSubscription,
    UsefulMark,
)
from portal.policies import groups as groups_policy
from portal.policies import sanctions
from portal.policies import topics as policy
from portal.policies.viewers import AnyoneWith, Viewer
from portal.queries.drafts import draft_of
from portal.queries.fates import with_fate
from portal.queries.names import writer
from portal.queries.rows import rows_of

POSTS = 25  # on one page of a topic
BEFORE = 3  # posts already read that stand above the first unread one
OWN_UNSEEN = 5  # own posts that wait or were refused, below the others
QUOTED = 300  # characters of a post that is quoted


@dataclass(frozen=True, slots=True)
class Quote:
    """A post that another one quotes; `gone`: it is no longer shown."""

    message_id: int
    name: str
    body: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Post:
    """One post; `body` is what this reader may see of it."""

    message_id: int
    name: str  # "" for someone of the class
    side: str  # "student", "mentor" or "team"
    own: bool
    unnamed: bool  # others read it as of someone of the class, the reader knows of whom
    body: str
    state: MessageState
    sent_at: datetime
    shown_at: datetime | None
    edited_at: datetime | None
    new: bool
    quote: Quote | None
    useful: int
    found_useful: bool  # by the reader
    may_edit: bool
    may_withdraw: bool
    reason: str  # of a refusal, in the reader's language
    advice: str
    note: str
    decided_at: datetime | None
    in_class: bool  # an adult of the class looks at it, or gave it back


@dataclass(frozen=True, slots=True)
class At:
    """Where a topic is opened: at the first unread post, or beside one post."""

    after: int | None = None
    before: int | None = None
    message: int | None = None
    last: bool = False


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A topic, and what its reader may do in it."""

    topic_id: int
    group_id: int
    group: str
    kind: GroupKind
    title: str
    started_by_reader: bool
    pinned: bool
    closed: bool
    hidden: bool
    locked: bool
    archived: bool
    full_review: bool
    slow_minutes: int
    has_glance: bool
    is_in: bool
    runs: bool
    may_post: bool
    may_be_unnamed: bool
    suspended_until: date | None
    frequency: Frequency | None
    posts: Sequence[Post]
    unseen: Sequence[Post]  # own ones that wait or were refused
    first_unread: int | None
    has_earlier: bool
    has_later: bool
    unread_up_to: datetime | None  # what to mark as read, when something is new
    draft: str


def topic_page(viewer: Viewer, topic_id: int, at: At = At(), *, path: str = "") -> TopicPage:
    """Return a topic at its first unread post, in the same statements however long it is.

    With it comes the draft that `viewer` keeps at `path`. Raises NotFound for one that is not
    theirs to read.
    """
    given = {"viewer_id": viewer.id, "topic_id": topic_id, "path": path}
    rows = rows_of(_head(viewer.roles), given)
    head = rows[0] if rows else not_found("topic", topic_id)
    earlier, found, later = _window(head, at)
    useful = _useful(viewer, [row.id for row in found])
    posts = [_post(row, head, viewer, useful) for row in found]
    unseen = [_post(row, head, viewer, {}) for row in _own_unseen(viewer, topic_id)]
    may_post = head.is_open and head.suspended_until is None
    return TopicPage(
        topic_id=topic_id,
        group_id=head.group_id,
        group=pick(head, "name"),
        kind=head.kind,
        title=head.title,
        started_by_reader=head.started_by_id == viewer.id,
        pinned=head.pinned_at is not None,
        closed=head.closed_at is not None,
        hidden=head.hidden_at is not None,
        locked=head.locked_at is not None,
        archived=head.state is GroupState.ARCHIVED,
        full_review=head.full_review,
        slow_minutes=head.slow_minutes,
        has_glance=head.glance,
        is_in=head.is_in,
        runs=head.runs,
        may_post=may_post,
        may_be_unnamed=may_post and head.kind is GroupKind.CIRCLE and viewer.has(Role.STUDENT),
        suspended_until=head.suspended_until,
        frequency=head.frequency,
        posts=posts,
        unseen=unseen,
        first_unread=next((post.message_id for post in posts if post.new), None),
        has_earlier=earlier,
        has_later=later,
        unread_up_to=_unread_up_to(head, posts, () if later else unseen),
        draft=head.draft or "",
    )


@cache
def _head(roles: frozenset[Role]) -> Any:
    viewer = AnyoneWith(roles)
    mine = and_(
        TopicSubscription.thread_id == Topic.thread_id, TopicSubscription.person_id == viewer.id
    )
    return (
        select(
            Topic.thread_id,
            Topic.group_id,
            func.coalesce(Topic.redacted_title, Topic.title).label("title"),
            Topic.started_by_id,
            Topic.pinned_at,
            Topic.closed_at,
            Topic.hidden_at,
            Thread.moved_at,
            Group.name_fr,
            Group.name_en,
            Group.kind,
            Group.state,
            Group.locked_at,
            Group.full_review,
            Group.slow_minutes,
            Group.glance,
            groups_policy.is_in(viewer).label("is_in"),
            groups_policy.run_by(viewer).label("runs"),
            policy.open_to_posts(viewer).label("is_open"),
            sanctions.suspended_until(viewer.id).label("suspended_until"),
            Reading.read_at,
            TopicSubscription.frequency,
            draft_of(viewer).label("draft"),
        )
        .select_from(Topic)
        .join(Topic.thread)
        .join(Topic.group)
        .outerjoin(Reading, and_(Reading.thread_id == Thread.id, Reading.person_id == viewer.id))
        .outerjoin(TopicSubscription, mine)
        .where(Topic.thread_id == bindparam("topic_id", type_=Integer), policy.readable_by(viewer))
    )


def _window(head: Any, at: At) -> tuple[bool, list[Any], bool]:
    """Return whether posts stand before the page, its posts, and whether posts follow.

    Two statements at most: from a place on, and before it. Nothing is counted or skipped.
    """
    how, pivot = _how(head, at)
    given = {"topic_id": head.thread_id, "pivot": pivot, "read_at": head.read_at}
    forward: Sequence[Any] = ()
    if how not in ("before", "last"):
        forward = rows_of(_posts(how, forward=True), {**given, "size": POSTS + 1})
    kept = POSTS if not forward else 0 if how == "after" else BEFORE
    back: Sequence[Any] = ()
    if how != "start":
        back = rows_of(_posts(how, forward=False), {**given, "size": kept + 1})
    later = len(forward) > POSTS or how == "before"
    return len(back) > kept, [*reversed(back[:kept]), *forward[:POSTS]], later


def _how(head: Any, at: At) -> tuple[str, int | None]:
    for how, pivot in (("after", at.after), ("before", at.before), ("at", at.message)):
        if pivot is not None:
            return how, pivot
    if at.last:
        return "last", None
    return ("read" if head.read_at is not None else "start"), None


@cache
def _posts(how: str, *, forward: bool) -> Any:
    """Return the statement for shown posts from a place on, or before it, nearest first."""
    wanted = _shown_posts().where(
        Message.thread_id == bindparam("topic_id", type_=Integer),
        Message.shown_at.is_not(None),
        policy.shown(),
        *_side_of(how, forward=forward),
    )
    order: tuple[Any, ...] = (Message.shown_at, Message.id)
    if not forward:
        order = (Message.shown_at.desc(), Message.id.desc())
    return wanted.order_by(*order).limit(bindparam("size", type_=Integer))


def _side_of(how: str, *, forward: bool) -> list[Any]:
    """Say which posts stand on that side of the place where the page is opened."""
    if how in ("start", "last"):
        return []
    if how == "read":
        read_at: Any = bindparam("read_at", type_=UtcDateTime())
        return [Message.shown_at > read_at if forward else Message.shown_at <= read_at]
    number: Any = bindparam("pivot", type_=Integer)
    its = aliased(Message)
    moment = select(its.shown_at).where(its.id == number).scalar_subquery()
    key, place = tuple_(Message.shown_at, Message.id), tuple_(moment, number)
    # The first comparison alone is what an index serves on both databases.
    if forward:
        return [Message.shown_at >= moment, key > place]
    return [Message.shown_at <= moment, key < place if how == "before" else key <= place]


def _shown_posts() -> Any:
    author, quoter, quoted = writer(), writer(), aliased(Message)
    words = func.coalesce(quoted.redacted_body, quoted.body)
    wanted: Any = (
        select(
            Message.id,
            Message.author_id,
            author.name.label("name"),
            author.side.label("side"),
            func.coalesce(Message.redacted_body, Message.body).label("body"),
            Message.state,
            Message.sent_at,
            Message.shown_at,
            Message.edited_at,
            Message.unnamed,
            quoted.id.label("quoted_id"),
            quoter.name.label("quoted_name"),
            func.substr(words, 1, QUOTED + 1).label("quoted_body"),
            quoted.state.label("quoted_state"),
            quoted.unnamed.label("quoted_unnamed"),
        )
        .select_from(Message)
        .outerjoin(quoted, quoted.id == Message.quoted_id)
    )
    return quoter.outer_join(author.join(wanted, Message.author_id), quoted.author_id)


def _own_unseen(viewer: Viewer, topic_id: int) -> Sequence[Any]:
    """Return the own posts that wait or were refused, whatever page is open: one statement."""
    given = {"viewer_id": viewer.id, "topic_id": topic_id}
    return list(reversed(rows_of(_own_unseen_statement(), given)))


@cache
def _own_unseen_statement() -> Any:
    viewer = AnyoneWith(frozenset())
    return (
        with_fate(_shown_posts())
        .where(
            Message.thread_id == bindparam("topic_id", type_=Integer),
            Message.author_id == viewer.id,
            (Message.state == MessageState.HELD) | (Message.state == MessageState.REFUSED),
        )
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(OWN_UNSEEN)
    )


def _useful(viewer: Viewer, numbers: list[int]) -> Mapping[int, tuple[int, bool]]:
    """Return how many found each post useful, and whether `viewer` did."""
    rows = db.session.execute(
        select(
            UsefulMark.message_id,
            func.count(),
            func.max((UsefulMark.person_id == viewer.id).cast(Integer)),
        )
        .where(UsefulMark.message_id.in_(numbers))
        .group_by(UsefulMark.message_id)
    )
    return {number: (count, bool(mine)) for number, count, mine in rows}


def _post(row: Any, head: Any, viewer: Viewer, useful: Mapping[int, tuple[int, bool]]) -> Post:
    own = row.author_id == viewer.id
    count, mine = useful.get(row.id, (0, False))
    young = row.sent_at > clock.now() - policy.EDITED_WITHIN
    hidden = row.unnamed and not (own or head.runs)
    unread = row.shown_at is not None and (head.read_at is None or row.shown_at > head.read_at)
    decided = row._mapping
    return Post(
        message_id=row.id,
        name="" if hidden else row.name,
        side=row.side,
        own=own,
        unnamed=row.unnamed and not hidden,
        body=row.body,
        state=row.state,
        sent_at=row.sent_at,
        shown_at=row.shown_at,
        edited_at=row.edited_at,
        new=unread and not own,
        quote=_quote(row, head),
        useful=count,
        found_useful=mine,
        may_edit=own and young and row.state is MessageState.VISIBLE and head.is_open,
        may_withdraw=own and row.state is not MessageState.REFUSED,
        reason=decided.get(f"text_{language()}") or "",
        advice=decided.get(f"advice_{language()}") or "",
        note=decided.get("note") or "",
        decided_at=decided.get("decided_at"),
        in_class=bool(decided.get("in_class")),
    )


def _quote(row: Any, head: Any) -> Quote | None:
    if row.quoted_id is None:
        return None
    gone = row.quoted_state not in SHOWN_STATES
    body = "" if gone else row.quoted_body
    cut = f"{body[:QUOTED]}…" if len(body) > QUOTED else body
    hidden = gone or (row.quoted_unnamed and not head.runs)
    return Quote(row.quoted_id, "" if hidden else row.quoted_name, cut, gone)


def _unread_up_to(head: Any, posts: Sequence[Post], unseen: Sequence[Post]) -> datetime | None:
    """Return up to when the page shows the topic, when that is further than what was read."""
    moments = [post.shown_at for post in posts if post.shown_at is not None]
    moments += [post.decided_at for post in unseen if post.decided_at is not None]
    latest = max(moments, default=None)
    news = latest is not None and (head.read_at is None or latest > head.read_at)
    return latest if news else None
