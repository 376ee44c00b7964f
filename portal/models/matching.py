"""What suggestions of mentors may use: only of those who turned them on (s. 65.0.1, R35)."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.extensions import Model


class MatchingProfile(Model):
    """A student's choice to be given suggestions, and what they may use; none: they are off."""

    __tablename__ = "matching_profile"

    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id"), primary_key=True)
    turned_on_at: Mapped[datetime] = mapped_column(default=clock.now)
    text_version: Mapped[str]  # of the words that told what is used
    uses_curiosities: Mapped[bool] = mapped_column(default=True)
    uses_views: Mapped[bool] = mapped_column(default=False)
    interests: Mapped[list[str]] = mapped_column(default=list)  # codes of the short list
    own_words: Mapped[str] = mapped_column(default="")  # nobody else reads them
    riasec: Mapped[str] = mapped_column(default="")  # letters, when the student kept the answers
    region: Mapped[str] = mapped_column(default="")
    path: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)


class ViewedOccupation(Model):
    """An occupation whose page a student opened while the suggestions were allowed to know."""

    __tablename__ = "viewed_occupation"

    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id"), primary_key=True)
    noc: Mapped[str] = mapped_column(primary_key=True)
    viewed_at: Mapped[datetime] = mapped_column(default=clock.now)


class DismissedMentor(Model):
    """A mentor of whom a student said "not for me"."""

    __tablename__ = "dismissed_mentor"

    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id"), primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.person_id"), primary_key=True)
    dismissed_at: Mapped[datetime] = mapped_column(default=clock.now)
