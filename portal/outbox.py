"""The transactional outbox: what follows an answer is a row of the same transaction."""

from datetime import datetime

from sqlalchemy import insert

from portal import clock
from portal.extensions import db
from portal.models.jobs import Job

# Without the ORM: a message writes its job while it holds the one lock for writing.
_ADD = insert(Job.__table__)  # type: ignore[arg-type]


def emit(event: str, *, due_at: datetime | None = None, **ids: int | str) -> None:
    """Add a job for the handler of `event` to the caller's transaction.

    `ids` are identifiers only: a handler reads again and asks the policy again.
    """
    now = clock.now()
    row = {"event": event, "payload": ids, "due_at": due_at or now, "created_at": now}
    db.session.connection().execute(_ADD, row)
