"""Who writes a reflection, and who reads it: the student; the own counsellors when shared."""

from sqlalchemy import ColumnElement, and_, false, or_, select

from portal.errors import not_found
from portal.extensions import db
from portal.models.matches import Match
from portal.models.people import Person, Role
from portal.models.reflections import Reflection
from portal.models.threads import Thread
from portal.policies import students
from portal.policies.viewers import Viewer


def writable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say on which matches `viewer` may reflect: the own answered ones, ended or not."""
    if not viewer.has(Role.STUDENT):
        return false()
    return and_(Match.student_id == viewer.id, Match.answered_at.is_not(None))


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which reflections `viewer` may read. Needs Student joined by the reflection's student.

    The own ones; of the students followed, the shared ones. Nobody else reads any.
    """
    own = Reflection.student_id == viewer.id if viewer.has(Role.STUDENT) else false()
    return or_(own, and_(Reflection.shared_at.is_not(None), students.followed_by(viewer)))


def get_writable(viewer: Person, thread_id: int) -> Match:
    """Return the match, locked, of a conversation on which `viewer` may reflect; else absent."""
    wanted = (
        select(Match)
        .join(Thread, Thread.match_id == Match.id)
        .where(Thread.id == thread_id, writable_by(viewer))
        .with_for_update(of=Match)
    )
    return db.session.scalar(wanted) or not_found("reflection", thread_id)
