"""Who did what, for the record (R23)."""

from portal.extensions import db
from portal.models.access_log import AuditEntry
from portal.models.people import Person


def record(actor: Person | None, event: str, noun: str, noun_id: int) -> None:
    """Write in the caller's transaction that `actor` (None: the portal) did `event`."""
    actor_id = actor.id if actor is not None else None
    db.session.add(AuditEntry(actor_id=actor_id, event=event, noun=noun, noun_id=noun_id))
