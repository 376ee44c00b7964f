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
from portal.extensions import Model, db
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


def test_every_step_can_be_taken_back(empty: Flask) -> None:
    upgrade()
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}


def test_postgresql_is_given_its_own_words() -> None:
    """Written out, not run: no PostgreSQL is needed to see a default that it would refuse."""
    written = StringIO()
    options = {"as_sql": True, "output_buffer": written}
    first = import_module("portal.migrations.versions.0001_first_tables")
    with Operations.context(MigrationContext.configure(dialect_name="postgresql", opts=options)):
        first.upgrade()
    assert "CREATE TABLE person" in written.getvalue()
    assert "BOOLEAN DEFAULT 0" not in written.getvalue()
