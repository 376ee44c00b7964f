"""The participation report of one student: counts, dates, states; never a word, never a mark."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.data.occupations import Occupation, occupations
from portal.i18n import _, language
from portal.models.matches import MatchState
from portal.models.people import Person
from portal.models.students import Level
from portal.queries import guidance as guidance_queries
from portal.queries import participation
from portal.queries.participation import Conversation, Scope, Steps
from portal.queries.standings import Standing
from portal.reports import definitions, guidance, guidance_parts, parts, words
from portal.reports.figures import Heading, heading, hours
from portal.reports.guidance import AtSchool, Coverage
from portal.reports.periods import Period
from portal.reports.sections import Cell, Column, Paper, Section, Table
from portal.reports.sections import hours as hours_cell


@dataclass(frozen=True, slots=True)
class ConversationLine:
    """A match, by its occupation: the mentor's name is nobody's business here (R108)."""

    occupation: Occupation
    state: MatchState
    asked_at: datetime
    reply_hours: float | None
    sent: int
    received: int
    last_shown_at: datetime | None


@dataclass(frozen=True, slots=True)
class StudentReport:
    """What a counsellor, or the student, prints of one student's participation."""

    heading: Heading
    name: str
    level: Level
    has_signed_in: bool
    oriented_on: date | None
    search_days: int
    posts: int  # in groups
    groups: int
    standing: Standing
    conversations: list[ConversationLine]
    coverage: Coverage

    @property
    def sent(self) -> int:
        """Visible messages that the student wrote in the period."""
        return sum(line.sent for line in self.conversations)

    @property
    def received(self) -> int:
        """Visible messages that mentors wrote to the student in the period."""
        return sum(line.received for line in self.conversations)

    def paper(self) -> Paper:
        """Say it in the language in use."""
        level = (_("Level"), words.level(self.level))
        figures: list[tuple[str, Cell]] = [
            (_("State today"), words.standing(self.standing)),
            (_("Signed in at least once"), _("Yes") if self.has_signed_in else _("No")),
            (_("Read the orientation"), self.oriented_on),
            (_("Days of searching in the period"), self.search_days),
            (_("Messages sent in the period"), self.sent),
            (_("Messages received in the period"), self.received),
            (_("Messages in discussion groups in the period"), self.posts),
            (_("Discussion groups written in"), self.groups),
        ]
        return Paper(
            title=_("Participation report of a student"),
            about=self.name,
            confidential=True,
            facts=parts.heading_facts(self.heading, [level, *figures], confidential=True),
            figures=figures,
            sections=[
                _conversations(self.conversations),
                guidance_parts.student_section(self.coverage),
            ],
            definitions=definitions.of_student(
                self.heading,
                self.standing,
                has_conversations=bool(self.conversations),
                has_searched=bool(self.search_days),
                has_posted=bool(self.posts),
            ),
        )


def student_report(viewer: Person, student_id: int, period: Period) -> StudentReport:
    """Build the report of a student whose record `viewer` may read. Raises NotFound otherwise."""
    student = participation.get_student(viewer, student_id)
    within = participation.of_student(student_id)
    scope = Scope(viewer, within, period.since, period.until)
    rows = participation.roster(scope)
    steps = next(iter(participation.steps(scope)), Steps(student_id, None, 0, 0))
    content = guidance_queries.content(period.school_year, student.school_id)
    doings = guidance.doings([steps], guidance.by_student(participation.contacts(scope)), period)
    pupil = AtSchool(student_id, student.level, student.school_id)
    return StudentReport(
        heading=heading(viewer, participation.board(), student.school.name, period),
        name=student.person.name,
        level=student.level,
        has_signed_in=student.person.last_signed_in_at is not None,
        oriented_on=steps.oriented_on,
        search_days=steps.search_days,
        posts=steps.posts,
        groups=steps.groups,
        standing=rows[0].standing if rows else Standing.LEFT,
        conversations=[_line(row, period) for row in participation.conversations(scope)],
        coverage=guidance.coverage(content, [pupil], doings, hides=False),
    )


def _line(row: Conversation, period: Period) -> ConversationLine:
    answered = row.answered_at is not None and row.answered_at < period.until
    return ConversationLine(
        occupation=occupations()[row.noc],
        state=row.state,
        asked_at=row.told_at,
        reply_hours=hours(row.told_at, row.answered_at) if answered and row.answered_at else None,
        sent=row.sent,
        received=row.received,
        last_shown_at=row.last_shown_at,
    )


def _conversations(lines: list[ConversationLine]) -> Section:
    columns = [
        Column(_("Occupation asked about"), width="asked"),
        Column(_("State today"), width="standing"),
        Column(_("First message"), width="day"),
        Column(_("First reply"), width="delay"),
        Column(_("Sent"), numeric=True, width="count"),
        Column(_("Received"), numeric=True, width="count"),
        Column(_("Last message"), width="day"),
    ]
    rows = [
        [
            line.occupation.headline(language()),
            words.match_state(line.state.value),
            line.asked_at,
            hours_cell(line.reply_hours),
            line.sent,
            line.received,
            line.last_shown_at,
        ]
        for line in lines
    ]
    return Section(
        _("Conversations"),
        Table(columns, rows, looks="conversations") if rows else None,
        before=() if rows else (_("No conversation in this period."),),
        keep=False,
    )
