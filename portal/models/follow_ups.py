"""What counsellors did about the students who needed them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.extensions import Model
from portal.models.people import Person


class FollowUpAction(StrEnum):
    """The one next action."""

    NUDGE = "nudge"  # a ready text that the student reads at home and hears of by mail
    CALL = "call"  # the counsellor calls, or sees the student, and notes that it is done
    CLOSE = "close"  # a silent match comes to its end
    SUGGEST = "suggest"  # another mentor
    LATER = "later"  # set aside for some days


class FollowUp(Model):
    """One action of one counsellor for one student; undone, it is kept and counts no more."""

    __tablename__ = "follow_up"
    __table_args__ = (
        Index("ix_follow_up_student_id_done_at", "student_id", "done_at"),
        Index("ix_follow_up_counsellor_id_done_at", "counsellor_id", "done_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id"))
    counsellor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    match_id: Mapped[int | None] = mapped_column(ForeignKey("match.id"), index=True)
    action: Mapped[FollowUpAction]
    need: Mapped[str]  # the code of why the student stood in the list
    text: Mapped[str] = mapped_column(default="")  # as the student reads it
    done_at: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime | None]  # out of the list for the same need until then
    seen_at: Mapped[datetime | None]  # by the student
    undone_at: Mapped[datetime | None]
    # All that one click did shares a key, so that it is undone together and never done twice.
    batch_key: Mapped[str] = mapped_column(index=True)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what undoing brings back

    counsellor: Mapped[Person] = relationship(lazy="raise")
