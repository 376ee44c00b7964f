"""Writing in a conversation: the screen, what is held, what the other person sees."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, func, literal, select, true
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock, outbox
from portal.extensions import UtcDateTime, db
from portal.models.access_log import AccessEntry
from portal.models.boards import Board
from portal.models.matches import ESTABLISHED_AFTER, MatchState
from portal.models.moderation import Hold, HoldReason, MessageFinding
from portal.models.people import Person, Role
from portal.models.programs import Program
from portal.models.students import Student
from portal.models.threads import Message, MessageState, Reading, Thread
from portal.policies import threads as policy
from portal.screening import Context, Finding, Verdict, screen
from portal.services import audit

EARLIER_SCREENED = 2  # with the text itself, a number split over three messages is found
ADULT_AGE = 18
# The reason in the access log when a moderator reads a thread because of the queue.
QUEUE_REASON = "moderation queue"
# What every message asks, while it holds the one lock for writing: built once,
# as building these cost ten times what running them does.
_BY_KEY = select(Message).where(Message.send_key == bindparam("send_key"))
_EARLIER = (
    select(Message.body)
    .where(
        Message.thread_id == bindparam("thread_id"), Message.author_id == bindparam("author_id")
    )
    .order_by(Message.sent_at.desc(), Message.id.desc())
    .limit(EARLIER_SCREENED)
)
_RULES = (
    select(
        Program.full_review,
        Student.born_on,
        Board.reviewed_first_messages,
        Board.allowed_sites,
        select(func.count()).where(Message.author_id == bindparam("author_id")).scalar_subquery(),
    )
    .select_from(Program)
    .join(Student, Student.person_id == bindparam("student_id"))
    .outerjoin(Board, true())
    .where(Program.id == bindparam("program_id"))
)
# Both know ON CONFLICT, with the same words; which one, only the dialect tells.
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds a message here: the board's rules, the program's, and who writes."""

    reviewed_first_messages: int
    allowed_sites: frozenset[str]
    full_review: bool
    minor: bool
    written: int  # messages that the author ever wrote, to anyone
    earlier: tuple[str, ...]  # the author's last messages of the thread, newest last


def post_message(
    *, author: Person, thread_id: int, body: str, send_key: str, asks_for_more: bool = False
) -> Message:
    """Add `body` to the thread: shown at once, or held for a moderator (R6, R10).

    The same `send_key` and text again gives the first message back. Raises
    NotFound, Denied and Conflict as `policies.threads.get_for_reply` does.
    """
    sent, key = sent_before(author, body, send_key)
    if sent is not None:
        return sent
    thread = policy.get_for_reply(author, thread_id)
    more = asks_for_more and author.id == thread.mentor_id
    return write(thread=thread, author=author, body=body, send_key=key, asks_for_more=more)


def sent_before(author: Person, body: str, send_key: str) -> tuple[Message | None, str]:
    """Return the message that a first click on Send made, if any, and the key to send with.

    Back, another text, Send again: the key was used but this text was never
    sent, so it gets a key of its own.
    """
    first = db.session.scalar(_BY_KEY, {"send_key": send_key})
    if first is None:
        return None, send_key
    same = (first.author_id, first.body) == (author.id, body)
    return (first, send_key) if same else (None, uuid4().hex)


def write(
    *, thread: Thread, author: Person, body: str, send_key: str, asks_for_more: bool = False
) -> Message:
    """Add a message to a thread that the caller was allowed to write in."""
    rules = _rules(thread, author)
    verdict = _screen(body, rules)
    reason = _reason_to_hold(verdict, rules, thread, author)
    now = clock.now()
    message = Message(
        thread_id=thread.id,
        author_id=author.id,
        body=body,
        asks_for_more=asks_for_more,
        state=MessageState.HELD if reason else MessageState.VISIBLE,
        sent_at=now,
        shown_at=None if reason else now,
        send_key=send_key,
    )
    db.session.add(message)
    db.session.flush()  # what follows needs its id
    if reason:
        _hold(message, reason, verdict)
    else:
        reveal(message=message, thread=thread)
    return message


def reveal(*, message: Message, thread: Thread) -> None:
    """Let the other person read `message`, and count it on the match."""
    now = message.shown_at = message.shown_at or clock.now()
    thread.moved_at, thread.last_author_id = now, message.author_id
    match = thread.match
    match.visible_messages += 1
    match.told_mentor_at = match.told_mentor_at or now
    if message.author_id == match.mentor_id:
        _note_answer(message, thread, now)
    if match.state is MatchState.ACTIVE and match.visible_messages >= ESTABLISHED_AFTER:
        match.state, match.established_at = MatchState.ESTABLISHED, now
    outbox.emit("message.visible", message_id=message.id)


