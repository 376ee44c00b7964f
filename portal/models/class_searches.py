"""How often a class group looked for each sector; no person in it, nor a word."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model


class ClassSearch(Model):
    """How often students of a class group looked for mentors of a sector, in a month."""

    __tablename__ = "class_search"

    month: Mapped[date] = mapped_column(primary_key=True)  # its first day
    class_group_id: Mapped[int] = mapped_column(ForeignKey("class_group.id"), primary_key=True)
    sector: Mapped[str] = mapped_column(primary_key=True)  # "": words that mean no occupation
    searches: Mapped[int] = mapped_column(default=0)
    without: Mapped[int] = mapped_column(default=0)  # of these, nobody was found
