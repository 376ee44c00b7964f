"""What students did on the portal beside writing."""

from sqlalchemy import ColumnElement, exists, select

from portal.extensions import db
from portal.models.activities import Activity, ActivityKind
from portal.policies.viewers import Viewer


def done(student: Viewer, kind: ActivityKind) -> ColumnElement[bool]:
    """Say, within a statement, whether `student` ever did this."""
    return exists().where(Activity.student_id == student.id, Activity.kind == kind)


def has_done(student: Viewer, kind: ActivityKind) -> bool:
    """Say whether `student` ever did this."""
    return bool(db.session.scalar(select(done(student, kind))))
