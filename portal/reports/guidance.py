"""COSP / ACGC coverage: what was planned beside what the portal saw, in minutes by a printed rule.

Never a grade: an item is touched when the student did something that the board says touches it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from portal import clock
from portal.models.guidance import GuidanceActivity, GuidanceArea
from portal.models.people import Person
from portal.models.students import Level
from portal.queries import guidance as queries
from portal.queries import participation
from portal.queries.guidance import Content, Item
from portal.queries.participation import Contact, RosterRow, Scope, Steps
from portal.queries.student_pages import StudentPage
from portal.reports.figures import Figure, Share, hide_share, hide_small
from portal.reports.periods import Period
from portal.school_time import first_day


class Pupil(Protocol):
    """A student as coverage counts one."""

    @property
    def id(self) -> int:
        """The student's number."""

    @property
    def level(self) -> Level:
        """Where the student is in school."""

    @property
    def school_id(self) -> int:
        """The school."""


class Request(Protocol):
    """A match as coverage counts one."""

    @property
    def told_at(self) -> datetime:
        """When the mentor could read the first message."""

    @property
    def established_at(self) -> datetime | None:
        """When the match became established, if it did."""


@dataclass(frozen=True, slots=True)
class AtSchool:
    """A student of one school."""

    id: int
    level: Level
    school_id: int


@dataclass(frozen=True, slots=True)
class Times:
    """How often: before the period in its school year, and in the period."""

    before: int
    within: int

    def counted(self, most: int) -> int:
        """Return how many of the period count, at most so many in the school year."""
        return min(self.before + self.within, most) - min(self.before, most)


Doings = Mapping[int, Mapping[GuidanceActivity, Times]]  # by student


@dataclass(slots=True)
class Tally:
    """What the students of a level did of an item."""

    touched: int = 0  # students
    minutes: int = 0


Tallies = Mapping[tuple[Level, int], Tally]  # by level and item


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """An item: how many students it touched, minutes planned for them in the year and done."""

    item: Item
    touched: Share
    planned: Figure
    done: Figure


@dataclass(frozen=True, slots=True)
class Coverage:
    """The items of some students' levels, and what the rule counts for each activity."""

    lines: Sequence[CoverageLine]
    content: Content
    hides: bool

    @property
    def planned(self) -> Figure:
        """All minutes planned for these students in the school year; hidden if one line's are."""
        return _total([line.planned for line in self.lines])

    @property
    def done(self) -> Figure:
        """All minutes done; hidden as soon as those of one line are."""
        return _total([line.done for line in self.lines])


def _total(figures: Sequence[Figure]) -> Figure:
    shown = [figure for figure in figures if figure is not None]
    return sum(shown) if len(shown) == len(figures) else None


def at_school(roster: Iterable[RosterRow], school_id: int) -> list[AtSchool]:
    """Return the students of one school's list."""
    return [AtSchool(row.id, row.level, school_id) for row in roster]


def doings(
    steps: Iterable[Steps], requests: Iterable[tuple[int, Request]], period: Period
) -> Doings:
    """Say how often each student did what touches the content. `requests`: with who asked."""
    found: defaultdict[int, dict[GuidanceActivity, Times]] = defaultdict(dict)
    for row in steps:
        for activity, before, within in (
            (GuidanceActivity.ORIENTATION, row.oriented_before, row.oriented_days),
            (GuidanceActivity.SEARCH, row.searched_before, row.search_days),
            (GuidanceActivity.REFLECTION, row.reflected_before, row.reflected),
            (GuidanceActivity.GROUP_DISCUSSION, row.discussed_before, row.discussed),
        ):
            if before or within:
                found[row.student_id][activity] = Times(before, within)
    begun = clock.start_of(first_day(period.school_year))
    for asked_by, request in requests:
        for activity, at in (
            (GuidanceActivity.FIRST_MESSAGE, request.told_at),
            (GuidanceActivity.ESTABLISHED_MATCH, request.established_at),
        ):
            if at is not None and begun <= at < period.until:
                before, within = (0, 1) if at >= period.since else (1, 0)
                known = found[asked_by].get(activity, Times(0, 0))
                found[asked_by][activity] = Times(known.before + before, known.within + within)
    return found


def by_student(contacts: Iterable[Contact]) -> list[tuple[int, Contact]]:
    """Return requests, each with the student who made it."""
    return [(contact.student_id, contact) for contact in contacts]


