"""What a decision on a message changes, kept so that undoing it brings all of it back."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select, update

from portal import clock
from portal.errors import Conflict
from portal.extensions import db
from portal.i18n import _
from portal.models.jobs import Job
from portal.models.matches import Match, MatchState
from portal.models.moderation import Decision, Verdict
from portal.models.threads import Message, MessageState, Reading, Thread

UNDONE_WITHIN = timedelta(minutes=10)
MOMENTS = ("told_mentor_at", "answered_at", "more_asked_at", "established_at")


def taken(message: Message) -> dict[str, Any]:
    """Return what a decision may change of the message, its match and its thread."""
    thread, match = message.thread, message.thread.match
    return {
        "shown_at": _written(message.shown_at),
        "redacted_body": message.redacted_body,
        "moved_at": _written(thread.moved_at),
        "last_author_id": thread.last_author_id,
        "state": match.state.value,
        "visible_messages": match.visible_messages,
        **{name: _written(getattr(match, name)) for name in MOMENTS},
    }


def count_out(message: Message) -> None:
    """Count a message that both could read as one that they no longer can."""
    db.session.execute(
        update(Match)
        .where(Match.id == message.thread.match_id, Match.visible_messages > 0)
        .values(visible_messages=Match.visible_messages - 1)
    )


def make_sure_nobody_has_read(decision: Decision, message: Message) -> None:
    """Raise Conflict, saying why, when the decision can no longer be undone without a trace."""
    if decision.decided_at <= clock.now() - UNDONE_WITHIN:
        raise Conflict(_("A decision can be undone for 10 minutes, and they are over."))
    refused = decision.verdict is Verdict.REFUSED
    reader_id = message.author_id if refused else _other(message)
    since = decision.decided_at if refused or message.shown_at is None else message.shown_at
    read = exists().where(
        Reading.thread_id == message.thread_id,
        Reading.person_id == reader_id,
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
    values = {name: _read(before[name]) for name in MOMENTS}
    db.session.execute(
        update(Match)
        .where(Match.id == thread.match_id)
        .values(
            state=MatchState(before["state"]),
            visible_messages=before["visible_messages"],
            **values,
        )
    )
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
    match, before = message.thread.match, decision.before
    expected = before["visible_messages"] + revealed - hidden
    moved = message.shown_at if revealed else _read(before["moved_at"])
    return (
        match.visible_messages != max(expected, 0)
        or message.thread.moved_at != moved
        or (match.state.value != before["state"] and not (revealed and match.is_open))
    )


def _other(message: Message) -> int:
    thread = message.thread
    return thread.student_id if message.author_id == thread.mentor_id else thread.mentor_id


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _read(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
