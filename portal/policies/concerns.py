"""Who may raise a concern, report something, and see a case."""

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select, true
from sqlalchemy.orm import contains_eager

from portal.errors import not_found
from portal.extensions import db
from portal.models.concerns import HANDLERS, Concern, ConcernRecipient
from portal.models.mentors import Mentor
from portal.models.people import Person, Role
from portal.models.students import Student
from portal.models.threads import SHOWN_STATES, Message, Thread
from portal.policies import mentors, students, threads, topics
from portal.policies.viewers import Viewer

ADULT_AGE = 18


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which cases `viewer` may see and act on.

    Those routed to them, all for a moderator, those of the own students for a counsellor;
    never one about themselves or about a conversation of their own. One routed to a counsellor
    is no longer theirs once they follow the student no more.
    """
    if not viewer.has(*HANDLERS):
        return false()
    routed = exists().where(
        ConcernRecipient.concern_id == Concern.id, ConcernRecipient.person_id == viewer.id
    )
    followed = select(Student.person_id).where(students.followed_by(viewer))
    beyond_schools = viewer.has(*set(HANDLERS) - {Role.COUNSELLOR})
    rules = (
        routed if beyond_schools else and_(routed, Concern.student_id.is_(None)),
        true() if viewer.has(Role.MODERATOR) else false(),
        Concern.student_id.in_(followed) if viewer.has(Role.COUNSELLOR) else false(),
    )
    return and_(or_(*rules), not_(concerns_oneself(viewer)))


def waits_for(viewer: Viewer) -> ColumnElement[bool]:
    """Say which open cases are in the hands of `viewer`: handled, or routed and nobody's yet."""
    routed = select(ConcernRecipient.concern_id).where(ConcernRecipient.person_id == viewer.id)
    mine = or_(
        Concern.handler_id == viewer.id,
        and_(Concern.handler_id.is_(None), Concern.id.in_(routed)),
    )
    return and_(Concern.closed_at.is_(None), mine)


def concerns_oneself(person: Viewer) -> ColumnElement[bool]:
    """Say which concerns are about `person`, or about a conversation of theirs."""
    own = select(Thread.id).where(threads.belongs_to(person))
    return or_(
        and_(Concern.about_id.is_not(None), Concern.about_id == person.id),
        and_(Concern.student_id.is_not(None), Concern.student_id == person.id),
        and_(Concern.thread_id.is_not(None), Concern.thread_id.in_(own)),
    )


def reading_reason(concern_id: int) -> str:
    """Return the reason in the access log of who reads a conversation for a case."""
    return f"concern {concern_id}"


def raised_by(viewer: Person) -> ColumnElement[bool]:
    """Say which concerns `viewer` raised: they see that it was received and closed."""
    return and_(Concern.raised_by_id.is_not(None), Concern.raised_by_id == viewer.id)


def raisable_by(viewer: Person) -> ColumnElement[bool]:
    """Say on which conversations, ended ones too, `viewer` may raise a concern (R14).

    A mentor on the own ones; a counsellor or moderator on those that they may open.
    """
    as_mentor = (
        and_(Thread.mentor_id == viewer.id, Thread.last_author_id.is_not(None))
        if viewer.has(Role.MENTOR)
        else false()
    )
    return or_(as_mentor, threads.openable_by(viewer))


def reportable_by(viewer: Person) -> ColumnElement[bool]:
    """Say which messages `viewer` may report: others' that they read (R13). Needs Thread."""
    in_pair = and_(threads.readable_by(viewer), threads.messages_readable_by(viewer))
    in_group = and_(Thread.group_id.is_not(None), topics.holds_readable(viewer))
    return and_(
        or_(in_pair, in_group),
        Message.state.in_(SHOWN_STATES),
        Message.author_id != viewer.id,
    )


def reportable_profile(viewer: Person) -> ColumnElement[bool]:
    """Say whose profile `viewer` may report: one that they may open, not the own. Needs Person."""
    return and_(mentors.readable_by(viewer), Mentor.person_id != viewer.id)


def get_readable(viewer: Person, concern_id: int) -> Concern:
    """Return the case, locked; to whom it is not for, there is none."""
    wanted = select(Concern).where(Concern.id == concern_id, readable_by(viewer)).with_for_update()
    return db.session.scalar(wanted) or not_found("concern", concern_id)


def get_raisable(viewer: Person, thread_id: int) -> Thread:
    """Return a conversation on which `viewer` may raise a concern; any other is absent."""
    wanted = select(Thread).where(Thread.id == thread_id, raisable_by(viewer))
    return db.session.scalar(wanted) or not_found("thread", thread_id)


def get_reportable(viewer: Person, message_id: int) -> Message:
    """Return the message, locked, with its thread and match; one not to report is absent."""
    wanted = (
        select(Message)
        .join(Message.thread)
        .outerjoin(Thread.match)
        .options(contains_eager(Message.thread).contains_eager(Thread.match))
        .where(Message.id == message_id, reportable_by(viewer))
        .with_for_update(of=Message)
    )
    return db.session.scalar(wanted) or not_found("message", message_id)


def get_reportable_profile(viewer: Person, mentor_id: int) -> Mentor:
    """Return a mentor whose profile `viewer` may report; any other is absent."""
    wanted = (
        select(Mentor)
        .join(Mentor.person)
        .options(contains_eager(Mentor.person))
        .where(Mentor.person_id == mentor_id, reportable_profile(viewer))
    )
    return db.session.scalar(wanted) or not_found("mentor", mentor_id)
