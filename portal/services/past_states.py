"""What a decision on a message changes, kept so that undoing it brings all of it back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, not_, select, update

from portal import clock
from portal.errors import Conflict
from portal.extensions import db
from portal.i18n import _
from portal.models.jobs import Job
from portal.models.matches import Match, MatchState
from portal.models.moderation import Decision, Verdict
from portal.models.threads import Message, MessageState, Reading, Thread
from portal.models.topics import Topic

UNDONE_WITHIN = timedelta(minutes=10)
MOMENTS = ("told_mentor_at", "answered_at", "more_asked_at", "established_at")


def taken(message: Message) -> dict[str, Any]:
    """Return what a decision may change of the message, its thread, its match or its topic."""
    thread = message.thread
    return {
        "shown_at": _written(message.shown_at),
        "redacted_body": message.redacted_body,
        "moved_at": _written(thread.moved_at),
        "last_author_id": thread.last_author_id,
        **(_of_topic(thread.topic) if thread.topic is not None else _of_match(thread.match)),
    }


def _of_topic(topic: Topic) -> dict[str, Any]:
    return {"posts": topic.posts, "redacted_title": topic.redacted_title}


def _of_match(match: Match) -> dict[str, Any]:
    return {
        "state": match.state.value,
        "visible_messages": match.visible_messages,
        **{name: _written(getattr(match, name)) for name in MOMENTS},
    }


def make_sure_nobody_has_read(decision: Decision, message: Message) -> None:
    """Raise Conflict, saying why, when the decision can no longer be undone without a trace."""
    if decision.decided_at <= clock.now() - UNDONE_WITHIN:
        raise Conflict(_("A decision can be undone for 10 minutes, and they are over."))
    refused = decision.verdict is Verdict.REFUSED
    by_author = Reading.person_id == message.author_id
    since = decision.decided_at if refused or message.shown_at is None else message.shown_at
    read = exists().where(
        Reading.thread_id == message.thread_id,
        by_author if refused else not_(by_author),
        Reading.person_id != decision.moderator_id,
        Reading.read_at >= since,
    )
    if db.session.scalar(select(read)):
        raise Conflict(_("It was already read, so the decision stays."))
    if _went_on(decision, message):
        raise Conflict(_("The conversation went on in the meantime, so the decision stays."))


def bring_back(decision: Decision, message: Message) -> None:
    """Make the message, its match and its thread what they were before the decision."""
    before, thread = decision.before, message.thread
    message.state = MessageState.HELD
    message.shown_at, message.redacted_body = _read(before["shown_at"]), before["redacted_body"]
    if thread.topic is not None:
        thread.topic.posts = before["posts"]
        thread.topic.redacted_title = before["redacted_title"]
    else:
        _bring_match_back(thread.match_id, before)
    db.session.execute(
        update(Thread)
        .where(Thread.id == thread.id)
        .values(moved_at=_read(before["moved_at"]), last_author_id=before["last_author_id"])
    )
    # A mail about it that has not left never does.
    db.session.execute(
        update(Job)
        .where(
            Job.event == "message.visible",
            Job.done_at.is_(None),
            Job.payload["message_id"].as_integer() == message.id,
        )
        .values(done_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def _went_on(decision: Decision, message: Message) -> bool:
    """Say whether the thread or the match is another than the decision made it."""
    shown = message.state is not MessageState.REFUSED
    revealed = shown and decision.before["shown_at"] is None
    hidden = not shown and decision.before["shown_at"] is not None
    thread, before = message.thread, decision.before
    moved = message.shown_at if revealed else _read(before["moved_at"])
    if thread.moved_at != moved:
        return True
    if thread.topic is not None:
        return bool(thread.topic.posts != max(before["posts"] + revealed - hidden, 0))
    match, expected = thread.match, before["visible_messages"] + revealed - hidden
    if match.visible_messages != max(expected, 0):
        return True
    return bool(match.state.value != before["state"] and not (revealed and match.is_open))


def _bring_match_back(match_id: int, before: Mapping[str, Any]) -> None:
    values = {name: _read(before[name]) for name in MOMENTS}
    db.session.execute(
        update(Match)
        .where(Match.id == match_id)
        .values(
            state=MatchState(before["state"]),
            visible_messages=before["visible_messages"],
            **values,
        )
    )


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _read(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
