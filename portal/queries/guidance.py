"""The guidance content: its items, what touches them, how it is counted, and what schools plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, String, cast, func, literal, null, select

from portal.extensions import db
from portal.i18n import language
from portal.models.guidance import (
    GuidanceActivity,
    GuidanceArea,
    GuidanceItem,
    GuidanceLink,
    GuidanceMinutes,
    GuidancePlan,
)
from portal.models.people import Person
from portal.models.reflections import Reflection
from portal.models.schools import School
from portal.models.students import Level
from portal.models.threads import SHOWN_STATES, Message, Thread
from portal.policies import guidance as policy
from portal.queries import discussions


@dataclass(frozen=True, slots=True)
class Rule:
    """Minutes for one time, and at most how many times a school year."""

    minutes: int
    times: int


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the content, and the minutes that schools plan of it for each student."""

    id: int
    area: GuidanceArea
    levels: tuple[Level, ...]
    name_fr: str
    name_en: str
    official_fr: bool
    official_en: bool
    retired: bool
    activities: tuple[GuidanceActivity, ...]
    planned: Mapping[tuple[int, Level], int]  # by school and level, in one school year

    def name(self) -> str:
        """The name in the language in use."""
        return self.name_fr if language() == "fr" else self.name_en

    def is_official(self) -> bool:
        """Say whether the name in the language in use is the ministry's."""
        return self.official_fr if language() == "fr" else self.official_en


@dataclass(frozen=True, slots=True)
class Content:
    """All items in their order, and the rule by which minutes are counted."""

    items: Sequence[Item]
    rules: Mapping[GuidanceActivity, Rule]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """What a school plans of an item for each student of a level."""

    level: Level
    item_id: int
    minutes: int
    note: str


@dataclass(frozen=True, slots=True)
class SchoolPlan:
    """What a school plans for a school year, and whether it planned the year before."""

    school_id: int
    school: str
    school_year: int
    lines: Sequence[PlanLine]
    has_last_year: bool

    def of_level(self, level: Level) -> dict[int, PlanLine]:
        """Return the lines of a level by item."""
        return {line.item_id: line for line in self.lines if line.level is level}


def content(school_year: int, school_id: int | None = None) -> Content:
    """Return the content with what is planned for a school year, in one statement.

    `school_id`: only that school's plan. The content is everybody's; a report that shows a plan
    has found its reader to follow the school.
    """
    plan = GuidancePlan.item_id == GuidanceItem.id, GuidancePlan.school_year == school_year
    of_school = () if school_id is None else (GuidancePlan.school_id == school_id,)
    links = _joined((GuidanceLink.activity,), GuidanceLink.item_id == GuidanceItem.id)
    planned = _joined(
        (GuidancePlan.school_id, GuidancePlan.level, GuidancePlan.minutes), *plan, *of_school
    )
    counted = GuidanceMinutes.activity, GuidanceMinutes.minutes, GuidanceMinutes.times
    wanted = select(GuidanceItem, links, planned, _joined(counted)).order_by(
        GuidanceItem.area, GuidanceItem.position, GuidanceItem.id
    )
    found = db.session.execute(wanted).all()
    rules = {
        GuidanceActivity(activity): Rule(int(minutes), int(times))
        for activity, minutes, times in _parts(found[0][3] if found else "")
    }
    items = [_item(*row[:3]) for row in found]
    order = list(GuidanceArea)
    return Content(sorted(items, key=lambda item: order.index(item.area)), rules)


def written(
    student_ids: Select[Any], *, begun: datetime, since: datetime, until: datetime
) -> tuple[Select[Any], Select[Any]]:
    """Return the counts of what students wrote elsewhere than to mentors: `participation.steps`.

    `begun`: when the school year began. Reflections are the shared ones, since what somebody
    wrote for themselves is nobody else's to know; a discussion is a topic of a group, by the
    first post of the student that others could read.
    """
    first = (
        select(Message.author_id.label("student_id"), func.min(Message.shown_at).label("at"))
        .join(Thread, Thread.id == Message.thread_id)
        .where(Thread.group_id.is_not(None), Message.state.in_(SHOWN_STATES))
        .where(Message.author_id.in_(student_ids))
        .group_by(Message.author_id, Message.thread_id)
        .subquery()
    )
    nothing: list[Any] = [literal(0)] * 2
    posts = discussions.nothing()

    def counted(who: Any, at: Any, *before: Any, after: Sequence[Any] = ()) -> Select[Any]:
        counts = (func.count().filter(at >= since), func.count().filter(at < since))
        return (
            select(who, cast(null(), Date()), *[literal(0)] * 5, *before, *counts, *after, *posts)
            .where(at >= begun, at < until)
            .group_by(who)
        )

    reflections = counted(Reflection.student_id, Reflection.written_at, after=nothing)
    discussed = counted(first.c.student_id, first.c.at, *nothing)
    return (
        reflections.where(
            Reflection.student_id.in_(student_ids), Reflection.shared_at.is_not(None)
        ),
        discussed,
    )


def edited(viewer: Person) -> Content:
    """Return the content for those who word it. Raises NotFound for everybody else."""
    policy.check_edited_by(viewer)
    return content(0)


def edited_item(viewer: Person, item_id: int) -> Item:
    """Return one item for those who word it. Raises NotFound."""
    policy.get_editable(viewer, item_id)
    return next(item for item in content(0).items if item.id == item_id)


def plan(viewer: Person, school_id: int, school_year: int) -> SchoolPlan:
    """Return what a school plans, for its own counsellors. Raises NotFound for everybody else."""
    school: School = policy.get_planned(viewer, school_id)
    wanted = (
        select(
            GuidancePlan.school_year,
            GuidancePlan.level,
            GuidancePlan.item_id,
            GuidancePlan.minutes,
            GuidancePlan.note,
        )
        .where(GuidancePlan.school_id == school_id)
        .where(GuidancePlan.school_year.in_((school_year - 1, school_year)))
        .order_by(GuidancePlan.id)
    )
    rows = db.session.execute(wanted).all()
    lines = [PlanLine(*row[1:]) for row in rows if row[0] == school_year]
    return SchoolPlan(school_id, school.name, school_year, lines, len(lines) < len(rows))


def _joined(columns: Sequence[Any], *rules: ColumnElement[bool]) -> Any:
    """Return a column that holds the rows of another table: "a b c,d e f"."""
    told: Any = cast(columns[0], String)
    for column in columns[1:]:
        told = told + literal(" ") + cast(column, String)
    wanted = select(func.aggregate_strings(told, ",")).where(*rules)
    return wanted.scalar_subquery()


def _parts(told: str | None) -> list[list[str]]:
    return [part.split(" ") for part in told.split(",")] if told else []


def _item(row: GuidanceItem, links: str | None, planned: str | None) -> Item:
    touching = {activity for (activity,) in _parts(links)}
    return Item(
        id=row.id,
        area=row.area,
        levels=tuple(level for level in Level if level.value in row.levels),
        name_fr=row.name_fr,
        name_en=row.name_en,
        official_fr=row.official_fr,
        official_en=row.official_en,
        retired=row.retired,
        activities=tuple(kind for kind in GuidanceActivity if kind.value in touching),
        planned={
            (int(school), Level(level)): int(minutes) for school, level, minutes in _parts(planned)
        },
    )
