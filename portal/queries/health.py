"""Whether what the portal stands on is there: database, tables, disk."""

import shutil
from functools import cache

from alembic.config import Config
from alembic.script import ScriptDirectory
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
        return frozenset(rows.scalars()) == newest_tables()
    except DBAPIError:
        db.session.rollback()
        return False


@cache
def newest_tables() -> frozenset[str]:
    """Return the identifiers of the last migrations that this code knows."""
    config = Config()
    config.set_main_option("script_location", f"{current_app.root_path}/migrations")
    return frozenset(ScriptDirectory.from_config(config).get_heads())


def disk_has_room() -> bool:
    """Say whether the instance folder may still grow by 200 MB."""
    return shutil.disk_usage(current_app.config["INSTANCE"]).free > FREE_BYTES
