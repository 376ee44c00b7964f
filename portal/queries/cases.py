"""One held message with all that a moderator needs in order to decide on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.data.occupations import occupations
from portal.errors import not_found
from portal.extensions import db
from portal.i18n import language, pick
from portal.models.groups import Group
from portal.models.matches import Match
from portal.models.mentors import Mentor
from portal.models.moderation import (
    Decision,
    Hold,
    HoldNote,
    HoldReason,
    MessageFinding,
    RefusalReason,
    Verdict,
)
from portal.models.people import Person
from portal.models.students import Level, Student
from portal.models.threads import Message, MessageState, Thread
from portal.models.topics import MessageEdit, Topic
from portal.policies import moderation as policy
from portal.policies import threads as threads_policy
from portal.queries.case_surroundings import AlsoHeld, Around, also_held_by, around
from portal.queries.histories import PastDecision, histories
from portal.queries.moderation import Piece, held_by_another, pieces

# A page opened again this long before the end of the claim claims anew.
CLAIM_RENEWED_BEFORE = timedelta(minutes=5)
UNDONE_WITHIN = timedelta(minutes=10)

_student, _volunteer, _holder = aliased(Person), aliased(Person), aliased(Person)
_author, _escalator = aliased(Person), aliased(Person)
_student_name = func.coalesce(_student.pseudonym, _student.given_name)
# What a case says of a post in a topic; all of it is null of a message in a conversation.
_OF_GROUP = (
    Message.unnamed,
    Message.quoted_id,
    Topic.thread_id.label("topic_id"),
    Topic.group_id,
    func.coalesce(Topic.redacted_title, Topic.title).label("title"),
    Topic.first_message_id,
    Group.name_fr,
    Group.name_en,
    Group.full_review.label("group_review"),
    exists().where(Mentor.person_id == Message.author_id).label("is_mentor"),
)


@dataclass(frozen=True, slots=True)
class Note:
    """What a moderator wrote to the others about the case."""

    name: str
    body: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """What was decided on one person's messages: how many of each, and the last ones."""

    person_id: int
    name: str
    approved: int
    redacted: int
    refused: int
    last: Sequence[PastDecision]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The decision that stands."""

    verdict: Verdict
    decided_at: datetime
    by: str
    own: bool
    reason: str
    note: str
    undone_until: datetime | None  # the viewer's own, not yet 10 minutes old


@dataclass(frozen=True, slots=True)
class Latest:
    """The viewer's last decision, which may still be undone."""

    hold_id: int
    verdict: Verdict
    author: str


@dataclass(frozen=True, slots=True)
class GroupContext:
    """Where a post was written, and what it said before its author changed it."""

    group_id: int
    topic_id: int
    group: str
    title: str
    begins: bool  # it is the first post: the title is its author's too
    full_review: bool
    unnamed: bool
    quoted: str | None
    past: Sequence[tuple[datetime, str]]


@dataclass(frozen=True, slots=True)
class CasePage:
    """A held message with what was found, its thread around, and what may be done."""

    hold_id: int
    message_id: int
    thread_id: int
    author_id: int
    author: str
    author_language: str
    by_mentor: bool
    other: str  # the other person of the conversation, or the name of the group
    context: GroupContext | None  # of a post in a topic
    level: Level | None  # of the student
    occupation: str
    reason: HoldReason
    severity: int
    state: MessageState
    body: str
    redacted_body: str | None
    pieces: Sequence[Piece]
    kinds: Sequence[str]
    sent_at: datetime
    due_at: datetime
    outcome: Outcome | None
    holder: str | None
    escalated_by: str | None
    escalated_by_viewer: bool
    full_review: bool  # every message of the match is read first
    follows_student: bool  # the viewer is also a counsellor of the student
    waits: bool
    may_decide: bool
    to_claim: bool  # not yet, or not for long, the reader's own case; or its reading is not logged
    around: Sequence[Around]
    also_held: Sequence[AlsoHeld]
    histories: Sequence[History]  # the author's, then the other's
    notes: Sequence[Note]


