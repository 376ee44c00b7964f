"""A job is done once, tried again later and later, and given up in the open."""

import sqlite3
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.models.jobs import Job
from portal.models.programs import Program
from portal.queries.jobs import worker_alive
from portal.search import index
from portal.worker import loop
from portal.worker.registry import HANDLERS, Handler, JobInHand, on
from tests.statements import statements
from tests.worker.conftest import Outbox

Jobs = list[JobInHand]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Jobs:
    """The jobs that the handler of `test.done` was given, in their order."""
    jobs: Jobs = []
    monkeypatch.setitem(HANDLERS, "test.done", Handler(jobs.extend))
    return jobs


def _failing(_jobs: object) -> None:
    raise ZeroDivisionError("Zoé wrote a secret")


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """`test.fails` always fails."""
    monkeypatch.setitem(HANDLERS, "test.fails", Handler(_failing))


def test_the_oldest_due_job_goes_first_and_the_future_waits(outbox: Outbox, seen: Jobs) -> None:
    now = clock.now()
    second = outbox.put("test.done", due_at=now - timedelta(minutes=1))
    first = outbox.put("test.done", due_at=now - timedelta(minutes=2))
    tomorrow = outbox.put("test.done", due_at=now + timedelta(days=1))

    outbox.work()

    assert [job.id for job in seen] == [first, second]
    assert outbox.job(first).done_at is not None
    assert outbox.job(tomorrow).done_at is None


def test_a_job_that_fails_waits_twice_as_long_each_time_and_then_dies(
    outbox: Outbox, failing: None, later: Any
) -> None:
    number = outbox.put("test.fails")
    waits, passed = [], 0
    while outbox.job(number).dead_at is None:
        with later(passed):
            outbox.work()
            waits.append(round((outbox.job(number).due_at - clock.now()).total_seconds() / 60))
        passed += waits[-1] + 1

    assert waits[:7] == [1, 2, 4, 8, 16, 32, 64]
    assert outbox.job(number).attempts == loop.MAX_ATTEMPTS == 8


def test_the_reason_kept_is_a_kind_and_a_place_never_a_text(
    outbox: Outbox, failing: None, capsys: pytest.CaptureFixture[str]
) -> None:
    number = outbox.put("test.fails")
    outbox.work()

    kept = str(outbox.job(number).last_error)
    assert kept.startswith("ZeroDivisionError at test_loop.py:_failing:")
    assert "secret" not in kept + capsys.readouterr().err


def test_a_job_that_nobody_knows_dies_at_once_and_stops_nothing(
    outbox: Outbox, seen: Jobs
) -> None:
    stranger, known = outbox.put("nobody.knows"), outbox.put("test.done")

    outbox.work()

    assert outbox.job(stranger).dead_at is not None
    assert outbox.job(stranger).last_error == "no handler for this event"
    assert outbox.job(known).done_at is not None


def test_a_payload_that_does_not_fit_fails_as_any_other(outbox: Outbox) -> None:
    number = outbox.put("message.visible", nonsense=3)
    outbox.work()
    assert str(outbox.job(number).last_error).startswith("TypeError at ")


def test_a_job_of_a_dead_worker_comes_back_after_its_lease(
    outbox: Outbox, seen: Jobs, later: Any
) -> None:
    number = outbox.put("test.done")
    assert [job.id for job in loop.claim(clock.now())] == [number]  # and the worker dies here

    outbox.work()
    assert seen == []
    with later(1):
        outbox.work()
    assert [(job.id, job.attempts) for job in seen] == [(number, 2)]


def test_a_job_that_kills_its_worker_each_time_is_given_up(outbox: Outbox, seen: Jobs) -> None:
    number = outbox.put("test.done")
    outbox.change(number, attempts=8)

    outbox.work()

    assert seen == []
    assert outbox.job(number).last_error == "its worker died each time"


