"""The occupations that a student is curious about."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.extensions import Model


class Curiosity(Model):
    """An occupation on a student's own list; a counsellor reads it only when it is shared."""

    __tablename__ = "curiosity"

    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id"), primary_key=True)
    noc: Mapped[str] = mapped_column(primary_key=True)
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