def case_page(viewer: Person, hold_id: int) -> CasePage:
    """Return one case. Raises NotFound for those who do not see it (`policies.moderation`)."""
    row = _case_row(viewer, hold_id)
    found = db.session.scalars(
        select(MessageFinding).where(MessageFinding.message_id == row.message_id)
    ).all()
    context = _group_context(row) if row.topic_id is not None else None
    by_mentor, names = _between(row, context)
    may_decide = row.waits and row.holder is None and row.escalated_by_id != viewer.id
    also_held = also_held_by(viewer, row.author_id, hold_id) if may_decide else []
    logged = row.logged and all(item.logged for item in also_held)
    return CasePage(
        hold_id=hold_id,
        message_id=row.message_id,
        thread_id=row.thread_id,
        author_id=row.author_id,
        author=names[0],
        author_language=row.spoken,
        by_mentor=by_mentor,
        other=names[1],
        context=context,
        level=row.level,
        occupation=occupations()[row.noc].headline(language()) if row.noc else "",
        reason=row.reason,
        severity=row.severity,
        state=row.state,
        body=row.body,
        redacted_body=row.redacted_body,
        pieces=pieces(row.body, found),
        kinds=tuple(dict.fromkeys(finding.kind for finding in found)),
        sent_at=row.sent_at,
        due_at=row.due_at,
        outcome=_outcome(viewer, hold_id) if not row.waits else None,
        holder=row.holder,
        escalated_by=row.escalated_by,
        escalated_by_viewer=row.escalated_by_id == viewer.id,
        full_review=context.full_review if context else row.full_review,
        follows_student=bool(row.follows),
        waits=row.waits,
        may_decide=may_decide,
        to_claim=not logged or (may_decide and not row.kept),
        around=around(row),
        also_held=also_held,
        histories=_histories(viewer, row, names),
        notes=_notes(hold_id),
    )


def latest_own(viewer: Person) -> Latest | None:
    """Return the viewer's last decision while it may be undone (it may have been read since)."""
    wanted = (
        select(Decision.hold_id, Decision.verdict, _author.pseudonym, _author.given_name)
        .join(Message, Message.id == Decision.message_id)
        .join(_author, _author.id == Message.author_id)
        .where(
            Decision.moderator_id == viewer.id,
            Decision.decided_at > clock.now() - UNDONE_WITHIN,
            Decision.stands,
        )
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(1)
    )
    row = db.session.execute(wanted).one_or_none()
    return None if row is None else Latest(row[0], row[1], row[2] or row[3])


