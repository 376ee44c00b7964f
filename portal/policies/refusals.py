"""Who words the reasons for refusing a message."""

from sqlalchemy import select

from portal.errors import not_found
from portal.extensions import db
from portal.models.moderation import RefusalReason
from portal.models.people import Person, Role


def check_edited_by(viewer: Person) -> None:
    """Raise NotFound to anyone but moderators and administrators."""
    if not viewer.has(Role.MODERATOR, Role.ADMINISTRATOR):
        not_found("refusal_reason", 0)


def get_editable(viewer: Person, reason_id: int) -> RefusalReason:
    """Return the reason, for those who word it; to others there is none."""
    check_edited_by(viewer)
    wanted = select(RefusalReason).where(RefusalReason.id == reason_id)
    return db.session.scalar(wanted) or not_found("refusal_reason", reason_id)
