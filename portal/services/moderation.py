"""What moderators decide on held messages (R7)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from portal import clock
from portal.errors import Conflict, Invalid, not_found
from portal.extensions import db
from portal.i18n import _
from portal.models.moderation import (
    Decision,
    Hold,
    HoldNote,
    HoldReason,
    RefusalReason,
    Verdict,
)
from portal.models.people import Person
from portal.models.sanctions import Sanction
from portal.models.threads import SHOWN_STATES, Message, MessageState, Thread
from portal.policies import moderation as policy
from portal.screening import Finding, Kind, Severity
from portal.services import (
    audit,
    holds,
    past_states,
    redactions,
    sanctions,
    tallies,
    threads,
    whose,
)

# A case that was opened stays with its moderator for this long.
CLAIM_LASTS = timedelta(minutes=10)
# No redaction leaves one of these behind, whoever confirms it (R8).
NEVER_LEFT = frozenset(
    {Kind.PHONE, Kind.EMAIL, Kind.URL, Kind.HANDLE, Kind.ADDRESS, Kind.POSTAL_CODE, Kind.ID}
)


class StillFound(Invalid):
    """A redacted text holds what the screen objects to; `firm` when no word shows it as it is."""

    def __init__(self, sentence: str, *, firm: bool) -> None:
        super().__init__(sentence)
        self.firm = firm


def hold_again(*, message: Message, reason: HoldReason = HoldReason.REPORTED) -> None:
    """Hide a message that was shown until a moderator has looked; its thread does not move.

    One that waits, or is not shown, stays as it is.
    """
    if message.state not in SHOWN_STATES:
        return
    message.state = MessageState.HELD
    db.session.execute(
        update(Decision)
        .where(Decision.message_id == message.id, Decision.stands)
        .values(stands=False)
    )
    db.session.flush()
    holds.hold(message_id=message.id, reason=reason, severity=Severity.HIGH)


def claim(*, moderator: Person, hold_id: int, beside: Sequence[int] = ()) -> bool:
    """Keep the case for `moderator` for 10 minutes; False when another one has it.

    The reading of its conversation is logged, and of those of the cases shown `beside` it.
    A decided case is nobody's: False. Raises NotFound.
    """
    hold = policy.get_readable(moderator, hold_id)
    student_id = whose.student_of(hold.message)
    threads.note_reading(reader=moderator, thread=hold.message.thread, student_id=student_id)
    for thread in _threads_of(moderator, beside):
        threads.note_reading(reader=moderator, thread=thread, student_id=student_id)
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


def leave(*, moderator: Person, hold_id: int) -> None:
    """Let others have a case that `moderator` goes by without deciding. Raises NotFound."""
    hold = policy.get_readable(moderator, hold_id)
    if hold.claimed_by_id == moderator.id:
        hold.claimed_by_id = hold.claimed_until = None


def approve(*, moderator: Person, hold_id: int) -> None:
    """Show the message as it was written.

    Raises NotFound, and Conflict when another moderator has decided or has the case,
    when its author took it back, or when `moderator` gave it to somebody else.
    """
    hold = _hold_to_decide(moderator, hold_id)
    _approve(moderator, hold, clock.now())


def redact(*, moderator: Person, hold_id: int, body: str, confirmed: bool = False) -> None:
    """Show `body` in place of what was written; the original is kept for moderators.

    Raises as `approve` does, Invalid when `body` changes nothing, and StillFound when the
    screen objects to it too: for good to contact data, unless `confirmed` to anything else.
    """
    hold = _hold_to_decide(moderator, hold_id)
    message = hold.message
    if body.split() == message.body.split():
        raise Invalid(_("This is the text as it was written. Change it, or approve it."))
    _make_sure_nothing_is_left(hold, body, confirmed)
    _decide(moderator, hold, Verdict.REDACTED, clock.now())
    message.state, message.redacted_body = MessageState.REDACTED, body
    _show(hold)


def refuse(*, moderator: Person, hold_id: int, reason_id: int, note: str = "") -> Sanction | None:
    """Keep the message from the other person; its author reads the reason and the note.

    Returns the step of the ladder that this proposes, if any. Raises as `approve` does, and
    Invalid for a reason that is not offered or needs a note.
    """
    reason = _reason(reason_id, note)
    hold = _hold_to_decide(moderator, hold_id)
    decision = _refuse(moderator, hold, reason, note, clock.now())
    return sanctions.propose(decision=decision, author_id=hold.message.author_id)


def approve_together(*, moderator: Person, hold_ids: Sequence[int]) -> None:
    """Show several messages of one author, all or none. Raises as `approve` does."""
    now = clock.now()
    for hold in _holds_of_one_author(moderator, hold_ids):
        _approve(moderator, hold, now)


def refuse_together(
    *, moderator: Person, hold_ids: Sequence[int], reason_id: int, note: str = ""
) -> Sanction | None:
    """Refuse several messages of one author, all or none. Answers and raises as `refuse` does.

    The ladder counts them as one occasion, and proposes for the gravest of them.
    """
    reason, now = _reason(reason_id, note), clock.now()
    waiting = _holds_of_one_author(moderator, hold_ids)
    worst = max(waiting, key=lambda hold: hold.severity)
    decisions = {hold.id: _refuse(moderator, hold, reason, note, now) for hold in waiting}
    return sanctions.propose(decision=decisions[worst.id], author_id=worst.message.author_id)


def escalate(*, moderator: Person, hold_id: int, note: str = "") -> None:
    """Leave the case to another moderator or an administrator; it stands first for them.

    Raises as `approve` does.
    """
    hold = _hold_to_decide(moderator, hold_id)
    hold.escalated_at, hold.escalated_by_id = clock.now(), moderator.id
    hold.claimed_by_id = hold.claimed_until = None
    if note:
        _add_note(moderator, hold, note)
    audit.record(moderator, "hold.escalated", "hold", hold.id)


def take_back(*, moderator: Person, hold_id: int) -> None:
    """Put a case that `moderator` escalated back among the others. Raises as `approve` does."""
    hold = policy.get_readable(moderator, hold_id)
    _make_sure_it_waits(hold)
    if hold.escalated_by_id != moderator.id:
        raise Conflict(_("Only the person who left this message to others takes it back."))
    hold.escalated_at = hold.escalated_by_id = None
    audit.record(moderator, "hold.taken_back", "hold", hold.id)


def write_note(*, moderator: Person, hold_id: int, body: str) -> None:
    """Write to the other moderators about a case, decided or not. Raises NotFound."""
    hold = policy.get_readable(moderator, hold_id)
    _add_note(moderator, hold, body)
    audit.record(moderator, "hold.noted", "hold", hold.id)


def undo(*, moderator: Person, hold_id: int) -> None:
    """Take the own decision back within 10 minutes, while nobody has read what it made.

    Everything is as it was before, and the message waits again. Raises NotFound, and
    Conflict, saying why, when it is too late.
    """
    hold = policy.get_readable(moderator, hold_id)
    decision = db.session.scalar(
        select(Decision).where(Decision.hold_id == hold_id, Decision.stands)
    )
    if decision is None or decision.moderator_id != moderator.id:
        not_found("decision", hold_id)
    past_states.make_sure_nobody_has_read(decision, hold.message)
    sanctions.withdraw_proposals(decision_id=decision.id)
    past_states.bring_back(decision, hold.message)
    decision.stands, decision.undone_at = False, clock.now()
    hold.waits, hold.claimed_by_id = True, moderator.id
    hold.claimed_until = clock.now() + CLAIM_LASTS
    event = f"message.{decision.verdict.value}"
    audit.record(moderator, "decision.undone", "message", hold.message_id, detail=event)


def look_over(*, hold: Hold, body: str) -> tuple[Finding, ...]:
    """Return what holds a moderator's text in the place of a message; write nothing."""
    return redactions.left_in(hold=hold, body=body)


