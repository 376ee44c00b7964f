"""Who may read, answer and open a conversation."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, NoReturn

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    exists,
    false,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import aliased, contains_eager

from portal import clock
from portal.errors import Conflict, Denied, not_found
from portal.extensions import UtcDateTime, db
from portal.i18n import _
from portal.models.access_log import AccessEntry
from portal.models.concerns import Concern
from portal.models.matches import OPEN_STATES, Match
from portal.models.mentors import Mentor
from portal.models.moderation import Hold
from portal.models.people import Person, PersonRole, PersonState, Role
from portal.models.students import Student
from portal.models.threads import SHOWN_STATES, Message, Thread
from portal.policies import mentors, sanctions, students
from portal.policies.viewers import AnyoneWith, Viewer

# A reason given for reading a conversation opens it for this long, then is asked again.
READING_LASTS = timedelta(hours=1)


def belongs_to(person: Viewer) -> ColumnElement[bool]:
    """Say in which threads `person` is one of the two, known to both yet or not."""
    return or_(Thread.student_id == person.id, Thread.mentor_id == person.id)


def takes_part(person: Viewer) -> ColumnElement[bool]:
    """Say in which threads `person` is one of the two, and knows it.

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
    """Say which threads hold a message that a moderator must decide on.

    A first message under an adult's glance is held, and is not the moderators' yet.
    """
    held = exists().where(
        Message.thread_id == Thread.id, Hold.message_id == Message.id, Hold.waits
    )
    return held.correlate(Thread)  # never the message of the statement around it


def opened_with_reason(viewer: Viewer) -> ColumnElement[bool]:
    """Say which threads `viewer` gave a reason to read within the last hour (R23)."""
    return exists().where(
        AccessEntry.thread_id == Thread.id,
        AccessEntry.reader_id == viewer.id,
        AccessEntry.read_at > _an_hour_ago(),
    )


def reading_logged(viewer: Viewer, student_id: Any) -> ColumnElement[bool]:
    """Say in which threads a reading by `viewer` of the words of one student is written down.

    In a topic each student has lines of their own. `student_id` may be null: nobody's.
    """
    about = func.coalesce(AccessEntry.student_id, 0) == func.coalesce(student_id, 0)
    return exists().where(
        AccessEntry.thread_id == Thread.id,
        AccessEntry.reader_id == viewer.id,
        AccessEntry.read_at > _an_hour_ago(),
        about,
    )


def under_concern() -> ColumnElement[bool]:
    """Say on which threads a concern is open: their staff read them for that reason."""
    return exists().where(Concern.thread_id == Thread.id, Concern.closed_at.is_(None))


def _an_hour_ago() -> BindParameter[datetime]:
    # Asked when the statement runs, which may be long after it was built.
    return bindparam(None, callable_=lambda: clock.now() - READING_LASTS, type_=UtcDateTime())


def openable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which threads staff may read once they give a reason, which is logged.

    Nobody opens an own conversation that way: a mentor who also moderates
    would learn of what is held from him or her.
    """
    if viewer.has(Role.MODERATOR):
        return not_(belongs_to(viewer))
    if viewer.has(Role.COUNSELLOR):
        own = select(Student.person_id).where(students.followed_by(viewer))
        return and_(Thread.student_id.in_(own), not_(belongs_to(viewer)))
    return false()


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which threads `viewer` may read: the one statement of that rule."""
    rules = [takes_part(viewer)]
    if viewer.has(Role.MODERATOR):
        rules.append(and_(not_(belongs_to(viewer)), awaits_moderation()))
    if viewer.has(Role.MODERATOR, Role.COUNSELLOR):
        with_reason = or_(opened_with_reason(viewer), under_concern())
        rules.append(and_(openable_by(viewer), with_reason))
    return or_(*rules)


# The roles that make a difference in what `messages_readable_by` says.
ROLES_THAT_SEE_MORE = frozenset({Role.MODERATOR})


