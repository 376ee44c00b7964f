"""Schools of the board."""

from datetime import datetime

from sqlalchemy import false
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.extensions import Model


class School(Model):
    """A school or centre, as the ministry's open file describes it."""

    __tablename__ = "school"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # the ministry's CD_ORGNS
    name: Mapped[str]
    municipality: Mapped[str] = mapped_column(default="")
    region: Mapped[str | None]  # the two digits of the administrative region
    network: Mapped[str] = mapped_column(default="")
    website: Mapped[str | None]
    secondary: Mapped[bool] = mapped_column(default=False)
    vocational: Mapped[bool] = mapped_column(default=False)
    adult: Mapped[bool] = mapped_column(default=False)
    imported_at: Mapped[datetime] = mapped_column(default=clock.now)
    # Every message of its students is read by a moderator first.
    full_review: Mapped[bool] = mapped_column(default=False, server_default=false())
