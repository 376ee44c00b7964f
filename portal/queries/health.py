"""Whether what the portal stands on is there: database, tables, disk."""

import shutil
from functools import cache
from pathlib import Path

from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.extensions import db

FREE_BYTES = 200 * 1024 * 1024


def database_answers() -> bool:
    """Say whether the database answers at all."""
    try:
        db.session.execute(text("SELECT 1"))
    except DBAPIError:
        db.session.rollback()
        return False
    return True


def tables_are_current() -> bool:
    """Say whether every migration has been run: `flask db upgrade` has nothing to do."""
    try:
        rows = db.session.execute(text("SELECT version_num FROM alembic_version"))
        return rows.scalars().all() == [newest_tables()]
    except DBAPIError:
        db.session.rollback()
        return False


@cache
def newest_tables() -> str:
    """Return the number of the last migration that this code knows: its file's name begins so."""
    files = Path(current_app.root_path, "migrations", "versions").glob("[0-9]*_*.py")
    return max(file.name.partition("_")[0] for file in files)


def disk_has_room() -> bool:
    """Say whether the instance folder may still grow by 200 MB."""
    return shutil.disk_usage(current_app.config["INSTANCE"]).free > FREE_BYTES
