"""One case: what about, who must act by when, what was done, the conversation around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Subquery, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from portal import clock
from portal.data.duties import Duty, duties
from portal.errors import not_found
from portal.extensions import db
from portal.models.access_log import AccessEntry
from portal.models.boards import Board
from portal.models.concerns import (
    Concern,
    ConcernClosing,
    ConcernDuty,
    ConcernEntry,
    ConcernOrigin,
    ConcernPriority,
    ConcernRecipient,
    ConcernTopic,
)
from portal.models.mentors import Mentor, mentor_name
from portal.models.people import Person, Role
from portal.models.schools import School
from portal.models.students import Level, Student
from portal.models.threads import SHOWN_STATES, Message, MessageState, Thread
from portal.models.topics import Topic
from portal.policies import concerns as policy
from portal.policies import students
from portal.policies.threads import READING_LASTS
from portal.queries.names import writer

BEFORE, AFTER = 6, 3  # messages of the conversation around the one that it is about

_student, _volunteer = aliased(Person, name="pupil"), aliased(Person, name="volunteer")
_raiser, _handler = aliased(Person, name="raiser"), aliased(Person, name="handler")
_done_by = aliased(Person)


@dataclass(frozen=True, slots=True)
class CaseLetter:
    """A message around the case; `marked`: it raised the concern, or joined it."""

    name: str
    by_mentor: bool
    body: str
    state: MessageState
    sent_at: datetime
    marked: bool


@dataclass(frozen=True, slots=True)
class CaseDuty:
    """What a rule asks, by when, and who says that it is settled."""

    duty: Duty
    contact: str  # the number or address that the board typed in
    due_at: datetime | None  # none: without delay
    overdue: bool
    done_at: datetime | None
    done_by: str | None


@dataclass(frozen=True, slots=True)
class CaseRecipient:
    """Somebody to whom the case was routed."""

    name: str
    level: int
    told_at: datetime | None
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """A line of the journal; `author` is None for the portal itself."""

    author: str | None
    written_at: datetime
    event: str
    detail: str  # what the event is of: a rule, a reason, or ""
    body: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case, as those who look after it see it."""

    concern_id: int
    topic: ConcernTopic
    priority: ConcernPriority
    origin: ConcernOrigin
    raised_at: datetime
    raised_by: str | None  # none: the screen
    body: str
    student: str | None
    student_id: int | None
    level: Level | None
    school: str | None
    mentor: str | None
    mentor_id: int | None
    thread_id: int | None
    group_id: int | None  # of a topic
    title: str | None
    about_mentor: bool
    profile_hidden: bool
    due_at: datetime
    overdue: bool  # nobody has opened it in time
    opened_at: datetime | None
    climbs_at: datetime | None
    handler: str | None
    handler_id: int | None
    is_handler: bool
    closed_at: datetime | None
    closing: ConcernClosing | None
    closing_note: str
    may_read_thread: bool
    may_see_student: bool
    to_open: bool  # its opening, or this reading, is not written down yet
    duties: Sequence[CaseDuty]
    recipients: Sequence[CaseRecipient]
    entries: Sequence[CaseEntry]
    letters: Sequence[CaseLetter]


def case_page(viewer: Person, concern_id: int) -> CasePage:
    """Return one case with its clock, its journal and, while it is open, the conversation.

    Raises NotFound for whom it is not for.
    """
    row = _head(viewer, concern_id)
    concern: Concern = row.Concern
    student, mentor = _names(row)
    recipients = _recipients(concern_id)
    is_open = concern.closed_at is None
    mentor_id = row.mentor_id
    reads = concern.thread_id is not None and (row.followed or viewer.has(Role.MODERATOR))
    unlogged = reads and is_open and not row.logged
    return CasePage(
        concern_id=concern.id,
        topic=concern.topic,
        priority=concern.priority,
        origin=concern.origin,
        raised_at=concern.raised_at,
        raised_by=row.raiser.name if row.raiser else None,
        body=concern.body,
        student=student,
        student_id=concern.student_id,
        level=row.level,
        school=row.school,
        mentor=mentor,
        mentor_id=mentor_id,
        thread_id=concern.thread_id,
        group_id=row.group_id,
        title=row.title,
        about_mentor=mentor_id is not None and concern.about_id == mentor_id,
        profile_hidden=row.hidden_at is not None,
        due_at=concern.due_at,
        overdue=is_open and concern.opened_at is None and concern.due_at < clock.now(),
        opened_at=concern.opened_at,
        climbs_at=concern.climbs_at,
        handler=row.handler.name if row.handler else None,
        handler_id=concern.handler_id,
        is_handler=concern.handler_id == viewer.id,
        closed_at=concern.closed_at,
        closing=concern.closing,
        closing_note=concern.closing_note,
        may_read_thread=reads,
        may_see_student=row.followed,
        to_open=is_open and (_unopened(viewer, concern) or unlogged or row.unopened),
        duties=_duties(concern, row.Board),
        recipients=recipients,
        entries=_entries(concern_id),
        letters=_letters(concern) if is_open and reads else (),
    )


