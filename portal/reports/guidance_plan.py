"""A school's guidance plan level by level: what is planned beside what happened (R101)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.models.people import Person
from portal.models.students import Level
from portal.queries import guidance as queries
from portal.queries import participation
from portal.queries.guidance import Content, Item, SchoolPlan
from portal.queries.participation import Member, Scope
from portal.reports import guidance
from portal.reports.figures import Figure, Share, hide_small
from portal.reports.guidance import Tallies, Tally
from portal.reports.periods import Period


@dataclass(frozen=True, slots=True)
class PlanRow:
    """An item at a level: planned for each student, and done by all of them."""

    item: Item
    planned: int
    note: str
    touched: Share
    done: Figure

    @property
    def is_planned(self) -> bool:
        """Whether the school plans it at this level."""
        return bool(self.planned or self.note)


@dataclass(frozen=True, slots=True)
class LevelPlan:
    """A level of the school, with a row for each of its items."""

    level: Level
    students: Figure
    rows: Sequence[PlanRow]

    @property
    def planned(self) -> int:
        """Minutes planned for each student, all items together."""
        return sum(row.planned for row in self.rows)

    @property
    def done(self) -> Figure:
        """Minutes done by all students; hidden as soon as those of one item are."""
        shown = [row.done for row in self.rows if row.done is not None]
        return sum(shown) if len(shown) == len(self.rows) else None


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A school's plan and what happened, for the levels that the content is for."""

    plan: SchoolPlan
    content: Content
    levels: Sequence[LevelPlan]

    def level(self, asked: Level | None) -> LevelPlan | None:
        """Return the level asked for, else the first one; None where there is none."""
        found = [level for level in self.levels if level.level is asked]
        return next(iter([*found, *self.levels]), None)


def of_school(
    viewer: Person, school_id: int, period: Period, *, hides: bool = False
) -> SchoolYear:
    """Return the plan of a school year beside what was done in the period.

    `hides`: small figures are hidden, so that it may leave the school. Raises NotFound when the
    school is not theirs to plan.
    """
    plan = queries.plan(viewer, school_id, period.school_year)
    content = queries.content(period.school_year, school_id)
    scope = Scope(viewer, participation.of_school(school_id), period.since, period.until)
    members = participation.members(scope)
    asked = guidance.by_student(participation.contacts(scope))
    done = guidance.doings(participation.steps(scope), asked, period)
    tallies = guidance.tallies(content, members, done)
    return SchoolYear(plan, content, _levels(plan, content, members, tallies, hides=hides))


def _levels(
    plan: SchoolPlan,
    content: Content,
    members: Iterable[Member],
    tallies: Tallies,
    *,
    hides: bool,
) -> list[LevelPlan]:
    at_level = Counter(member.level for member in members)
    planned = {line.level for line in plan.lines}
    levels = [
        level
        for level in Level
        if level in planned or (at_level[level] and guidance.of_level(content, level))
    ]
    counts = [at_level[level] for level in levels]
    shown = dict(zip(levels, hide_small(counts, counts) if hides else counts, strict=True))
    figures = {
        (level, item.id): figure
        for item in content.items
        for level, figure in _touched(item, levels, at_level, tallies, hides=hides).items()
    }
    return [
        LevelPlan(level, shown[level], _rows(level, shown[level], plan, content, tallies, figures))
        for level in levels
    ]


def _touched(
    item: Item,
    levels: Sequence[Level],
    at_level: Counter[Level],
    tallies: Tallies,
    *,
    hides: bool,
) -> dict[Level, Figure]:
    """Count an item's students level by level: parts of what the school's report may say."""
    own = [level for level in levels if level in item.levels]
    counts = [tallies.get((level, item.id), Tally()).touched for level in own]
    if hides:
        return dict(zip(own, hide_small(counts, [at_level[level] for level in own]), strict=True))
    return dict(zip(own, counts, strict=True))


def _rows(
    level: Level,
    students: Figure,
    plan: SchoolPlan,
    content: Content,
    tallies: Tallies,
    figures: dict[tuple[Level, int], Figure],
) -> list[PlanRow]:
    lines, own = plan.of_level(level), guidance.of_level(content, level)
    rows = []
    for item in content.items:
        line = lines.get(item.id)
        if item in own or line:
            count = figures.get((level, item.id), 0)
            minutes = tallies.get((level, item.id), Tally()).minutes
            rows.append(
                PlanRow(
                    item,
                    line.minutes if line else 0,
                    line.note if line else "",
                    Share(count, students),
                    None if count is None else minutes,
                )
            )
    return rows
