"""Writing in a conversation: the screen, what is held, what the other person sees."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    ScalarSelect,
    Update,
    and_,
    bindparam,
    case,
    func,
    insert,
    inspect,
    literal,
    or_,
    select,
    true,
    update,
)

from portal import clock, outbox
from portal.errors import not_found
from portal.extensions import UtcDateTime, before_the_lock, db, insert_into
from portal.models.access_log import AccessEntry
from portal.models.boards import Board
from portal.models.concerns import Concern
from portal.models.matches import ESTABLISHED_AFTER, Match, MatchState
from portal.models.moderation import HoldReason
from portal.models.people import Person, Role
from portal.models.programs import Program
from portal.models.schools import School
from portal.models.students import Student
from portal.models.threads import Message, MessageState, Reading, Thread
from portal.policies import threads as policy
from portal.policies.concerns import reading_reason
from portal.queries.rules import BoardRules, board_rules
from portal.screening import Context, Verdict
from portal.services import audit, concerns, glances, holds, texts

ADULT_AGE = 18
# The reason in the access log when a moderator reads a thread because of the queue.
QUEUE_REASON = "moderation queue"

# What every message asks and writes while it holds the one lock for writing is built once
# and runs without the ORM: building these, and flushing rows, cost ten times what running does.
_VIEWER: BindParameter[int] = bindparam("viewer_id")
_NOW = bindparam("now", type_=UtcDateTime())


def _own_body(back: int) -> ScalarSelect[str]:
    """Say what the author wrote `back` messages ago in the thread."""
    return (
        select(Message.body)
        .where(Message.thread_id == bindparam("thread_id"), Message.author_id == _VIEWER)
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(1)
        .offset(back - 1)
        .scalar_subquery()
    )


_KEY_USED = select(Message.id).where(Message.send_key == bindparam("send_key")).exists()
_WRITTEN = select(func.count()).where(Message.author_id == _VIEWER).scalar_subquery()
_PLACE = (
    select(
        Thread.id,
        Thread.match_id,
        Thread.mentor_id,
        policy.may_write(),
        _KEY_USED,
        Student.born_on,
        or_(Match.full_review, Program.full_review, School.full_review),
        and_(Program.adults_only, Program.links_pass),
        Board.rules_stamp,
        Match.told_mentor_at.is_(None),
        case((Thread.mentor_id == _VIEWER, _WRITTEN), else_=0),
        _own_body(2),  # with the text itself, a number split over three messages is found
        _own_body(1),
    )
    .join(Thread.match)
    .join(Program, Program.id == Match.program_id)
    .join(Student, Student.person_id == Thread.student_id)
    .join(School, School.id == Student.school_id)
    .outerjoin(Board, true())
    .where(Thread.id == bindparam("thread_id"))
)
_PLACE_LOCKED = _PLACE.with_for_update(of=Match)
_BY_KEY = select(
    Message.id, Message.thread_id, Message.author_id, Message.body, Message.state
).where(Message.send_key == bindparam("send_key"))
_ADD_MESSAGE = insert(Message.__table__)  # type: ignore[arg-type]
_MOVE_THREAD = (
    update(Thread.__table__)  # type: ignore[arg-type]
    .where(Thread.id == bindparam("of_thread"))
    .values(moved_at=_NOW, last_author_id=_VIEWER)
)


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as it was sent: shown at once, or held."""

    id: int
    thread_id: int
    author_id: int
    body: str
    state: MessageState


@dataclass(slots=True)
class Place:
    """A thread to write in, and what holds a message there: the rules, and who writes."""

    id: int
    match_id: int
    mentor_id: int
    may_write: bool
    key_used: bool
    born_on: date  # the student's
    full_review: bool
    links_pass: bool
    rules_stamp: str | None
    untold: bool  # the mentor has been told of nothing yet: this is a first message
    written: int  # messages that the author, a mentor, ever wrote, to anyone
    before_last: str | None  # the author's last messages of the thread
    last: str | None

    def context(self, rules: BoardRules) -> Context:
        """Return what the screen must know beside the text."""
        minor = clock.age(self.born_on, clock.today()) < ADULT_AGE
        earlier = tuple(body for body in (self.before_last, self.last) if body is not None)
        return replace(rules.context, minor=minor, earlier=earlier, links_pass=self.links_pass)

    def reason_to_hold(
        self, author_id: int, body: str, verdict: Verdict, rules: BoardRules
    ) -> HoldReason | None:
        """Return why a message of `author_id` waits for a moderator, or None (R6, R10)."""
        if verdict.held:
            return HoldReason.FINDING
        if author_id == self.mentor_id and self.written < rules.reviewed_first_messages:
            return HoldReason.NEW_MENTOR
        if self.full_review:
            return HoldReason.FULL_REVIEW
        return HoldReason.SAMPLED if rules.draws(f"{self.id} {body}") else None