def _head(viewer: Person, concern_id: int) -> Any:
    reader = and_(
        AccessEntry.reader_id == viewer.id,
        AccessEntry.thread_id == Concern.thread_id,
        AccessEntry.reason == policy.reading_reason(concern_id),
        AccessEntry.read_at > clock.now() - READING_LASTS,
    )
    unopened = and_(
        ConcernRecipient.concern_id == Concern.id,
        ConcernRecipient.person_id == viewer.id,
        ConcernRecipient.opened_at.is_(None),
    )
    followed = select(Student.person_id).where(students.followed_by(viewer))
    wanted = (
        select(
            Concern,
            _student,
            _volunteer,
            _raiser,
            _handler,
            Board,
            Student.level,
            School.name.label("school"),
            Topic.group_id,
            func.coalesce(Topic.redacted_title, Topic.title).label("title"),
            Mentor.person_id.label("mentor_id"),
            Mentor.shows_full_name,
            Mentor.hidden_at,
            or_(Concern.thread_id.is_(None), exists().where(reader)).label("logged"),
            exists().where(unopened).label("unopened"),
            func.coalesce(Concern.student_id.in_(followed), False).label("followed"),
        )
        .select_from(Concern)
        .outerjoin(Thread, Thread.id == Concern.thread_id)
        .outerjoin(Topic, Topic.thread_id == Concern.thread_id)
        .outerjoin(Mentor, Mentor.person_id == func.coalesce(Thread.mentor_id, Concern.about_id))
        .outerjoin(_volunteer, _volunteer.id == Mentor.person_id)
        .outerjoin(_student, _student.id == Concern.student_id)
        .outerjoin(Student, Student.person_id == Concern.student_id)
        .outerjoin(School, School.id == Student.school_id)
        .outerjoin(_raiser, _raiser.id == Concern.raised_by_id)
        .outerjoin(_handler, _handler.id == Concern.handler_id)
        .outerjoin(Board, true())
        .where(Concern.id == concern_id, policy.readable_by(viewer))
    )
    return db.session.execute(wanted).one_or_none() or not_found("concern", concern_id)


def _unopened(viewer: Person, concern: Concern) -> bool:
    return concern.opened_at is None and concern.raised_by_id != viewer.id


def _names(row: Any) -> tuple[str | None, str | None]:
    mentor = row.volunteer
    if mentor is None:
        return (row.pupil.name if row.pupil else None), None
    whole = mentor_name(mentor.given_name, mentor.family_name, whole=row.shows_full_name)
    return (row.pupil.name if row.pupil else None), whole


def _duties(concern: Concern, board: Board | None) -> list[CaseDuty]:
    rows = db.session.execute(
        select(ConcernDuty, _done_by)
        .outerjoin(_done_by, _done_by.id == ConcernDuty.done_by_id)
        .where(ConcernDuty.concern_id == concern.id)
        .order_by(ConcernDuty.id)
    )
    now, known = clock.now(), duties()
    return [
        CaseDuty(
            duty=known[row.rule],
            contact=getattr(board, known[row.rule].contact, "") if known[row.rule].contact else "",
            due_at=row.due_at,
            overdue=row.done_at is None and row.due_at is not None and row.due_at < now,
            done_at=row.done_at,
            done_by=person.name if person else None,
        )
        for row, person in rows
        if row.rule in known
    ]


def _recipients(concern_id: int) -> list[CaseRecipient]:
    rows = db.session.execute(
        select(ConcernRecipient, Person)
        .join(Person, Person.id == ConcernRecipient.person_id)
        .where(ConcernRecipient.concern_id == concern_id)
        .order_by(ConcernRecipient.level, Person.folded_name, Person.id)
    )
    return [
        CaseRecipient(person.name, row.level, row.told_at, row.opened_at) for row, person in rows
    ]


def _entries(concern_id: int) -> list[CaseEntry]:
    rows = db.session.execute(
        select(ConcernEntry, Person)
        .outerjoin(Person, Person.id == ConcernEntry.author_id)
        .where(ConcernEntry.concern_id == concern_id)
        .order_by(ConcernEntry.id)
    )
    found = []
    for line, person in rows:
        event, _space, detail = line.event.partition(" ")
        author = person.name if person else None
        found.append(CaseEntry(author, line.written_at, event, detail, line.body))
    return found


def _letters(concern: Concern) -> list[CaseLetter]:
    """Return what is shown around the case, and the messages that raised it, held or not."""
    if concern.thread_id is None:
        return []
    marked = select(ConcernEntry.message_id).where(
        ConcernEntry.concern_id == concern.id, ConcernEntry.message_id.is_not(None)
    )
    chosen = (Message.id.in_(select(near.c.id)) for near in _around(concern))
    somebody = writer()
    whole = somebody.person.given_name + " " + somebody.person.family_name
    wanted: Any = select(
        Message,
        case((somebody.student.person_id.is_not(None), whole), else_=somebody.name),
        somebody.side,
        Message.id.in_(marked),
    )
    rows = db.session.execute(
        somebody.join(wanted, Message.author_id)
        .where(Message.thread_id == concern.thread_id, or_(Message.id.in_(marked), *chosen))
        .order_by(Message.sent_at, Message.id)
    )
    return [
        CaseLetter(
            name=name,
            by_mentor=side == "mentor",
            body=message.body if is_marked else message.shown_body,
            state=message.state,
            sent_at=message.sent_at,
            marked=is_marked,
        )
        for message, name, side, is_marked in rows
    ]


def _around(concern: Concern) -> Sequence[Subquery]:
    """Choose the shown messages before and after the one that it is about, or the last ones."""
    near = aliased(Message)
    shown = (
        select(near.id)
        .where(near.thread_id == concern.thread_id, near.state.in_(SHOWN_STATES))
        .limit(BEFORE)
    )
    latest = shown.order_by(near.sent_at.desc(), near.id.desc())
    if concern.message_id is None:
        return (latest.subquery(),)
    its = aliased(Message)
    moment = select(its.sent_at).where(its.id == concern.message_id).scalar_subquery()
    after = shown.order_by(near.sent_at, near.id).limit(AFTER)
    return (
        latest.where(near.sent_at <= moment).subquery(),
        after.where(near.sent_at > moment).subquery(),
    )
