"""Writing in a conversation: the screen, what is held, what the other person sees."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Integer,
    ScalarSelect,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    true,
)

from portal import clock, outbox
from portal.errors import not_found
from portal.extensions import UtcDateTime, db, insert_into
from portal.models.access_log import AccessEntry
from portal.models.boards import Board
from portal.models.concerns import Concern
from portal.models.matches import Match
from portal.models.moderation import HoldReason
from portal.models.people import Person, Role
from portal.models.programs import Program
from portal.models.schools import School
from portal.models.students import Student
from portal.models.threads import Message, Reading, Thread
from portal.policies import threads as policy
from portal.policies.concerns import reading_reason
from portal.queries.rules import BoardRules
from portal.screening import Context, Verdict
from portal.services import audit, glances, posting, tallies
from portal.services.posting import Posted, Words

# The reason in the access log when a moderator reads a thread because of the queue.
QUEUE_REASON = "moderation queue"

# What every message asks while it holds the one lock for writing is built once: building
# these costs ten times what running does.
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


_WRITTEN = select(func.count()).where(Message.author_id == _VIEWER).scalar_subquery()
_PLACE = (
    select(
        Thread.id,
        Thread.match_id,
        Thread.mentor_id,
        policy.may_write(),
        posting.KEY_USED,
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


@dataclass(slots=True)
class Place:
    """A conversation to write in, and what holds a message there: the rules, and who writes."""

    author_id: int
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
        minor = clock.age(self.born_on, clock.today()) < posting.ADULT_AGE
        earlier = tuple(body for body in (self.before_last, self.last) if body is not None)
        return replace(rules.context, minor=minor, earlier=earlier, links_pass=self.links_pass)

    def reason_to_hold(self, verdict: Verdict, rules: BoardRules, body: str) -> HoldReason | None:
        """Return why a message waits for a moderator, or None (R6, R10)."""
        if verdict.held:
            return HoldReason.FINDING
        if self.by_mentor and self.written < rules.reviewed_first_messages:
            return HoldReason.NEW_MENTOR
        if self.full_review:
            return HoldReason.FULL_REVIEW
        return HoldReason.SAMPLED if rules.draws(f"{self.id} {body}") else None

    def row(self, said: Mapping[str, Any]) -> Mapping[str, Any]:
        """Only the mentor asks for more before saying yes."""
        return {"asks_for_more": self.by_mentor and said.get("asks_for_more", False)}

    def glance(self, connection: Connection) -> Mapping[str, int] | None:
        """Return the class period whose adult looks at a first message before it goes."""
        if not self.untold or self.by_mentor:
            return None
        period = glances.period_of(connection, self.author_id)
        return None if period is None else {"class_period_id": period}

    def show(
        self, connection: Connection, message_id: int, row: Mapping[str, Any], now: datetime
    ) -> None:
        """Put the conversation on top for both, and count the message on the match."""
        moved = tallies.Moved(self.id, self.author_id, now)
        tallies.count_on_match(
            connection, moved, self.match_id, by_mentor=self.by_mentor, more=row["asks_for_more"]
        )
        outbox.emit("message.visible", message_id=message_id)

    @property
    def by_mentor(self) -> bool:
        """Whether the mentor writes."""
        return self.author_id == self.mentor_id


def _find(connection: Connection, given: Mapping[str, Any], locked: bool) -> Place | None:
    wanted: Any = _PLACE_LOCKED if locked else _PLACE
    row = connection.execute(wanted, given).one_or_none()
    return None if row is None else Place(given["viewer_id"], *row)


CONVERSATIONS = posting.Kind(find=_find, refuse=policy.refuse_reply)


def post_message(
    *, author: Person, thread_id: int, body: str, send_key: str, asks_for_more: bool = False
) -> Posted:
    """Add `body` to the conversation: shown at once, or held for a moderator (R6, R10).

    The same `send_key` and text again gives the first message back. Raises NotFound, Denied
    and Conflict as `policies.threads.get_for_reply` does.
    """
    words = Words(body, send_key, row={"asks_for_more": asks_for_more})
    return posting.post(CONVERSATIONS, author=author, thread_id=thread_id, words=words)


def write(*, thread: Thread, author: Person, body: str, send_key: str) -> Posted:
    """Add a message to a conversation, already written down, that the caller may write in."""
    connection, given = db.session.connection(), posting.given_for(author, thread.id, send_key)
    place = _find(connection, given, True) or not_found("thread", thread.id)
    return posting.add(connection, place, Words(body, send_key))


def look_over(*, author: Person, thread_id: int, body: str, send_key: str = "") -> Verdict:
    """Return what the screen sees in `body` before it is sent; write nothing.

    A text that a first click sent already is not looked at again. Raises as
    `post_message` does.
    """
    words = Words(body, send_key)
    return posting.look_over(CONVERSATIONS, author=author, thread_id=thread_id, words=words)


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
    _log(reader, thread, reason, thread.student_id)
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


def note_reading(
    *,
    reader: Person,
    thread: Thread,
    reason: str = QUEUE_REASON,
    student_id: int | None = None,
) -> None:
    """Write the line of the access log, unless one of the last hour says it.

    In a topic it is about the words of one student, or of nobody who is one.
    """
    about = student_id if thread.group_id is not None else thread.student_id
    logged = select(Thread.id).where(
        Thread.id == thread.id, policy.reading_logged(reader, literal(about, Integer))
    )
    if db.session.scalar(logged) is None:
        _log(reader, thread, reason, about)


def _log(reader: Person, thread: Thread, reason: str, student_id: int | None) -> None:
    readers = (Role.MODERATOR, Role.COUNSELLOR, Role.ADMINISTRATOR)
    role = next((role for role in readers if reader.has(role)), Role.COUNSELLOR)
    entry = AccessEntry(reader_id=reader.id, reader_role=role.value, thread_id=thread.id)
    entry.student_id, entry.reason = student_id, reason
    db.session.add(entry)
