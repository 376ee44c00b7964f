"""The school board (centre de services scolaire) that runs this portal: one row."""

from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model


class BoardKind(StrEnum):
    """The kind of body, which changes the wording and the default language (R57, R60)."""

    SERVICE_CENTRE = "service_centre"
    SCHOOL_BOARD = "school_board"


class Board(Model):
    """The one board: its name, its people to turn to, its rules of safety."""

    __tablename__ = "board"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    code: Mapped[str | None]
    name_fr: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[BoardKind] = mapped_column(default=BoardKind.SERVICE_CENTRE)
    default_language: Mapped[str] = mapped_column(default="fr")
    contact_email: Mapped[str | None]
    privacy_officer: Mapped[str | None]
    # Who supervises the exchanges, as the banner of each conversation names them (R12).
    supervisors_fr: Mapped[str] = mapped_column(default="")
    supervisors_en: Mapped[str] = mapped_column(default="")
    # How many first messages of a new mentor a moderator reads before the student (R10).
    reviewed_first_messages: Mapped[int] = mapped_column(default=3)
    # Domains that a message may name: the board's own sites, colleges, help lines.
    allowed_sites: Mapped[list[str]] = mapped_column(default=list)
