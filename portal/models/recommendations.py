"""Mentors and occupations that a counsellor suggests to a student."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.extensions import Model


class Recommendation(Model):
    """A mentor or an occupation suggested to one student, with a screened line of text."""

    __tablename__ = "recommendation"
    __table_args__ = (
        CheckConstraint("(mentor_id IS NULL) != (noc IS NULL)", name="one_thing"),
        Index("ix_recommendation_student_id", "student_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id"))
    counsellor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("mentor.person_id"))
    noc: Mapped[str | None]
    line: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]  # "not for me", said by the student
    withdrawn_at: Mapped[datetime | None]  # by the counsellor
