"""Runs Alembic on the portal's own engine and tables."""

from typing import Any

from alembic import context

import portal.models  # noqa: F401 the tables must be known before they are compared
from portal.extensions import Model, UtcDateTime, db


def plain_type(kind: str, value: Any, _context: object) -> str | bool:
    """Write a moment as the plain type it is stored in: a migration imports no code of ours."""
    return "sa.DateTime()" if kind == "type" and isinstance(value, UtcDateTime) else False


def same_type(_context: object, _inspected: object, _column: object, *types: Any) -> bool | None:
    """Say that a moment and the plain type it is stored in are the same."""
    return False if isinstance(types[1], UtcDateTime) else None


with db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=True,
        render_item=plain_type,
        compare_type=same_type,
    )
    with context.begin_transaction():
        context.run_migrations()
