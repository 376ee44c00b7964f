"""How a match begins and how it ends: declined, withdrawn, closed."""

from datetime import timedelta
from typing import NoReturn

from sqlalchemy import select, update

from portal import clock, outbox
from portal.errors import Conflict, Denied
from portal.extensions import db
from portal.i18n import _
from portal.models.jobs import Job
from portal.models.matches import (
    ESTABLISHED_AFTER,
    OPEN_STATES,
    Match,
    MatchClosing,
    MatchState,
)
from portal.models.mentors import Mentor
from portal.models.moderation import Hold
from portal.models.people import Person
from portal.models.programs import Program
from portal.models.threads import Message, MessageState, Thread
from portal.policies import matches as policy
from portal.policies.mentors import has_room
from portal.screening import Verdict
from portal.services import audit, posting, texts, threads

# What a counsellor ends from a list may be a slip: nobody hears of it before it can be undone.
TOLD_AFTER = timedelta(minutes=10)


def request_match(*, student: Person, mentor_id: int, body: str, send_key: str) -> Thread:
    """Begin a match with its thread and first message (R5).

    The same `send_key` and text again gives the first one's thread back.
    Raises NotFound and Denied as `policies.matches` does, and Conflict when
    the mentor has no room, is away, or the two already have an open match or
    had one that was closed.
    """
    sent, key = posting.sent_before(student, body, send_key)
    if sent is not None:
        return db.session.get_one(Thread, sent.thread_id)
    mentor = policy.get_requestable(student, mentor_id)
    _refuse_second(student.id, mentor_id)
    _refuse_closed(student.id, mentor_id)
    _take_room(mentor_id)
    match = _add_match(student, mentor)
    thread = Thread(match=match, student_id=student.id, mentor_id=mentor_id)
    db.session.add(thread)
    db.session.flush()
    threads.write(thread=thread, author=student, body=body, send_key=key)
    return thread


def look_over(*, student: Person, mentor_id: int, body: str, send_key: str = "") -> Verdict:
    """Return what the screen sees in a first message; write nothing.

    A text that a first click sent already is not looked at again. Raises as
    `policies.matches.get_requestable` does.
    """
    if posting.sent_before(student, body, send_key)[0] is not None:
        return Verdict(())
    policy.get_requestable(student, mentor_id)
    return texts.look_over(body)


def decline(*, mentor: Person, thread_id: int, body: str, send_key: str) -> posting.Posted:
    """Say no to a request, kindly: `body` is the mentor's last message in it.

    Raises NotFound, Denied and Conflict as `policies.matches.get_declinable` does.
    """
    sent, key = posting.sent_before(mentor, body, send_key)
    if sent is not None:
        return sent
    thread = policy.get_declinable(mentor, thread_id)
    message = threads.write(thread=thread, author=mentor, body=body, send_key=key)
    _end(thread.match, MatchState.DECLINED)
    outbox.emit("match.declined", match_id=thread.match_id)
    return message


def withdraw(*, student: Person, thread_id: int) -> None:
    """Take back a request; what still waits for a moderator is taken back with it.

    Raises NotFound, Denied and Conflict as `policies.matches.get_withdrawable` does.
    """
    thread = policy.get_withdrawable(student, thread_id)
    _end(thread.match, MatchState.WITHDRAWN)
    waiting = (Message.thread_id == thread.id, Message.state == MessageState.HELD)
    held = select(Message.id).where(*waiting)
    db.session.execute(update(Hold).where(Hold.message_id.in_(held)).values(waits=False))
    db.session.execute(update(Message).where(*waiting).values(state=MessageState.WITHDRAWN))


