"""The participation report of a class group: named, so confidential."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from portal.data.occupations import Occupation, occupations
from portal.models.people import Person
from portal.models.students import Level
from portal.queries import participation
from portal.queries.participation import Contact, Exchange, RosterRow, Scope
from portal.queries.standings import Standing
from portal.reports import figures
from portal.reports.figures import Demand, Heading, Participation, Safety, Service
from portal.reports.periods import Period


@dataclass(frozen=True, slots=True)
class StudentLine:
    """A student of the group in the period; `reply_hours` is the median of the first answers."""

    name: str  # family name first
    level: Level
    occupations: list[Occupation]
    sent: int
    received: int
    reply_hours: float | None
    last_sent_at: datetime | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class ClassGroupReport:
    """What a counsellor prints of a class group."""

    heading: Heading
    class_group: str
    school_year: int
    participation: Participation
    students: list[StudentLine]
    service: Service
    safety: Safety
    demand: list[Demand]


def class_group_report(viewer: Person, class_group_id: int, period: Period) -> ClassGroupReport:
    """Build the report of a class group that `viewer` follows. Raises NotFound otherwise."""
    group = participation.get_class_group(viewer, class_group_id)
    within = participation.of_class_group(class_group_id)
    scope = Scope(viewer, within, period.since, period.until)
    roster = participation.roster(scope)
    contacts, exchanges = participation.contacts(scope), participation.exchanges(scope)
    return ClassGroupReport(
        heading=figures.heading(viewer, participation.board(), group.school.name, period),
        class_group=group.name,
        school_year=group.school_year,
        participation=figures.participation(roster, exchanges, contacts, period),
        students=_lines(roster, exchanges, contacts, period),
        service=figures.service(contacts, period),
        safety=figures.hidden_safety(figures.safety(participation.checks(scope))),
        demand=figures.demand(contacts, period),
    )


def _lines(
    roster: list[RosterRow], exchanges: list[Exchange], contacts: list[Contact], period: Period
) -> list[StudentLine]:
    exchange_of = {row.student_id: row for row in exchanges}
    asked_by: defaultdict[int, list[Contact]] = defaultdict(list)
    for contact in figures.asked_in(contacts, period):
        asked_by[contact.student_id].append(contact)
    nothing = Exchange(0, 0, 0, None)
    return [
        _line(row, exchange_of.get(row.id, nothing), asked_by[row.id], period) for row in roster
    ]


def _line(row: RosterRow, exchange: Exchange, asked: list[Contact], period: Period) -> StudentLine:
    delays = [hours for c in asked if (hours := figures.reply_hours(c, period)) is not None]
    return StudentLine(
        name=f"{row.family_name}, {row.given_name}",
        level=row.level,
        occupations=[occupations()[noc] for noc in dict.fromkeys(c.noc for c in asked)],
        sent=exchange.sent,
        received=exchange.received,
        reply_hours=figures.median_hours(delays),
        last_sent_at=exchange.last_sent_at,
        standing=row.standing,
    )
