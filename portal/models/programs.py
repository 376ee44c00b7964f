"""Programs: the frame of a match."""

from sqlalchemy import false
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model


class Program(Model):
    """A frame for matches: who it is for and whether every message is reviewed."""

    __tablename__ = "program"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name_fr: Mapped[str]
    name_en: Mapped[str]
    is_default: Mapped[bool] = mapped_column(default=False)
    full_review: Mapped[bool] = mapped_column(default=False)
    # Of adults only, the board may let links pass; never the rest.
    adults_only: Mapped[bool] = mapped_column(default=False, server_default=false())
    links_pass: Mapped[bool] = mapped_column(default=False, server_default=false())
