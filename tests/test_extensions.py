"""The unit of work: all or nothing, and writers wait for each other instead of failing."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.extensions import db, unit_of_work
from portal.models.jobs import Job
from portal.outbox import emit


def _jobs() -> int:
    return db.session.scalar(select(func.count()).select_from(Job)) or 0


def test_what_failed_leaves_nothing(app: Flask) -> None:
    with app.app_context():
        before = _jobs()
        with pytest.raises(ValueError, match="midway"), unit_of_work():
            emit("mentor.changed", mentor_id=5)
            db.session.flush()
            raise ValueError("midway")
        assert _jobs() == before


def test_a_unit_inside_another_is_a_mistake(app: Flask) -> None:
    with app.app_context(), pytest.raises(RuntimeError), unit_of_work(), unit_of_work():
        pass


def test_many_writers_at_once_all_succeed(app: Flask) -> None:
    def write(number: int) -> None:
        with app.app_context():
            for _turn in range(10):
                db.session.scalar(select(func.count()).select_from(Job))  # a reader turns writer
                with unit_of_work():
                    emit("mentor.changed", mentor_id=number)

    with app.app_context():
        before = _jobs()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    with app.app_context():
        assert _jobs() == before + 40


def test_sqlite_is_set_up_for_many_readers_and_true_references(app: Flask) -> None:
    with app.app_context():
        read = {
            name: db.session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert read == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 20_000}


def test_a_writer_holds_the_lock_from_its_first_statement(app: Flask) -> None:
    with app.app_context(), unit_of_work():
        db.session.scalar(select(func.count()).select_from(Job))
        other = sqlite3.connect(str(db.engine.url.database), timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