def left_in_case(*, moderator: Person, hold_id: int, body: str) -> tuple[Finding, ...]:
    """Return what the screen still sees in a text for this case. Raises NotFound."""
    return look_over(hold=policy.get_readable(moderator, hold_id), body=body)


def _make_sure_nothing_is_left(hold: Hold, body: str, confirmed: bool) -> None:
    left = look_over(hold=hold, body=body)
    firm = any(finding.kind in NEVER_LEFT for finding in left)
    if firm:
        raise StillFound(
            _("The new text still gives contact data. Take it out, or refuse the message."),
            firm=True,
        )
    if left and not confirmed:
        raise StillFound(_("The portal still sees something in the new text."), firm=False)


def _threads_of(moderator: Person, hold_ids: Sequence[int]) -> Sequence[Thread]:
    messages = select(Hold.message_id).where(Hold.id.in_(hold_ids), policy.decidable_by(moderator))
    held = select(Message.thread_id).where(Message.id.in_(messages))
    return db.session.scalars(select(Thread).where(Thread.id.in_(held)).order_by(Thread.id)).all()


def _holds_of_one_author(moderator: Person, hold_ids: Sequence[int]) -> list[Hold]:
    waiting = [_hold_to_decide(moderator, hold_id) for hold_id in sorted(set(hold_ids))]
    if not waiting:
        raise Invalid(_("Tick at least one message."))
    if len({hold.message.author_id for hold in waiting}) > 1:
        raise Invalid(_("Only messages of the same author are decided together."))
    return waiting


