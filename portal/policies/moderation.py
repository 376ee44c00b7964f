"""Who decides on held messages."""

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import contains_eager

from portal.errors import not_found
from portal.extensions import db
from portal.models.moderation import Hold
from portal.models.people import Person, Role
from portal.models.threads import Message, MessageState


def readable_by(viewer: Person) -> ColumnElement[bool]:
    """Say which cases, waiting or decided, `viewer` sees: a moderator all, others none."""
    return true() if viewer.has(Role.MODERATOR) else false()


def decidable_by(viewer: Person) -> ColumnElement[bool]:
    """Say which holds `viewer` decides on: a moderator, those that still wait.

    Needs Message joined to Hold.
    """
    return Message.state == MessageState.HELD if viewer.has(Role.MODERATOR) else false()


def get_readable(viewer: Person, hold_id: int) -> Hold:
    """Return the case with its message; to anyone but a moderator there is none."""
    wanted = (
        select(Hold)
        .join(Hold.message)
        .options(contains_eager(Hold.message))
        .where(Hold.id == hold_id, readable_by(viewer))
    )
    return db.session.scalar(wanted) or not_found("hold", hold_id)
