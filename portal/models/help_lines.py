"""Whom a young person in distress may call or write to, as the board lists them (R15)."""

from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model


class HelpLine(Model):
    """A help line. While the board lists none, the shipped ones show (`data.help_lines`)."""

    __tablename__ = "help_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    name_fr: Mapped[str]
    name_en: Mapped[str]
    number: Mapped[str]  # as one reads it
    text_number: Mapped[str] = mapped_column(default="")  # for those who would rather write
    hours_fr: Mapped[str] = mapped_column(default="")
    hours_en: Mapped[str] = mapped_column(default="")
