"""How a match begins and how it is declined or withdrawn."""

from typing import NoReturn

from sqlalchemy import select, update

from portal import clock, outbox
from portal.errors import Conflict
from portal.extensions import db
from portal.i18n import _
from portal.models.matches import OPEN_STATES, Match, MatchState
from portal.models.mentors import Mentor
from portal.models.moderation import Hold
from portal.models.people import Person
from portal.models.programs import Program
from portal.models.threads import Message, MessageState, Thread
from portal.policies import matches as policy
from portal.policies.mentors import has_room
from portal.screening import Verdict
from portal.services import texts, threads


def request_match(*, student: Person, mentor_id: int, body: str, send_key: str) -> Thread:
    """Begin a match with its thread and first message (R5).

    The same `send_key` and text again gives the first one's thread back.
    Raises NotFound and Denied as `policies.matches` does, and Conflict when
    the mentor has no room, is away, or the two already have an open match.
    """
    sent, key = threads.sent_before(student, body, send_key)
    if sent is not None:
        return db.session.get_one(Thread, sent.thread_id)
    mentor = policy.get_requestable(student, mentor_id)
    _refuse_second(student, mentor_id)
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
    if threads.sent_before(student, body, send_key)[0] is not None:
        return Verdict(())
    policy.get_requestable(student, mentor_id)
    return texts.look_over(body)


def decline(*, mentor: Person, thread_id: int, body: str, send_key: str) -> threads.Posted:
    """Say no to a request, kindly: `body` is the mentor's last message in it.

    Raises NotFound, Denied and Conflict as `policies.matches.get_declinable` does.
    """
    sent, key = threads.sent_before(mentor, body, send_key)
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


def _refuse_second(student: Person, mentor_id: int) -> None:
    open_one = select(Match.id).where(
        Match.student_id == student.id,
        Match.mentor_id == mentor_id,
        Match.state.in_(OPEN_STATES),
    )
    if db.session.scalar(open_one) is not None:
        raise Conflict(_("You already have a conversation with this mentor."))


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
