"""Work to do after the answer: a row born in the transaction that causes it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.extensions import Model


class Job(Model):
    """One event to handle. `payload` holds identifiers, never a name or a text."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_open", "done_at", "dead_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str]
    payload: Mapped[dict[str, Any]]
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]  # given up after the last try; shown, not hidden
    last_error: Mapped[str | None]  # the kind of error and where, never its text
