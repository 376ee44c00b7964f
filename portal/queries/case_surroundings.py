"""What stands around a held message: its thread, and what else its author wrote that waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from portal.extensions import db
from portal.i18n import pick
from portal.models.groups import Group
from portal.models.mentors import Mentor
from portal.models.moderation import Hold, MessageFinding
from portal.models.people import Person
from portal.models.students import Student
from portal.models.threads import SHOWN_STATES, Message, MessageState, Thread
from portal.policies import moderation as policy
from portal.policies import threads as threads_policy
from portal.queries.moderation import held_by_another

BEFORE, AFTER = 6, 3  # messages of the thread that stand around a case
ALSO_HELD = 10  # other messages of the same author, decided together if one wishes

_student, _volunteer, _holder = aliased(Person), aliased(Person), aliased(Person)
_author = aliased(Person)
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


def around(case: Any) -> list[Around]:
    """Return the messages that stand around the case's, in one statement.

    In a topic, what others wrote and nobody is shown has a case of its own: reading it here
    would be in no log of theirs (decision 0030).
    """
    here = and_(
        Message.thread_id == case.thread_id,
        Message.state != MessageState.WITHDRAWN,
        Message.id != case.message_id,
    )
    if case.topic_id is not None:
        seen = or_(Message.state.in_(SHOWN_STATES), Message.author_id == case.author_id)
        here = and_(here, seen)
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
            func.coalesce(_author.pseudonym, _author.given_name),
            Mentor.person_id.is_not(None),
            func.coalesce(Message.redacted_body, Message.body),
            Message.state,
            Message.sent_at,
            earlier,
        )
        .join(_author, _author.id == Message.author_id)
        .outerjoin(Mentor, Mentor.person_id == Message.author_id)
        .where(or_(Message.id.in_(before), Message.id.in_(after)))
        .order_by(*oldest)
    )
    return [Around(*row) for row in db.session.execute(rows)]


def also_held_by(viewer: Person, author_id: int, hold_id: int) -> list[AlsoHeld]:
    """Return the other messages of the author that wait and that nobody else has open."""
    kinds = (
        select(func.aggregate_strings(MessageFinding.kind, ","))
        .where(MessageFinding.message_id == Message.id)
        .correlate(Message)
        .scalar_subquery()
    )
    other = case(
        (Message.author_id == Thread.student_id, _volunteer.given_name), else_=_student_name
    )
    rows = (
        select(
            Hold.id,
            Message.body,
            kinds,
            other,
            Group,
            Message.sent_at,
            threads_policy.reading_logged(viewer, Student.person_id),
        )
        .join(Message, Message.id == Hold.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .outerjoin(_student, _student.id == Thread.student_id)
        .outerjoin(_volunteer, _volunteer.id == Thread.mentor_id)
        .outerjoin(Student, Student.person_id == func.coalesce(Thread.student_id, author_id))
        .outerjoin(Group, Group.id == Thread.group_id)
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
            other=name if group is None else pick(group, "name"),
            sent_at=sent_at,
            logged=logged,
        )
        for number, body, found, name, group, sent_at, logged in db.session.execute(rows)
    ]
