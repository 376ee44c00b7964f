"""Who follows which class groups and schools."""

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import contains_eager

from portal.errors import not_found
from portal.extensions import db
from portal.models.class_groups import ClassGroup, CounsellorClassGroup, CounsellorSchool
from portal.models.people import Role
from portal.policies.viewers import Viewer


def followed_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which class groups `viewer` follows: those given, and all of the own schools."""
    if not viewer.has(Role.COUNSELLOR):
        return false()
    schools = select(CounsellorSchool.school_id).where(CounsellorSchool.counsellor_id == viewer.id)
    groups = select(CounsellorClassGroup.class_group_id).where(
        CounsellorClassGroup.counsellor_id == viewer.id
    )
    return or_(ClassGroup.school_id.in_(schools), ClassGroup.id.in_(groups))


def get_followed(viewer: Viewer, class_group_id: int) -> ClassGroup:
    """Return the class group with its school; one that `viewer` does not follow is absent."""
    wanted = (
        select(ClassGroup)
        .join(ClassGroup.school)
        .options(contains_eager(ClassGroup.school))
        .where(ClassGroup.id == class_group_id, followed_by(viewer))
    )
    return db.session.scalar(wanted) or not_found("class group", class_group_id)