def post_message(
    *, author: Person, thread_id: int, body: str, send_key: str, asks_for_more: bool = False
) -> Posted:
    """Add `body` to the thread: shown at once, or held for a moderator (R6, R10).

    The same `send_key` and text again gives the first message back. Raises
    NotFound, Denied and Conflict as `policies.threads.get_for_reply` does.
    """
    given = _given(author, thread_id, send_key)
    _screen_before_the_lock(body, given)
    connection = db.session.connection()
    place = _place(connection, _PLACE_LOCKED, given)
    if place is None or place.key_used:
        sent, send_key = sent_before(author, body, send_key)
        if sent is not None:
            return sent
    place = _allowed(place, author, thread_id)
    more = asks_for_more and given["viewer_id"] == place.mentor_id
    return _add(connection, place, given["viewer_id"], body, send_key, more=more)


def sent_before(author: Person, body: str, send_key: str) -> tuple[Posted | None, str]:
    """Return the message that a first click on Send made, if any, and the key to send with.

    Back, another text, Send again: the key was used but this text was never
    sent, so it gets a key of its own.
    """
    row = db.session.execute(_BY_KEY, {"send_key": send_key}).one_or_none()
    if row is None:
        return None, send_key
    first = Posted(*row)
    same = (first.author_id, first.body) == (_id_of(author), body)
    return (first, send_key) if same else (None, uuid4().hex)


def write(*, thread: Thread, author: Person, body: str, send_key: str) -> Posted:
    """Add a message to a thread, already in the database, that the caller may write in."""
    given = _given(author, thread.id, send_key)
    connection = db.session.connection()
    place = _place(connection, _PLACE_LOCKED, given) or not_found("thread", thread.id)
    return _add(connection, place, given["viewer_id"], body, send_key, more=False)


def reveal(*, message: Message, thread: Thread) -> None:
    """Let the other person read `message`, and count it on the match.

    Both rows are changed in the database; what was read of them is as it was until the commit.
    """
    now = message.shown_at = message.shown_at or clock.now()
    more = message.asks_for_more
    _move(db.session.connection(), thread, message.author_id, now, more=more)
    outbox.emit("message.visible", message_id=message.id)


def look_over(*, author: Person, thread_id: int, body: str, send_key: str = "") -> Verdict:
    """Return what the screen sees in `body` before it is sent; write nothing.

    A text that a first click sent already is not looked at again. Raises as
    `post_message` does.
    """
    connection = db.session.connection()
    place = _place(connection, _PLACE, _given(author, thread_id, send_key))
    if (place is None or place.key_used) and sent_before(author, body, send_key)[0] is not None:
        return Verdict(())
    return _screen(connection, body, _allowed(place, author, thread_id))


def mark_read(*, reader: Person, thread_id: int, up_to: datetime | None = None) -> None:
    """Remember that `reader`, one of the two, read the thread as it was at `up_to` (now).

    Nothing is written for anyone else.
    """
    read_at = up_to or clock.now()
    own = select(Thread.id, literal(reader.id), literal(read_at, UtcDateTime())).where(
        Thread.id == thread_id, policy.takes_part(reader)
    )
    into = insert_into(Reading).from_select(["thread_id", "person_id", "read_at"], own)
    db.session.execute(
        into.on_conflict_do_update(
            index_elements=["thread_id", "person_id"], set_={"read_at": read_at}
        )
    )


def open_with_reason(*, reader: Person, thread_id: int, reason: str) -> None:
    """Open the thread for an hour to `reader`, of the staff, whose reason is kept (R23).

    Raises NotFound for a thread that is not theirs to open.
    """
    thread = policy.get_openable(reader, thread_id)
    _log(reader, thread, reason)
    audit.record(reader, "thread.opened", "thread", thread.id)


