"""Guidance content of the ministry (COSP/ACGC): items, what touches them, a school's plan."""

from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model
from portal.models.students import Level


class GuidanceArea(StrEnum):
    """The three areas of the ministry's content (R100)."""

    SELF = "self"  # connaissance de soi
    SCHOOL = "school"  # connaissance du monde scolaire
    WORK = "work"  # connaissance du monde du travail


class GuidanceItem(Model):
    """One item of the content. What was once planned is retired, never taken out."""

    __tablename__ = "guidance_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(unique=True)  # of a shipped one
    area: Mapped[GuidanceArea]
    levels: Mapped[list[str]] = mapped_column(default=list)  # values of `Level`
    name_fr: Mapped[str]
    name_en: Mapped[str]
    # Whether a name is the ministry's; otherwise it is the portal's or the board's own wording.
    official_fr: Mapped[bool] = mapped_column(default=False, server_default=false())
    official_en: Mapped[bool] = mapped_column(default=False, server_default=false())
    position: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False, server_default=false())


class GuidanceActivity(StrEnum):
    """What a student does here that touches an item."""

    ORIENTATION = "orientation"
    SEARCH = "search"
    FIRST_MESSAGE = "first_message"
    ESTABLISHED_MATCH = "established_match"
    GROUP_DISCUSSION = "group_discussion"
    REFLECTION = "reflection"


class GuidanceLink(Model):
    """An activity that touches an item."""

    __tablename__ = "guidance_link"

    item_id: Mapped[int] = mapped_column(ForeignKey("guidance_item.id"), primary_key=True)
    activity: Mapped[GuidanceActivity] = mapped_column(primary_key=True)


class GuidanceMinutes(Model):
    """How many minutes reports count for an activity, and at most how many times a year."""

    __tablename__ = "guidance_minutes"

    activity: Mapped[GuidanceActivity] = mapped_column(primary_key=True)
    minutes: Mapped[int]
    times: Mapped[int] = mapped_column(default=1)


class GuidancePlan(Model):
    """What a school planned for a level in a school year (R101)."""

    __tablename__ = "guidance_plan"
    __table_args__ = (UniqueConstraint("school_id", "school_year", "level", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    school_year: Mapped[int]  # the year in which it begins
    level: Mapped[Level]
    item_id: Mapped[int] = mapped_column(ForeignKey("guidance_item.id"))
    minutes: Mapped[int]  # for each student, in the year
    note: Mapped[str] = mapped_column(default="")  # when and with whom: printed for the board
