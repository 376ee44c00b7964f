"""Days without school, on which no delay runs except an immediate one."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model


class ClosedDay(Model):
    """A day on which the board's schools are closed, beside weekends and statutory holidays."""

    __tablename__ = "closed_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
