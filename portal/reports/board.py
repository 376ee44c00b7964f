"""The board's report: participation and safety of the whole board, without a name (R42, R105)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.i18n import _, language
from portal.models.people import Person
from portal.models.students import Level
from portal.queries import guidance as guidance_queries
from portal.queries import letterheads, participation, team_work
from portal.queries.participation import Member
from portal.reports import (
    definitions,
    figures,
    guidance,
    guidance_parts,
    parts,
    queue_parts,
    team,
    words,
)
from portal.reports.demand import Demand, Gaps, board_gaps, demand
from portal.reports.discussions import Discussions, discussions, discussions_section
from portal.reports.figures import Done, Heading, Participation, Service, Share
from portal.reports.guidance import Coverage
from portal.reports.periods import Period
from portal.reports.queue import QueueFigures, queue_figures
from portal.reports.school import LevelLine, Messages, messages_of, messages_section
from portal.reports.sections import Cell, Column, Paper, Section, Table
from portal.reports.team import Concerns, StaffTime
from portal.reports.voice import (
    MentorsVoice,
    StudentsVoice,
    mentors_section,
    voice_section,
    voices,
)
from portal.web.templating import percent_text

BELOW, ABOVE = 0.8, 1.2  # of the board's share: what counts as far from it


class Place(StrEnum):
    """How a school's share of students who wrote compares with the board's."""

    BELOW = "below"
    NEAR = "near"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """The students of one school; `place` is None where a figure is hidden."""

    school: str
    participation: Participation
    place: Place | None


@dataclass(frozen=True, slots=True)
class BoardReport:
    """What the page, the PDF and the sheets hold: totals of the whole board."""

    heading: Heading
    participation: Participation
    levels: Sequence[LevelLine]
    schools: Sequence[SchoolLine]
    coverage: Coverage
    messages: Messages
    discussions: Discussions
    service: Service
    demand: Sequence[Demand]
    gaps: Gaps
    queue: QueueFigures
    concerns: Concerns
    staff: StaffTime
    voice: StudentsVoice
    mentors: MentorsVoice
    next_steps: str

    def paper(self) -> Paper:
        """Say it in the language in use."""
        levels = [(words.level(line.level), line.participation) for line in self.levels]
        return Paper(
            title=_("Report of the board on e-mentoring"),
            about="",
            confidential=False,
            facts=parts.heading_facts(
                self.heading, [(_("Schools"), len(self.schools))], confidential=False
            ),
            sections=[
                parts.summary(self.participation),
                parts.breakdown(_("By level"), _("Level"), levels),
                guidance_parts.coverage_section(self.coverage),
                messages_section(self.messages),
                discussions_section(self.discussions),
                parts.service_section(self.service),
                parts.demand_section(self.demand, hides=True, gaps=None),
                parts.gaps_section(self.gaps),
                *queue_parts.sections(self.queue),
                parts.concerns_section(self.concerns),
                parts.staff_section(self.staff),
                self._equity(),
                self._schools(),
                voice_section(self.voice),
                mentors_section(self.mentors),
                *parts.next_steps_section(self.next_steps),
            ],
            definitions=definitions.of_board(self.heading),
        )

    def _equity(self) -> Section:
        names = _place_names()
        found = [line.place for line in self.schools]
        rows: list[list[Cell]] = [[names[place], found.count(place)] for place in Place]
        rows.append([_("Not compared: too few students"), found.count(None)])
        share = self.participation.active.part
        told = _("hidden") if share is None else percent_text(share, language())
        return Section(
            _("Equity between schools"),
            Table(
                [Column(_("Compared with the board")), Column(_("Schools"), numeric=True)], rows
            ),
            before=(_("Of all students, this share wrote in the period: %(share)s.", share=told),),
        )

    def _schools(self) -> Section:
        names = _place_names()
        section = parts.breakdown(
            _("By school"),
            _("School"),
            [(line.school, line.participation) for line in self.schools],
        )
        if section.table is None:
            return section
        columns = [*section.table.columns, Column(_("Compared with the board"), width="place")]
        rows = [
            [*row, names[line.place] if line.place else None]
            for row, line in zip(section.table.rows, self.schools, strict=True)
        ]
        return Section(section.title, Table(columns, rows, looks="breakdown"), keep=False)


def board_report(viewer: Person, _number: int, period: Period) -> BoardReport:
    """Build the board's report for who runs it. Raises NotFound for everybody else.

    There is one board: its number says nothing. Nobody is ever named in it.
    """
    scope = participation.whole_board(viewer, period.since, period.until)
    letterhead, school = letterheads.board_head(period.school_year)
    members, steps = participation.members(scope), participation.steps(scope)
    contacts, exchanges = participation.contacts(scope), participation.exchanges(scope)
    done, work = figures.done(steps, exchanges, contacts, period), team_work.team_work(scope)
    whole = figures.hidden_participation(figures.participation(members, done))
    content = guidance_queries.content(period.school_year)
    doings = guidance.doings(steps, guidance.by_student(contacts), period)
    students, mentors = voices(scope)
    return BoardReport(
        heading=figures.heading(viewer, letterhead, "", period),
        participation=whole,
        levels=_levels(members, done),
        schools=_school_lines(members, done, whole.active),
        coverage=guidance.coverage(content, members, doings, hides=True),
        messages=messages_of(exchanges),
        discussions=discussions(members, steps, hides=True),
        service=figures.hidden_service(figures.service(contacts, period)),
        demand=demand(contacts, period, hides=True, top=None),
        gaps=board_gaps(viewer, period),
        queue=queue_figures(viewer, period, hides=True, school=school),
        concerns=team.hidden_concerns(team.concerns(work.cases)),
        staff=team.staff_time(work, hides=True),
        voice=students,
        mentors=mentors,
        next_steps=letterhead.next_steps,
    )


def _levels(members: Sequence[Member], done: Done) -> list[LevelLine]:
    by_level: defaultdict[Level, list[Member]] = defaultdict(list)
    for member in members:
        by_level[member.level].append(member)
    levels = [level for level in Level if by_level[level]]
    counted = [figures.participation(by_level[level], done) for level in levels]
    return [LevelLine(*pair) for pair in zip(levels, figures.hidden_parts(counted), strict=True)]


def _school_lines(members: Sequence[Member], done: Done, whole: Share) -> list[SchoolLine]:
    by_school: defaultdict[tuple[str, int], list[Member]] = defaultdict(list)
    for member in members:
        by_school[member.school, member.school_id].append(member)
    schools = sorted(by_school)
    counted = [figures.participation(by_school[school], done) for school in schools]
    return [
        SchoolLine(name, shown, _place(shown.active, whole))
        for (name, _id), shown in zip(schools, figures.hidden_parts(counted), strict=True)
    ]


def _place(share: Share, whole: Share) -> Place | None:
    if share.part is None or not whole.part:
        return None
    ratio = share.part / whole.part
    return Place.BELOW if ratio < BELOW else Place.ABOVE if ratio > ABOVE else Place.NEAR


def _place_names() -> dict[Place, str]:
    return {
        Place.BELOW: _("Below the board"),
        Place.NEAR: _("Near the board"),
        Place.ABOVE: _("Above the board"),
    }