def close(
    *,
    actor: Person,
    closing: MatchClosing,
    thread_id: int | None = None,
    match_id: int | None = None,
) -> bool:
    """End an open match, for good: its thread is read and no longer written in (R20).

    What is held in it is still decided. The others are told by mail, kindly and without the
    reason. False when it had ended already, by a first click or by the other person. Raises
    NotFound as `policies.matches.get_closable` does, and Conflict to the student or the mentor
    of a request without an answer, which one withdraws and the other declines.
    """
    thread = policy.get_closable(actor, thread_id=thread_id, match_id=match_id)
    match, pair = thread.match, (thread.student_id, thread.mentor_id)
    if not match.is_open:
        return False
    waits = match.state is MatchState.REQUESTED
    if waits and actor.id in pair:
        raise Conflict(_("This request has no answer yet: it is withdrawn or declined."))
    match.closing, match.closed_by_id = closing, actor.id
    _end(match, MatchState.EXPIRED if waits else MatchState.CLOSED)
    audit.record(actor, "match.closed", "match", match.id, detail=closing.value)
    due_at = None if actor.id in pair else clock.now() + TOLD_AFTER
    for person_id in pair:
        if person_id != actor.id:
            outbox.emit("match.closed", due_at=due_at, match_id=match.id, person_id=person_id)
    return True


def reopen(*, actor: Person, match_id: int) -> None:
    """Open a closed match again, as only the student's counsellor may (R20).

    Raises NotFound, Denied to the two people themselves, and Conflict when it is open, when
    the mentor has no room any more, or when the two began another one meanwhile.
    """
    thread = policy.get_closable(actor, match_id=match_id)
    match = thread.match
    if actor.id in (thread.student_id, thread.mentor_id):
        raise Denied(_("Only the school can open a conversation again."))
    if match.is_open or match.closing is None:
        raise Conflict(_("This conversation is not one that was ended."))
    _refuse_second(match.student_id, match.mentor_id)
    _take_room(match.mentor_id)
    match.state = _state_again(match)
    match.ended_at = match.closing = match.closed_by_id = None
    audit.record(actor, "match.reopened", "match", match.id)
    # A mail about its end that has not left never does.
    db.session.execute(
        update(Job)
        .where(
            Job.event == "match.closed",
            Job.done_at.is_(None),
            Job.payload["match_id"].as_integer() == match.id,
        )
        .values(done_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def _state_again(match: Match) -> MatchState:
    """Return the state of an opened match by what happened in it, held messages shown since."""
    if match.visible_messages >= ESTABLISHED_AFTER and match.answered_at is not None:
        match.established_at = match.established_at or clock.now()
        return MatchState.ESTABLISHED
    accepted = match.state is MatchState.CLOSED
    return MatchState.ACTIVE if accepted else MatchState.REQUESTED


def _refuse_second(student_id: int, mentor_id: int) -> None:
    open_one = select(Match.id).where(
        Match.student_id == student_id,
        Match.mentor_id == mentor_id,
        Match.state.in_(OPEN_STATES),
    )
    if db.session.scalar(open_one) is not None:
        raise Conflict(_("You already have a conversation with this mentor."))


def _refuse_closed(student_id: int, mentor_id: int) -> None:
    closed = select(Match.id).where(
        Match.student_id == student_id,
        Match.mentor_id == mentor_id,
        Match.state == MatchState.CLOSED,
    )
    if db.session.scalar(closed.limit(1)) is not None:
        raise Conflict(policy.closed_sentence())


def _take_room(mentor_id: int) -> None:
    # One statement: two students at once never both take the last place.
    taken = db.session.execute(
        update(Mentor)
        .where(Mentor.person_id == mentor_id, has_room())
        .values(open_matches=Mentor.open_matches + 1, changed_at=clock.now())
    )
    if taken.rowcount == 0:  # type: ignore[attr-defined]
        _full()
    outbox.emit("mentor.changed", mentor_id=mentor_id)


def _full() -> NoReturn:
    raise Conflict(_("This mentor has just reached the number of students that suits them."))


def _add_match(student: Person, mentor: Mentor) -> Match:
    program_id = db.session.scalars(select(Program.id).where(Program.is_default)).first()
    match = Match(student_id=student.id, mentor_id=mentor.person_id, program_id=program_id)
    match.noc = mentor.occupations[0].noc
    db.session.add(match)
    return match


def _end(match: Match, state: MatchState) -> None:
    match.state, match.ended_at = state, clock.now()
    db.session.execute(
        update(Mentor)
        .where(Mentor.person_id == match.mentor_id, Mentor.open_matches > 0)
        .values(open_matches=Mentor.open_matches - 1, changed_at=clock.now())
    )
    outbox.emit("mentor.changed", mentor_id=match.mentor_id)
