"""Who sees who read a conversation."""

from sqlalchemy import ColumnElement, false

from portal.models.access_log import AccessEntry
from portal.models.people import Person, Role


def readable_by(viewer: Person) -> ColumnElement[bool]:
    """Say which lines of the access log `viewer` sees: a student those of the own exchanges."""
    return AccessEntry.student_id == viewer.id if viewer.has(Role.STUDENT) else false()
