"""Concerns: the lists, the case, and what their author may know of them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.errors import not_found
from portal.extensions import db
from portal.models.boards import Board
from portal.models.concerns import (
    Concern,
    ConcernDuty,
    ConcernOrigin,
    ConcernPriority,
    ConcernTopic,
)
from portal.models.groups import Group, GroupAges
from portal.models.mentors import Mentor
from portal.models.people import Person, Role
from portal.models.schools import School
from portal.models.students import Student
from portal.models.threads import SHOWN_STATES, Message, Thread
from portal.policies import concerns as policy
from portal.policies import groups
from portal.policies import threads as threads_policy
from portal.policies.viewers import AnyoneWith, Viewer
from portal.queries.names import writer
from portal.queries.rows import rows_of

_student, _volunteer, _handler = aliased(Person), aliased(Person), aliased(Person)
_author = aliased(Person)
# Of a post, as a first name: whoever reported it knows the rest.
_author_name = func.coalesce(_author.pseudonym, _author.given_name)
_mentor_name = case(
    (Mentor.shows_full_name, _volunteer.given_name + " " + _volunteer.family_name),
    else_=_volunteer.given_name + " " + func.substr(_volunteer.family_name, 1, 1) + ".",
)


@dataclass(frozen=True, slots=True)
class ConcernRow:
    """A case in the list of who looks after it."""

    concern_id: int
    topic: ConcernTopic
    priority: ConcernPriority
    origin: ConcernOrigin
    student: str | None
    school: str | None
    mentor: str | None  # of the conversation, or whose profile was reported
    raised_at: datetime
    due_at: datetime | None  # what must be done next; none: nothing has a date
    overdue: bool
    opened: bool
    handler: str | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases each list holds."""

    mine: int
    open: int
    closed: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many open cases wait for somebody, as their list "mine" shows them."""

    total: int
    immediate: int  # that nobody has opened


@dataclass(frozen=True, slots=True)
class Receipt:
    """What who raised a concern may know of it: that it was received, and closed."""

    concern_id: int
    topic: ConcernTopic
    priority: ConcernPriority
    origin: ConcernOrigin
    raised_at: datetime
    closed: bool
    thread_id: int | None
    group_id: int | None  # of a topic
    mentor_id: int | None  # whose profile was reported
    other: str  # whose words, conversation or profile it is about, as the author knows them
    hidden: bool  # the message waits for a person
    may_see_case: bool


@dataclass(frozen=True, slots=True)
class Reportable:
    """A message or a profile that the reader may report."""

    name: str
    body: str  # of a message
    sent_at: datetime | None
    thread_id: int | None
    group_id: int | None  # of a topic
    mentor_id: int | None
    hides: bool  # nobody of the two sees it until a person has looked
    to_log: bool  # a reading by staff that is not written down yet


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom to call beyond the portal, as the board typed it in."""

    youth_protection_line: str = ""
    ombudsman_contact: str = ""


@dataclass(frozen=True, slots=True)
class Raisable:
    """A conversation on which the reader may raise a concern."""

    thread_id: int
    student: str
    mentor: str
    minor: bool
    takes_part: bool


def concerns(viewer: Person, show: str, *, limit: int, offset: int = 0) -> list[ConcernRow]:
    """List cases in one statement; `show` is "mine", "open" or "closed".

    Open ones: what is immediate and not opened first, then what is due first.
    """
    wanted = (
        _listed(viewer)
        .where(_shown(viewer, show))
        .order_by(*_order(show))
        .limit(limit)
        .offset(offset)
    )
    return [_row(row) for row in db.session.execute(wanted)]


def counts(viewer: Person) -> Counts:
    """Count the cases of each list, in one statement."""
    due = _next_due()
    late = and_(Concern.closed_at.is_(None), due < clock.now())
    wanted = select(
        *(
            func.coalesce(func.sum(case((rule, 1), else_=0)), 0)
            for rule in (
                _shown(viewer, "mine"),
                _shown(viewer, "open"),
                _shown(viewer, "closed"),
                late,
            )
        )
    ).where(policy.readable_by(viewer))
    return Counts(*db.session.execute(wanted).one())


def waiting(viewer: Viewer) -> Waiting:
    """Count the open cases that wait for `viewer`, in one statement."""
    return Waiting(*rows_of(_waiting(viewer.roles), {"viewer_id": viewer.id})[0])


