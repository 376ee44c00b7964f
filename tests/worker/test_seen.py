"""What the administrator, the operator and the command line see of the outbox."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.access_log import AuditEntry
from portal.models.jobs import Job
from portal.queries import health
from portal.queries.jobs import heartbeat_file, queue
from portal.search import index
from tests.cast import IDS, Cast


@pytest.fixture
def dead(cast: Cast) -> int:
    """A job that was given up."""
    now = clock.now()
    with cast.app.app_context():
        with unit_of_work():
            job = Job(event="message.visible", payload={"message_id": 99}, attempts=8, dead_at=now)
            job.last_error = "SMTPServerDisconnected at mail.py:_hand_over:77"
            db.session.add(job)
        return job.id


def _job(cast: Cast, number: int) -> Job:
    with cast.app.app_context():
        return db.session.get_one(Job, number)


def test_the_administrator_sees_what_was_given_up_and_why(cast: Cast, dead: int) -> None:
    page = cast.client("adele").get("/admin/jobs?lang=en").get_data(as_text=True)
    assert "Mail: a message waits" in page
    assert "SMTPServerDisconnected at mail.py" in page


def test_an_empty_outbox_says_what_would_be_here(cast: Cast) -> None:
    page = cast.client("adele").get("/admin/jobs?lang=en").get_data(as_text=True)
    assert "No job was given up" in page
    assert "Nobody works on these jobs right now" in page


def test_a_living_worker_raises_no_alarm(cast: Cast) -> None:
    with cast.app.app_context():
        heartbeat_file().touch()
    page = cast.client("adele").get("/admin/jobs?lang=en").get_data(as_text=True)
    assert "Nobody works on these jobs" not in page


@pytest.mark.parametrize("who", [n for n in IDS if n != "adele"])
def test_only_the_administrator_sees_the_outbox(cast: Cast, dead: int, who: str) -> None:
    client = cast.client(who)
    assert client.get("/admin/jobs").status_code == 404
    assert client.post(f"/admin/jobs/{dead}/retry").status_code == 404
    assert client.post("/admin/jobs/retry").status_code == 404
    assert _job(cast, dead).dead_at is not None


def test_a_dead_job_gets_its_tries_back_once(cast: Cast, dead: int) -> None:
    client = cast.client("adele")
    for _ in range(2):  # a double click
        assert client.post(f"/admin/jobs/{dead}/retry").status_code == 302

    job = _job(cast, dead)
    assert (job.dead_at, job.attempts) == (None, 0)
    with cast.app.app_context():
        entries = list(db.session.scalars(select(AuditEntry)))
    assert [(e.actor_id, e.event, e.noun_id) for e in entries] == [
        (IDS["adele"], "job.retried", dead)
    ]


def test_all_dead_jobs_get_their_tries_back(cast: Cast, dead: int) -> None:
    client = cast.client("adele")
    client.post("/admin/jobs/retry")
    assert _job(cast, dead).dead_at is None


def test_a_job_that_never_was_is_not_found(cast: Cast) -> None:
    assert cast.client("adele").post("/admin/jobs/999/retry").status_code == 404


def test_waiting_late_and_dead_are_counted_apart(cast: Cast, dead: int) -> None:
    now = clock.now()
    minutes = {"future": -10, "waiting": 1, "late": 6}
    with cast.app.app_context():
        with unit_of_work():
            for ago in minutes.values():
                at = now - timedelta(minutes=ago)
                db.session.add(Job(event="a.b", payload={}, due_at=at))
            db.session.add(Job(event="a.b", payload={}, due_at=now, done_at=now))
        found = queue()
    assert (found.waiting, found.late, found.dead) == (2, 1, 1)


def _flask(cast: Cast, *command: str) -> Any:
    return cast.app.test_cli_runner().invoke(args=["jobs", *command])


def test_the_command_line_lists_and_retries(cast: Cast, dead: int) -> None:
    assert f"{dead}\tmessage.visible\t" in _flask(cast, "dead").output
    assert _flask(cast, "retry", str(dead)).exit_code == 0
    assert _job(cast, dead).dead_at is None
    assert "message.visible" not in _flask(cast, "dead").output


def test_the_command_line_retries_all(cast: Cast, dead: int) -> None:
    assert _flask(cast, "retry", "--all").exit_code == 0
    assert _job(cast, dead).dead_at is None


@pytest.mark.parametrize("wrong", [[], ["7", "--all"], ["999"], ["seven"]])
def test_the_command_line_says_what_is_wrong(cast: Cast, wrong: list[str]) -> None:
    result = _flask(cast, "retry", *wrong)
    assert result.exit_code != 0
    assert "Traceback" not in result.output


def test_work_once_does_what_is_due(cast: Cast) -> None:
    with cast.app.app_context(), unit_of_work():
        db.session.add(Job(id=50, event="message.visible", payload={"message_id": 1}))
    assert _flask(cast, "work", "--once").exit_code == 0
    assert (Path(cast.app.config["INSTANCE"]) / "mail" / "50.eml").exists()


@pytest.fixture
def ready(cast: Cast) -> Cast:
    """A portal with everything in its place."""
    with cast.app.app_context():
        with unit_of_work():
            db.session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
            insert = text("INSERT INTO alembic_version VALUES (:newest)")
            db.session.execute(insert, {"newest": health.newest_tables()})
        index.rebuild()
        heartbeat_file().touch()
    return cast


def heartbeat_file_of(cast: Cast) -> Path:
    """Return the heartbeat, outside any context."""
    return Path(cast.app.config["INSTANCE"]) / "worker.alive"


def test_alive_asks_nothing_of_anyone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.web.boards._read", lambda: 1 / 0)
    answer = cast.client().get("/health/live")
    assert (answer.status_code, answer.get_data(as_text=True)) == (200, "ok")


def test_ready_when_everything_is_in_its_place(ready: Cast) -> None:
    answer = ready.client().get("/health/ready")
    assert answer.status_code == 200
    assert json.loads(answer.data) == dict.fromkeys(
        ["database", "tables", "index", "worker", "disk"], True
    )


def _break(cast: Cast, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(cast.app.config["INSTANCE"])
    if what == "tables":
        with cast.app.app_context(), unit_of_work():
            db.session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    elif what == "index":
        (folder / "index" / "current").unlink()
    elif what == "worker":
        os.utime(heartbeat_file_of(cast), (0, 0))
    else:
        monkeypatch.setattr(health, "FREE_BYTES", 10**18)


@pytest.mark.parametrize("what", ["tables", "index", "worker", "disk"])
def test_not_ready_says_which_part_is_missing(
    ready: Cast, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _break(ready, what, monkeypatch)
    answer = ready.client().get("/health/ready")
    assert answer.status_code == 503
    assert [name for name, good in json.loads(answer.data).items() if not good] == [what]


def test_without_a_database_it_says_so_and_answers(cast: Cast) -> None:
    with cast.app.app_context():
        db.engine.dispose()
    path = Path(cast.app.config["INSTANCE"]) / "portal.db"
    for name in ("portal.db-wal", "portal.db-shm"):
        path.with_name(name).unlink(missing_ok=True)
    path.write_bytes(b"this is no database" * 100)
    answer = cast.client().get("/health/ready")
    assert answer.status_code == 503
    assert json.loads(answer.data)["database"] is False
