"""Texts that a person was writing: kept through a lost session or a closed tab."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.extensions import Model


class Draft(Model):
    """What one person was writing at one address; given back to that person alone."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("person_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    path: Mapped[str]  # of the form, such as /threads/12
    body: Mapped[str]
    saved_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
