"""Rows on their way to the database, in batches: a million of them never stand in memory."""

from typing import Any

from sqlalchemy import Table, insert

from portal.extensions import Model, db

BATCH = 5_000


class Rows:
    """Collects rows by table, and inserts them in the order of their foreign keys."""

    def __init__(self) -> None:
        self._waiting: dict[Table, list[dict[str, Any]]] = {
            table: [] for table in Model.metadata.sorted_tables
        }
        self._count = 0

    def add(self, model: type[Model], **values: Any) -> None:
        """Add one row of `model`; every column without a default must be given."""
        self._waiting[model.__table__].append(values)  # type: ignore[index]
        self._count += 1

    def settle(self) -> None:
        """Insert when a batch is full; call it where every row added has what it points to."""
        if self._count >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Insert all that waits."""
        for table, rows in self._waiting.items():
            if rows:
                db.session.execute(insert(table), rows)
                rows.clear()
        self._count = 0
