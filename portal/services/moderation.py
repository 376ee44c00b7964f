"""What moderators decide on held messages (R7)."""

from datetime import timedelta

from sqlalchemy import or_, update

from portal import clock
from portal.errors import Conflict, Invalid
from portal.extensions import db
from portal.i18n import _
from portal.models.moderation import Decision, Hold, RefusalReason, Verdict
from portal.models.people import Person
from portal.models.threads import MessageState
from portal.policies import moderation as policy
from portal.screening import Context, Finding, screen
from portal.services import audit, threads

# A case that was opened stays with its moderator for this long.
CLAIM_LASTS = timedelta(minutes=10)


class StillFound(Invalid):
    """A redacted text holds what the screen objects to; it can be shown if confirmed."""


def claim(*, moderator: Person, hold_id: int) -> bool:
    """Keep the case for `moderator` for 10 minutes; False when another one has it.

    The reading of its conversation is logged. A decided case is nobody's:
    False. Raises NotFound.
    """
    hold = policy.get_readable(moderator, hold_id)
    threads.note_reading(reader=moderator, thread=hold.message.thread)
    if not hold.waits:
        return False
    now = clock.now()
    free = or_(
        Hold.claimed_by_id.is_(None), Hold.claimed_by_id == moderator.id, Hold.claimed_until <= now
    )
    taken = db.session.execute(
        update(Hold)
        .where(Hold.id == hold_id, free)
        .values(claimed_by_id=moderator.id, claimed_until=now + CLAIM_LASTS)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def approve(*, moderator: Person, hold_id: int) -> None:
    """Show the message as it was written.

    Raises NotFound, and Conflict when another moderator has decided or has the case.
    """
    hold = _hold_to_decide(moderator, hold_id)
    message = hold.message
    message.state = MessageState.VISIBLE
    _decide(moderator, hold, Verdict.APPROVED)
    threads.reveal(message=message, thread=message.thread)


def redact(*, moderator: Person, hold_id: int, body: str, confirmed: bool = False) -> None:
    """Show `body` in place of what was written; the original is kept for moderators.

    Raises as `approve` does, Invalid when `body` changes nothing, and StillFound,
    unless `confirmed`, when the screen objects to it too.
    """
    hold = _hold_to_decide(moderator, hold_id)
    message = hold.message
    if body.split() == message.body.split():
        raise Invalid(_("This is the text as it was written. Change it, or approve it."))
    if not confirmed and look_over(body=body):
        raise StillFound(_("The new text still holds something that the portal keeps private."))
    message.state, message.redacted_body = MessageState.REDACTED, body
    _decide(moderator, hold, Verdict.REDACTED)
    threads.reveal(message=message, thread=message.thread)


def refuse(*, moderator: Person, hold_id: int, reason: RefusalReason, note: str = "") -> None:
    """Keep the message from the other person; its author reads the reason and the note.

    Raises as `approve` does.
    """
    hold = _hold_to_decide(moderator, hold_id)
    message = hold.message
    message.state = MessageState.REFUSED
    _decide(moderator, hold, Verdict.REFUSED, reason, note)


def look_over(*, body: str) -> tuple[Finding, ...]:
    """Return what the screen sees in a moderator's text; write nothing."""
    return screen(body, Context(allowed_sites=threads.allowed_sites())).findings


def _hold_to_decide(moderator: Person, hold_id: int) -> Hold:
    hold = policy.get_readable(moderator, hold_id)
    if not hold.waits:
        raise Conflict(_("Someone else decided on this message in the meantime."))
    if _has_other_holder(hold, moderator):
        raise Conflict(_("Another moderator is deciding on this message right now."))
    return hold


def _has_other_holder(hold: Hold, moderator: Person) -> bool:
    if hold.claimed_by_id in (None, moderator.id) or hold.claimed_until is None:
        return False
    return hold.claimed_until > clock.now()


def _decide(
    moderator: Person,
    hold: Hold,
    verdict: Verdict,
    reason: RefusalReason | None = None,
    note: str = "",
) -> None:
    hold.waits = False
    decision = Decision(message_id=hold.message_id, moderator_id=moderator.id, verdict=verdict)
    decision.reason, decision.note = reason, note
    db.session.add(decision)
    audit.record(moderator, f"message.{verdict.value}", "message", hold.message_id)
