"""The reasons for refusing a message, as the board words them."""

from dataclasses import asdict, dataclass

from sqlalchemy import func, select

from portal import clock
from portal.data.refusal_reasons import refusal_reasons
from portal.errors import Conflict
from portal.extensions import db
from portal.i18n import _
from portal.models.moderation import RefusalReason
from portal.models.people import Person
from portal.policies import refusals as policy
from portal.services import audit


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """All that may be changed about a reason."""

    text_fr: str
    text_en: str
    advice_fr: str
    advice_en: str
    needs_note: bool


def ensure() -> None:
    """Give a board without reasons the shipped ones."""
    if db.session.scalar(select(RefusalReason.id).limit(1)) is not None:
        return
    for position, shipped in enumerate(refusal_reasons(), 1):
        db.session.add(RefusalReason(position=position, **asdict(shipped)))
    db.session.flush()


def add(*, actor: Person, words: ReasonWords) -> RefusalReason:
    """Add a reason at the end of the list. Raises NotFound for those who may not."""
    policy.check_edited_by(actor)
    last = db.session.scalar(select(func.max(RefusalReason.position))) or 0
    reason = RefusalReason(position=last + 1, **asdict(words))
    db.session.add(reason)
    db.session.flush()
    audit.record(actor, "reason.added", "refusal_reason", reason.id)
    return reason


def change(*, actor: Person, reason_id: int, words: ReasonWords) -> None:
    """Word a reason anew; old decisions say the new words. Raises NotFound."""
    reason = policy.get_editable(actor, reason_id)
    for name, value in asdict(words).items():
        setattr(reason, name, value)
    audit.record(actor, "reason.changed", "refusal_reason", reason.id)


def retire(*, actor: Person, reason_id: int) -> None:
    """Offer a reason no longer; old decisions keep it.

    Raises NotFound, and Conflict for the last one: a refusal needs a reason.
    """
    reason = policy.get_editable(actor, reason_id)
    offered = select(func.count()).where(RefusalReason.retired_at.is_(None))
    if reason.retired_at is None and (db.session.scalar(offered) or 0) < 2:
        raise Conflict(_("At least one reason must stay: a refusal needs one."))
    reason.retired_at = reason.retired_at or clock.now()
    audit.record(actor, "reason.retired", "refusal_reason", reason.id)


def restore(*, actor: Person, reason_id: int) -> None:
    """Offer a retired reason again. Raises NotFound."""
    reason = policy.get_editable(actor, reason_id)
    reason.retired_at = None
    audit.record(actor, "reason.restored", "refusal_reason", reason.id)


def move_up(*, actor: Person, reason_id: int) -> None:
    """Put a reason before the one above it. Raises NotFound."""
    reason = policy.get_editable(actor, reason_id)
    above = db.session.scalar(
        select(RefusalReason)
        .where(RefusalReason.position < reason.position, RefusalReason.retired_at.is_(None))
        .order_by(RefusalReason.position.desc())
        .limit(1)
    )
    if above is not None:
        above.position, reason.position = reason.position, above.position
        audit.record(actor, "reason.moved", "refusal_reason", reason.id)
