"""What the board knows of a student, and the consents that let one take part."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.extensions import Model
from portal.models.people import Person
from portal.models.schools import School


class Level(StrEnum):
    """Where a student is in school."""

    SEC1 = "sec1"
    SEC2 = "sec2"
    SEC3 = "sec3"
    SEC4 = "sec4"
    SEC5 = "sec5"
    ADULT = "adult"  # formation générale des adultes
    VOCATIONAL = "vocational"  # formation professionnelle


class Student(Model):
    """A person who is a student: one school, a level, a birth date for the law's age of 14."""

    __tablename__ = "student"
    __table_args__ = (Index("ix_student_school_id_level", "school_id", "level"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    local_id: Mapped[str] = mapped_column(unique=True)  # the board's own, never the permanent code
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    born_on: Mapped[date]
    level: Mapped[Level]
    # Whether the counsellors may read the list of occupations that this student is curious about.
    shares_curiosities: Mapped[bool] = mapped_column(default=False, server_default=false())

    person: Mapped[Person] = relationship(lazy="raise")
    school: Mapped[School] = relationship(lazy="raise")


class ConsentKind(StrEnum):
    """Who consented: before 14 a holder of parental authority, from 14 the student (R31)."""

    PARENTAL = "parental"
    OWN = "own"


class Consent(Model):
    """A consent to take part, as it was given: text version, language, moment, by whom (R30)."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id"), index=True)
    kind: Mapped[ConsentKind]
    text_version: Mapped[str]
    language: Mapped[str]
    given_on: Mapped[date]  # the date on the signed form, or of the student's own click
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]
