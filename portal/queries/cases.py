"""One held message with all that a moderator needs in order to decide on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.data.occupations import occupations
from portal.errors import not_found
from portal.extensions import db
from portal.i18n import language, pick
from portal.models.matches import Match
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
from portal.policies import moderation as policy
from portal.policies import threads as threads_policy
from portal.queries.histories import PastDecision, histories
from portal.queries.moderation import Piece, held_by_another, pieces

# A page opened again this long before the end of the claim claims anew.
CLAIM_RENEWED_BEFORE = timedelta(minutes=5)
BEFORE, AFTER = 6, 3  # messages of the thread that stand around a case
ALSO_HELD = 10  # other messages of the same author, decided together if one wishes
UNDONE_WITHIN = timedelta(minutes=10)

_student, _volunteer, _holder = aliased(Person), aliased(Person), aliased(Person)
_author, _escalator = aliased(Person), aliased(Person)
_student_name = func.coalesce(_student.pseudonym, _student.given_name)


@dataclass(frozen=True, slots=True)
class Around:
    """A message of the thread that stands before or after the one of the case."""

    name: str
    by_mentor: bool
    body: str
    state: MessageState
    sent_at: datetime
    earlier: bool


@dataclass(frozen=True, slots=True)
class AlsoHeld:
    """Another message of the same author that waits."""

    hold_id: int
    body: str
    kinds: Sequence[str]
    other: str
    sent_at: datetime
    logged: bool  # the reading of its conversation is written down


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
class CasePage:
    """A held message with what was found, its thread around, and what may be done."""

    hold_id: int
    message_id: int
    thread_id: int
    author_id: int
    author: str
    author_language: str
    by_mentor: bool
    other: str
    level: Level
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
    by_mentor = row.author_id != row.student_id
    names = (row.mentor, row.student) if by_mentor else (row.student, row.mentor)
    may_decide = row.waits and row.holder is None and row.escalated_by_id != viewer.id
    also_held = _also_held(viewer, row.author_id, hold_id) if may_decide else []
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
        level=row.level,
        occupation=occupations()[row.noc].headline(language()),
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
        full_review=row.full_review,
        follows_student=row.follows,
        waits=row.waits,
        may_decide=may_decide,
        to_claim=not logged or (may_decide and not row.kept),
        around=_around(row),
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
            Student.level,
            Match.noc,
            Match.full_review,
            _holder.given_name.label("holder"),
            _escalator.given_name.label("escalated_by"),
            threads_policy.opened_with_reason(viewer).label("logged"),
            policy.followed_by(viewer).label("follows"),
            func.coalesce(_kept_by(viewer), False).label("kept"),
        )
        .select_from(Hold)
        .join(Message, Message.id == Hold.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .join(Match, Match.id == Thread.match_id)
        .join(Student, Student.person_id == Thread.student_id)
        .join(_student, _student.id == Thread.student_id)
        .join(_volunteer, _volunteer.id == Thread.mentor_id)
        .join(_author, _author.id == Message.author_id)
        .outerjoin(_escalator, _escalator.id == Hold.escalated_by_id)
        .outerjoin(_holder, held_by_another(viewer, _holder))
        .where(Hold.id == hold_id, policy.readable_by(viewer))
    )
    return db.session.execute(wanted).one_or_none() or not_found("hold", hold_id)


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


def _around(case: Any) -> list[Around]:
    """Return the messages that stand around the case's, in one statement."""
    here = and_(
        Message.thread_id == case.thread_id,
        Message.state != MessageState.WITHDRAWN,
        Message.id != case.message_id,
    )
    earlier = or_(
        Message.sent_at < case.sent_at,
        and_(Message.sent_at == case.sent_at, Message.id < case.message_id),
    )
    newest = (Message.sent_at.desc(), Message.id.desc())
    oldest = (Message.sent_at, Message.id)
    before = select(Message.id).where(here, earlier).order_by(*newest).limit(BEFORE)
    after = select(Message.id).where(here, ~earlier).order_by(*oldest).limit(AFTER)
    rows = (
        select(
            Message.author_id,
            func.coalesce(Message.redacted_body, Message.body),
            Message.state,
            Message.sent_at,
            earlier,
        )
        .where(or_(Message.id.in_(before), Message.id.in_(after)))
        .order_by(*oldest)
    )
    return [
        Around(
            name=case.student if author_id == case.student_id else case.mentor,
            by_mentor=author_id != case.student_id,
            body=body,
            state=state,
            sent_at=sent_at,
            earlier=is_earlier,
        )
        for author_id, body, state, sent_at, is_earlier in db.session.execute(rows)
    ]


def _also_held(viewer: Person, author_id: int, hold_id: int) -> list[AlsoHeld]:
    kinds = (
        select(func.aggregate_strings(MessageFinding.kind, ","))
        .where(MessageFinding.message_id == Message.id)
        .correlate(Message)
        .scalar_subquery()
    )
    rows = (
        select(
            Hold.id,
            Message.body,
            kinds,
            case(
                (Message.author_id == Thread.student_id, _volunteer.given_name),
                else_=_student_name,
            ),
            Message.sent_at,
            threads_policy.opened_with_reason(viewer),
        )
        .join(Message, Message.id == Hold.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .join(_student, _student.id == Thread.student_id)
        .join(_volunteer, _volunteer.id == Thread.mentor_id)
        .outerjoin(_holder, held_by_another(viewer, _holder))
        .where(
            Message.author_id == author_id,
            Hold.id != hold_id,
            policy.decidable_by(viewer),
            Hold.escalated_at.is_(None),
            _holder.id.is_(None),
        )
        .order_by(Message.sent_at, Message.id)
        .limit(ALSO_HELD)
    )
    return [
        AlsoHeld(
            hold_id=number,
            body=body,
            kinds=tuple(dict.fromkeys(found.split(","))) if found else (),
            other=other,
            sent_at=sent_at,
            logged=logged,
        )
        for number, body, found, other, sent_at, logged in db.session.execute(rows)
    ]


def _histories(viewer: Person, case: Any, names: tuple[str, str]) -> list[History]:
    other_id = case.mentor_id if case.author_id == case.student_id else case.student_id
    people = (case.author_id, other_id)
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
        for person_id, name in zip(people, names, strict=True)
    ]


def _notes(hold_id: int) -> list[Note]:
    rows = (
        select(_author.given_name, HoldNote.body, HoldNote.written_at)
        .join(_author, _author.id == HoldNote.author_id)
        .where(HoldNote.hold_id == hold_id)
        .order_by(HoldNote.written_at, HoldNote.id)
    )
    return [Note(*row) for row in db.session.execute(rows)]
