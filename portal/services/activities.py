"""What a student did that no other table remembers: which day, never what for."""

from portal import clock
from portal.extensions import db, insert_into
from portal.models.activities import Activity, ActivityKind


def record(*, student_id: int, kind: ActivityKind) -> None:
    """Remember that the student did this today; a second time on one day changes nothing."""
    row = {"student_id": student_id, "kind": kind, "day": clock.today()}
    into = insert_into(Activity).values(row)
    db.session.execute(into.on_conflict_do_nothing())
