"""The participation report of a school: anonymous, with small figures hidden (R42, R105)."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.models.people import Person
from portal.models.students import Level
from portal.queries import participation
from portal.queries.participation import Scope
from portal.reports import figures
from portal.reports.figures import (
    SMALLEST,
    Demand,
    Figure,
    Heading,
    Participation,
    Safety,
    Service,
    Share,
)
from portal.reports.periods import Period


@dataclass(frozen=True, slots=True)
class LevelLine:
    """The students of one level."""

    level: Level
    participation: Participation


@dataclass(frozen=True, slots=True)
class SchoolReport:
    """What may be published of a school's participation: no name, no figure under five."""

    heading: Heading
    participation: Participation
    levels: list[LevelLine]
    messages_sent: Figure
    messages_received: Figure
    service: Service
    safety: Safety
    demand: list[Demand]


def school_report(viewer: Person, school_id: int, period: Period) -> SchoolReport:
    """Build the report of a school that `viewer` follows. Raises NotFound otherwise."""
    school = participation.get_school(viewer, school_id)
    within = participation.of_school(school_id)
    scope = Scope(viewer, within, period.since, period.until)
    roster = participation.roster(scope)
    contacts, exchanges = participation.contacts(scope), participation.exchanges(scope)
    levels = [level for level in Level if any(row.level is level for row in roster)]
    by_level = [
        figures.participation([r for r in roster if r.level is level], exchanges, contacts, period)
        for level in levels
    ]
    whole = figures.participation(roster, exchanges, contacts, period)
    writers = whole.active.count or 0
    return SchoolReport(
        heading=figures.heading(viewer, participation.board(), school.name, period),
        participation=_hidden_whole(whole),
        levels=[LevelLine(*pair) for pair in zip(levels, _hidden_levels(by_level), strict=True)],
        messages_sent=sum(row.sent for row in exchanges) if writers >= SMALLEST else None,
        messages_received=sum(row.received for row in exchanges) if writers >= SMALLEST else None,
        service=figures.hidden_service(figures.service(contacts, period)),
        safety=figures.hidden_safety(figures.safety(participation.checks(scope))),
        demand=figures.demand(contacts, period, at_least=SMALLEST),
    )


def _hidden_whole(whole: Participation) -> Participation:
    total = whole.enrolled or 0
    shown = [
        None if figures.is_small(share.count or 0, total) else share.count
        for share in (whole.signed_in, whole.active, whole.established)
    ]
    return _participation(total if total >= SMALLEST else None, shown)


def _hidden_levels(levels: Sequence[Participation]) -> list[Participation]:
    """Hide the small cells of each column, and those that would give them away."""
    wholes = [level.enrolled or 0 for level in levels]
    columns = [
        [level.signed_in.count or 0 for level in levels],
        [level.active.count or 0 for level in levels],
        [level.established.count or 0 for level in levels],
    ]
    enrolled = figures.hide_small(wholes, wholes)
    shown = [figures.hide_small(column, wholes) for column in columns]
    return [
        _participation(total, [column[i] for column in shown]) for i, total in enumerate(enrolled)
    ]


def _participation(enrolled: Figure, counts: Sequence[Figure]) -> Participation:
    signed_in, active, established = (Share(count, enrolled) for count in counts)
    return Participation(enrolled, signed_in, active, established)
