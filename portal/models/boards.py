"""The school board (centre de services scolaire) that runs this portal: one row."""

from datetime import time
from enum import StrEnum
from secrets import token_hex

from sqlalchemy import CheckConstraint, false, text
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
    # Another one after each change of the screen's rules: every process then reads them again.
    rules_stamp: Mapped[str] = mapped_column(
        default=lambda: token_hex(8), server_default=text("'first'")
    )
    # The same for the names of occupations that the board keeps.
    names_stamp: Mapped[str] = mapped_column(
        default=lambda: token_hex(8), server_default=text("'first'")
    )
    # Findings of these two kinds hold a message from this severity on; none: never.
    insults_from: Mapped[int | None] = mapped_column(default=1, server_default=text("1"))
    profanity_from: Mapped[int | None] = mapped_column(default=2, server_default=text("2"))
    # How many of a hundred unflagged messages a moderator reads first, drawn by this seed (R10).
    sampled_percent: Mapped[int] = mapped_column(default=5, server_default=text("5"))
    sampling_seed: Mapped[str] = mapped_column(
        default=lambda: token_hex(8), server_default=text("'lanterne'")
    )
    # The hours in which the school's delays run, and how many of them each severity gives.
    school_opens: Mapped[time] = mapped_column(default=time(8), server_default=text("'08:00:00'"))
    school_closes: Mapped[time] = mapped_column(
        default=time(16), server_default=text("'16:00:00'")
    )
    hours_high: Mapped[int] = mapped_column(default=2, server_default=text("2"))
    hours_medium: Mapped[int] = mapped_column(default=4, server_default=text("4"))
    hours_low: Mapped[int] = mapped_column(default=8, server_default=text("8"))
    hours_unflagged: Mapped[int] = mapped_column(default=16, server_default=text("16"))
    # Concerns: minutes until an immediate one climbs, school hours and days of the others.
    climb_minutes: Mapped[int] = mapped_column(default=30, server_default=text("30"))
    concern_soon_hours: Mapped[int] = mapped_column(default=8, server_default=text("8"))
    concern_normal_days: Mapped[int] = mapped_column(default=3, server_default=text("3"))
    ombudsman_days: Mapped[int] = mapped_column(default=10, server_default=text("10"))
    youth_protection_line: Mapped[str] = mapped_column(default="", server_default=text("''"))
    ombudsman_contact: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # In discussion groups, students under 18 and those of 18 and over never meet.
    keeps_ages_apart: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Who signs attestations: name and title, as printed under the line.
    signatory_fr: Mapped[str] = mapped_column(default="", server_default=text("''"))
    signatory_en: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # How long the board keeps a printed participation report, as its schedule says (R41, R105).
    retention_fr: Mapped[str] = mapped_column(default="", server_default=text("''"))
    retention_en: Mapped[str] = mapped_column(default="", server_default=text("''"))
