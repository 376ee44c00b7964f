"""The queue of held messages: the one list of what waits, the most pressing first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from portal import clock
from portal.extensions import db
from portal.i18n import pick
from portal.models.groups import Group
from portal.models.mentors import Mentor
from portal.models.moderation import Hold, HoldReason, MessageFinding
from portal.models.people import Person
from portal.models.threads import Message, Thread
from portal.models.topics import Topic
from portal.policies import moderation as policy
from portal.screening import Severity

# What is immediate stands before whatever else is late: nobody finds it under a week's numbers.
_IMMEDIATE_FIRST = case((Hold.severity >= int(Severity.IMMEDIATE), 0), else_=1)
PRESSING_FIRST = (_IMMEDIATE_FIRST, Hold.due_at, Hold.severity.desc(), Hold.id)
ESCALATED_SHOWN = 10  # above the list; the others are one click away

_student, _volunteer, _holder = aliased(Person), aliased(Person), aliased(Person)
_author = aliased(Person)
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
class Wanted:
    """Which part of the queue: what is left out asks for nothing."""

    kind: str = ""
    reason: str = ""
    severity: int | None = None
    language: str = ""  # of the author
    whose: str = ""  # "mine": claimed by the viewer; "free": by nobody
    escalated: bool = False


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A held message in the queue; who wrote to whom, by first names."""

    hold_id: int
    author: str
    by_mentor: bool
    other: str  # the other person of the conversation, or "" in a group
    group: str | None  # of a post in a topic
    topic: str | None
    reason: HoldReason
    kinds: Sequence[str]
    severity: int
    language: str
    waited: timedelta
    due_at: datetime
    late: timedelta | None  # since when somebody should have decided
    escalated: bool
    holder: str | None  # another moderator who has it open


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How much waits, by why."""

    total: int
    late: int
    escalated: int
    reasons: dict[HoldReason, int]
    oldest: timedelta | None


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


def queue(
    viewer: Person, *, limit: int, offset: int = 0, wanted: Wanted = Wanted()
) -> list[QueueRow]:
    """List the held messages, what is immediate first, then by when they are due: one statement.

    Those that were escalated stand in a list of their own (`wanted.escalated`).
    """
    rows = (
        _waiting(
            viewer,
            Hold.id,
            Message.author_id,
            Thread.student_id,
            _student_name.label("student"),
            _volunteer.given_name.label("mentor"),
            func.coalesce(_author.pseudonym, _author.given_name).label("author"),
            exists().where(Mentor.person_id == Message.author_id).label("is_mentor"),
            Group.name_fr,
            Group.name_en,
            func.coalesce(Topic.redacted_title, Topic.title).label("topic"),
            _author.language.label("spoken"),
            Hold.reason,
            _of_findings(func.aggregate_strings(MessageFinding.kind, ",")).label("kinds"),
            Hold.severity,
            Hold.held_at,
            Hold.due_at,
            Hold.escalated_at,
            _holder.given_name.label("holder"),
        )
        .where(Hold.id.in_(_first_waiting(viewer, wanted, limit, offset)))
        .order_by(*PRESSING_FIRST)
    )
    return [_queue_row(row) for row in db.session.execute(rows)]


def counts(viewer: Person) -> QueueCounts:
    """Count the held messages by why they wait, in one statement."""
    rows = (
        select(
            Hold.reason,
            func.count(),
            func.min(Hold.held_at),
            func.sum(case((Hold.due_at < clock.now(), 1), else_=0)),
            func.count(Hold.escalated_at),
        )
        .where(policy.counted_for(viewer))
        .group_by(Hold.reason)
    )
    found = db.session.execute(rows).all()
    oldest = min((row[2] for row in found), default=None)
    return QueueCounts(
        total=sum(row[1] for row in found),
        late=sum(row[3] for row in found),
        escalated=sum(row[4] for row in found),
        reasons={reason: number for reason, number, *_rest in found},
        oldest=clock.now() - oldest if oldest else None,
    )


def next_case(viewer: Person, *, after: int | None = None) -> int | None:
    """Return the first case that no other moderator has open: those left to others first.

    With `after`, the first one that stands behind that case in the list.
    """
    free = _waiting(viewer, Hold.id).where(_holder.id.is_(None)).order_by(*PRESSING_FIRST)
    left = free.where(Hold.escalated_at.is_not(None), Hold.escalated_by_id != viewer.id)
    others = free.where(Hold.escalated_at.is_(None))
    passed = None if after is None else db.session.get(Hold, after)
    lists = [left, others]
    if passed is not None:
        lists = lists[passed.escalated_at is None :]
        lists[0] = lists[0].where(_behind(passed))
    found = (db.session.scalar(rows.limit(1)) for rows in lists)
    return next((number for number in found if number is not None), None)


def _behind(passed: Hold) -> ColumnElement[bool]:
    place = select(_IMMEDIATE_FIRST, Hold.due_at, -Hold.severity, Hold.id)
    its = place.where(Hold.id == passed.id).correlate(None).scalar_subquery()
    return tuple_(_IMMEDIATE_FIRST, Hold.due_at, -Hold.severity, Hold.id) > its


def _of_findings(figure: ColumnElement[Any]) -> ColumnElement[Any]:
    return (
        select(figure)
        .where(MessageFinding.message_id == Message.id)
        .correlate(Message)
        .scalar_subquery()
    )


def _first_waiting(viewer: Person, wanted: Wanted, limit: int, offset: int) -> Select[int]:
    """Choose the cases of a page before anything is looked up for them."""
    return (
        select(Hold.id)
        .where(policy.decidable_by(viewer), *_rules(viewer, wanted))
        .order_by(*PRESSING_FIRST)
        .limit(limit)
        .offset(offset)
    )


def _rules(viewer: Person, wanted: Wanted) -> list[ColumnElement[bool]]:
    escalated = Hold.escalated_at
    rules: list[ColumnElement[bool]] = [
        escalated.is_not(None) if wanted.escalated else escalated.is_(None)
    ]
    if wanted.kind:
        of_kind = (
            MessageFinding.message_id == Hold.message_id,
            MessageFinding.kind == wanted.kind,
        )
        rules.append(exists().where(*of_kind))
    if wanted.reason:
        rules.append(Hold.reason == HoldReason(wanted.reason))
    if wanted.severity is not None:
        rules.append(Hold.severity == wanted.severity)
    if wanted.language:
        rules.append(
            _of_message(Person.id == Message.author_id, Person.language == wanted.language)
        )
    kept = Hold.claimed_until > clock.now()
    if wanted.whose == "mine":
        rules.append(and_(Hold.claimed_by_id == viewer.id, kept))
    if wanted.whose == "free":
        rules.append(or_(Hold.claimed_by_id.is_(None), Hold.claimed_until <= clock.now()))
    return rules


def _of_message(*rules: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Message.id == Hold.message_id, *rules)


def held_by_another(viewer: Person, holder: Any) -> ColumnElement[bool]:
    """Say who of `holder`, an alias of Person, has the case of Hold open beside `viewer`."""
    return and_(
        holder.id == Hold.claimed_by_id,
        Hold.claimed_by_id != viewer.id,
        Hold.claimed_until > clock.now(),
    )


def _waiting(viewer: Person, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Hold)
        .join(Message, Message.id == Hold.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .join(_author, _author.id == Message.author_id)
        .outerjoin(_student, _student.id == Thread.student_id)
        .outerjoin(_volunteer, _volunteer.id == Thread.mentor_id)
        .outerjoin(Topic, Topic.thread_id == Thread.id)
        .outerjoin(Group, Group.id == Topic.group_id)
        .outerjoin(_holder, held_by_another(viewer, _holder))
        .where(policy.decidable_by(viewer))
    )


def _queue_row(row: Any) -> QueueRow:
    author, by_mentor, other = _between(row)
    now = clock.now()
    return QueueRow(
        hold_id=row.id,
        author=author,
        by_mentor=by_mentor,
        other=other,
        group=pick(row, "name") if row.topic is not None else None,
        topic=row.topic,
        reason=row.reason,
        kinds=tuple(dict.fromkeys((row.kinds or "").split(","))) if row.kinds else (),
        severity=row.severity,
        language=row.spoken,
        waited=now - row.held_at,
        due_at=row.due_at,
        late=now - row.due_at if row.due_at < now else None,
        escalated=row.escalated_at is not None,
        holder=row.holder,
    )


def _between(row: Any) -> tuple[str, bool, str]:
    """Return who wrote, whether as a mentor, and to whom: "" to a whole group."""
    if row.topic is not None:
        return row.author, row.is_mentor, ""
    if row.author_id == row.student_id:
        return row.student, False, row.mentor
    return row.mentor, True, row.student
