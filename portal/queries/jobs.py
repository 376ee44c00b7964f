"""How the outbox stands: what waits, what is late, what was given up."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import ColumnElement, and_, func, select

from portal import clock
from portal.extensions import db
from portal.models.jobs import Job

LATE_AFTER = timedelta(minutes=5)
# The worker beats every 10 seconds between two jobs; a long one lasts minutes.
ALIVE_FOR = timedelta(minutes=2)
SHOWN = 100


@dataclass(frozen=True, slots=True)
class DeadJob:
    """A job given up after its last try. It names rows, never a person or a text."""

    id: int
    event: str
    created_at: datetime
    dead_at: datetime | None  # never None here: what the column allows
    attempts: int
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Queue:
    """How many jobs wait, how many of them are late, and those given up, the newest first."""

    waiting: int
    late: int
    dead: int
    dead_jobs: list[DeadJob]
    worker_alive: bool


def queue() -> Queue:
    """Return how the outbox stands; it concerns no person, so it asks for no viewer."""
    now = clock.now()
    is_open = and_(Job.done_at.is_(None), Job.dead_at.is_(None))
    counts = (
        _count(and_(is_open, Job.due_at <= now)),
        _count(and_(is_open, Job.due_at < now - LATE_AFTER)),
        _count(and_(Job.done_at.is_(None), Job.dead_at.is_not(None))),
    )
    waiting, late, dead = db.session.execute(select(*counts).where(Job.done_at.is_(None))).one()
    return Queue(waiting, late, dead, dead_jobs(limit=SHOWN) if dead else [], worker_alive())


def _count(rule: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(Job.id).filter(rule)


def dead_jobs(*, limit: int | None = None) -> list[DeadJob]:
    """List the jobs given up, the newest first."""
    wanted = (
        select(Job.id, Job.event, Job.created_at, Job.dead_at, Job.attempts, Job.last_error)
        .where(Job.done_at.is_(None), Job.dead_at.is_not(None))
        .order_by(Job.dead_at.desc(), Job.id.desc())
        .limit(limit)
    )
    return [DeadJob(*row) for row in db.session.execute(wanted)]


def heartbeat_file() -> Path:
    """Return the file that the worker of this machine touches while it lives."""
    return Path(current_app.config["INSTANCE"]) / "worker.alive"


def worker_alive() -> bool:
    """Say whether a worker of this machine was seen within the last two minutes."""
    try:
        touched = datetime.fromtimestamp(heartbeat_file().stat().st_mtime, UTC)
    except FileNotFoundError:
        return False
    return clock.now() - touched < ALIVE_FOR