def look_over(
    *, author: Person, thread_id: int, body: str, send_key: str = ""
) -> tuple[Finding, ...]:
    """Return what the screen would hold `body` for, before it is sent; write nothing.

    A text that a first click sent already is not looked at again. Raises as
    `post_message` does.
    """
    if sent_before(author, body, send_key)[0] is not None:
        return ()
    thread = policy.get_for_reply(author, thread_id)
    return _screen(body, _rules(thread, author)).findings


def allowed_sites() -> frozenset[str]:
    """Return the sites that a message may name without being held."""
    return frozenset(db.session.scalar(select(Board.allowed_sites)) or ())


def mark_read(*, reader: Person, thread_id: int, up_to: datetime | None = None) -> None:
    """Remember that `reader`, one of the two, read the thread as it was at `up_to` (now).

    Nothing is written for anyone else.
    """
    read_at = up_to or clock.now()
    insert = _INSERTS[db.engine.dialect.name]
    own = select(Thread.id, literal(reader.id), literal(read_at, UtcDateTime())).where(
        Thread.id == thread_id, policy.takes_part(reader)
    )
    into = insert(Reading).from_select(["thread_id", "person_id", "read_at"], own)
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


def log_reading(*, reader: Person, thread_id: int, reason: str = QUEUE_REASON) -> None:
    """Write that `reader`, of the staff, reads the thread; once an hour is enough (R44).

    One of the two people of the thread leaves no line. Raises NotFound.
    """
    thread = policy.get_readable(reader, thread_id)
    if reader.id not in (thread.student_id, thread.mentor_id):
        note_reading(reader=reader, thread=thread, reason=reason)


def note_reading(*, reader: Person, thread: Thread, reason: str = QUEUE_REASON) -> None:
    """Write the line of the access log, unless one of the last hour says it."""
    logged = select(Thread.id).where(Thread.id == thread.id, policy.opened_with_reason(reader))
    if db.session.scalar(logged) is None:
        _log(reader, thread, reason)


def _rules(thread: Thread, author: Person) -> Rules:
    given = {
        "author_id": author.id,
        "student_id": thread.student_id,
        "program_id": thread.match.program_id,
    }
    reviewed, born_on, first, sites, count = db.session.execute(_RULES, given).one()
    return Rules(
        reviewed_first_messages=3 if first is None else first,
        allowed_sites=frozenset(sites or ()),
        full_review=reviewed or thread.match.full_review,
        minor=_is_minor(born_on),
        written=count,
        earlier=_earlier(thread, author),
    )


def _is_minor(born_on: date) -> bool:
    return clock.age(born_on, clock.today()) < ADULT_AGE


def _earlier(thread: Thread, author: Person) -> tuple[str, ...]:
    given = {"thread_id": thread.id, "author_id": author.id}
    return tuple(reversed(db.session.scalars(_EARLIER, given).all()))


def _screen(body: str, rules: Rules) -> Verdict:
    return _seen(body, Context(rules.minor, rules.earlier, rules.allowed_sites))


# A text is looked over before it is sent and screened when it is, under the lock for
# writing: the screen is pure, so the second time is the first one's answer.
_seen = lru_cache(maxsize=64)(screen)


def _reason_to_hold(
    verdict: Verdict, rules: Rules, thread: Thread, author: Person
) -> HoldReason | None:
    if verdict.held:
        return HoldReason.FINDING
    by_mentor = author.id == thread.mentor_id
    if by_mentor and rules.written < rules.reviewed_first_messages:
        return HoldReason.NEW_MENTOR
    return HoldReason.FULL_REVIEW if rules.full_review else None


def _hold(message: Message, reason: HoldReason, verdict: Verdict) -> None:
    worst = max((int(finding.severity) for finding in verdict.findings), default=0)
    db.session.add(
        Hold(message_id=message.id, reason=reason, severity=worst, held_at=message.sent_at)
    )
    for finding in verdict.findings:
        db.session.add(
            MessageFinding(
                message_id=message.id,
                kind=finding.kind.value,
                start=finding.start,
                end=finding.end,
                severity=int(finding.severity),
                rule=finding.rule,
            )
        )


def _note_answer(message: Message, thread: Thread, now: datetime) -> None:
    match = thread.match
    match.answered_at = match.answered_at or now
    if match.state is not MatchState.REQUESTED:
        return
    if message.asks_for_more:
        match.more_asked_at = match.more_asked_at or now
    else:
        match.state = MatchState.ACTIVE


def _log(reader: Person, thread: Thread, reason: str) -> None:
    role = Role.MODERATOR if reader.has(Role.MODERATOR) else Role.COUNSELLOR
    entry = AccessEntry(reader_id=reader.id, reader_role=role.value, thread_id=thread.id)
    entry.student_id, entry.reason = thread.student_id, reason
    db.session.add(entry)