def log_reading(*, reader: Person, thread_id: int) -> None:
    """Write that `reader`, of the staff, reads the thread; once an hour is enough (R44).

    The reason is the concern that is open on it, else the queue. One of the two people
    of the thread leaves no line. Raises NotFound.
    """
    thread = policy.get_readable(reader, thread_id)
    if reader.id in (thread.student_id, thread.mentor_id):
        return
    concern = db.session.scalar(
        select(Concern.id)
        .where(Concern.thread_id == thread_id, Concern.closed_at.is_(None))
        .order_by(Concern.id)
        .limit(1)
    )
    reason = QUEUE_REASON if concern is None else reading_reason(concern)
    note_reading(reader=reader, thread=thread, reason=reason)


def note_reading(*, reader: Person, thread: Thread, reason: str = QUEUE_REASON) -> None:
    """Write the line of the access log, unless one of the last hour says it."""
    logged = select(Thread.id).where(Thread.id == thread.id, policy.opened_with_reason(reader))
    if db.session.scalar(logged) is None:
        _log(reader, thread, reason)


def _given(author: Person, thread_id: int, send_key: str) -> dict[str, Any]:
    return {"viewer_id": _id_of(author), "thread_id": thread_id, "send_key": send_key}


def _id_of(person: Person) -> int:
    # Known even once a rollback has expired the row: `person.id` would read it again, with
    # its roles, while the lock is held.
    identity = inspect(person).identity
    return int(identity[0]) if identity else person.id


def _place(connection: Connection, wanted: Any, given: Mapping[str, Any]) -> Place | None:
    row = connection.execute(wanted, given).one_or_none()
    return None if row is None else Place(*row)


def _allowed(place: Place | None, author: Person, thread_id: int) -> Place:
    if place is None or not place.may_write:
        policy.refuse_reply(author, thread_id)
    return place


def _screen_before_the_lock(body: str, given: Mapping[str, Any]) -> None:
    """Screen while others may still write: under the lock, the same question is answered."""
    with before_the_lock() as connection:
        place = connection and _place(connection, _PLACE, given)
        if connection and place:
            _screen(connection, body, place)


def _screen(connection: Connection, body: str, place: Place) -> Verdict:
    return texts.seen(body, place.context(board_rules(connection, place.rules_stamp)))


def _add(
    connection: Connection, place: Place, author_id: int, body: str, send_key: str, *, more: bool
) -> Posted:
    rules, now = board_rules(connection, place.rules_stamp), clock.now()
    verdict = texts.seen(body, place.context(rules))
    reason = place.reason_to_hold(author_id, body, verdict, rules)
    first = reason is None and place.untold and author_id != place.mentor_id
    period = glances.period_of(connection, author_id) if first else None
    state = MessageState.HELD if reason or period else MessageState.VISIBLE
    row = {
        "thread_id": place.id,
        "author_id": author_id,
        "body": body,
        "asks_for_more": more,
        "state": state,
        "sent_at": now,
        "shown_at": now if state is MessageState.VISIBLE else None,
        "send_key": send_key,
    }
    number: int = connection.execute(_ADD_MESSAGE, row).inserted_primary_key[0]  # type: ignore[index]
    if reason:
        holds.hold(message_id=number, reason=reason, findings=verdict.findings)
    elif period is not None:
        glances.wait(connection, message_id=number, class_period_id=period)
    else:
        _move(connection, place, author_id, now, more=more)
        outbox.emit("message.visible", message_id=number)
    posted = Posted(number, place.id, author_id, body, state)
    if verdict.alert:
        concerns.raise_from_screen(posted, verdict.findings)
    return posted


def _move(
    connection: Connection, place: Place | Thread, author_id: int, now: datetime, *, more: bool
) -> None:
    """Put the thread on top for both, and count a message that both may read on the match."""
    connection.execute(_MOVE_THREAD, {"of_thread": place.id, "now": now, "viewer_id": author_id})
    count = _count(by_mentor=author_id == place.mentor_id, asks_for_more=more)
    connection.execute(count, {"of_match": place.match_id, "now": now})


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


def _log(reader: Person, thread: Thread, reason: str) -> None:
    readers = (Role.MODERATOR, Role.COUNSELLOR, Role.ADMINISTRATOR)
    role = next((role for role in readers if reader.has(role)), Role.COUNSELLOR)
    entry = AccessEntry(reader_id=reader.id, reader_role=role.value, thread_id=thread.id)
    entry.student_id, entry.reason = thread.student_id, reason
    db.session.add(entry)
