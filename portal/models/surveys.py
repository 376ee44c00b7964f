"""Three questions to students and mentors: optional, and anonymous in every report."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.extensions import Model


class SurveyOccasion(StrEnum):
    """When and to whom the questions are put."""

    ESTABLISHED = "established"  # to the student, at the fifth visible message
    CLOSING = "closing"  # to the student, when the match ends
    MENTOR_CLOSING = "mentor_closing"


class Opinion(StrEnum):
    """An answer to a question of opinion."""

    YES = "yes"
    SOMEWHAT = "somewhat"
    NO = "no"


class SurveyAnswer(Model):
    """What one person answered, or that they would rather not; one row an occasion."""

    __tablename__ = "survey_answer"
    __table_args__ = (Index("ix_survey_answer_answered_at", "answered_at"),)

    match_id: Mapped[int] = mapped_column(ForeignKey("match.id"), primary_key=True)
    occasion: Mapped[SurveyOccasion] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    answered_at: Mapped[datetime] = mapped_column(default=clock.now)
    declined: Mapped[bool] = mapped_column(default=False)
    # A student: did this influence your choice? A mentor: was it worth your time?
    influence: Mapped[Opinion | None]
    purposes: Mapped[list[str]] = mapped_column(default=list)  # codes of "what for"
    recommends: Mapped[Opinion | None]
