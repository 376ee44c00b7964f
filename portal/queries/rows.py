"""Plain rows of a statement that is built once and run at every page."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Executable

from portal.extensions import db


def rows_of(statement: Executable, given: Mapping[str, object]) -> Sequence[Any]:
    """Return its rows; the session would ready itself for entities, of which there are none."""
    return db.session.connection().execute(statement, given).all()