def of_student(viewer: Person, page: StudentPage, period: Period) -> Coverage:
    """Return what a student touched, for the page that a counsellor reads: two statements more."""
    scope = Scope(viewer, participation.of_student(page.id), period.since, period.until)
    done = doings(participation.steps(scope), [(page.id, match) for match in page.matches], period)
    content = queries.content(period.school_year, page.school_id)
    return coverage(content, [AtSchool(page.id, page.level, page.school_id)], done, hides=False)


def shares(content: Content, level: Level) -> dict[GuidanceActivity, list[tuple[int, int]]]:
    """Return the items of a level that each activity touches, with their minutes of one time.

    The minutes are shared out evenly between them, the first ones taking what is left over: no
    minute counts twice.
    """
    found: dict[GuidanceActivity, list[tuple[int, int]]] = {}
    own = of_level(content, level)
    for activity in GuidanceActivity:
        touched = [item.id for item in own if activity in item.activities]
        rule = content.rules.get(activity)
        if touched and rule:
            each, left = divmod(rule.minutes, len(touched))
            found[activity] = [(id_, each + (place < left)) for place, id_ in enumerate(touched)]
    return found


def tallies(content: Content, pupils: Iterable[Pupil], done: Doings) -> Tallies:
    """Count what the students of each level did of each item."""
    found: defaultdict[tuple[Level, int], Tally] = defaultdict(Tally)
    by_level = {level: shares(content, level) for level in Level}
    for pupil in pupils:
        touched = set()
        for activity, times in done.get(pupil.id, {}).items():
            counted = times.counted(content.rules[activity].times) if times.within else 0
            for item_id, minutes in by_level[pupil.level].get(activity, ()):
                if times.within:
                    touched.add(item_id)
                    found[pupil.level, item_id].minutes += minutes * counted
        for item_id in touched:
            found[pupil.level, item_id].touched += 1
    return found


def areas_touched(
    content: Content, pupils: Iterable[Pupil], done: Doings
) -> dict[int, list[GuidanceArea]]:
    """Return the areas of which each student touched an item of the own level."""
    found = {}
    for pupil in pupils:
        own = {activity for activity, times in done.get(pupil.id, {}).items() if times.within}
        touched = {
            item.area
            for item in of_level(content, pupil.level)
            if not own.isdisjoint(item.activities)
        }
        found[pupil.id] = [area for area in GuidanceArea if area in touched]
    return found


def of_level(content: Content, level: Level) -> list[Item]:
    """Return the items that are for the students of a level."""
    return [item for item in content.items if level in item.levels and not item.retired]


def coverage(content: Content, pupils: Sequence[Pupil], done: Doings, *, hides: bool) -> Coverage:
    """Return what was planned for these students beside what they did.

    `hides`: what is small is hidden (R42): an item that touched fewer than five students, or all
    but fewer than five, with its minutes; and what would tell how many a small level has.
    """
    places = Counter((pupil.school_id, pupil.level) for pupil in pupils)
    at_level = Counter(pupil.level for pupil in pupils)
    counted = tallies(content, pupils, done)
    hidden = _hidden_levels(at_level) if hides else frozenset()
    lines = []
    for item in content.items:
        planned = {place: minutes for place, minutes in item.planned.items() if places[place]}
        here = {level for level in item.levels if at_level[level] and not item.retired}
        if not here and not planned:
            continue
        tally = [counted[level, item.id] for level in here if (level, item.id) in counted]
        touched = Share(sum(t.touched for t in tally), sum(at_level[level] for level in here))
        line = CoverageLine(
            item,
            touched,
            sum(places[place] * minutes for place, minutes in planned.items()),
            sum(one.minutes for one in tally),
        )
        if hides:
            tells = not hidden.isdisjoint(here | {level for _school, level in planned})
            line = _hidden(line, tells=tells)
        lines.append(line)
    return Coverage(lines, content, hides)


def _hidden_levels(at_level: Mapping[Level, int]) -> frozenset[Level]:
    levels, counts = list(at_level), list(at_level.values())
    shown = hide_small(counts, counts)
    return frozenset(level for level, count in zip(levels, shown, strict=True) if count is None)


def _hidden(line: CoverageLine, *, tells: bool) -> CoverageLine:
    """Hide what is small. `tells`: its proportion or plan would tell the size of a small level."""
    touched = hide_share(line.touched)
    return CoverageLine(
        line.item,
        Share(touched.count, None) if tells else touched,
        None if tells and line.planned else line.planned,
        None if touched.count is None else line.done,
    )
