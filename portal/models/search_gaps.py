"""Searches that found no mentor, counted for recruiting; no person in it."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model


class SearchGap(Model):
    """How often no mentor was found for an occupation, from a school, in a month."""

    __tablename__ = "search_gap"

    month: Mapped[date] = mapped_column(primary_key=True)  # its first day
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    noc: Mapped[str] = mapped_column(primary_key=True)  # "": words that mean no occupation
    searches: Mapped[int] = mapped_column(default=0)
