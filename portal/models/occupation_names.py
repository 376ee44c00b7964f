"""Names of occupations that this board added to those that the portal ships, or took away."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.extensions import Model


class NameSource(StrEnum):
    """Where a name comes from."""

    BOARD = "board"  # typed by an administrator
    STATISTICS_CANADA = "statistics_canada"  # of the imported files of example titles


class OccupationName(Model):
    """One name of one occupation in one language; kept by the database, so an upgrade keeps it."""

    __tablename__ = "occupation_name"
    __table_args__ = (UniqueConstraint("noc", "language", "masculine"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    noc: Mapped[str]
    language: Mapped[str]  # "fr" or "en"
    masculine: Mapped[str]
    feminine: Mapped[str]  # equal to `masculine` where the word has one form
    source: Mapped[NameSource]
    # A name that the finder must not read: a shipped or imported one that the board took away.
    removed: Mapped[bool] = mapped_column(default=False)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # none: a command
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
