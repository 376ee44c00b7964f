"""What was printed, by whom, for whom: each print can be verified by its code."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.extensions import Model
from portal.models.people import Person


class PrintKind(StrEnum):
    """What can be printed, and so verified."""

    STUDENT = "student"
    CLASS_GROUP = "class-group"
    SCHOOL = "school"
    BOARD = "board"
    GOVERNING_BOARD = "governing-board"  # the guidance plan of a school on one sheet
    ATTESTATION = "attestation"  # of a student's participation


class PrintForm(StrEnum):
    """What came out."""

    PDF = "pdf"
    PDF_A = "pdf-a"  # to be kept for years
    CSV = "csv"
    XLSX = "xlsx"


class PrintFor(StrEnum):
    """Who is to receive it (R49)."""

    SCHOOL = "school"  # its staff, for the file
    STUDENT = "student"  # handed over to whom it is about
    OUTSIDE = "outside"  # someone outside the school: a reason is recorded


class Names(StrEnum):
    """Whether students are named in it."""

    ALWAYS = "always"
    NEVER = "never"
    BY_CHOICE = "by_choice"


class Print(Model):
    """One report or attestation, as it left the portal; the document itself is not kept."""

    __tablename__ = "print"
    __table_args__ = (Index("ix_print_printed_at", "printed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # the one that the public page verifies
    kind: Mapped[str]  # a value of `PrintKind`
    number: Mapped[int]  # of the student, class group, school or board
    form: Mapped[PrintForm]
    language: Mapped[str]
    first: Mapped[date]
    last: Mapped[date]
    named: Mapped[bool]  # whether students are named in it
    meant_for: Mapped[PrintFor] = mapped_column(default=PrintFor.SCHOOL)
    reason: Mapped[str] = mapped_column(default="")  # why it goes outside
    printed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    printed_at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]

    printed_by: Mapped[Person] = relationship(lazy="raise")


class NextSteps(Model):
    """What a counsellor writes at the end of a group's, school's or board's report (R104)."""

    __tablename__ = "next_steps"

    kind: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    school_year: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(default="")
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)


class Logo(Model):
    """The board's logo for printed documents, read and written anew as a PNG: one row."""

    __tablename__ = "logo"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    png: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int]
    height: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
