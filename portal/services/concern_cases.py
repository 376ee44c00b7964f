"""What those who look after a concern do: open, take, note, settle a duty, close, reopen."""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.errors import Conflict, not_found
from portal.extensions import db
from portal.i18n import _
from portal.models.access_log import AccessEntry
from portal.models.concerns import (
    Concern,
    ConcernClosing,
    ConcernDuty,
    ConcernEntry,
    ConcernRecipient,
)
from portal.models.people import Person, Role
from portal.policies import concerns as policy
from portal.policies.threads import READING_LASTS
from portal.services import audit, concern_reports, concerns

# The role that the access log names, for who holds several.
# Who reads the conversation in a case; to others it shows all but the words exchanged.
READER_ROLES = (Role.MODERATOR, Role.COUNSELLOR)
# A second click on a note sends the same words within this time.
SAME_NOTE = timedelta(minutes=2)


def open_case(*, handler: Person, concern_id: int) -> None:
    """Write down that `handler` opened the case: it climbs no further.

    Whoever raised it looks for help: their own opening stops nothing. While the case is open
    its page shows the conversation, whose reading is logged with the case as its reason
    (R44). Raises NotFound.
    """
    concern, now = policy.get_readable(handler, concern_id), clock.now()
    if concern.closed_at is not None:
        return
    recipient = db.session.get(ConcernRecipient, (concern_id, handler.id))
    if recipient is not None and recipient.opened_at is None:
        recipient.opened_at = now
    if handler.id != concern.raised_by_id:
        _mark_opened(handler, concern)
    _log_reading(handler, concern)


def take(*, handler: Person, concern_id: int, instead_of: int | None = None) -> None:
    """Make `handler` the one who looks after the case, in place of `instead_of`.

    Raises NotFound, and Conflict when it is closed or someone else took it meanwhile.
    """
    concern = _open(handler, concern_id)
    if concern.handler_id == handler.id:
        return
    if concern.handler_id != instead_of:
        raise Conflict(_("Someone else has taken charge of this case in the meantime."))
    concern.handler_id = handler.id
    _mark_opened(handler, concern)
    concerns.enter(concern, handler, "taken")
    audit.record(handler, "concern.taken", "concern", concern_id)


def note(*, handler: Person, concern_id: int, body: str) -> None:
    """Add a note to the journal, where nothing is ever changed.

    A second click adds none. Raises NotFound, and Conflict when the case is closed.
    """
    concern = _open(handler, concern_id)
    last = db.session.scalar(
        select(ConcernEntry)
        .where(ConcernEntry.concern_id == concern_id, ConcernEntry.author_id == handler.id)
        .order_by(ConcernEntry.id.desc())
        .limit(1)
    )
    same = last is not None and (last.event, last.body) == ("noted", body)
    if not (same and last is not None and clock.now() - last.written_at < SAME_NOTE):
        concerns.enter(concern, handler, "noted", body=body)


def settle(*, handler: Person, concern_id: int, rule: str, body: str = "") -> None:
    """Write down that a duty is settled: when, by whom, and in which words.

    Who comes second changes nothing. Raises NotFound, and Conflict when the case is closed.
    """
    concern = _open(handler, concern_id)
    duty = db.session.scalar(
        select(ConcernDuty)
        .where(ConcernDuty.concern_id == concern_id, ConcernDuty.rule == rule)
        .with_for_update()
    ) or not_found("duty", rule)
    if duty.done_at is not None:
        return
    duty.done_at, duty.done_by_id = clock.now(), handler.id
    concerns.enter(concern, handler, f"settled {rule}", body=body)
    audit.record(handler, "concern.duty_settled", "concern", concern_id, detail=rule)


def close(*, handler: Person, concern_id: int, reason: ConcernClosing, body: str) -> None:
    """Close the case with a reason and a note; a hidden profile shows again.

    Raises NotFound, and Conflict when someone else closed it first.
    """
    concern = policy.get_readable(handler, concern_id)
    if concern.closed_at is not None:
        if (concern.closing, concern.closing_note) == (reason, body):
            return  # a second click
        raise Conflict(_("This case was closed in the meantime."))
    concern.closed_at, concern.closing, concern.closing_note = clock.now(), reason, body
    concern.climbs_at = None
    concern.opened_at = concern.opened_at or concern.closed_at
    concerns.enter(concern, handler, f"closed {reason.value}", body=body)
    audit.record(handler, "concern.closed", "concern", concern_id, detail=reason.value)
    db.session.flush()
    if concern.thread_id is None and concern.about_id is not None:
        concern_reports.show_again(concern.about_id)


def reopen(*, handler: Person, concern_id: int, body: str) -> None:
    """Open a closed case again; it is then `handler`'s, with a new delay.

    Who comes second changes nothing. Raises NotFound.
    """
    concern = policy.get_readable(handler, concern_id)
    if concern.closed_at is None:
        return
    concern.closed_at, concern.closing, concern.closing_note = None, None, ""
    concern.handler_id = handler.id
    delays = concerns.board_delays()
    concern.due_at = concerns.due_at(concern.priority, clock.now(), delays)
    concerns.enter(concern, handler, "reopened", body=body)
    audit.record(handler, "concern.reopened", "concern", concern_id)


def _mark_opened(handler: Person, concern: Concern) -> None:
    if concern.opened_at is None:
        concern.opened_at, concern.climbs_at = clock.now(), None
        concerns.enter(concern, handler, "opened")
        audit.record(handler, "concern.opened", "concern", concern.id)


def _open(handler: Person, concern_id: int) -> Concern:
    concern = policy.get_readable(handler, concern_id)
    if concern.closed_at is not None:
        raise Conflict(_("This case was closed in the meantime. Reopen it to go on."))
    return concern


def _log_reading(reader: Person, concern: Concern) -> None:
    """Write the line of the access log, unless one of the last hour says it."""
    if not reader.has(*READER_ROLES) or concern.thread_id is None:
        return
    reason = policy.reading_reason(concern.id)
    logged = select(AccessEntry.id).where(
        AccessEntry.reader_id == reader.id,
        AccessEntry.thread_id == concern.thread_id,
        AccessEntry.reason == reason,
        AccessEntry.read_at > clock.now() - READING_LASTS,
    )
    if db.session.scalar(logged.limit(1)) is not None:
        return
    role = next(role for role in READER_ROLES if reader.has(role))
    entry = AccessEntry(reader_id=reader.id, reader_role=role.value, thread_id=concern.thread_id)
    entry.student_id, entry.reason, entry.read_at = concern.student_id, reason, clock.now()
    db.session.add(entry)
