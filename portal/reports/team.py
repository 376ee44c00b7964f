"""The staff's part: concerns and how soon they were looked at, minutes by a printed rule."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from portal.models.concerns import ConcernOrigin, ConcernPriority
from portal.queries.team_work import Case, TeamWork
from portal.reports.figures import (
    SMALLEST,
    Figure,
    Share,
    hide_share,
    hours,
    median_hours,
)


class Work(StrEnum):
    """What the staff does that is counted."""

    DECISION = "decision"
    CONCERN = "concern"
    FOLLOW_UP = "follow_up"


# Minutes that each one is counted for. An estimate that reports print, never a measure of anyone.
MINUTES: Mapping[Work, int] = MappingProxyType(
    {Work.DECISION: 2, Work.CONCERN: 30, Work.FOLLOW_UP: 5}
)


@dataclass(frozen=True, slots=True)
class Concerns:
    """The concerns of the period: counts and delays, never what about."""

    raised: Figure
    reported: Share  # by somebody's two taps
    immediate: Share
    closed: Share
    opened_hours: float | None  # half were opened within
    closed_hours: float | None


@dataclass(frozen=True, slots=True)
class StaffTime:
    """How often each thing was done, and the minutes that the rule gives."""

    lines: Sequence[tuple[Work, Figure]]  # how often

    @property
    def minutes(self) -> Figure:
        """All minutes together; hidden as soon as one of the lines is."""
        known = [minutes_of(work, times) for work, times in self.lines]
        shown = [minutes for minutes in known if minutes is not None]
        return sum(shown) if len(shown) == len(known) else None


def minutes_of(work: Work, times: Figure) -> Figure:
    """Return the minutes that the rule gives for doing a thing so often."""
    return None if times is None else times * MINUTES[work]


def concerns(cases: Sequence[Case]) -> Concerns:
    """Count the concerns."""
    total = len(cases)
    opened = [hours(case.raised_at, case.opened_at) for case in cases if case.opened_at]
    closed = [hours(case.raised_at, case.closed_at) for case in cases if case.closed_at]
    return Concerns(
        raised=total,
        reported=_share(case.origin is ConcernOrigin.REPORT for case in cases),
        immediate=_share(case.priority is ConcernPriority.IMMEDIATE for case in cases),
        closed=_share(case.closed_at is not None for case in cases),
        opened_hours=median_hours(opened),
        closed_hours=median_hours(closed),
    )


def hidden_concerns(found: Concerns) -> Concerns:
    """Return the same with small counts hidden."""
    total = found.raised or 0
    known = total >= SMALLEST
    return Concerns(
        raised=total if known or total == 0 else None,
        reported=hide_share(found.reported),
        immediate=hide_share(found.immediate),
        closed=hide_share(found.closed),
        opened_hours=found.opened_hours if known else None,
        closed_hours=found.closed_hours if (found.closed.count or 0) >= SMALLEST else None,
    )


def staff_time(work: TeamWork, *, hides: bool) -> StaffTime:
    """Return what the staff did in the period; `hides`: none of it under five times."""
    times = {
        Work.DECISION: work.decisions,
        Work.CONCERN: len(work.cases),
        Work.FOLLOW_UP: work.follow_ups,
    }
    return StaffTime(
        [
            (kind, None if hides and 0 < count < SMALLEST else count)
            for kind, count in times.items()
        ]
    )


def _share(answers: Iterable[bool]) -> Share:
    given = list(answers)
    return Share(sum(given), len(given))
