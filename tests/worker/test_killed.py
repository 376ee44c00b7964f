"""Workers killed with -9 in the middle of their work: every job is done once, none is lost."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.jobs import Job
from portal.outbox import emit
from tests.worker.conftest import Outbox

ROOT = Path(__file__).parents[2]
JOBS = 120
PATIENCE = 60  # seconds before the test gives up


class Workers:
    """Starts workers in processes of their own; none outlives its test."""

    def __init__(self, outbox: Outbox) -> None:
        self.environ = os.environ | {"PORTAL_INSTANCE": str(outbox.app.config["INSTANCE"])}
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self, *options: str) -> "subprocess.Popen[bytes]":
        """Start a worker."""
        command = [sys.executable, "-m", "flask", "jobs", "work", *options]
        worker = subprocess.Popen(command, cwd=ROOT, env=self.environ, stderr=subprocess.DEVNULL)
        self.started.append(worker)
        return worker

    def kill(self) -> None:
        """Kill all with -9, as a crash or a full memory does."""
        for worker in self.started:
            worker.kill()
            worker.wait()


@pytest.fixture
def workers(outbox: Outbox) -> Iterator[Workers]:
    """Workers of the portal under test."""
    workers = Workers(outbox)
    yield workers
    workers.kill()


def _mails(outbox: Outbox) -> int:
    return len(list(outbox.folder.glob("*.eml")))


def _until_mails(outbox: Outbox, wanted: int) -> None:
    limit = time.monotonic() + PATIENCE
    while _mails(outbox) < wanted:
        assert time.monotonic() < limit, f"only {_mails(outbox)} of {wanted} mails"
        time.sleep(0.002)


def _let_leases_run_out() -> None:
    """Move the clock by moving what waits for it."""
    with unit_of_work():
        db.session.execute(update(Job).where(Job.done_at.is_(None)).values(due_at=clock.now()))


def test_killed_workers_lose_nothing_and_double_nothing(outbox: Outbox, workers: Workers) -> None:
    with unit_of_work():
        for _ in range(JOBS):
            emit("message.visible", message_id=1)
    moments = sorted(random.Random(7).sample(range(5, JOBS - 5), 3))
    for moment in moments:
        workers.start()
        workers.start()
        _until_mails(outbox, moment)
        workers.kill()
        _let_leases_run_out()

    assert workers.start("--once").wait(PATIENCE) == 0

    done = select(func.count(Job.id)).where(
        Job.event == "message.visible", Job.done_at.is_not(None)
    )
    assert db.session.scalar(done) == JOBS
    assert _mails(outbox) == JOBS
    numbers = [mail["Message-ID"] for mail in map(outbox.mail, range(1, JOBS + 10)) if mail]
    assert len(set(numbers)) == JOBS
    assert not list(outbox.folder.glob(".*")) or _unfinished_are_few(outbox)


def _unfinished_are_few(outbox: Outbox) -> bool:
    """A killed worker may leave the hidden beginning of one mail, never a half mail."""
    return len(list(outbox.folder.glob(".*"))) <= 6


def test_a_worker_asked_to_end_finishes_and_ends_well(outbox: Outbox, workers: Workers) -> None:
    number = outbox.put("message.visible", message_id=1)
    worker = workers.start()
    _until_mails(outbox, 1)
    worker.send_signal(signal.SIGTERM)

    assert worker.wait(PATIENCE) == 0
    assert outbox.job(number).done_at is not None
