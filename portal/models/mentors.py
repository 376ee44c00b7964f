"""Mentor profiles and the steps of screening a mentor."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.extensions import Model
from portal.models.people import Person


class MentorStep(StrEnum):
    """The steps before a mentor is active, in their order; none may be skipped (R1)."""

    APPLICATION = "application"
    TRAINING = "training"
    REFERENCES = "references"
    BACKGROUND = "background"
    INTERVIEW = "interview"
    AGREEMENT = "agreement"


class TrainingPath(StrEnum):
    """How one learns the occupation."""

    ON_THE_JOB = "on_the_job"
    DEP = "dep"
    DEC = "dec"
    BACHELOR = "bachelor"
    GRADUATE = "graduate"


def mentor_name(given_name: str, family_name: str, *, whole: bool) -> str:
    """Return what others see of a mentor's name: its family name only when `whole`."""
    return f"{given_name} {family_name}" if whole else f"{given_name} {family_name[:1]}."


class Mentor(Model):
    """A volunteer who answers students about an occupation."""

    __tablename__ = "mentor"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    activated_at: Mapped[datetime | None] = mapped_column(index=True)  # none: cannot be found
    deactivated_at: Mapped[datetime | None]
    paused_until: Mapped[date | None]  # back on this day
    # Out of the search while a serious report about the profile waits for a person (R13).
    hidden_at: Mapped[datetime | None]
    # The last day on which the board's verification holds (R51); none: no end was recorded.
    screened_until: Mapped[date | None]
    shows_full_name: Mapped[bool] = mapped_column(default=False)
    job_title_fr: Mapped[str] = mapped_column(default="")
    job_title_en: Mapped[str] = mapped_column(default="")
    employer: Mapped[str | None]
    region: Mapped[str]
    path: Mapped[TrainingPath]
    languages: Mapped[list[str]] = mapped_column(default=list)  # of exchange: "fr", "en", ...
    topics_fr: Mapped[str] = mapped_column(default="")
    topics_en: Mapped[str] = mapped_column(default="")
    bio_fr: Mapped[str] = mapped_column(default="")
    bio_en: Mapped[str] = mapped_column(default="")
    capacity: Mapped[int] = mapped_column(default=3)  # open matches at the same time
    open_matches: Mapped[int] = mapped_column(default=0)  # kept by services.matches
    newcomers_welcome: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Codes of the short lists of `data/interests.toml`: what they like, whom they help best.
    interests: Mapped[list[str]] = mapped_column(default=list, server_default=text("'[]'"))
    helps: Mapped[list[str]] = mapped_column(default=list, server_default=text("'[]'"))
    # Median hours to a first answer lately; none: too few to say. Kept by a job of the night.
    reply_hours: Mapped[int | None]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)

    person: Mapped[Person] = relationship(lazy="raise")
    occupations: Mapped[list["MentorOccupation"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="MentorOccupation.position"
    )

    @property
    def shown_name(self) -> str:
        """First name and last initial, or the whole name when the mentor chose so."""
        person = self.person
        return mentor_name(person.given_name, person.family_name, whole=self.shows_full_name)

    @property
    def is_verified(self) -> bool:
        """Whether the board's verification holds today, as `policies.mentors.verified` says it."""
        return self.screened_until is None or self.screened_until >= clock.today()


class MentorOccupation(Model):
    """An occupation that a mentor does or did; the first one stands on the card."""

    __tablename__ = "mentor_occupation"

    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.person_id"), primary_key=True)
    noc: Mapped[str] = mapped_column(primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)


class MentorStepRecord(Model):
    """A step of screening, done: when, and who says so. Never what was found (R51)."""

    __tablename__ = "mentor_step"
    __table_args__ = (UniqueConstraint("mentor_id", "step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.person_id"))
    step: Mapped[MentorStep]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
