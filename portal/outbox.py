"""The transactional outbox: what follows an answer is a row of the same transaction."""

from datetime import datetime

from portal import clock
from portal.extensions import db
from portal.models.jobs import Job


def emit(event: str, *, due_at: datetime | None = None, **ids: int | str) -> None:
    """Add a job for the handler of `event` to the caller's transaction.

    `ids` are identifiers only: a handler reads again and asks the policy again.
    """
    db.session.add(Job(event=event, payload=dict(ids), due_at=due_at or clock.now()))