def _case_row(viewer: Person, hold_id: int) -> Any:
    wanted = (
        select(
            Hold.message_id,
            Hold.reason,
            Hold.severity,
            Hold.waits,
            Hold.held_at,
            Hold.due_at,
            Hold.escalated_by_id,
            Message.thread_id,
            Message.author_id,
            Message.body,
            Message.redacted_body,
            Message.state,
            Message.sent_at,
            Thread.student_id,
            Thread.mentor_id,
            _student_name.label("student"),
            _volunteer.given_name.label("mentor"),
            _author.language.label("spoken"),
            func.coalesce(_author.pseudonym, _author.given_name).label("writer"),
            Student.level,
            func.coalesce(Match.noc, Group.noc).label("noc"),
            Match.full_review,
            *_OF_GROUP,
            _holder.given_name.label("holder"),
            _escalator.given_name.label("escalated_by"),
            threads_policy.reading_logged(viewer, Student.person_id).label("logged"),
            policy.followed_by(viewer).label("follows"),
            func.coalesce(_kept_by(viewer), False).label("kept"),
        )
        .select_from(Hold)
        .join(Message, Message.id == Hold.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .join(_author, _author.id == Message.author_id)
        .outerjoin(Match, Match.id == Thread.match_id)
        .outerjoin(Student, Student.person_id == func.coalesce(Thread.student_id, _author.id))
        .outerjoin(_student, _student.id == Thread.student_id)
        .outerjoin(_volunteer, _volunteer.id == Thread.mentor_id)
        .outerjoin(Topic, Topic.thread_id == Thread.id)
        .outerjoin(Group, Group.id == Topic.group_id)
        .outerjoin(_escalator, _escalator.id == Hold.escalated_by_id)
        .outerjoin(_holder, held_by_another(viewer, _holder))
        .where(Hold.id == hold_id, policy.readable_by(viewer))
    )
    return db.session.execute(wanted).one_or_none() or not_found("hold", hold_id)


def _between(row: Any, context: GroupContext | None) -> tuple[bool, tuple[str, str]]:
    """Return whether a mentor wrote, then the names of the author and of whom it is for."""
    if context is not None:
        return row.is_mentor, (row.writer, context.group)
    if row.author_id == row.student_id:
        return False, (row.student, row.mentor)
    return True, (row.mentor, row.student)


def _group_context(row: Any) -> GroupContext:
    past = db.session.execute(
        select(MessageEdit.edited_at, MessageEdit.body)
        .where(MessageEdit.message_id == row.message_id)
        .order_by(MessageEdit.id)
    )
    quoted = select(func.coalesce(Message.redacted_body, Message.body)).where(
        Message.id == row.quoted_id
    )
    return GroupContext(
        group_id=row.group_id,
        topic_id=row.topic_id,
        group=pick(row, "name"),
        title=row.title,
        begins=row.first_message_id in (None, row.message_id),
        full_review=row.group_review,
        unnamed=row.unnamed,
        quoted=db.session.scalar(quoted) if row.quoted_id is not None else None,
        past=[(moment, body) for moment, body in past],
    )


def _kept_by(viewer: Person) -> ColumnElement[bool]:
    return and_(
        Hold.claimed_by_id == viewer.id, Hold.claimed_until > clock.now() + CLAIM_RENEWED_BEFORE
    )


def _outcome(viewer: Person, hold_id: int) -> Outcome | None:
    wanted = (
        select(Decision, RefusalReason, _holder.given_name)
        .join(_holder, _holder.id == Decision.moderator_id)
        .outerjoin(RefusalReason, RefusalReason.id == Decision.reason_id)
        .where(Decision.hold_id == hold_id, Decision.undone_at.is_(None))
    )
    row = db.session.execute(wanted).one_or_none()
    if row is None:
        return None
    decision, reason, name = row
    own, until = decision.moderator_id == viewer.id, decision.decided_at + UNDONE_WITHIN
    return Outcome(
        verdict=decision.verdict,
        decided_at=decision.decided_at,
        by=name,
        own=own,
        reason=pick(reason, "text") if reason is not None else "",
        note=decision.note,
        undone_until=until if own and decision.stands and until > clock.now() else None,
    )


def _histories(viewer: Person, case: Any, names: tuple[str, str]) -> list[History]:
    people = [case.author_id]
    if case.topic_id is None:  # in a group there is no other one
        other_id = case.mentor_id if case.author_id == case.student_id else case.student_id
        people.append(other_id)
    counted, last = histories(viewer, people)
    return [
        History(
            person_id=person_id,
            name=name,
            approved=counted.get((person_id, Verdict.APPROVED), 0),
            redacted=counted.get((person_id, Verdict.REDACTED), 0),
            refused=counted.get((person_id, Verdict.REFUSED), 0),
            last=last.get(person_id, ()),
        )
        for person_id, name in zip(people, names, strict=False)
    ]


def _notes(hold_id: int) -> list[Note]:
    rows = (
        select(_author.given_name, HoldNote.body, HoldNote.written_at)
        .join(_author, _author.id == HoldNote.author_id)
        .where(HoldNote.hold_id == hold_id)
        .order_by(HoldNote.written_at, HoldNote.id)
    )
    return [Note(*row) for row in db.session.execute(rows)]
