"""Who decides on held messages."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select, true
from sqlalchemy.orm import aliased, contains_eager

from portal.errors import not_found
from portal.extensions import db
from portal.models.groups import Group
from portal.models.moderation import Hold
from portal.models.people import Person, Role
from portal.models.students import Student
from portal.models.threads import Message, Thread
from portal.models.topics import Topic
from portal.policies import groups, students, threads


def readable_by(viewer: Person) -> ColumnElement[bool]:
    """Say which cases, waiting or decided, `viewer` sees.

    A moderator: those of others. An administrator: those that a moderator left to others.
    Who also writes here never meets an own conversation.
    """
    if viewer.has(Role.MODERATOR):
        rule: ColumnElement[bool] = true()
    elif viewer.has(Role.ADMINISTRATOR):
        rule = Hold.escalated_at.is_not(None)
    else:
        return false()
    message = aliased(Message)  # the statement around it may join Message itself
    written = exists().where(message.id == Hold.message_id, message.author_id == viewer.id)
    if not viewer.has(Role.MENTOR, Role.STUDENT):
        return and_(rule, not_(written))
    own = select(Message.id).where(threads.own_exchange(viewer))
    in_group = exists().where(message.id == Hold.message_id, _of_own_group(message, viewer))
    return and_(rule, not_(written), Hold.message_id.not_in(own), not_(in_group))


def counted_for(viewer: Person) -> ColumnElement[bool]:
    """Say which waiting holds the counts of the queue tell `viewer` of.

    Those decided on, and the few that a moderator wrote in a group and that wait for another
    one: counting stays a walk along one index.
    """
    if viewer.has(Role.MODERATOR) and not viewer.has(Role.MENTOR, Role.STUDENT):
        return Hold.waits.is_(True)
    return decidable_by(viewer)


def of_others(viewer: Person) -> ColumnElement[bool]:
    """Say which messages `viewer` neither wrote nor received."""
    written = Message.author_id == viewer.id
    if not viewer.has(Role.MENTOR, Role.STUDENT):
        return not_(written)
    own = or_(written, threads.own_exchange(viewer), _of_own_group(Message, viewer))
    return not_(own)


def decidable_by(viewer: Person) -> ColumnElement[bool]:
    """Say which holds `viewer` decides on: of those seen, the ones that still wait."""
    return and_(Hold.waits.is_(True), readable_by(viewer))


def followed_by(viewer: Person) -> ColumnElement[bool]:
    """Say in which threads the student is one whom `viewer` also follows as a counsellor.

    Such a moderator may decide, as a small school has nobody else: the page says it, and
    the audit of the decision does.
    """
    if not viewer.has(Role.COUNSELLOR):
        return false()
    # Not correlated: the statement around it may join Student itself.
    own = select(Student.person_id).where(students.followed_by(viewer)).correlate(None)
    return Thread.student_id.in_(own)


def follows(viewer: Person, thread: Thread) -> bool:
    """Say whether `viewer` is also a counsellor of the thread's student."""
    if not viewer.has(Role.COUNSELLOR):
        return False
    wanted = select(Thread.id).where(Thread.id == thread.id, followed_by(viewer))
    return db.session.scalar(wanted) is not None


def _of_own_group(message: Any, viewer: Person) -> ColumnElement[bool]:
    """Say which messages are of a group in which `viewer` is, as a mentor or a student."""
    topic = aliased(Topic)
    return exists().where(
        topic.thread_id == message.thread_id,
        Group.id == topic.group_id,
        groups.is_in(viewer),
    )


def get_readable(viewer: Person, hold_id: int) -> Hold:
    """Return the case, locked, with message, thread, match or topic; to others there is none."""
    thread = contains_eager(Hold.message).joinedload(Message.thread)
    wanted = (
        select(Hold)
        .join(Hold.message)
        .options(
            thread.joinedload(Thread.match),
            thread.joinedload(Thread.topic).joinedload(Topic.group),
        )
        .where(Hold.id == hold_id, readable_by(viewer))
        .with_for_update(of=Hold)
    )
    return db.session.scalar(wanted) or not_found("hold", hold_id)


def may_see_figures(viewer: Person) -> bool:
    """Say whether `viewer` sees the counts of the queue: moderators and administrators."""
    return viewer.has(Role.MODERATOR, Role.ADMINISTRATOR)


def check_sees_histories(viewer: Person, person_id: int) -> None:
    """Raise NotFound unless `viewer` may read what was decided about somebody else."""
    if not may_see_figures(viewer) or viewer.id == person_id:
        not_found("person", person_id)
