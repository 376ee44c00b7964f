"""The migrations lead from nothing to the tables that the models describe, and back."""

from collections.abc import Iterator
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from portal import create_app
from portal.extensions import Model, db, unit_of_work
from portal.services import audit
from tests.cast import write_cast


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """A portal whose database holds nothing yet."""
    app = create_app(
        {"TESTING": True, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'empty.db'}"}
    )
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_migrations_make_the_tables_of_the_models(empty: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Model.metadata) == []


def test_a_migrated_database_holds_the_cast(empty: Flask) -> None:
    upgrade()
    write_cast()
    with db.engine.connect() as connection:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    assert broken == []


def test_an_audit_from_before_the_chain_is_chained(empty: Flask) -> None:
    upgrade(revision="0001")
    with db.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO audit_entry (event, noun, noun_id, done_at) VALUES "
            "('board.changed', 'board', 1, '2026-09-01 12:00:00.000000'), "
            "('message.approved', 'message', 7, '2026-09-02 12:30:00.250000')"
        )
    upgrade()
    assert list(audit.broken()) == []
    db.session.rollback()
    with unit_of_work():
        audit.record(None, "board.changed", "board", 1)
    assert list(audit.broken()) == []


def test_every_step_can_be_taken_back(empty: Flask) -> None:
    upgrade()
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}


def test_postgresql_is_given_its_own_words() -> None:
    """Written out, not run: no PostgreSQL is needed to see a default that it would refuse."""
    written = StringIO()
    options = {"as_sql": True, "output_buffer": written}
    steps = [
        import_module(f"portal.migrations.versions.{path.stem}")
        for path in sorted(Path("portal/migrations/versions").glob("0*.py"))
    ]
    with Operations.context(MigrationContext.configure(dialect_name="postgresql", opts=options)):
        for step in steps:
            step.upgrade()
    assert "CREATE TABLE person" in written.getvalue()
    assert "BOOLEAN DEFAULT 0" not in written.getvalue()
