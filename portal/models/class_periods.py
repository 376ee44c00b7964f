"""A class in the computer lab: who leads it, until when, and first messages an adult looks at."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.extensions import Model
from portal.models.class_groups import ClassGroup
from portal.models.people import Person


class ClassPeriod(Model):
    """One lesson of a class group on the portal, followed live by the adult who leads it."""

    __tablename__ = "class_period"
    __table_args__ = (Index("ix_class_period_class_group_id", "class_group_id", "opened_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_group_id: Mapped[int] = mapped_column(ForeignKey("class_group.id"))
    led_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    ends_at: Mapped[datetime]  # the bell, as it was planned
    closed_at: Mapped[datetime | None]  # by the adult, or by the portal after the bell
    # First messages to a mentor wait for the adult's glance before they go.
    glance: Mapped[bool] = mapped_column(default=False, server_default=false())

    class_group: Mapped[ClassGroup] = relationship(lazy="raise")
    led_by: Mapped[Person] = relationship(lazy="raise")


class GlanceOutcome(StrEnum):
    """What the adult did with a first message."""

    LET_GO = "let_go"
    SENT_BACK = "sent_back"  # its author reads the adult's line and writes again
    LEFT = "left"  # nobody looked before the end: moderators do


class Glance(Model):
    """A first message of a class period, or a question of a circle: it waits for the adult."""

    __tablename__ = "glance"
    __table_args__ = (
        CheckConstraint(
            "(class_period_id IS NULL) = (group_id IS NOT NULL)", name="period_or_circle"
        ),
    )

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    class_period_id: Mapped[int | None] = mapped_column(ForeignKey("class_period.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("discussion_group.id"), index=True)
    outcome: Mapped[GlanceOutcome | None]  # none: it waits
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    line: Mapped[str] = mapped_column(default="")  # to its author
