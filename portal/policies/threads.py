"""Who may read, answer and open a conversation."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import contains_eager

from portal import clock
from portal.errors import Denied, not_found
from portal.extensions import db
from portal.i18n import _
from portal.models.access_log import AccessEntry
from portal.models.people import Person, Role
from portal.models.students import Student
from portal.models.threads import SHOWN_STATES, Message, MessageState, Thread
from portal.policies import students

# A reason given for reading a conversation opens it for this long, then is asked again.
READING_LASTS = timedelta(hours=1)


def takes_part(person: Person) -> ColumnElement[bool]:
    """Say in which threads `person` is one of the two.

    A mentor learns of a thread when its first message becomes visible: a held
    message is known to its author and to moderators alone.
    """
    as_student = Thread.student_id == person.id if person.has(Role.STUDENT) else false()
    as_mentor = (
        and_(Thread.mentor_id == person.id, Thread.last_author_id.is_not(None))
        if person.has(Role.MENTOR)
        else false()
    )
    return or_(as_student, as_mentor)


def awaits_moderation() -> ColumnElement[bool]:
    """Say which threads hold a message that a moderator must decide on."""
    return exists().where(Message.thread_id == Thread.id, Message.state == MessageState.HELD)


def opened_with_reason(viewer: Person) -> ColumnElement[bool]:
    """Say which threads `viewer` gave a reason to read within the last hour (R23)."""
    return exists().where(
        AccessEntry.thread_id == Thread.id,
        AccessEntry.reader_id == viewer.id,
        AccessEntry.read_at > clock.now() - READING_LASTS,
    )


def openable_by(viewer: Person) -> ColumnElement[bool]:
    """Say which threads staff may read once they give a reason, which is logged."""
    if viewer.has(Role.MODERATOR):
        return true()
    if viewer.has(Role.COUNSELLOR):
        own = select(Student.person_id).where(students.followed_by(viewer))
        return Thread.student_id.in_(own)
    return false()


def readable_by(viewer: Person) -> ColumnElement[bool]:
    """Say which threads `viewer` may read: the one statement of that rule."""
    rules = [takes_part(viewer)]
    if viewer.has(Role.MODERATOR):
        rules.append(awaits_moderation())
    if viewer.has(Role.MODERATOR, Role.COUNSELLOR):
        rules.append(and_(openable_by(viewer), opened_with_reason(viewer)))
    return or_(*rules)


def messages_readable_by(viewer: Person) -> ColumnElement[bool]:
    """Say which messages of a readable thread `viewer` sees: the shown ones and the own.

    Moderators see all of them; a held or refused one exists for nobody else.
    """
    if viewer.has(Role.MODERATOR):
        return true()
    return or_(Message.state.in_(SHOWN_STATES), Message.author_id == viewer.id)


def get_readable(viewer: Person, thread_id: int) -> Thread:
    """Return the thread with its match; a forbidden one is as absent as one that never was."""
    return _get(thread_id, readable_by(viewer))


def get_openable(viewer: Person, thread_id: int) -> Thread:
    """Return a thread that `viewer` may ask to read with a reason; else it is absent."""
    return _get(thread_id, openable_by(viewer))


def get_for_reply(author: Person, thread_id: int) -> Thread:
    """Return the thread for writing. Raises NotFound, or Denied to a reader who takes no part."""
    thread = get_readable(author, thread_id)
    if author.id not in (thread.student_id, thread.mentor_id):
        raise Denied(_("Only the two people of this conversation can write in it."))
    return thread


def _get(thread_id: int, rule: ColumnElement[bool]) -> Thread:
    wanted = (
        select(Thread)
        .join(Thread.match)
        .options(contains_eager(Thread.match))
        .where(Thread.id == thread_id, rule)
    )
    return db.session.scalar(wanted) or not_found("thread", thread_id)