def test_two_workers_never_share_a_job(outbox: Outbox) -> None:
    """Four workers claim at the same moment, again and again; each job is taken once."""
    numbers = {outbox.put("test.done") for _ in range(40)}
    start, taken, now = Barrier(4), [], clock.now()

    def worker() -> None:
        with outbox.app.app_context():
            start.wait()
            while jobs := loop.claim(now):
                taken.extend(job.id for job in jobs)
            db.session.remove()

    threads = [Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(taken) == 40
    assert set(taken) == numbers


def test_a_worker_overtaken_by_another_one_writes_nothing(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(jobs: Jobs) -> None:
        db.session.add(Program(code="twice", name_fr="Deux", name_en="Two"))
        db.session.flush()
        # Its lease ran out and another worker took the job.
        job = db.session.get_one(Job, jobs[0].id)
        job.attempts += 1
        db.session.flush()

    monkeypatch.setitem(HANDLERS, "test.slow", Handler(slow, writes=True))
    number = outbox.put("test.slow")
    outbox.work()

    assert outbox.job(number).done_at is None
    assert db.session.scalar(select(Program).where(Program.code == "twice")) is None


def test_what_a_handler_writes_and_that_it_is_done_are_one_transaction(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(_jobs: Jobs) -> None:
        db.session.add(Program(code="half", name_fr="Demi", name_en="Half"))
        db.session.flush()
        raise ValueError

    monkeypatch.setitem(HANDLERS, "test.half", Handler(half, writes=True))
    number = outbox.put("test.half")
    outbox.work()

    assert outbox.job(number).done_at is None
    assert db.session.scalar(select(Program).where(Program.code == "half")) is None


def test_no_lock_is_held_while_a_handler_acts_outside(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow mail server must not keep anyone from sending a message."""

    def act(_jobs: Jobs) -> None:
        other = sqlite3.connect(Path(outbox.app.config["INSTANCE"]) / "portal.db", timeout=0)
        other.execute("BEGIN IMMEDIATE")  # raises "database is locked" otherwise
        other.close()

    monkeypatch.setitem(HANDLERS, "test.outside", Handler(act))
    number = outbox.put("test.outside")
    outbox.work()

    assert outbox.job(number).last_error is None
    assert outbox.job(number).done_at is not None


def test_an_idle_worker_asks_one_question(outbox: Outbox) -> None:
    with statements(outbox.app) as asked:
        assert loop.step() is False
    assert [text.partition(" ")[0] for text in asked] == ["SELECT"]


def test_mentors_that_change_together_make_one_commit(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits: list[set[int]] = []
    monkeypatch.setattr("portal.worker.handlers.index.update_mentors", commits.append)
    numbers = [outbox.put("mentor.changed", mentor_id=5 + n % 3) for n in range(9)]

    outbox.work()

    assert commits == [{5, 6, 7}]
    assert all(outbox.job(number).done_at for number in numbers)


def test_one_bad_mentor_does_not_take_the_others_down(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, later: Any
) -> None:
    def update(ids: set[int]) -> None:
        if 6 in ids:
            raise ValueError

    monkeypatch.setattr("portal.worker.handlers.index.update_mentors", update)
    good, bad, other = (outbox.put("mentor.changed", mentor_id=m) for m in (5, 6, 7))
    outbox.work()
    with later(2):
        outbox.work()

    assert outbox.job(good).done_at
    assert outbox.job(other).done_at
    assert outbox.job(bad).done_at is None


def test_work_once_ends_when_nothing_is_due(outbox: Outbox, seen: Jobs) -> None:
    outbox.put("test.done")
    loop.work(Event(), once=True)
    assert len(seen) == 1
    assert worker_alive()


def test_a_new_portal_gets_its_index_from_the_worker(outbox: Outbox) -> None:
    assert not index.opens()
    loop.work(Event(), once=True)
    assert index.opens()


def test_a_stopped_worker_takes_no_further_job(outbox: Outbox, seen: Jobs, stopped: Event) -> None:
    outbox.put("test.done")
    loop.work(stopped)
    assert seen == []


def test_the_job_in_hand_is_finished_when_asked_to_stop(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = Event()
    monkeypatch.setitem(HANDLERS, "test.stop", Handler(lambda _jobs: stop.set()))
    first, second = outbox.put("test.stop"), outbox.put("test.stop")

    loop.work(stop)

    assert outbox.job(first).done_at
    assert outbox.job(second).done_at is None


def test_a_locked_database_is_waited_for(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, seen: Jobs
) -> None:
    outbox.put("test.done")
    stop, waits = Event(), []
    real = loop.step

    def step() -> bool:
        if not waits:
            raise OSError(28, "No space left on device")
        stop.set()
        return real()

    monkeypatch.setattr(stop, "wait", waits.append)
    monkeypatch.setattr(loop, "step", step)
    loop.work(stop)
    assert waits == [loop.OUT_OF_ORDER_SECONDS]
    assert len(seen) == 1


def test_an_event_has_one_handler() -> None:
    with pytest.raises(ValueError, match=r"message\.visible"):
        on("message.visible")(lambda _job: None)
