"""Who did what, for the record: a chain that shows any line changed or missing (R23)."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from hashlib import sha256

from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.models.access_log import AuditEntry
from portal.models.moderation import Decision
from portal.models.people import Person
from portal.models.threads import Message
from portal.models.topics import MessageEdit

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


def last_hash() -> str:
    """Return the hash of the last entry, or "" before the first.

    Whoever notes it down elsewhere learns later that entries at the end were taken away.
    """
    return db.session.scalar(_LAST) or ""


def holds(noted: str) -> bool:
    """Say whether an entry with this hash stands in the chain."""
    return db.session.scalar(select(AuditEntry.id).where(AuditEntry.hash == noted)) is not None


def changed_originals() -> Iterator[int]:
    """Yield the messages whose text is no longer the one that a moderator decided on.

    What its author changed in a group is no such case: what a post said before is kept.
    """
    decided = (
        select(Decision.message_id, Decision.original_hash, Message.body)
        .join(Message, Message.id == Decision.message_id)
        .order_by(Decision.message_id, Decision.id)
        .execution_options(yield_per=1000)
    )
    found: dict[int, None] = {}
    for message_id, original, body in db.session.execute(decided):
        if imprint(body) != original and original not in map(imprint, _said_before(message_id)):
            found[message_id] = None
    yield from found


def imprint(text: str) -> str:
    """Return the SHA-256, in hexadecimal, of a text that a moderator decides on."""
    return sha256(text.encode()).hexdigest()


def _said_before(message_id: int) -> Sequence[str]:
    past = select(MessageEdit.body).where(MessageEdit.message_id == message_id)
    return db.session.scalars(past).all()
