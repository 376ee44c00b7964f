"""The reasons for refusing a message: to choose from, and to edit."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from portal.extensions import db
from portal.i18n import pick
from portal.models.moderation import RefusalReason
from portal.models.people import Person
from portal.policies import refusals as policy


@dataclass(frozen=True, slots=True)
class Choice:
    """A reason that a moderator may give, in the moderator's language."""

    id: int
    text: str
    needs_note: bool


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason in both languages, as its editors see it."""

    id: int
    text_fr: str
    text_en: str
    advice_fr: str
    advice_en: str
    needs_note: bool
    retired: bool


def choices() -> list[Choice]:
    """List the reasons that are offered, in the board's order."""
    rows = db.session.scalars(_ordered().where(RefusalReason.retired_at.is_(None)))
    return [Choice(row.id, pick(row, "text"), row.needs_note) for row in rows]


def listed(viewer: Person) -> Sequence[ReasonRow]:
    """List all reasons, the retired ones last. Raises NotFound for those who may not edit."""
    policy.check_edited_by(viewer)
    rows = [_row(reason) for reason in db.session.scalars(_ordered())]
    return sorted(rows, key=lambda row: row.retired)


def one(viewer: Person, reason_id: int) -> ReasonRow:
    """Return one reason. Raises NotFound."""
    return _row(policy.get_editable(viewer, reason_id))


def _ordered() -> Select[RefusalReason]:
    return select(RefusalReason).order_by(RefusalReason.position, RefusalReason.id)


def _row(reason: RefusalReason) -> ReasonRow:
    return ReasonRow(
        id=reason.id,
        text_fr=reason.text_fr,
        text_en=reason.text_en,
        advice_fr=reason.advice_fr,
        advice_en=reason.advice_en,
        needs_note=reason.needs_note,
        retired=reason.retired_at is not None,
    )
