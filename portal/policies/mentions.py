"""Who is told that a post calls on a role of theirs."""

from sqlalchemy import ColumnElement, and_, or_

from portal.models.people import Role
from portal.policies import groups, topics
from portal.policies.viewers import Viewer


def told(viewer: Viewer) -> ColumnElement[bool]:
    """Say of which shown posts that call on `viewer` a notice and a mail may tell.

    Of a topic that is readable, in a group that is run, or in which `viewer` is as a mentor.
    Needs Message, Thread and Group joined to Topic.
    """
    holds = groups.run_by(viewer)
    if viewer.has(Role.MENTOR):
        holds = or_(holds, groups.is_in(viewer))
    return and_(topics.readable_by(viewer), topics.shown(), holds)
