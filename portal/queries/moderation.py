"""The queue of held messages, and one case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.data.occupations import occupations
from portal.errors import not_found
from portal.extensions import db
from portal.i18n import language
from portal.models.matches import Match, MatchState
from portal.models.moderation import Decision, Hold, HoldReason, MessageFinding, Verdict
from portal.models.people import Person
from portal.models.students import Level, Student
from portal.models.threads import Message, MessageState, Thread
from portal.policies import moderation as policy
from portal.policies import threads as threads_policy

# A page opened again this long before the end of the claim claims anew.
CLAIM_RENEWED_BEFORE = timedelta(minutes=5)
BESIDE = 6  # the last messages of the thread that stand beside a case
WORST_FIRST = (Hold.severity.desc(), Hold.held_at, Hold.id)

_student, _volunteer, _holder = aliased(Person), aliased(Person), aliased(Person)
_student_name = func.coalesce(_student.pseudonym, _student.given_name)


class Span(Protocol):
    """What marks a stretch of a text: a finding of the screen, or one kept in a row."""

    @property
    def kind(self) -> str:
        """What it seems to be."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it has ended."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, and the kind of what was found in it, or ""."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A held message in the queue; who wrote to whom, by first names."""

    hold_id: int
    author: str
    by_mentor: bool
    other: str
    reason: HoldReason
    kinds: Sequence[str]
    severity: int
    waited: timedelta
    holder: str | None  # another moderator who has it open


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How much waits, by why."""

    total: int
    findings: int
    first_messages: int
    full_review: int
    oldest: timedelta | None


@dataclass(frozen=True, slots=True)
class Beside:
    """An earlier message of the thread, beside a case."""

    name: str
    by_mentor: bool
    body: str
    state: MessageState
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class CasePage:
    """A held message with what was found, its thread beside, and what may be done."""

    hold_id: int
    thread_id: int
    author: str
    by_mentor: bool
    other: str
    level: Level
    occupation: str
    match_state: MatchState
    reason: HoldReason
    body: str
    redacted_body: str | None
    pieces: Sequence[Piece]
    kinds: Sequence[str]
    sent_at: datetime
    verdict: Verdict | None
    decided_at: datetime | None
    holder: str | None
    may_decide: bool
    to_claim: bool  # not yet, or not for long, the reader's own case; or its reading is not logged
    beside: Sequence[Beside]


def pieces(body: str, found: Iterable[Span]) -> list[Piece]:
    """Cut `body` at the findings, in order; what two of them cover belongs to the first."""
    cut: list[Piece] = []
    done = 0
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        start, end = max(span.start, done), min(span.end, len(body))
        if end <= start:
            continue
        if start > done:
            cut.append(Piece(body[done:start], ""))
        cut.append(Piece(body[start:end], str(span.kind)))
        done = end
    if done < len(body):
        cut.append(Piece(body[done:], ""))
    return cut


def queue(viewer: Person, *, limit: int, offset: int = 0) -> list[QueueRow]:
    """List the held messages, most severe then oldest first, in one statement."""
    rows = (
        _waiting(
            viewer,
            Hold.id,
            Message.author_id,
            Thread.student_id,
            _student_name.label("student"),
            _volunteer.given_name.label("mentor"),
            Hold.reason,
            _of_findings(func.aggregate_strings(MessageFinding.kind, ",")).label("kinds"),
            Hold.severity,
            Hold.held_at,
            _holder.given_name.label("holder"),
        )
        .where(Hold.id.in_(_first_waiting(viewer, limit, offset)))
        .order_by(*WORST_FIRST)
    )
    return [_queue_row(row) for row in db.session.execute(rows)]


def counts(viewer: Person) -> QueueCounts:
    """Count the held messages by why they wait, in one statement."""
    rows = (
        select(Hold.reason, func.count(), func.min(Hold.held_at))
        .where(policy.decidable_by(viewer))
        .group_by(Hold.reason)
    )
    found = {reason: (number, oldest) for reason, number, oldest in db.session.execute(rows)}
    moments = [oldest for _number, oldest in found.values()]
    return QueueCounts(
        total=sum(number for number, _oldest in found.values()),
        findings=found.get(HoldReason.FINDING, (0,))[0],
        first_messages=found.get(HoldReason.NEW_MENTOR, (0,))[0],
        full_review=found.get(HoldReason.FULL_REVIEW, (0,))[0],
        oldest=clock.now() - min(moments) if moments else None,
    )


def next_case(viewer: Person) -> int | None:
    """Return the first case of the queue that no other moderator has open."""
    first = _waiting(viewer, Hold.id).where(_holder.id.is_(None)).order_by(*WORST_FIRST).limit(1)
    number: int | None = db.session.scalar(first)
    return number


def case_page(viewer: Person, hold_id: int) -> CasePage:
    """Return one case. Raises NotFound for anyone but a moderator of others' exchanges."""
    row = _case_row(viewer, hold_id)
    found = db.session.scalars(
        select(MessageFinding).where(MessageFinding.message_id == row.message_id)
    ).all()
    by_mentor = row.author_id != row.student_id
    waits = row.state is MessageState.HELD
    names = (row.mentor, row.student) if by_mentor else (row.student, row.mentor)
    return CasePage(
        hold_id=hold_id,
        thread_id=row.thread_id,
        author=names[0],
        by_mentor=by_mentor,
        other=names[1],
        level=row.level,
        occupation=occupations()[row.noc].headline(language()),
        match_state=row.match_state,
        reason=row.reason,
        body=row.body,
        redacted_body=row.redacted_body,
        pieces=pieces(row.body, found),
        kinds=tuple(dict.fromkeys(finding.kind for finding in found)),
        sent_at=row.sent_at,
        verdict=row.verdict,
        decided_at=row.decided_at,
        holder=row.holder,
        may_decide=waits and row.holder is None,
        to_claim=not row.logged or (waits and row.holder is None and not row.kept),
        beside=_beside(row),
    )


