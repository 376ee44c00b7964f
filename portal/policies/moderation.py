"""Who decides on held messages."""

from sqlalchemy import ColumnElement, and_, false, select, true
from sqlalchemy.orm import contains_eager

from portal.errors import not_found
from portal.extensions import db
from portal.models.moderation import Hold
from portal.models.people import Person, Role
from portal.models.threads import Message, Thread
from portal.policies import threads


def readable_by(viewer: Person) -> ColumnElement[bool]:
    """Say which cases, waiting or decided, `viewer` sees: a moderator, those of others.

    A moderator who also writes as a mentor never meets an own conversation here.
    """
    if not viewer.has(Role.MODERATOR):
        return false()
    if not viewer.has(Role.MENTOR, Role.STUDENT):
        return true()
    own = select(Message.id).where(threads.own_exchange(viewer))
    return Hold.message_id.not_in(own)


def decidable_by(viewer: Person) -> ColumnElement[bool]:
    """Say which holds `viewer` decides on: a moderator, those that still wait."""
    return and_(Hold.waits.is_(True), readable_by(viewer))


def get_readable(viewer: Person, hold_id: int) -> Hold:
    """Return the case, locked, with its message, thread and match; to others there is none."""
    wanted = (
        select(Hold)
        .join(Hold.message)
        .options(contains_eager(Hold.message).joinedload(Message.thread).joinedload(Thread.match))
        .where(Hold.id == hold_id, readable_by(viewer))
        .with_for_update(of=Hold)
    )
    return db.session.scalar(wanted) or not_found("hold", hold_id)
