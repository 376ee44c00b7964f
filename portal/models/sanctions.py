"""The ladder: reminder, warning, suspension, removal; proposed by rule, decided by a person."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.extensions import Model
from portal.models.people import Person


class SanctionStep(StrEnum):
    """How far it goes, in order."""

    REMINDER = "reminder"
    WARNING = "warning"
    SUSPENSION = "suspension"  # reads, cannot write, until a day
    REMOVAL = "removal"  # can no longer sign in


class SanctionState(StrEnum):
    """What became of it."""

    PROPOSED = "proposed"
    APPLIED = "applied"
    DISMISSED = "dismissed"  # by who looked at the proposal
    LIFTED = "lifted"  # after an appeal


class Sanction(Model):
    """One step of the ladder for one person, who may appeal."""

    __tablename__ = "sanction"
    __table_args__ = (Index("ix_sanction_person_id_state", "person_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    step: Mapped[SanctionStep]
    state: Mapped[SanctionState] = mapped_column(default=SanctionState.PROPOSED, index=True)
    rule: Mapped[str]  # the rule that proposed it
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))  # what led to it
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")  # to the person
    until: Mapped[date | None]  # of a suspension: may write again on this day
    appeal: Mapped[str] = mapped_column(default="")
    appealed_at: Mapped[datetime | None]
    appeal_answer: Mapped[str] = mapped_column(default="")
    appeal_decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    appeal_decided_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise")
