"""What a student did that no other table remembers: which day, never what for."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.extensions import db
from portal.models.activities import Activity, ActivityKind

# Both know ON CONFLICT, with the same words; which one, only the dialect tells.
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def record(*, student_id: int, kind: ActivityKind) -> None:
    """Remember that the student did this today; a second time on one day changes nothing."""
    row = {"student_id": student_id, "kind": kind, "day": clock.today()}
    into = _INSERTS[db.engine.dialect.name](Activity).values(row)
    db.session.execute(into.on_conflict_do_nothing())
