"""The Flask extensions, the database session and the one way to commit."""

import enum
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError as SqliteOperationalError
from typing import Any, ClassVar, TypeVar, cast

from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, String, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

Result = TypeVar("Result")

# Longer than the longest write: an import of 71,000 students holds the lock about 14 s.
BUSY_TIMEOUT_MS = 20_000
ASKED_EVERY = (0.0005, 0.003)  # seconds between two tries for the write lock
WRITERS_LOCK = 20_210  # any number that nothing else of this database locks


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite, which has no time zones, keeps it naive."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store in UTC; a naive moment is a mistake and is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read back as an aware moment."""
        return None if value is None else value.replace(tzinfo=UTC)


class Model(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        str: String,
        enum.Enum: Enum(
            enum.Enum, native_enum=False, length=32, values_callable=lambda c: [m.value for m in c]
        ),
        list[str]: JSON,
        dict[str, Any]: JSON,
    }


db = SQLAlchemy(metadata=Model.metadata, session_options={"autoflush": True})
csrf = CSRFProtect()
login_manager = LoginManager()
# How fresh a session is decides nothing here; a school's changing address would rewrite it.
login_manager.session_protection = None
babel = Babel()
bootstrap = Bootstrap5()

# Whether the transaction that begins next will write. SQLite must be told at
# BEGIN: a reader that turns writer fails at once with "database is locked".
_writing: ContextVar[bool] = ContextVar("writing", default=False)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: object, _record: object) -> None:
    if not isinstance(connection, SqliteConnection):
        return
    connection.isolation_level = None  # the "begin" listener below decides
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_writing(connection: Connection) -> None:
    """Take SQLite's one lock for writing as soon as the writer before is done.

    SQLite's own waiting sleeps longer and longer, up to 100 ms: with four
    processes at once the lock lay free for most of the time.
    """
    sqlite = cast(SqliteConnection, connection.connection.dbapi_connection)
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    sqlite.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < until:
            try:
                sqlite.execute("BEGIN IMMEDIATE")
                return
            except SqliteOperationalError as refusal:
                if "locked" not in str(refusal):
                    break
            time.sleep(random.uniform(*ASKED_EVERY))
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # its error is one that pages know
    finally:
        sqlite.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        if _writing.get():
            _begin_writing(connection)
        else:
            connection.exec_driver_sql("BEGIN")
    elif _writing.get():
        # PostgreSQL lets writers run together: without one lock, twelve tries at the same
        # moment passed a limit of six. The lock ends with the transaction.
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_TIMEOUT_MS}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Commit all that the block did, or none of it. Nothing else commits.

    What was read before the block is read again inside it, so a decision is
    taken on the rows as they are once the write lock is held.
    """
    if _writing.get():
        raise RuntimeError("a unit of work inside another one")
    db.session.rollback()  # ends the read transaction of the guard or the form
    token = _writing.set(True)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)


@contextmanager
def before_the_lock() -> Iterator[Connection | None]:
    """Give a connection that reads, to a unit of work that has not taken the lock yet.

    What takes time to think about is thought about while others may still write;
    what is decided on is read again under the lock. None once the lock is held.
    """
    if db.session().in_transaction():
        yield None
        return
    token = _writing.set(False)
    try:
        with db.engine.connect() as connection:
            yield connection
    finally:
        _writing.reset(token)


def in_one_go(work: Callable[[], Result]) -> Result:
    """Return what `work` does in a unit of work of its own.

    Two clicks at the very same time meet at a unique index: the second one
    tries again, and finds what the first one wrote.
    """
    try:
        with unit_of_work():
            return work()
    except IntegrityError:
        with unit_of_work():
            return work()


def count_rows_again(connection: Connection) -> None:
    """Let the database count what its tables hold, by which it chooses how to look things up.

    Without that, SQLite read a million messages for the thirty students of a report. A table
    that a migration copied has lost its counts; a connection keeps those that it found first.
    """
    connection.exec_driver_sql("ANALYZE")


def insert_into(table: Any) -> Any:
    """Return an INSERT that knows ON CONFLICT: both databases have the same words for it."""
    inserts = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    return inserts[db.engine.dialect.name](table)


__all__ = [
    "Model",
    "UtcDateTime",
    "babel",
    "before_the_lock",
    "bootstrap",
    "count_rows_again",
    "csrf",
    "db",
    "in_one_go",
    "insert_into",
    "login_manager",
    "unit_of_work",
]
