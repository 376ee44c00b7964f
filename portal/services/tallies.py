"""What a message moves once others may read it: its thread, and its match or its topic."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Update,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    update,
)

from portal import clock, outbox
from portal.extensions import UtcDateTime, db
from portal.models.matches import ESTABLISHED_AFTER, Match, MatchState
from portal.models.threads import Message, Thread
from portal.models.topics import Topic

# Built once and run without the ORM, as a message is written under the one lock for writing.
_NOW = bindparam("now", type_=UtcDateTime())
_MOVE_THREAD = (
    update(Thread.__table__)  # type: ignore[arg-type]
    .where(Thread.id == bindparam("of_thread"))
    .values(moved_at=_NOW, last_author_id=bindparam("author_id"))
)
_COUNT_POST = (
    update(Topic.__table__)  # type: ignore[arg-type]
    .where(Topic.thread_id == bindparam("of_thread"))
    .values(posts=Topic.posts + 1)
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A thread in which somebody wrote what others may now read."""

    thread_id: int
    author_id: int
    now: datetime


def count_on_match(
    connection: Connection, moved: Moved, match_id: int, *, by_mentor: bool, more: bool
) -> None:
    """Put the conversation on top for both, and count the message on the match."""
    _move(connection, moved)
    count = _count(by_mentor=by_mentor, asks_for_more=more)
    connection.execute(count, {"of_match": match_id, "now": moved.now})


def count_on_topic(connection: Connection, moved: Moved) -> None:
    """Put the topic on top of its group, with one post more."""
    _move(connection, moved)
    connection.execute(_COUNT_POST, {"of_thread": moved.thread_id})


def reveal(*, message: Message, thread: Thread) -> None:
    """Let others read `message`, and count it on the match or the topic.

    The rows are changed in the database; what was read of them is as it was until the commit.
    """
    connection = db.session.connection()
    message.shown_at = message.shown_at or clock.now()
    moved = Moved(thread.id, message.author_id, message.shown_at)
    if thread.group_id is not None:
        count_on_topic(connection, moved)
        return
    by_mentor = message.author_id == thread.mentor_id
    more = message.asks_for_more
    count_on_match(connection, moved, thread.match_id, by_mentor=by_mentor, more=more)
    outbox.emit("message.visible", message_id=message.id)


def count_out(message: Message) -> None:
    """Count a message that others could read as one that they no longer can."""
    thread = message.thread
    if thread.group_id is not None:
        fewer = update(Topic).where(Topic.thread_id == thread.id, Topic.posts > 0)
        db.session.execute(fewer.values(posts=Topic.posts - 1))
        _hide_when_empty(thread.id)
        return
    fewer = update(Match).where(Match.id == thread.match_id, Match.visible_messages > 0)
    db.session.execute(fewer.values(visible_messages=Match.visible_messages - 1))


def _hide_when_empty(topic_id: int) -> None:
    """Let nobody but its author and staff see a topic without a post that is shown."""
    empty = select(Topic.thread_id).where(Topic.thread_id == topic_id, Topic.posts == 0)
    unseen = update(Thread).where(Thread.id.in_(empty)).values(last_author_id=None)
    db.session.execute(unseen, execution_options={"synchronize_session": "fetch"})


def _move(connection: Connection, moved: Moved) -> None:
    given = {"of_thread": moved.thread_id, "now": moved.now, "author_id": moved.author_id}
    connection.execute(_MOVE_THREAD, given)


@cache
def _count(*, by_mentor: bool, asks_for_more: bool) -> Update:
    """Return the statement that counts one more visible message on a match (R17).

    The mentor's first one is the answer: it accepts the request, unless it asks for more.
    """
    requested = Match.state == MatchState.REQUESTED
    accepted = and_(requested, literal(by_mentor and not asks_for_more))
    established = and_(
        or_(Match.state == MatchState.ACTIVE, accepted),
        Match.visible_messages + 1 >= ESTABLISHED_AFTER,
    )
    changes: dict[str, ColumnElement[Any]] = {
        "visible_messages": Match.visible_messages + 1,
        "told_mentor_at": func.coalesce(Match.told_mentor_at, _NOW),
        "established_at": case((established, _NOW), else_=Match.established_at),
        "state": case(
            (established, literal(MatchState.ESTABLISHED, Match.state.type)),
            (accepted, literal(MatchState.ACTIVE, Match.state.type)),
            else_=Match.state,
        ),
    }
    if by_mentor:
        changes["answered_at"] = func.coalesce(Match.answered_at, _NOW)
    if by_mentor and asks_for_more:
        asked = func.coalesce(Match.more_asked_at, _NOW)
        changes["more_asked_at"] = case((requested, asked), else_=Match.more_asked_at)
    counted = update(Match.__table__).where(Match.id == bindparam("of_match"))  # type: ignore[arg-type]
    return counted.values(changes)
