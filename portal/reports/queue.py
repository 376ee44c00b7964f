"""The figures of the queue: what waits, how long it took, what was held and shown after all."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

from portal.models.moderation import HoldReason, Verdict
from portal.models.people import Person
from portal.queries import holds
from portal.queries.calendar import school_time
from portal.queries.holds import HeldRow
from portal.reports.figures import (
    SMALLEST,
    Figure,
    Share,
    hide_small,
    hide_small_parts,
    hours,
    is_small,
)
from portal.reports.periods import Period
from portal.school_time import SchoolTime

LATEST = 0.95  # of the decisions were taken within the longer of the two delays


@dataclass(frozen=True, slots=True)
class Delays:
    """The delays of decisions in hours; None without a decision, or where it is hidden."""

    median: float | None
    longest: float | None  # of 95 in 100 decisions


@dataclass(frozen=True, slots=True)
class Line:
    """One kind, reason or language: how much was held for it, how much of that was shown.

    `approved`: of the decided ones, those shown as they were written: false alarms.
    """

    code: str
    held: Share
    approved: Share
    school: Delays


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """What the page and the board's report print alike; counts only."""

    waiting: Figure
    late: Figure
    held: Share  # of all messages written
    approved: Share  # of the decided ones in which something was found
    redacted: Share
    refused: Share
    school: Delays
    clock: Delays
    kinds: Sequence[Line]
    reasons: Sequence[Line]
    languages: Sequence[Line]
    hides: bool


Timed = tuple[HeldRow, float | None]  # with the delay of its decision, in school hours


def queue_figures(
    viewer: Person, period: Period, *, hides: bool = False, school: SchoolTime | None = None
) -> QueueFigures:
    """Count the queue of the period; `hides`: no figure under five (R42). Raises NotFound.

    `school`: the board's school time, where it is known already.
    """
    rows = holds.held_in(viewer, period.since, period.until)
    now = holds.traffic(viewer, period.since, period.until)
    sent, hours_of_school = now.sent, school or school_time()
    timed = [(row, _school_hours(row, hours_of_school)) for row in rows]
    found = [row for row in rows if row.reason is HoldReason.FINDING and row.verdict]
    approved, redacted, refused = _parts(found, hides)
    by_clock = [hours(row.held_at, row.decided_at) for row in rows if row.decided_at]
    wholes = {code.value: len(rows) for code in HoldReason}
    return QueueFigures(
        waiting=_shown(now.waiting, hides),
        late=_shown(now.late, hides),
        held=_share(len(rows), sum(sent.values()), hides),
        approved=approved,
        redacted=redacted,
        refused=refused,
        school=_delays([delay for _row, delay in timed if delay is not None], hides),
        clock=_delays(by_clock, hides),
        kinds=_lines(timed, lambda row: row.kinds, None, hides),
        reasons=_lines(timed, lambda row: (row.reason.value,), wholes, hides),
        languages=_lines(timed, lambda row: (row.language,), sent, hides),
        hides=hides,
    )


def longest(delays: Sequence[float]) -> float | None:
    """Return the delay within which 95 of 100 decisions were taken (the nearest rank)."""
    ranked = sorted(delays)
    return ranked[ceil(LATEST * len(ranked)) - 1] if ranked else None


def _school_hours(row: HeldRow, school: SchoolTime) -> float | None:
    return None if row.decided_at is None else school.hours_between(row.held_at, row.decided_at)


def _delays(delays: Sequence[float], hides: bool) -> Delays:
    if not delays or (hides and len(delays) < SMALLEST):
        return Delays(None, None)
    return Delays(median(delays), longest(delays))


def _lines(
    timed: Sequence[Timed],
    codes_of: Callable[[HeldRow], Sequence[str]],
    wholes: Mapping[str, int] | None,
    hides: bool,
) -> list[Line]:
    """Count by each code, the most frequent first; a message may bear several kinds."""
    groups: defaultdict[str, list[Timed]] = defaultdict(list)
    for row, delay in timed:
        for code in codes_of(row):
            groups[code].append((row, delay))
    ordered = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    counts = [len(rows) for _code, rows in ordered]
    cells: Sequence[Figure] = hide_small(counts, counts) if hides else counts
    of = wholes or {}
    return [
        Line(
            code,
            Share(cell, of.get(code, len(timed)) if cell is not None else None),
            _approved([row for row, _delay in rows], hides or cell is None),
            _delays([delay for _row, delay in rows if delay is not None], hides),
        )
        for (code, rows), cell in zip(ordered, cells, strict=True)
    ]


def _approved(rows: Iterable[HeldRow], hides: bool) -> Share:
    decided = [row for row in rows if row.verdict]
    count = sum(row.verdict is Verdict.APPROVED for row in decided)
    return _share(count, len(decided), hides)


def _parts(rows: Sequence[HeldRow], hides: bool) -> list[Share]:
    counts = [sum(row.verdict is verdict for row in rows) for verdict in Verdict]
    parts = [Share(count, len(rows)) for count in counts]
    return hide_small_parts(parts) if hides else parts


def _share(count: int, of: int, hides: bool) -> Share:
    if hides and is_small(count, of):
        return Share(None, of if of >= SMALLEST else None)
    return Share(count, of)


def _shown(count: int, hides: bool) -> Figure:
    return None if hides and count < SMALLEST else count
