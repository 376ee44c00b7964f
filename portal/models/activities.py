"""What a student did that no other table remembers: the day and the kind, nothing more."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model


class ActivityKind(StrEnum):
    """A step on the portal without words of its own."""

    ORIENTED = "oriented"  # read to its end what a mentor is and how to stay safe (R4)
    SEARCHED = "searched"  # looked for an occupation or a mentor; not for which


class Activity(Model):
    """A student did this on that day; a second time on one day is the same row."""

    __tablename__ = "activity"

    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id"), primary_key=True)
    kind: Mapped[ActivityKind] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
