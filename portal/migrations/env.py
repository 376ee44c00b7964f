"""Runs Alembic on the portal's own engine and tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection as SqliteConnection
from typing import Any

from alembic import context
from sqlalchemy import Connection

import portal.models  # noqa: F401 the tables must be known before they are compared
from portal.extensions import Model, UtcDateTime, count_rows_again, db
from portal.models.post_words import is_compared


def plain_type(kind: str, value: Any, _context: object) -> str | bool:
    """Write a moment as the plain type it is stored in: a migration imports no code of ours."""
    return "sa.DateTime()" if kind == "type" and isinstance(value, UtcDateTime) else False


def same_type(_context: object, _inspected: object, _column: object, *types: Any) -> bool | None:
    """Say that a moment and the plain type it is stored in are the same."""
    return False if isinstance(types[1], UtcDateTime) else None


@contextmanager
def tables_may_be_replaced(connection: Connection) -> Iterator[None]:
    """Let SQLite put a table in the place of one that rows point to.

    It changes a column by copying the table and dropping the first one, which its foreign keys
    forbid; they cannot be switched off within a transaction.
    """
    sqlite = connection.connection.dbapi_connection
    if not isinstance(sqlite, SqliteConnection):
        yield
        return
    sqlite.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        sqlite.execute("PRAGMA foreign_keys=ON")


def make_sure_rows_point_to_rows(connection: Connection) -> None:
    """Raise RuntimeError, which undoes the migration, for a row that points to nothing."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"rows that point to nothing: {broken[:5]}")


def revisions(connection: Connection) -> tuple[str, ...]:
    """Return where the database stands, and leave no transaction open."""
    heads = context.get_context().get_current_heads()
    connection.rollback()
    return heads


with db.engine.connect() as connection, tables_may_be_replaced(connection):
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        include_name=is_compared,
        render_as_batch=True,
        render_item=plain_type,
        compare_type=same_type,
    )
    stood = revisions(connection)
    with context.begin_transaction():
        context.run_migrations()
        make_sure_rows_point_to_rows(connection)
    if stood != revisions(connection):
        count_rows_again(connection)
        connection.commit()
