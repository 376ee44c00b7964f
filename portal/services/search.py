"""Asking for a new search index; the worker makes it."""

from sqlalchemy import exists, select

from portal.extensions import db
from portal.models.jobs import Job
from portal.outbox import emit

REBUILD = "search.rebuild"


def ask_for_rebuild() -> None:
    """Emit one `search.rebuild`, unless one waits already: many readers meet a broken index."""
    if not rebuild_is_waiting():
        emit(REBUILD)


def rebuild_is_waiting() -> bool:
    """Say whether a rebuild was asked for and is not done."""
    waiting = exists().where(Job.event == REBUILD, Job.done_at.is_(None), Job.dead_at.is_(None))
    return bool(db.session.scalar(select(waiting)))
