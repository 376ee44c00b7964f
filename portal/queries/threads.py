"""The inbox and a conversation, as their reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import FromClause, Integer, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased, join

from portal.data.occupations import occupations
from portal.errors import not_found
from portal.extensions import db
from portal.i18n import language
from portal.models.matches import Match, MatchState
from portal.models.mentors import Mentor
from portal.models.people import Person, Role
from portal.models.students import Level, Student
from portal.models.threads import Message, MessageState, Reading, Thread
from portal.policies import sanctions
from portal.policies import threads as policy
from portal.policies.viewers import AnyoneWith, Viewer
from portal.queries.drafts import draft_of
from portal.queries.fates import with_fate
from portal.queries.match_states import state_text
from portal.queries.rows import rows_of

LETTERS = 25  # on one page of a conversation
TALKING = (MatchState.ACTIVE, MatchState.ESTABLISHED)

_student, _volunteer = aliased(Person), aliased(Person)
# The names that the two may know of each other; needs Mentor, Student and both persons joined.
_student_name = func.coalesce(_student.pseudonym, _student.given_name)
_mentor_name = case(
    (Mentor.shows_full_name, _volunteer.given_name + " " + _volunteer.family_name),
    else_=_volunteer.given_name + " " + func.substr(_volunteer.family_name, 1, 1) + ".",
)


class EndedBy(StrEnum):
    """Who ended a conversation, as its reader is told."""

    READER = "reader"
    OTHER = "other"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One conversation of the inbox."""

    thread_id: int
    name: str  # of the other person
    level: Level | None  # of a student, for the mentor
    occupation: str
    state: MatchState
    state_text: str
    moved_at: datetime
    unread: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """One message; `body` is what this reader may see of it."""

    message_id: int
    name: str
    own: bool
    body: str
    state: MessageState
    sent_at: datetime
    new: bool  # shown since the reader was here last
    asks_for_more: bool
    reason: str  # of a refusal, in the reader's language
    advice: str  # what its author may do next
    note: str
    decided_at: datetime | None
    in_class: bool  # an adult of the class looks at it, or gave it back


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A conversation, and what its reader may do in it."""

    thread_id: int
    student_name: str
    level: Level
    mentor_name: str
    mentor_id: int
    occupation: str
    state: MatchState
    state_text: str
    more_asked: bool
    ended_at: datetime | None
    by_student: bool  # the reader is its student
    takes_part: bool
    may_reply: bool
    suspended_until: date | None  # the reader may write again on this day
    renewal: str  # why neither may write while the mentor's verification is renewed, or ""
    may_answer_request: bool  # the mentor: say yes, ask for more, decline
    may_withdraw: bool
    may_close: bool
    may_reflect: bool  # the student, once the mentor has answered
    ended_by: EndedBy | None  # of a closed one
    may_see_profile: bool
    to_log: bool  # a reading by staff that is not written down yet
    unread_up_to: datetime | None  # what to mark as read, when something is new
    letters: Sequence[Letter]
    has_earlier: bool
    draft: str  # what the reader was writing at `path`

    @property
    def other_name(self) -> str:
        """The name of the person whom the reader talks to."""
        return self.mentor_name if self.by_student else self.student_name


@dataclass(frozen=True, slots=True)
class Opening:
    """A conversation that staff may read once they say why."""

    thread_id: int
    student_name: str
    mentor_name: str
    is_open: bool  # a reason was given within the last hour, or a concern is open on it


def inbox(viewer: Viewer, *, limit: int, offset: int = 0) -> list[InboxRow]:
    """List the conversations of `viewer`, last moved first, in one statement."""
    given = {"viewer_id": viewer.id, "limit": limit, "offset": offset}
    rows = rows_of(_inbox(viewer.roles), given)
    code = language()
    return [_inbox_row(row, viewer.id, code) for row in rows]


def thread_page(viewer: Viewer, thread_id: int, *, page: int = 1, path: str = "") -> ThreadPage:
    """Return the conversation with its last letters; `page` 2 holds those before them.

    With it comes the draft that `viewer`, and nobody else, keeps at `path`.

    Raises NotFound for one that `viewer` may not read.
    """
    head = _head(viewer, thread_id, path)
    letters = _letters(viewer, head, page)
    takes_part = viewer.id in (head.student_id, head.mentor_id)
    by_student = viewer.id == head.student_id
    waits = head.state is MatchState.REQUESTED
    may_write = takes_part and head.writable and head.suspended_until is None
    return ThreadPage(
        thread_id=head.id,
        student_name=head.student_name,
        level=head.level,
        mentor_name=head.mentor_name,
        mentor_id=head.mentor_id,
        occupation=occupations()[head.noc].headline(language()),
        state=head.state,
        state_text=state_text(
            language(),
            head.state,
            by_student or not takes_part,
            "more" if head.more_asked_at is not None else "",
        ),
        more_asked=head.more_asked_at is not None,
        ended_at=head.ended_at,
        by_student=by_student,
        takes_part=takes_part,
        may_reply=may_write,
        suspended_until=head.suspended_until if takes_part else None,
        renewal=policy.renewal_sentence() if head.awaits_renewal and not head.ended_at else "",
        may_answer_request=may_write and not by_student and waits,
        may_withdraw=by_student and waits,
        may_close=takes_part and head.state in TALKING,
        may_reflect=by_student and head.answered_at is not None,
        ended_by=_ended_by(head, viewer),
        may_see_profile=by_student or not takes_part,
        to_log=not (takes_part or head.logged),
        unread_up_to=_unread_up_to(head, viewer, letters) if takes_part else None,
        letters=letters[-LETTERS:],
        has_earlier=len(letters) > LETTERS,
        draft=head.draft or "",
    )


def opening(viewer: Person, thread_id: int) -> Opening:
    """Return whose conversation `viewer` may ask to read. Raises NotFound for any other."""
    is_open = or_(policy.opened_with_reason(viewer), policy.under_concern())
    wanted = (
        select(Thread.id, _student_name, _mentor_name, is_open)
        .join(Mentor, Mentor.person_id == Thread.mentor_id)
        .join(_volunteer, _volunteer.id == Thread.mentor_id)
        .join(_student, _student.id == Thread.student_id)
        .where(Thread.id == thread_id, policy.openable_by(viewer))
    )
    row = db.session.execute(wanted).one_or_none() or not_found("thread", thread_id)
    return Opening(*row)


def _exchange(viewer: Viewer) -> FromClause:
    """Join a thread to its match, its two people, and how far `viewer` has read it."""
    read = and_(Reading.thread_id == Thread.id, Reading.person_id == viewer.id)
    return (
        join(Thread, Match, Match.id == Thread.match_id)
        .join(Mentor, Mentor.person_id == Thread.mentor_id)
        .join(_volunteer, _volunteer.id == Thread.mentor_id)
        .join(Student, Student.person_id == Thread.student_id)
        .join(_student, _student.id == Thread.student_id)
        .outerjoin(Reading, read)
    )


@cache
def _inbox(roles: frozenset[Role]) -> Any:
    viewer = AnyoneWith(roles)
    unread = and_(
        Thread.last_author_id != viewer.id,
        func.coalesce(Reading.read_at < Thread.moved_at, True),
    )
    return (
        select(
            Thread.id,
            Thread.student_id,
            _student_name,
            Student.level,
            _mentor_name,
            Match.noc,
            Match.state,
            Thread.last_author_id.is_(None),
            Match.more_asked_at.is_not(None),
            Thread.moved_at,
            func.coalesce(unread, False),
        )
        .select_from(_exchange(viewer))
        .where(policy.takes_part(viewer))
        .order_by(Thread.moved_at.desc(), Thread.id.desc())
        .limit(bindparam("limit", type_=Integer))
        .offset(bindparam("offset", type_=Integer))
    )


def _inbox_row(row: Any, viewer_id: int, code: str) -> InboxRow:
    number, student_id, student, level, mentor, noc, state, checked, more, moved_at, unread = row
    own = student_id == viewer_id
    return InboxRow(
        thread_id=number,
        name=mentor if own else student,
        level=None if own else level,
        occupation=occupations()[noc].headline(code),
        state=state,
        state_text=state_text(code, state, own, "checked" if checked else "more" if more else ""),
        moved_at=moved_at,
        unread=unread,
    )


def _head(viewer: Viewer, thread_id: int, path: str) -> Any:
    given = {"viewer_id": viewer.id, "thread_id": thread_id, "path": path}
    rows = rows_of(_head_statement(viewer.roles), given)
    return rows[0] if rows else not_found("thread", thread_id)


@cache
def _head_statement(roles: frozenset[Role]) -> Any:
    viewer = AnyoneWith(roles)
    return (
        select(
            Thread.id,
            Thread.student_id,
            Thread.mentor_id,
            Thread.moved_at,
            Thread.last_author_id,
            _student_name.label("student_name"),
            Student.level,
            _mentor_name.label("mentor_name"),
            Match.noc,
            Match.state,
            Match.more_asked_at,
            Match.answered_at,
            Match.ended_at,
            Match.closed_by_id,
            policy.writable().label("writable"),
            policy.awaits_renewal().label("awaits_renewal"),
            policy.opened_with_reason(viewer).label("logged"),
            sanctions.suspended_until(viewer.id).label("suspended_until"),
            Reading.read_at,
            draft_of(viewer).label("draft"),
        )
        .select_from(_exchange(viewer))
        .where(Thread.id == bindparam("thread_id", type_=Integer), policy.readable_by(viewer))
    )


def _ended_by(head: Any, viewer: Viewer) -> EndedBy | None:
    if head.closed_by_id is None:
        return None
    if head.closed_by_id == viewer.id:
        return EndedBy.READER
    both = (head.student_id, head.mentor_id)
    return EndedBy.OTHER if head.closed_by_id in both else EndedBy.SCHOOL


def _is_unread(head: Any, viewer: Viewer) -> bool:
    if head.last_author_id in (None, viewer.id):
        return False
    return head.read_at is None or head.read_at < head.moved_at


def _unread_up_to(head: Any, viewer: Viewer, letters: Sequence[Letter]) -> datetime | None:
    """Return what to mark as read: words of the other, why an own one was refused, the end."""
    moments = [head.moved_at] if _is_unread(head, viewer) else []
    if _ended_by(head, viewer) in (EndedBy.OTHER, EndedBy.SCHOOL):
        moments.append(head.ended_at)
    for letter in letters:
        if letter.own and letter.decided_at is not None and letter.state is MessageState.REFUSED:
            moments.append(letter.decided_at)
    latest = max(moments, default=None)
    news = latest is not None and (head.read_at is None or head.read_at < latest)
    return latest if news else None


def _letters(viewer: Viewer, head: Any, page: int) -> list[Letter]:
    given = {
        "viewer_id": viewer.id,
        "thread_id": head.id,
        "limit": LETTERS + 1,
        "offset": (page - 1) * LETTERS,
    }
    # One statement for students and mentors: SQLAlchemy reads the rows of two equal ones slower.
    found = rows_of(_letters_statement(viewer.roles & policy.ROLES_THAT_SEE_MORE), given)
    french = language() == "fr"
    return [_letter(row, head, viewer.id, french) for row in reversed(found)]


@cache
def _letters_statement(roles: frozenset[Role]) -> Any:
    viewer = AnyoneWith(roles)
    letters: Any = select(
        Message.id,
        Message.author_id,
        func.coalesce(Message.redacted_body, Message.body).label("body"),
        Message.state,
        Message.sent_at,
        Message.shown_at,
        Message.asks_for_more,
    )
    return (
        with_fate(letters)
        .where(
            Message.thread_id == bindparam("thread_id", type_=Integer),
            policy.messages_readable_by(viewer),
        )
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(bindparam("limit", type_=Integer))
        .offset(bindparam("offset", type_=Integer))
    )


def _letter(row: Any, head: Any, viewer_id: int, french: bool) -> Letter:
    number, author_id, body, state, sent_at, shown_at, asks_for_more, *decided = row
    note, decided_at, in_class, text_fr, text_en, advice_fr, advice_en = decided
    own = author_id == viewer_id
    takes_part = viewer_id in (head.student_id, head.mentor_id)
    shown_since = shown_at is not None and (head.read_at is None or shown_at > head.read_at)
    return Letter(
        message_id=number,
        name=head.student_name if author_id == head.student_id else head.mentor_name,
        own=own,
        body=body,
        state=state,
        sent_at=sent_at,
        new=takes_part and not own and shown_since,
        asks_for_more=asks_for_more,
        reason=(text_fr if french else text_en) or "",
        advice=(advice_fr if french else advice_en) or "",
        note=note or "",
        decided_at=decided_at,
        in_class=bool(in_class),
    )
