"""The participation report of a class group: with names, so confidential, or without them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.data.occupations import Occupation, occupations
from portal.i18n import _, language
from portal.models.guidance import GuidanceArea
from portal.models.people import Person
from portal.models.prints import PrintKind
from portal.models.students import Level
from portal.queries import discussions as group_queries
from portal.queries import guidance as guidance_queries
from portal.queries import letterheads, participation, team_work
from portal.queries.participation import Contact, Exchange, RosterRow, Scope, Steps
from portal.queries.standings import Standing
from portal.reports import definitions, figures, guidance, guidance_parts, parts, team, words
from portal.reports.demand import Demand, demand
from portal.reports.discussions import Discussions, discussions, discussions_section
from portal.reports.figures import Heading, Participation, Safety, Service
from portal.reports.guidance import Coverage
from portal.reports.periods import Period
from portal.reports.searched import Searched, searched, searched_section
from portal.reports.sections import Column, Paper, Section, Table
from portal.reports.sections import hours as hours_cell
from portal.reports.team import Concerns
from portal.reports.voice import StudentsVoice, students_voice, voice_section


@dataclass(frozen=True, slots=True)
class StudentLine:
    """A student of the group in the period; `reply_hours` is the median of the first answers."""

    name: str  # family name first
    level: Level
    search_days: int
    occupations: list[Occupation]
    sent: int
    received: int
    reply_hours: float | None
    posts: int  # in groups
    areas: Sequence[GuidanceArea]  # of the guidance content, touched in the period
    last_sent_at: datetime | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class ClassGroupReport:
    """What a counsellor prints of a class group. `named`: with a line for each student."""

    heading: Heading
    class_group: str
    school_year: int
    named: bool
    participation: Participation
    students: Sequence[StudentLine]
    coverage: Coverage
    discussions: Discussions
    service: Service
    safety: Safety
    concerns: Concerns
    demand: Sequence[Demand]
    searched: Searched
    voice: StudentsVoice
    next_steps: str

    def paper(self) -> Paper:
        """Say it in the language in use."""
        year = f"{self.school_year}–{self.school_year + 1}"
        facts = parts.heading_facts(
            self.heading,
            [(_("Class group"), self.class_group), (_("School year"), year)],
            confidential=self.named,
        )
        return Paper(
            title=_("Participation report of a class group"),
            about=f"{self.class_group}, {self.heading.school}",
            confidential=self.named,
            facts=facts,
            sections=[
                parts.summary(self.participation),
                *([_students(self.students)] if self.named else []),
                guidance_parts.coverage_section(self.coverage),
                discussions_section(self.discussions),
                parts.service_section(self.service),
                parts.safety_section(self.safety, self.concerns),
                parts.demand_section(self.demand, hides=not self.named, gaps=None),
                searched_section(self.searched),
                voice_section(self.voice),
                *parts.next_steps_section(self.next_steps),
            ],
            definitions=definitions.of_group(self.heading, hides=True),
        )


def class_group_report(
    viewer: Person, class_group_id: int, period: Period, *, named: bool = True
) -> ClassGroupReport:
    """Build the report of a class group that `viewer` follows. Raises NotFound otherwise.

    Without names, small figures are hidden; what was checked for safety always hides them.
    """
    group = participation.get_class_group(viewer, class_group_id)
    letterhead = letterheads.letterhead(PrintKind.CLASS_GROUP, class_group_id, period.school_year)
    within = participation.of_class_group(class_group_id)
    groups = group_queries.of_class_group(class_group_id)
    scope = Scope(viewer, within, period.since, period.until, groups)
    roster, steps = participation.roster(scope), participation.steps(scope)
    contacts, exchanges = participation.contacts(scope), participation.exchanges(scope)
    done = figures.done(steps, exchanges, contacts, period)
    counts, service = figures.participation(roster, done), figures.service(contacts, period)
    pupils = guidance.at_school(roster, group.school_id)
    content = guidance_queries.content(period.school_year, group.school_id)
    doings = guidance.doings(steps, guidance.by_student(contacts), period)
    return ClassGroupReport(
        heading=figures.heading(viewer, letterhead, group.school.name, period),
        class_group=group.name,
        school_year=group.school_year,
        named=named,
        participation=counts if named else figures.hidden_participation(counts),
        students=_lines(
            roster,
            steps,
            exchanges,
            contacts,
            guidance.areas_touched(content, pupils, doings),
            period,
        )
        if named
        else (),
        coverage=guidance.coverage(content, pupils, doings, hides=not named),
        discussions=discussions(roster, steps, hides=not named),
        service=service if named else figures.hidden_service(service),
        safety=figures.hidden_safety(figures.safety(team_work.checks(scope))),
        concerns=team.hidden_concerns(team.concerns(team_work.cases(scope))),
        demand=demand(contacts, period, hides=not named),
        searched=searched(viewer, class_group_id, period),
        voice=students_voice(scope),
        next_steps=letterhead.next_steps,
    )


def _lines(
    roster: list[RosterRow],
    steps: list[Steps],
    exchanges: list[Exchange],
    contacts: list[Contact],
    areas: Mapping[int, Sequence[GuidanceArea]],
    period: Period,
) -> list[StudentLine]:
    exchange_of = {row.student_id: row for row in exchanges}
    steps_of = {row.student_id: row for row in steps}
    asked_by: defaultdict[int, list[Contact]] = defaultdict(list)
    for contact in figures.asked_in(contacts, period):
        asked_by[contact.student_id].append(contact)
    nothing = Exchange(0, 0, 0, None)
    return [
        _line(
            row,
            steps_of.get(row.id, Steps(row.id, None, 0, 0)),
            exchange_of.get(row.id, nothing),
            asked_by[row.id],
            areas[row.id],
            period,
        )
        for row in roster
    ]


def _line(
    row: RosterRow,
    steps: Steps,
    exchange: Exchange,
    asked: list[Contact],
    areas: Sequence[GuidanceArea],
    period: Period,
) -> StudentLine:
    delays = [hours for c in asked if (hours := figures.reply_hours(c, period)) is not None]
    return StudentLine(
        name=f"{row.family_name}, {row.given_name}",
        level=row.level,
        search_days=steps.search_days,
        occupations=[occupations()[noc] for noc in dict.fromkeys(c.noc for c in asked)],
        sent=exchange.sent,
        received=exchange.received,
        reply_hours=figures.median_hours(delays),
        posts=steps.posts,
        areas=areas,
        last_sent_at=exchange.last_sent_at,
        standing=row.standing,
    )


def _students(lines: Sequence[StudentLine]) -> Section:
    columns = [
        Column(_("Name"), width="who"),
        Column(_("Level"), width="level"),
        Column(_("Days of searching"), numeric=True, width="days"),
        Column(_("Occupations contacted"), width="asked"),
        Column(_("Sent"), numeric=True, width="count"),
        Column(_("Received"), numeric=True, width="count"),
        Column(_("First reply"), width="delay"),
        Column(_("In groups"), numeric=True, width="count"),
        Column(_("Areas touched"), width="areas"),
        Column(_("Last message"), width="day"),
        Column(_("State today"), width="standing"),
    ]
    rows = [
        [
            line.name,
            words.level(line.level),
            line.search_days,
            "; ".join(one.headline(language()) for one in line.occupations) or None,
            line.sent,
            line.received,
            hours_cell(line.reply_hours),
            line.posts,
            ", ".join(words.short_area(area) for area in line.areas) or None,
            line.last_sent_at,
            words.standing(line.standing),
        ]
        for line in lines
    ]
    return Section(
        _("Students"),
        Table(columns, rows, looks="roster") if rows else None,
        before=() if rows else (_("This group has no student yet."),),
        keep=False,
    )
