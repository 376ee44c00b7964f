"""A student's short guided reflection, theirs until they share it."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.extensions import Model


class Reflection(Model):
    """Three short answers about one conversation; counsellors read them only once shared."""

    __tablename__ = "reflection"

    match_id: Mapped[int] = mapped_column(ForeignKey("match.id"), primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id"), index=True)
    surprised: Mapped[str] = mapped_column(default="")  # "what surprised me"
    checked: Mapped[str] = mapped_column(default="")  # "what I checked about this work"
    next_step: Mapped[str] = mapped_column(default="")  # "my next step"
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    shared_at: Mapped[datetime | None]  # none: nobody but the student reads it
