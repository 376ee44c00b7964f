"""Who follows which class groups and schools, who arranges them, and which codes open them."""

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import contains_eager

from portal import clock
from portal.errors import not_found
from portal.extensions import db
from portal.models.class_groups import (
    ClassCode,
    ClassGroup,
    CounsellorClassGroup,
    CounsellorSchool,
)
from portal.models.people import Role
from portal.policies.viewers import Viewer


def followed_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which class groups `viewer` follows: those given, and all of the own schools."""
    if not viewer.has(Role.COUNSELLOR):
        return false()
    groups = select(CounsellorClassGroup.class_group_id).where(
        CounsellorClassGroup.counsellor_id == viewer.id
    )
    return or_(arranged_by(viewer), ClassGroup.id.in_(groups))


def arranged_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which class groups `viewer` may rename and fill: those of the own schools.

    Who was given one group sees its students alone, so has nobody to move into it.
    """
    if not viewer.has(Role.COUNSELLOR):
        return false()
    schools = select(CounsellorSchool.school_id).where(CounsellorSchool.counsellor_id == viewer.id)
    return ClassGroup.school_id.in_(schools)


def get_followed(viewer: Viewer, class_group_id: int) -> ClassGroup:
    """Return the class group with its school; one that `viewer` does not follow is absent."""
    return _get(followed_by(viewer), class_group_id)


def get_arranged(viewer: Viewer, class_group_id: int) -> ClassGroup:
    """Return the class group with its school; one that `viewer` may not arrange is absent."""
    return _get(arranged_by(viewer), class_group_id)


def valid_code() -> ColumnElement[bool]:
    """Say which codes still open their class group."""
    return and_(ClassCode.revoked_at.is_(None), ClassCode.expires_at > clock.now())


def _get(rule: ColumnElement[bool], class_group_id: int) -> ClassGroup:
    wanted = (
        select(ClassGroup)
        .join(ClassGroup.school)
        .options(contains_eager(ClassGroup.school))
        .where(ClassGroup.id == class_group_id, rule)
    )
    return db.session.scalar(wanted) or not_found("class group", class_group_id)
