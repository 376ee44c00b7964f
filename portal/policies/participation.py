"""What those who follow a student may know of the student's exchanges."""

from sqlalchemy import ColumnElement

from portal.models.matches import Match


def known_matches() -> ColumnElement[bool]:
    """Say which matches lists and reports may count: those whose first message is visible.

    A held first message is known to its author and to moderators alone.
    """
    return Match.told_mentor_at.is_not(None)
