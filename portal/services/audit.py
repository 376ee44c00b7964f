"""Who did what, for the record: a chain that shows any line changed or missing (R23)."""

from collections.abc import Iterator
from datetime import UTC
from hashlib import sha256

from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.models.access_log import AuditEntry
from portal.models.people import Person

_LAST = select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)


def record(actor: Person | None, event: str, noun: str, noun_id: int, *, detail: str = "") -> None:
    """Write in the caller's transaction that `actor` (None: the portal) did `event`.

    `detail` is a code, never a name or a text. The entry carries the hash of the one
    before it: writers wait for each other, so the chain never forks.
    """
    entry = AuditEntry(
        actor_id=actor.id if actor is not None else None,
        event=event,
        noun=noun,
        noun_id=noun_id,
        detail=detail,
        done_at=clock.now(),
        previous_hash=db.session.scalar(_LAST) or "",
    )
    entry.hash = seal(entry)
    db.session.add(entry)


def seal(entry: AuditEntry) -> str:
    """Return the SHA-256, in hexadecimal, of what an entry says and of the one before it."""
    moment = entry.done_at.astimezone(UTC).replace(tzinfo=None)
    parts = [entry.previous_hash, entry.actor_id or "", entry.event, entry.noun, entry.noun_id]
    parts += [entry.detail, moment.isoformat(timespec="microseconds")]
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()


def broken() -> Iterator[int]:
    """Yield the numbers of the entries that do not follow from the one before them."""
    previous = ""
    for entry in db.session.scalars(
        select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)
    ):
        if entry.previous_hash != previous or entry.hash != seal(entry):
            yield entry.id
        previous = entry.hash
