"""The participation report of one student: counts, dates, states; never a word, never a mark."""

from dataclasses import dataclass
from datetime import datetime

from portal.data.occupations import Occupation, occupations
from portal.models.matches import MatchState
from portal.models.people import Person
from portal.models.students import Level
from portal.queries import participation
from portal.queries.participation import Conversation, Scope
from portal.queries.standings import Standing
from portal.reports.figures import Heading, heading, hours
from portal.reports.periods import Period


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
    standing: Standing
    conversations: list[ConversationLine]

    @property
    def sent(self) -> int:
        """Visible messages that the student wrote in the period."""
        return sum(line.sent for line in self.conversations)

    @property
    def received(self) -> int:
        """Visible messages that mentors wrote to the student in the period."""
        return sum(line.received for line in self.conversations)


def student_report(viewer: Person, student_id: int, period: Period) -> StudentReport:
    """Build the report of a student whose record `viewer` may read. Raises NotFound otherwise."""
    student = participation.get_student(viewer, student_id)
    within = participation.of_student(student_id)
    scope = Scope(viewer, within, period.since, period.until)
    rows = participation.roster(scope)
    return StudentReport(
        heading=heading(viewer, participation.board(), student.school.name, period),
        name=student.person.name,
        level=student.level,
        has_signed_in=student.person.last_signed_in_at is not None,
        standing=rows[0].standing if rows else Standing.LEFT,
        conversations=[_line(row, period) for row in participation.conversations(scope)],
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
