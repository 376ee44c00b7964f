"""Posts of groups found by their words: proposed by the index, let through by the policies.

The index holds stems and nothing that can be shown. What a reader sees of a find is the row,
in the one statement that asks whether this reader may see it now.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    join,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from portal.extensions import db
from portal.i18n import pick
from portal.models.groups import Group
from portal.models.people import Role
from portal.models.post_words import PostWords, post_index, vector
from portal.models.threads import Message, Thread
from portal.models.topics import Topic
from portal.policies import groups as groups_policy
from portal.policies import topics as policy
from portal.policies.viewers import AnyoneWith, Viewer
from portal.queries.names import writer
from portal.queries.rows import rows_of

# Of each word that is looked for, what it may be held as: one of them is enough.
Asked = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FoundPost:
    """A post, as its reader sees it."""

    message_id: int
    topic_id: int
    group_id: int
    group: str
    title: str
    body: str
    name: str  # "" for someone of the class
    own: bool
    begins: bool  # its topic
    shown_at: datetime


class Wanted(NamedTuple):
    """Which posts to look for."""

    asked: Asked
    every: bool = True  # word of `asked`, or any of them
    titled: bool = False  # first posts whose title holds them, or all the others
    group_id: int | None = None
    before: int | None = None  # the post after which to go on


class Indexed(NamedTuple):
    """What a shown post is found by; `title` is "" unless its topic begins with it."""

    message_id: int
    title: str
    body: str


class Matched(NamedTuple):
    """How one database finds posts by their words."""

    posts: FromClause  # its index, joined to Message
    found: ColumnElement[bool]
    number: Any  # of the message, in the index's own order


def found_posts(viewer: Viewer, wanted: Wanted, *, limit: int) -> list[FoundPost]:
    """Return posts that `viewer` may read now, the newest first, in one statement.

    Only what is shown is found, and only in groups and topics that are `viewer`'s to read.
    """
    here = db.engine.dialect.name
    statement = _found(
        viewer.roles, here, wanted.titled, wanted.group_id is not None, wanted.before is not None
    )
    given = {
        "viewer_id": viewer.id,
        "expression": _EXPRESSIONS[here](wanted),
        "group_id": wanted.group_id,
        "before": wanted.before,
        "size": limit,
    }
    return [_post(row, viewer) for row in rows_of(statement, given)]


def readable_group(viewer: Viewer, group_id: int) -> str:
    """Return the name of a group that `viewer` may read. Raises NotFound."""
    return pick(groups_policy.get_readable(viewer, group_id), "name")


def to_index(ids: Collection[int]) -> list[Indexed]:
    """Return what those of the messages that are shown posts are found by."""
    wanted = _indexed().where(Message.id.in_(ids))
    return [Indexed(*row) for row in db.session.execute(wanted)]


def next_to_index(first: int, limit: int) -> list[Indexed]:
    """Return the shown posts from one number on, in the order of their numbers."""
    wanted = _indexed().where(Message.id >= first).order_by(Message.id).limit(limit)
    return [Indexed(*row) for row in db.session.execute(wanted)]


def last_of_next(first: int, count: int) -> int | None:
    """Return the number of the last of `count` shown posts from one on; None of fewer."""
    numbers = _indexed().with_only_columns(Message.id).where(Message.id >= first)
    return db.session.scalar(numbers.order_by(Message.id).offset(count - 1).limit(1))


def kept_words(first: int, last: int | None) -> dict[int, tuple[str, str]]:
    """Return the words that are kept for posts from one number to another, or to the end."""
    wanted = select(PostWords.message_id, PostWords.title, PostWords.body).where(
        PostWords.message_id >= first
    )
    if last is not None:
        wanted = wanted.where(PostWords.message_id <= last)
    return {number: (title, body) for number, title, body in db.session.execute(wanted)}


@cache
def _found(roles: frozenset[Role], here: str, titled: bool, grouped: bool, paged: bool) -> Any:
    viewer, somebody, met = AnyoneWith(roles), writer(), _MATCHED[here](titled)
    # Asked once a statement, not once a find: a word that is everywhere has many.
    readable = select(Group.id).where(groups_policy.readable_by(viewer)).correlate(None)
    wanted: Any = (
        select(
            Message.id,
            Topic.thread_id.label("topic_id"),
            Group.id.label("group_id"),
            Group.name_fr,
            Group.name_en,
            func.coalesce(Topic.redacted_title, Topic.title).label("title"),
            func.coalesce(Message.redacted_body, Message.body).label("body"),
            _shown_name(viewer, somebody.name).label("name"),
            Message.author_id,
            (Topic.first_message_id == Message.id).label("begins"),
            func.coalesce(Message.shown_at, Message.sent_at).label("shown_at"),
        )
        .select_from(met.posts)
        .join(Thread, Thread.id == Message.thread_id)
        .join(Topic, Topic.thread_id == Thread.id)
        .join(Group, Group.id == Thread.group_id)
        .where(met.found, Thread.group_id.in_(readable), policy.known_to(viewer), policy.shown())
    )
    wanted = somebody.join(wanted, Message.author_id)
    if grouped:
        wanted = wanted.where(Thread.group_id == bindparam("group_id", type_=Integer))
    if paged:
        wanted = wanted.where(met.number < bindparam("before", type_=Integer))
    return wanted.order_by(met.number.desc()).limit(bindparam("size", type_=Integer))


def _shown_name(viewer: Viewer, name: Any) -> Any:
    """Return the name, but of someone of the class: only who runs the group knows of whom."""
    told = or_(
        Message.unnamed.is_(False), Message.author_id == viewer.id, groups_policy.run_by(viewer)
    )
    return case((told, name), else_="")


def _in_fts5(_titled: bool) -> Matched:
    found = post_index.c.post_index.op("MATCH")(bindparam("expression", type_=String))
    number = post_index.c.rowid
    return Matched(join(post_index, Message, Message.id == number), found, number)


def _in_tsvectors(titled: bool) -> Matched:
    asked = cast(bindparam("expression", type_=String), TSQUERY)
    everywhere = vector(PostWords.title, PostWords.body).op("@@")(asked)  # this one is indexed
    in_title = vector(PostWords.title).op("@@")(asked)
    found = and_(everywhere, in_title if titled else not_(in_title))
    posts = join(PostWords, Message, Message.id == PostWords.message_id)
    return Matched(posts, found, PostWords.message_id)


def _fts5(wanted: Wanted) -> str:
    said = _expression(wanted, '"', " AND ", " OR ")
    in_title = f"title : ({said})"
    return in_title if wanted.titled else f"({said}) NOT ({in_title})"


def _tsquery(wanted: Wanted) -> str:
    return _expression(wanted, "'", " & ", " | ")


def _expression(wanted: Wanted, quote: str, both: str, either: str) -> str:
    """Return what is looked for as an index reads it. A stem holds no quote: it is a word."""
    words = (either.join(f"{quote}{stem}{quote}" for stem in stems) for stems in wanted.asked)
    return (both if wanted.every else either).join(f"({word})" for word in words)


_MATCHED = {"sqlite": _in_fts5, "postgresql": _in_tsvectors}
_EXPRESSIONS = {"sqlite": _fts5, "postgresql": _tsquery}


def _post(row: Any, viewer: Viewer) -> FoundPost:
    return FoundPost(
        message_id=row.id,
        topic_id=row.topic_id,
        group_id=row.group_id,
        group=pick(row, "name"),
        title=row.title,
        body=row.body,
        name=row.name,
        own=row.author_id == viewer.id,
        begins=bool(row.begins),
        shown_at=row.shown_at,
    )


def _indexed() -> Select[Any]:
    begins = Topic.first_message_id == Message.id
    title = func.coalesce(Topic.redacted_title, Topic.title)
    return (
        select(
            Message.id,
            case((begins, title), else_=""),
            func.coalesce(Message.redacted_body, Message.body),
        )
        .join(Topic, Topic.thread_id == Message.thread_id)
        .where(policy.shown())
    )