def _hold_to_decide(moderator: Person, hold_id: int) -> Hold:
    hold = policy.get_readable(moderator, hold_id)
    _make_sure_it_waits(hold)
    if _has_other_holder(hold, moderator):
        raise Conflict(_("Another moderator is deciding on this message right now."))
    if hold.escalated_by_id == moderator.id:
        raise Conflict(_("You left this message to others. Take it back before you decide."))
    return hold


def _make_sure_it_waits(hold: Hold) -> None:
    if hold.waits:
        return
    if hold.message.state is MessageState.WITHDRAWN:
        raise Conflict(_("Its author took this message back: there is nothing left to decide."))
    raise Conflict(_("Someone else decided on this message in the meantime."))


def _has_other_holder(hold: Hold, moderator: Person) -> bool:
    if hold.claimed_by_id in (None, moderator.id) or hold.claimed_until is None:
        return False
    return hold.claimed_until > clock.now()


def _reason(reason_id: int, note: str) -> RefusalReason:
    wanted = select(RefusalReason).where(
        RefusalReason.id == reason_id, RefusalReason.retired_at.is_(None)
    )
    reason = db.session.scalar(wanted)
    if reason is None:
        raise Invalid(_("This reason is no longer offered. Choose another one."))
    if reason.needs_note and not note:
        raise Invalid(_("Say in a note why you refuse it: the author reads it."))
    return reason


def _approve(moderator: Person, hold: Hold, now: datetime) -> None:
    _decide(moderator, hold, Verdict.APPROVED, now)
    redacted = hold.message.redacted_body is not None  # it was shown like that, then reported
    hold.message.state = MessageState.REDACTED if redacted else MessageState.VISIBLE
    _show(hold)


def _show(hold: Hold) -> None:
    """Let the other person read it; what was shown before, and reported, is counted already."""
    message = hold.message
    if message.shown_at is None:
        tallies.reveal(message=message, thread=message.thread)


def _refuse(
    moderator: Person, hold: Hold, reason: RefusalReason, note: str, now: datetime
) -> Decision:
    decision = _decide(moderator, hold, Verdict.REFUSED, now, reason)
    decision.note = note
    hold.message.state = MessageState.REFUSED
    if hold.message.shown_at is not None:
        tallies.count_out(hold.message)
    return decision


def _decide(
    moderator: Person,
    hold: Hold,
    verdict: Verdict,
    now: datetime,
    reason: RefusalReason | None = None,
) -> Decision:
    hold.waits = False
    decision = Decision(
        message_id=hold.message_id,
        hold_id=hold.id,
        moderator_id=moderator.id,
        verdict=verdict,
        reason_id=None if reason is None else reason.id,
        decided_at=now,
        original_hash=audit.imprint(hold.message.body),
        before=past_states.taken(hold.message),
    )
    db.session.add(decision)
    codes = [reason.code or f"reason_{reason.id}"] if reason else []
    codes += ["as_counsellor"] if policy.follows(moderator, hold.message.thread) else []
    audit.record(
        moderator, f"message.{verdict.value}", "message", hold.message_id, detail=" ".join(codes)
    )
    return decision


def _add_note(moderator: Person, hold: Hold, body: str) -> None:
    db.session.add(HoldNote(hold_id=hold.id, author_id=moderator.id, body=body))