def messages_readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which messages of a readable thread `viewer` sees: the shown ones and the own.

    Moderators see all of those that others exchange; a held or refused one
    exists for nobody else.
    """
    # Not `in_`, whose list is written into the statement again at every run.
    states = (Message.state == state for state in SHOWN_STATES)
    shown = or_(*states, Message.author_id == viewer.id)
    if viewer.has(*ROLES_THAT_SEE_MORE):
        return or_(shown, not_(own_exchange(viewer)))
    return shown


def own_exchange(person: Viewer) -> ColumnElement[bool]:
    """Say which messages were written to or by `person`."""
    pair = aliased(Thread)  # the statement around it may join Thread itself
    own = or_(pair.student_id == person.id, pair.mentor_id == person.id)
    return Message.thread_id.in_(select(pair.id).where(own))


@cache
def writable() -> ColumnElement[bool]:
    """Say in which threads both people may write now. Needs Match joined to Thread.

    The match is open, its mentor not deactivated and verified by the board (R51), and both
    may sign in.
    """
    mentor, volunteer, pupil = aliased(Mentor), aliased(Person), aliased(Person)
    stays = exists().where(
        mentor.person_id == Thread.mentor_id,
        mentor.deactivated_at.is_(None),
        mentors.verified(mentor),
        volunteer.id == mentor.person_id,
        volunteer.state == PersonState.ACTIVE,
    )
    learns = exists().where(pupil.id == Thread.student_id, pupil.state == PersonState.ACTIVE)
    # Not IN: SQLAlchemy writes the list of an IN anew each time that the statement runs.
    is_open = or_(*(Match.state == state for state in OPEN_STATES))
    return and_(is_open, stays, learns)


@cache
def awaits_renewal() -> ColumnElement[bool]:
    """Say in which threads the board's verification of the mentor has ended (R51)."""
    mentor = aliased(Mentor)
    ended = exists().where(mentor.person_id == Thread.mentor_id, not_(mentors.verified(mentor)))
    return ended.correlate(Thread)


def renewal_sentence() -> str:
    """Say to both people of a conversation why neither can write: the same words (R51)."""
    return str(
        _(
            "Nothing can be sent for now: the board is renewing the mentor's verification. "
            "Everything written stays here."
        )
    )


@cache
def may_write() -> ColumnElement[bool]:
    """Say in which threads `viewer_id` may write now. Needs Match joined to Thread.

    What `get_for_reply` asks, with the roles as the database knows them: a message
    asks it in the one statement that it reads by while others wait to write.
    """
    as_one_of_both = (
        and_(takes_part(AnyoneWith(frozenset({role}))), holding(role))
        for role in (Role.STUDENT, Role.MENTOR)
    )
    kept_back = sanctions.suspended(AnyoneWith(frozenset()).id)
    return and_(or_(*as_one_of_both), writable(), not_(kept_back))


def holding(role: Role) -> ColumnElement[bool]:
    """Say whether `viewer_id` holds `role`, as the database knows it when the statement runs."""
    viewer = AnyoneWith(frozenset({role}))
    return exists().where(PersonRole.person_id == viewer.id, PersonRole.role == role)


def get_readable(viewer: Person, thread_id: int) -> Thread:
    """Return the thread with its match; a forbidden one is as absent as one that never was."""
    return _get(thread_id, readable_by(viewer))


def get_openable(viewer: Person, thread_id: int) -> Thread:
    """Return a thread that `viewer` may ask to read with a reason; else it is absent."""
    return _get(thread_id, openable_by(viewer))


def get_for_reply(author: Person, thread_id: int) -> Thread:
    """Return the thread, its match locked, for writing.

    Raises NotFound, Denied to a reader who takes no part, and Conflict when
    the match has ended, the other person no longer takes part, the mentor's verification
    has ended, or `author` is suspended.
    """
    given = {"viewer_id": author.id, "thread_id": thread_id}
    found = db.session.execute(_for_reply(author.roles), given).one_or_none()
    row = found or not_found("thread", thread_id)
    thread: Thread = row[0]
    if author.id not in (thread.student_id, thread.mentor_id):
        raise Denied(_("Only the two people of this conversation can write in it."))
    if not row[1]:
        raise Conflict(_closed(thread, renewing=row[2]))
    sanctions.make_sure_may_write(author)
    return thread


def refuse_reply(author: Person, thread_id: int) -> NoReturn:
    """Raise what keeps `author` from writing in the thread, as `get_for_reply` does."""
    get_for_reply(author, thread_id)
    not_found("thread", thread_id)


@cache
def _for_reply(roles: frozenset[Role]) -> Any:
    return (
        select(Thread, writable(), awaits_renewal())
        .join(Thread.match)
        .options(contains_eager(Thread.match))
        .where(Thread.id == bindparam("thread_id"), readable_by(AnyoneWith(roles)))
        .with_for_update(of=Match)
    )


def _closed(thread: Thread, *, renewing: bool) -> str:
    gone = _("The other person no longer takes part for now, so nothing can be sent.")
    ended = _("This conversation has ended, so nothing more can be sent in it.")
    if not thread.match.is_open:
        return str(ended)
    return renewal_sentence() if renewing else str(gone)


def _get(thread_id: int, rule: ColumnElement[bool]) -> Thread:
    wanted = (
        select(Thread)
        .join(Thread.match)
        .options(contains_eager(Thread.match))
        .where(Thread.id == thread_id, rule)
    )
    return db.session.scalar(wanted) or not_found("thread", thread_id)