def _of_findings(figure: ColumnElement[Any]) -> ColumnElement[Any]:
    return (
        select(figure)
        .where(MessageFinding.message_id == Message.id)
        .correlate(Message)
        .scalar_subquery()
    )


def _first_waiting(viewer: Person, limit: int, offset: int) -> Select[int]:
    """Choose the cases of a page before anything is looked up for them."""
    return (
        select(Hold.id)
        .where(policy.decidable_by(viewer))
        .order_by(*WORST_FIRST)
        .limit(limit)
        .offset(offset)
    )


def _held_by_another(viewer: Person) -> ColumnElement[bool]:
    return and_(
        _holder.id == Hold.claimed_by_id,
        Hold.claimed_by_id != viewer.id,
        Hold.claimed_until > clock.now(),
    )


def _kept_by(viewer: Person) -> ColumnElement[bool]:
    return and_(
        Hold.claimed_by_id == viewer.id, Hold.claimed_until > clock.now() + CLAIM_RENEWED_BEFORE
    )


def _waiting(viewer: Person, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Hold)
        .join(Message, Message.id == Hold.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .join(_student, _student.id == Thread.student_id)
        .join(_volunteer, _volunteer.id == Thread.mentor_id)
        .outerjoin(_holder, _held_by_another(viewer))
        .where(policy.decidable_by(viewer))
    )


def _queue_row(row: Any) -> QueueRow:
    by_mentor = row.author_id != row.student_id
    return QueueRow(
        hold_id=row.id,
        author=row.mentor if by_mentor else row.student,
        by_mentor=by_mentor,
        other=row.student if by_mentor else row.mentor,
        reason=row.reason,
        kinds=tuple(dict.fromkeys((row.kinds or "").split(","))) if row.kinds else (),
        severity=row.severity,
        waited=clock.now() - row.held_at,
        holder=row.holder,
    )


def _case_row(viewer: Person, hold_id: int) -> Any:
    wanted = (
        select(
            Hold.message_id,
            Hold.reason,
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
            Student.level,
            Match.noc,
            Match.state.label("match_state"),
            Decision.verdict,
            Decision.decided_at,
            _holder.given_name.label("holder"),
            threads_policy.opened_with_reason(viewer).label("logged"),
            func.coalesce(_kept_by(viewer), False).label("kept"),
        )
        .select_from(Hold)
        .join(Message, Message.id == Hold.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .join(Match, Match.id == Thread.match_id)
        .join(Student, Student.person_id == Thread.student_id)
        .join(_student, _student.id == Thread.student_id)
        .join(_volunteer, _volunteer.id == Thread.mentor_id)
        .outerjoin(Decision, Decision.message_id == Message.id)
        .outerjoin(_holder, _held_by_another(viewer))
        .where(Hold.id == hold_id, policy.readable_by(viewer))
    )
    return db.session.execute(wanted).one_or_none() or not_found("hold", hold_id)


def _beside(case: Any) -> list[Beside]:
    rows = (
        select(
            Message.author_id,
            func.coalesce(Message.redacted_body, Message.body),
            Message.state,
            Message.sent_at,
        )
        .where(
            Message.thread_id == case.thread_id,
            Message.state != MessageState.WITHDRAWN,
            Message.id != case.message_id,
        )
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(BESIDE)
    )
    return [
        Beside(
            name=case.student if author_id == case.student_id else case.mentor,
            by_mentor=author_id != case.student_id,
            body=body,
            state=state,
            sent_at=sent_at,
        )
        for author_id, body, state, sent_at in reversed(db.session.execute(rows).all())
    ]
