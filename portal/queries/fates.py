"""What became of a message, for its author: why it was refused, or that an adult has it."""

from typing import Any

from sqlalchemy import Select, and_, func

from portal.models.class_periods import Glance, GlanceOutcome
from portal.models.moderation import Decision, RefusalReason
from portal.models.threads import Message


def with_fate(statement: Select[Any]) -> Select[Any]:
    """Return a statement about Message with, last, the columns that say what became of each.

    They are `note`, `decided_at`, `in_class`, and the reason and advice in both languages.
    """
    # Left until the bell or the end, it is the moderators': it waits as any other does.
    in_class = func.coalesce(Glance.outcome != GlanceOutcome.LEFT, Glance.message_id.is_not(None))
    return (
        statement.add_columns(
            func.coalesce(Decision.note, Glance.line).label("note"),
            func.coalesce(Decision.decided_at, Glance.decided_at).label("decided_at"),
            in_class.label("in_class"),
            RefusalReason.text_fr,
            RefusalReason.text_en,
            RefusalReason.advice_fr,
            RefusalReason.advice_en,
        )
        .outerjoin(Decision, and_(Decision.message_id == Message.id, Decision.stands))
        .outerjoin(RefusalReason, RefusalReason.id == Decision.reason_id)
        .outerjoin(Glance, Glance.message_id == Message.id)
    )
