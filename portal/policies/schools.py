"""Who follows which whole schools."""

from sqlalchemy import ColumnElement, false, select

from portal.errors import not_found
from portal.extensions import db
from portal.models.class_groups import CounsellorSchool
from portal.models.people import Person, Role
from portal.models.schools import School
from portal.policies.viewers import Viewer


def followed_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say of which schools `viewer` follows every student."""
    if not viewer.has(Role.COUNSELLOR):
        return false()
    own = select(CounsellorSchool.school_id).where(CounsellorSchool.counsellor_id == viewer.id)
    return School.id.in_(own)


def get_followed(viewer: Person, school_id: int) -> School:
    """Return the school; one that `viewer` does not follow is absent."""
    wanted = select(School).where(School.id == school_id, followed_by(viewer))
    return db.session.scalar(wanted) or not_found("school", school_id)
