"""What waits for the adult who leads a class period or a circle, and not for a moderator."""

from sqlalchemy import Connection, bindparam, insert

from portal.models.class_periods import Glance
from portal.policies import class_periods

# Both run under the lock for writing: built once, and without the ORM.
_PERIOD = class_periods.glancing_at(bindparam("student_id"))
_ADD = insert(Glance.__table__)  # type: ignore[arg-type]


def period_of(connection: Connection, student_id: int) -> int | None:
    """Return the class period whose adult looks at this student's first messages, if any."""
    return connection.scalar(_PERIOD, {"student_id": student_id})


def wait(
    connection: Connection,
    *,
    message_id: int,
    class_period_id: int | None = None,
    group_id: int | None = None,
) -> None:
    """Let a first message wait in a class period, or a question in a circle."""
    row = {"message_id": message_id, "class_period_id": class_period_id, "group_id": group_id}
    connection.execute(_ADD, row)
