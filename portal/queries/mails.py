"""To whom the portal writes, asked again at the moment of writing."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import joinedload

from portal.extensions import db
from portal.models.matches import Match, MatchState
from portal.models.people import Person, PersonRole, PersonState, Role
from portal.models.threads import SHOWN_STATES, Message, Thread
from portal.policies import threads as policy


@dataclass(frozen=True, slots=True)
class Addressee:
    """Someone who may be told by mail about one of their conversations."""

    email: str
    language: str
    thread_id: int


def person_to_write(person_id: int) -> Person | None:
    """Return the person, with roles, if active and reachable by mail."""
    wanted = (
        select(Person)
        .where(Person.id == person_id, _reachable())
        .options(joinedload(Person.role_rows))
    )
    return db.session.scalars(wanted).unique().one_or_none()


def moderators(*, besides: int) -> list[int]:
    """Return the ids of the moderators whom mail reaches, but one person."""
    wanted = (
        select(Person.id)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(PersonRole.role == Role.MODERATOR, Person.id != besides, _reachable())
        .order_by(Person.id)
    )
    return list(db.session.scalars(wanted))


def _reachable() -> ColumnElement[bool]:
    return (Person.state == PersonState.ACTIVE) & Person.email.is_not(None)


def reader_of(message_id: int) -> Addressee | None:
    """Return the other person of the message's conversation, or None.

    None: the message is not shown (any more), the person may not read it, left,
    or has no e-mail. The thread's own policy decides what may be read.
    """
    other = case(
        (Message.author_id == Thread.student_id, Thread.mentor_id), else_=Thread.student_id
    )
    found = db.session.scalar(select(other).join(Message.thread).where(Message.id == message_id))
    reader = person_to_write(found) if found is not None else None
    if reader is None:
        return None
    wanted = (
        select(Message.thread_id)
        .join(Message.thread)
        .where(Message.id == message_id, Message.state.in_(SHOWN_STATES))
        .where(policy.readable_by(reader), policy.messages_readable_by(reader))
    )
    thread_id = db.session.scalar(wanted)
    return None if thread_id is None else _addressee(reader, thread_id)


def student_of_declined(match_id: int) -> Addressee | None:
    """Return the student whose request was declined, if it still is and mail reaches them."""
    wanted = (
        select(Thread.id, Thread.student_id)
        .join(Thread.match)
        .where(Match.id == match_id, Match.state == MatchState.DECLINED)
    )
    row = db.session.execute(wanted).one_or_none()
    student = person_to_write(row.student_id) if row is not None else None
    return _addressee(student, row.id) if row is not None and student is not None else None


def one_of_closed(match_id: int, person_id: int) -> Addressee | None:
    """Return whom to tell that a match was closed, or None once it is open again.

    None too for who closed it, who left, or has no e-mail.
    """
    person = person_to_write(person_id)
    if person is None:
        return None
    wanted = (
        select(Thread.id)
        .join(Thread.match)
        .where(
            Match.id == match_id,
            Match.closing.is_not(None),
            Match.closed_by_id != person_id,
            policy.takes_part(person),
        )
    )
    thread_id = db.session.scalar(wanted)
    return None if thread_id is None else _addressee(person, thread_id)


def _addressee(person: Person, thread_id: int) -> Addressee:
    return Addressee(str(person.email), person.language, thread_id)
