"""The reports by their names, as addresses and commands give them."""

from collections.abc import Callable
from enum import StrEnum
from types import MappingProxyType

from portal.models.people import Person
from portal.reports import pdf
from portal.reports.board import BoardReport, board_report
from portal.reports.class_group import ClassGroupReport, class_group_report
from portal.reports.periods import Period
from portal.reports.school import SchoolReport, school_report
from portal.reports.student import StudentReport, student_report

Report = StudentReport | ClassGroupReport | SchoolReport | BoardReport
Builder = Callable[[Person, int, Period], Report]


class ReportKind(StrEnum):
    """Whose participation, or which board's exchanges, a report is about."""

    STUDENT = "student"
    CLASS_GROUP = "class-group"
    SCHOOL = "school"
    BOARD = "board"

    @property
    def template(self) -> str:
        """The printed document, among the templates."""
        return f"reports/{self.value.replace('-', '_')}.html"


_BUILDERS = MappingProxyType[ReportKind, Builder](
    {
        ReportKind.STUDENT: student_report,
        ReportKind.CLASS_GROUP: class_group_report,
        ReportKind.SCHOOL: school_report,
        ReportKind.BOARD: board_report,
    }
)


def build(kind: ReportKind, viewer: Person, number: int, period: Period) -> Report:
    """Return the report `number` of a kind, as `viewer` may see it. Raises NotFound otherwise."""
    return _BUILDERS[kind](viewer, number, period)


def to_pdf(kind: ReportKind, report: Report, *, language: str) -> bytes:
    """Print a report already built: no database, no network, no clock."""
    return pdf.render(kind.template, language, report=report)


def filename(kind: ReportKind, period: Period, language: str) -> str:
    """Return a file's name without personal data, in the language of the document."""
    words = {
        "fr": {
            "student": "participation_eleve",
            "class-group": "participation_groupe",
            "school": "participation_ecole",
            "board": "moderation",
        },
        "en": {
            "student": "participation_student",
            "class-group": "participation_class-group",
            "school": "participation_school",
            "board": "moderation",
        },
    }
    return f"{words[language][kind]}_{period.first}_{period.last}_{language}.pdf"
