"""Files that an administrator previews before they are imported."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.extensions import Model


class ImportKind(StrEnum):
    """What a file holds."""

    SCHOOLS = "schools"
    STUDENTS = "students"
    MENTORS = "mentors"


class ImportFile(Model):
    """An uploaded file between its preview and its import; destroyed after either, or an hour."""

    __tablename__ = "import_file"
    # A number serves once: a page left open must never confirm the file that came after its own.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[ImportKind]
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"))
    content: Mapped[bytes]
    # What the check found, so that the preview reads the file once.
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    uploaded_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
