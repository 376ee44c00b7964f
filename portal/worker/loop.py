"""The job loop: take what is due, do it, say that it is done; a dead worker loses nothing."""

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Event
from typing import Final

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import DBAPIError

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.jobs import Job
from portal.queries.jobs import heartbeat_file
from portal.search import index
from portal.services import jobs as service
from portal.services import search
from portal.worker.handlers import HANDLERS
from portal.worker.registry import Handler, JobInHand, place_of

log = logging.getLogger(__name__)

MAX_ATTEMPTS: Final = 8
POLL_SECONDS: Final = 1.0
OUT_OF_ORDER_SECONDS: Final = 5.0
BEAT_SECONDS: Final = 10.0

# Stands for the handler of an event that this code does not know.
NOBODY: Final = Handler(lambda _jobs: None)


class TakenOver(Exception):
    """The work lasted longer than its lease and another worker has it now."""


def work(stop: Event, *, once: bool = False) -> None:
    """Do what is due until `stop` is set; the job in hand is finished first.

    With `once`, return when nothing more is due.
    """
    beat_at = 0.0
    ready = False
    while not stop.is_set():
        try:
            if not ready:
                _get_ready()
                ready = True
            if time.monotonic() - beat_at > BEAT_SECONDS:
                heartbeat_file().touch()
                beat_at = time.monotonic()
            busy = step()
        except (DBAPIError, OSError) as error:
            if once:
                raise
            # A locked database or a full disk: the jobs are still there after it.
            log.error("worker out of order", extra={"kind": type(error).__name__})
            db.session.remove()
            stop.wait(OUT_OF_ORDER_SECONDS)
            continue
        if not busy and once:
            return
        if not busy:
            stop.wait(POLL_SECONDS)


def _get_ready() -> None:
    """Plan the night; a new portal, or one restored without its index, gets its index."""
    with unit_of_work():
        service.plan_night()
        if not index.opens():
            search.ask_for_rebuild()
    db.session.remove()


def step() -> bool:
    """Do the oldest due job, with those that go along with it; say whether there was one."""
    jobs = claim(clock.now())
    if jobs:
        _do(jobs)
    db.session.remove()
    return bool(jobs)


def claim(now: datetime) -> list[JobInHand]:
    """Take the oldest due job, and with it others of a kind that is done in batches.

    Taking jobs puts off their next try, so one whose worker died comes back,
    and whoever else wanted it finds that it is no longer due.
    """
    while due := _oldest_due(now):
        with unit_of_work():
            taken = _take(due, now)
        if taken:
            return taken
    return []


def _open_and_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Job.done_at.is_(None), Job.dead_at.is_(None), Job.due_at <= now


def _oldest_due(now: datetime) -> list[JobInHand]:
    wanted = (
        select(Job.id, Job.event, Job.payload, Job.attempts)
        .where(*_open_and_due(now))
        .order_by(Job.due_at, Job.id)
    )
    first = [JobInHand(*row) for row in db.session.execute(wanted.limit(1))]
    size = _handler(first[0].event).batch if first else 1
    # What failed once goes alone: one bad job must not take 199 good ones down with it.
    if size > 1 and first[0].attempts == 0:
        companions = wanted.where(Job.event == first[0].event, Job.attempts == 0).limit(size)
        first = [JobInHand(*row) for row in db.session.execute(companions)]
    db.session.rollback()  # a read transaction left open would keep an old picture
    return first


def _take(due: Sequence[JobInHand], now: datetime) -> list[JobInHand]:
    put_off = max(_handler(due[0].event).lease, delay(due[0].attempts + 1))
    taking = (
        update(Job)
        .where(Job.id.in_([job.id for job in due]), *_open_and_due(now))
        .values(attempts=Job.attempts + 1, due_at=now + put_off)
        .returning(Job.id, Job.event, Job.payload, Job.attempts)
        .execution_options(synchronize_session=False)
    )
    return sorted((JobInHand(*row) for row in db.session.execute(taking)), key=lambda job: job.id)


def delay(attempts: int) -> timedelta:
    """Return how long to wait after so many failed tries: 1 minute, 2, 4, 8..."""
    return timedelta(minutes=2 ** (attempts - 1))


def _handler(event: str) -> Handler:
    return HANDLERS.get(event, NOBODY)


def _do(jobs: Sequence[JobInHand]) -> None:
    handler = _handler(jobs[0].event)
    if handler is NOBODY:
        _give_up(jobs, "no handler for this event")
        return
    if jobs[0].attempts > MAX_ATTEMPTS:
        _give_up(jobs, "its worker died each time")
        return
    try:
        _run(handler, jobs)
    except TakenOver:
        log.warning("job taken over", extra={"event": jobs[0].event, "job": jobs[0].id})
    except Exception as error:  # whatever it is, the row says so and the loop goes on
        _put_off(jobs, error)
    else:
        log.info("jobs done", extra={"event": jobs[0].event, "count": len(jobs)})


def _run(handler: Handler, jobs: Sequence[JobInHand]) -> None:
    if not handler.writes:
        handler.run(jobs)
    with unit_of_work():
        if handler.writes:
            handler.run(jobs)
        _mark_done(jobs)


def _mark_done(jobs: Sequence[JobInHand]) -> None:
    if _change(jobs, done_at=clock.now(), last_error=None) != len(jobs):
        raise TakenOver


def _change(jobs: Sequence[JobInHand], **values: object) -> int:
    """Write `values` into those of `jobs` that are still this worker's; return how many."""
    still_ours = (
        Job.id.in_([job.id for job in jobs]),
        Job.attempts == jobs[0].attempts,
        Job.done_at.is_(None),
        Job.dead_at.is_(None),
    )
    changing = update(Job).where(*still_ours).values(values)
    result = db.session.execute(changing.execution_options(synchronize_session=False))
    return int(result.rowcount)  # type: ignore[attr-defined]


def _put_off(jobs: Sequence[JobInHand], error: Exception) -> None:
    db.session.rollback()
    what = f"{type(error).__name__} at {place_of(error)}"
    log.error(
        "job failed",
        extra={
            "event": jobs[0].event,
            "job": jobs[0].id,
            "attempts": jobs[0].attempts,
            "kind": type(error).__name__,
            "where": place_of(error),
        },
    )
    if jobs[0].attempts >= MAX_ATTEMPTS:
        _give_up(jobs, what)
        return
    with unit_of_work():
        _change(jobs, last_error=what, due_at=clock.now() + delay(jobs[0].attempts))


def _give_up(jobs: Sequence[JobInHand], why: str) -> None:
    log.error("job dead", extra={"event": jobs[0].event, "job": jobs[0].id})
    with unit_of_work():
        _change(jobs, dead_at=clock.now(), last_error=why)