@cache
def _waiting(roles: frozenset[Role]) -> Select[Any]:
    viewer = AnyoneWith(roles)
    return (
        select(func.count(), func.coalesce(func.sum(case((_burning(), 1), else_=0)), 0))
        .select_from(Concern)
        .where(policy.readable_by(viewer), policy.waits_for(viewer))
    )


def raised(viewer: Person, *, limit: int, offset: int = 0) -> list[Receipt]:
    """List what `viewer` raised or reported, last first, in one statement."""
    wanted = (
        _receipts(viewer)
        .order_by(Concern.raised_at.desc(), Concern.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [Receipt(*row) for row in db.session.execute(wanted)]


def receipt(viewer: Person, concern_id: int) -> Receipt:
    """Return what `viewer` may know of an own concern. Raises NotFound for any other."""
    wanted = _receipts(viewer).where(Concern.id == concern_id)
    row = db.session.execute(wanted).one_or_none() or not_found("concern", concern_id)
    return Receipt(*row)


def reportable_message(viewer: Person, message_id: int) -> Reportable:
    """Return a message that `viewer` may report. Raises NotFound for any other."""
    author = writer()
    own = or_(Thread.student_id == viewer.id, Thread.mentor_id == viewer.id)
    hidden = and_(Message.unnamed, not_(func.coalesce(groups.run_by(viewer), False)))
    wanted: Any = (
        select(
            case((hidden, ""), else_=author.name),
            func.coalesce(Message.redacted_body, Message.body),
            Message.sent_at,
            Thread.id,
            Thread.group_id,
            Student.born_on,
            Group.ages,
            # A group is read by its staff: there is nothing to write down.
            or_(own, Thread.group_id.is_not(None), threads_policy.opened_with_reason(viewer)),
        )
        .join(Message.thread)
        .outerjoin(Student, Student.person_id == Thread.student_id)
        .outerjoin(Group, Group.id == Thread.group_id)
        .where(Message.id == message_id, policy.reportable_by(viewer))
    )
    row = db.session.execute(author.join(wanted, Message.author_id)).one_or_none()
    name, body, sent_at, thread_id, group_id, born_on, ages, logged = row or not_found(
        "message", message_id
    )
    hides = ages is not GroupAges.ADULTS if group_id is not None else _is_minor(born_on)
    return Reportable(name, body, sent_at, thread_id, group_id, None, hides, not logged)


def reportable_profile(viewer: Person, mentor_id: int) -> Reportable:
    """Return a profile that `viewer` may report. Raises NotFound for any other."""
    mentor = policy.get_reportable_profile(viewer, mentor_id)
    name = mentor.shown_name
    return Reportable(name, "", None, None, None, mentor_id, hides=False, to_log=False)


def raisable(viewer: Person, thread_id: int) -> Raisable:
    """Return a conversation on which `viewer` may raise a concern. Raises NotFound."""
    wanted = (
        select(Thread.mentor_id, _student_name(), _mentor_name, Student.born_on)
        .join(Mentor, Mentor.person_id == Thread.mentor_id)
        .join(_volunteer, _volunteer.id == Thread.mentor_id)
        .join(Student, Student.person_id == Thread.student_id)
        .join(_student, _student.id == Thread.student_id)
        .where(Thread.id == thread_id, policy.raisable_by(viewer))
    )
    row = db.session.execute(wanted).one_or_none() or not_found("thread", thread_id)
    mentor_id, student, mentor, born_on = row
    return Raisable(thread_id, student, mentor, _is_minor(born_on), mentor_id == viewer.id)


def contacts() -> Contacts:
    """Return whom to call beyond the portal; empty where the board typed nothing in."""
    row = db.session.execute(
        select(Board.youth_protection_line, Board.ombudsman_contact)
    ).one_or_none()
    return Contacts(*row) if row is not None else Contacts()


def _student_name() -> ColumnElement[str]:
    return func.coalesce(_student.pseudonym, _student.given_name)


def _is_minor(born_on: Any) -> bool:
    return clock.age(born_on, clock.today()) < policy.ADULT_AGE


def _next_due() -> ColumnElement[datetime | None]:
    """Say by when something must be done: opening it, then the first duty not settled."""
    pending = (
        select(func.min(ConcernDuty.due_at))
        .where(ConcernDuty.concern_id == Concern.id, ConcernDuty.done_at.is_(None))
        .correlate(Concern)
        .scalar_subquery()
    )
    return case((Concern.opened_at.is_(None), Concern.due_at), else_=pending)


def _shown(viewer: Viewer, show: str) -> ColumnElement[bool]:
    if show == "closed":
        return Concern.closed_at.is_not(None)
    if show == "open":
        return Concern.closed_at.is_(None)
    return policy.waits_for(viewer)


def _burning() -> ColumnElement[bool]:
    """Say which concerns are immediate, and opened by nobody."""
    return and_(Concern.priority == ConcernPriority.IMMEDIATE, Concern.opened_at.is_(None))


def _order(show: str) -> tuple[Any, ...]:
    if show == "closed":
        return Concern.closed_at.desc(), Concern.id.desc()
    due = _next_due()
    return case((_burning(), 0), else_=1), due.is_(None), due, Concern.raised_at, Concern.id


def _listed(viewer: Person) -> Select[Any]:
    due = _next_due()
    return (
        select(
            Concern.id,
            Concern.topic,
            Concern.priority,
            Concern.origin,
            (_student.given_name + " " + _student.family_name).label("student"),
            School.name.label("school"),
            _mentor_name.label("mentor"),
            Concern.raised_at,
            due.label("due_at"),
            Concern.opened_at,
            _handler.given_name.label("handler_given"),
            _handler.family_name.label("handler_family"),
            Concern.closed_at,
        )
        .select_from(Concern)
        .outerjoin(Thread, Thread.id == Concern.thread_id)
        .outerjoin(Mentor, Mentor.person_id == func.coalesce(Thread.mentor_id, Concern.about_id))
        .outerjoin(_volunteer, _volunteer.id == Mentor.person_id)
        .outerjoin(_student, _student.id == Concern.student_id)
        .outerjoin(Student, Student.person_id == Concern.student_id)
        .outerjoin(School, School.id == Student.school_id)
        .outerjoin(_handler, _handler.id == Concern.handler_id)
        .where(policy.readable_by(viewer))
    )


def _row(row: Any) -> ConcernRow:
    return ConcernRow(
        concern_id=row.id,
        topic=row.topic,
        priority=row.priority,
        origin=row.origin,
        student=row.student,
        school=row.school,
        mentor=row.mentor,
        raised_at=row.raised_at,
        due_at=row.due_at,
        overdue=row.closed_at is None and row.due_at is not None and row.due_at < clock.now(),
        opened=row.opened_at is not None,
        handler=f"{row.handler_given} {row.handler_family}" if row.handler_given else None,
        closed_at=row.closed_at,
    )


def _receipts(viewer: Person) -> Select[Any]:
    by_mentor = Thread.mentor_id == viewer.id
    about_student = or_(by_mentor, Concern.about_id == Concern.student_id)
    pair = case((about_student, _student_name()), else_=func.coalesce(_mentor_name, ""))
    # Whoever wrote in a group under "someone of the class" stays that.
    author = case((Message.unnamed, ""), (_author.id.is_not(None), _author_name))
    other = case((Thread.group_id.is_not(None), func.coalesce(author, "")), else_=pair)
    held = and_(Message.id.is_not(None), Message.state.not_in(SHOWN_STATES))
    return (
        select(
            Concern.id,
            Concern.topic,
            Concern.priority,
            Concern.origin,
            Concern.raised_at,
            Concern.closed_at.is_not(None),
            Concern.thread_id,
            Thread.group_id,
            case((Concern.thread_id.is_(None), Concern.about_id)),
            other,
            func.coalesce(held, False),
            policy.readable_by(viewer),
        )
        .select_from(Concern)
        .outerjoin(Thread, Thread.id == Concern.thread_id)
        .outerjoin(Mentor, Mentor.person_id == func.coalesce(Thread.mentor_id, Concern.about_id))
        .outerjoin(_volunteer, _volunteer.id == Mentor.person_id)
        .outerjoin(_student, _student.id == Concern.student_id)
        .outerjoin(Message, Message.id == Concern.message_id)
        .outerjoin(_author, _author.id == Message.author_id)
        .where(policy.raised_by(viewer))
    )
