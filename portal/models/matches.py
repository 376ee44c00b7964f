"""Matches (jumelages): one student, one mentor, one program, one thread."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.extensions import Model
from portal.models.mentors import Mentor
from portal.models.students import Student


class MatchState(StrEnum):
    """requested -> active -> established -> closed; or declined, expired, withdrawn."""

    REQUESTED = "requested"
    ACTIVE = "active"
    ESTABLISHED = "established"
    CLOSED = "closed"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class MatchClosing(StrEnum):
    """Why an open match came to its end (R20, R106)."""

    FINISHED = "finished"  # both said what they wanted to say
    SILENT = "silent"  # nobody wrote any more
    LEAVING = "leaving"  # one of them leaves the school or the program
    UNSUITED = "unsuited"  # it was not the right person
    OTHER = "other"


OPEN_STATES = (MatchState.REQUESTED, MatchState.ACTIVE, MatchState.ESTABLISHED)

# At least this many visible messages make a match established (R17).
ESTABLISHED_AFTER = 5


class Match(Model):
    """What a student asked of a mentor, and how far it went."""

    __tablename__ = "match"
    __table_args__ = (
        # One open match for a pair: the second click finds the first one's row.
        Index(
            "uq_match_open_pair",
            "student_id",
            "mentor_id",
            unique=True,
            sqlite_where=text("state IN ('requested', 'active', 'established')"),
            postgresql_where=text("state IN ('requested', 'active', 'established')"),
        ),
        Index("ix_match_mentor_id_state", "mentor_id", "state"),
        Index("ix_match_requested_at", "requested_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.person_id"))
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"))
    noc: Mapped[str]  # the mentor's occupation that the student asked about
    state: Mapped[MatchState] = mapped_column(default=MatchState.REQUESTED)
    requested_at: Mapped[datetime] = mapped_column(default=clock.now)
    told_mentor_at: Mapped[datetime | None]  # when the first message became visible
    answered_at: Mapped[datetime | None]  # the mentor's first visible message
    more_asked_at: Mapped[datetime | None]
    established_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closing: Mapped[MatchClosing | None]
    visible_messages: Mapped[int] = mapped_column(default=0)
    full_review: Mapped[bool] = mapped_column(default=False)

    student: Mapped[Student] = relationship(lazy="raise")
    mentor: Mapped[Mentor] = relationship(lazy="raise")

    @property
    def is_open(self) -> bool:
        """Whether its two people may still write."""
        return self.state in OPEN_STATES
