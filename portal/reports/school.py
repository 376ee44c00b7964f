"""The participation report of a school: anonymous, with small figures hidden (R42, R105)."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.i18n import _
from portal.models.people import Person
from portal.models.prints import PrintKind
from portal.models.students import Level
from portal.queries import discussions as group_queries
from portal.queries import guidance as guidance_queries
from portal.queries import letterheads, participation, team_work
from portal.queries.participation import Exchange, Scope
from portal.reports import definitions, figures, guidance, guidance_parts, parts, team, words
from portal.reports.demand import Demand, Gaps, demand, school_gaps
from portal.reports.discussions import Discussions, discussions, discussions_section
from portal.reports.figures import SMALLEST, Figure, Heading, Participation, Safety, Service
from portal.reports.guidance import Coverage
from portal.reports.periods import Period
from portal.reports.sections import Paper, Section, measures
from portal.reports.team import Concerns, StaffTime
from portal.reports.voice import StudentsVoice, students_voice, voice_section


@dataclass(frozen=True, slots=True)
class LevelLine:
    """The students of one level."""

    level: Level
    participation: Participation


@dataclass(frozen=True, slots=True)
class Messages:
    """Visible messages of the period; hidden where fewer than five students wrote."""

    sent: Figure
    received: Figure


@dataclass(frozen=True, slots=True)
class SchoolReport:
    """What may be published of a school's participation: no name, no figure under five."""

    heading: Heading
    participation: Participation
    levels: Sequence[LevelLine]
    coverage: Coverage
    messages: Messages
    discussions: Discussions
    service: Service
    safety: Safety
    concerns: Concerns
    demand: Sequence[Demand]
    gaps: Gaps
    staff: StaffTime
    voice: StudentsVoice
    next_steps: str

    def paper(self) -> Paper:
        """Say it in the language in use."""
        levels = [(words.level(line.level), line.participation) for line in self.levels]
        return Paper(
            title=_("Participation report of a school"),
            about=self.heading.school,
            confidential=False,
            facts=parts.heading_facts(self.heading, [], confidential=False),
            sections=[
                parts.summary(self.participation),
                parts.breakdown(_("By level"), _("Level"), levels),
                guidance_parts.coverage_section(self.coverage),
                messages_section(self.messages),
                discussions_section(self.discussions),
                parts.service_section(self.service),
                parts.demand_section(self.demand, hides=True, gaps=self.gaps),
                parts.safety_section(self.safety, self.concerns),
                parts.staff_section(self.staff),
                voice_section(self.voice),
                *parts.next_steps_section(self.next_steps),
            ],
            definitions=definitions.of_group(self.heading, hides=True),
        )


def school_report(viewer: Person, school_id: int, period: Period) -> SchoolReport:
    """Build the report of a school that `viewer` follows. Raises NotFound otherwise."""
    name, letterhead = letterheads.school_head(
        viewer, PrintKind.SCHOOL, school_id, period.school_year
    )
    within = participation.of_school(school_id)
    groups = group_queries.of_school(school_id)
    scope = Scope(viewer, within, period.since, period.until, groups)
    members, steps = participation.members(scope), participation.steps(scope)
    contacts, exchanges = participation.contacts(scope), participation.exchanges(scope)
    done = figures.done(steps, exchanges, contacts, period)
    levels = [level for level in Level if any(row.level is level for row in members)]
    by_level = [
        figures.participation([row for row in members if row.level is level], done)
        for level in levels
    ]
    work = team_work.team_work(scope)
    content = guidance_queries.content(period.school_year, school_id)
    doings = guidance.doings(steps, guidance.by_student(contacts), period)
    return SchoolReport(
        heading=figures.heading(viewer, letterhead, name, period),
        participation=figures.hidden_participation(figures.participation(members, done)),
        levels=[
            LevelLine(*pair) for pair in zip(levels, figures.hidden_parts(by_level), strict=True)
        ],
        coverage=guidance.coverage(content, members, doings, hides=True),
        messages=messages_of(exchanges),
        discussions=discussions(members, steps, hides=True),
        service=figures.hidden_service(figures.service(contacts, period)),
        safety=figures.hidden_safety(figures.safety(team_work.checks(scope))),
        concerns=team.hidden_concerns(team.concerns(work.cases)),
        demand=demand(contacts, period, hides=True),
        gaps=school_gaps(viewer, school_id, period),
        staff=team.staff_time(work, hides=True),
        voice=students_voice(scope),
        next_steps=letterhead.next_steps,
    )


def messages_of(exchanges: Sequence[Exchange]) -> Messages:
    """Count the messages of the period, hidden where too few students wrote them."""
    writers = sum(row.sent > 0 for row in exchanges)
    if writers < SMALLEST:
        return Messages(None, None)
    return Messages(sum(row.sent for row in exchanges), sum(row.received for row in exchanges))


def messages_section(messages: Messages) -> Section:
    """Say how many messages there were."""
    table = measures(
        _("Visible messages of the period"),
        _("Number"),
        "",
        [(_("Sent by students"), messages.sent), (_("Received by them"), messages.received)],
    )
    table = type(table)(table.columns[:2], [row[:2] for row in table.rows], table.looks)
    return Section(_("Messages"), table)
