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
KILLS = 6
PATIENCE = 60  # seconds before the test gives up


# Loads the portal once, then forks a worker for each line that it reads.
NEST = """
import os, signal, sys
from threading import Event
from portal import create_app
from portal.worker import loop
app = create_app()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    number = os.fork()
    if number == 0:
        with app.app_context():
            loop.work(Event())
        os._exit(0)
    print(number, flush=True)
"""


class Workers:
    """Starts workers in processes of their own; none outlives its test."""

    def __init__(self, outbox: Outbox) -> None:
        environ = os.environ | {"PORTAL_INSTANCE": str(outbox.app.config["INSTANCE"])}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        quiet = {"stderr": subprocess.DEVNULL, "cwd": ROOT, "env": environ}
        self.nest = subprocess.Popen([sys.executable, "-c", NEST], **pipes, **quiet)
        self.alive: list[int] = []

    def start(self, count: int) -> None:
        """Start some workers."""
        for _ in range(count):
            self.nest.stdin.write("one more\n")
            self.nest.stdin.flush()
            self.alive.append(int(self.nest.stdout.readline()))

    def kill(self) -> None:
        """Kill all with -9, as a crash or a full memory does."""
        for number in self.alive:
            os.kill(number, signal.SIGKILL)
        while any(Path(f"/proc/{number}").exists() for number in self.alive):
            time.sleep(0.002)
        self.alive.clear()

    def close(self) -> None:
        """Leave nothing running."""
        self.kill()
        self.nest.stdin.close()
        self.nest.stdout.close()
        self.nest.wait(PATIENCE)


@pytest.fixture
def workers(outbox: Outbox) -> Iterator[Workers]:
    """Workers of the portal under test."""
    workers = Workers(outbox)
    yield workers
    workers.close()


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
    for moment in sorted(random.Random(7).sample(range(5, JOBS - 5), KILLS)):
        workers.start(2)
        _until_mails(outbox, moment)
        workers.kill()
        _let_leases_run_out()

    outbox.work()

    done = select(func.count(Job.id)).where(
        Job.event == "message.visible", Job.done_at.is_not(None)
    )
    assert db.session.scalar(done) == JOBS
    assert _mails(outbox) == JOBS
    numbers = [mail["Message-ID"] for mail in map(outbox.mail, range(1, JOBS + 10)) if mail]
    assert len(set(numbers)) == JOBS
    # A killed worker may leave the hidden beginning of one mail, never a half mail.
    assert len(list(outbox.folder.glob(".*"))) <= KILLS


def test_a_worker_asked_to_end_finishes_and_ends_well(outbox: Outbox) -> None:
    number = outbox.put("message.visible", message_id=1)
    environ = os.environ | {"PORTAL_INSTANCE": str(outbox.app.config["INSTANCE"])}
    command = [sys.executable, "-m", "flask", "jobs", "work"]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.DEVNULL) as worker:
        try:
            _until_mails(outbox, 1)
            worker.terminate()
            assert worker.wait(PATIENCE) == 0
        finally:
            worker.kill()
    assert outbox.job(number).done_at is not None
