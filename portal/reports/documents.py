"""The reports by their names, as addresses and commands give them, and their files."""

from collections.abc import Callable
from enum import StrEnum
from types import MappingProxyType

from portal.i18n import in_language
from portal.models.people import Person
from portal.models.prints import PrintForm
from portal.reports import pdf, sheets
from portal.reports.attestation import Attestation, attestation
from portal.reports.board import BoardReport, board_report
from portal.reports.cells import said
from portal.reports.class_group import ClassGroupReport, class_group_report
from portal.reports.governing_board import GoverningBoardPage, governing_board_page
from portal.reports.periods import Period
from portal.reports.proofs import Proof
from portal.reports.school import SchoolReport, school_report
from portal.reports.sections import Paper
from portal.reports.student import StudentReport, student_report

Report = (
    StudentReport
    | Attestation
    | ClassGroupReport
    | SchoolReport
    | GoverningBoardPage
    | BoardReport
)
TEMPLATE, ATTESTATION = "reports/document.html", "reports/attestation.html"
# Printed by the thousand: a template and a stylesheet of its own cost half of the common ones.
STUDENT, STUDENT_STYLE = "reports/student.html", "student.css"


Builder = Callable[[Person, int, Period], Report]


class ReportKind(StrEnum):
    """Whose participation a report is about."""

    STUDENT = "student"
    ATTESTATION = "attestation"
    CLASS_GROUP = "class-group"
    SCHOOL = "school"
    GOVERNING_BOARD = "governing-board"
    BOARD = "board"


_BUILDERS = MappingProxyType[ReportKind, Builder](
    {
        ReportKind.STUDENT: student_report,
        ReportKind.ATTESTATION: attestation,
        ReportKind.SCHOOL: school_report,
        ReportKind.GOVERNING_BOARD: governing_board_page,
        ReportKind.BOARD: board_report,
    }
)
NAMELESS = (ReportKind.SCHOOL, ReportKind.GOVERNING_BOARD, ReportKind.BOARD)
NAMED = (PrintForm.PDF, PrintForm.XLSX, PrintForm.CSV)
KEPT_FOR_YEARS = (PrintForm.PDF, PrintForm.PDF_A, PrintForm.XLSX, PrintForm.CSV)
ENDINGS = {PrintForm.PDF: "pdf", PrintForm.PDF_A: "pdf", PrintForm.XLSX: "xlsx"}


def forms(kind: ReportKind) -> tuple[PrintForm, ...]:
    """Return the files that a report is made as; those without names may go to the archives."""
    return KEPT_FOR_YEARS if kind in NAMELESS else NAMED


def build(
    kind: ReportKind, viewer: Person, number: int, period: Period, *, named: bool = True
) -> Report:
    """Return the report `number` of a kind, as `viewer` may see it. Raises NotFound otherwise.

    `named`: with students' names, in a report that can be had with or without them.
    """
    if kind is ReportKind.CLASS_GROUP:
        return class_group_report(viewer, number, period, named=named)
    return _BUILDERS[kind](viewer, number, period)


def to_pdf(
    report: Report,
    *,
    language: str,
    proof: Proof | None = None,
    logo: str = "",
    archival: bool = False,
) -> bytes:
    """Print a report already built: no database, no network, no clock.

    `logo`: a picture as a data address. `archival`: PDF/A, for those kept for years.
    """
    is_student = isinstance(report, StudentReport)
    return pdf.render(
        STUDENT if is_student else ATTESTATION if isinstance(report, Attestation) else TEMPLATE,
        language,
        stylesheet=STUDENT_STYLE if is_student else pdf.STYLESHEET,
        variant=pdf.ARCHIVAL if archival else pdf.ACCESSIBLE,
        report=report,
        paper=in_words(report, language),
        say=said,
        proof=proof,
        logo=logo,
    )


def to_file(
    report: Report, *, form: PrintForm, language: str, proof: Proof, logo: str = ""
) -> bytes:
    """Return a report already built as the file of that form."""
    if form in (PrintForm.PDF, PrintForm.PDF_A):
        archival = form is PrintForm.PDF_A
        return to_pdf(report, language=language, proof=proof, logo=logo, archival=archival)
    writer: Callable[[Paper, str], bytes] = (
        sheets.to_csv if form is PrintForm.CSV else sheets.to_xlsx
    )
    with in_language(language):
        return writer(report.paper(), proof.code)


def fault_of(report: Report, language: str) -> str:
    """Say why a report is not printed; "" for one that is."""
    with in_language(language):
        return report.fault if isinstance(report, Attestation) else ""


def in_words(report: Report, language: str) -> Paper:
    """Return what a report says in a language."""
    with in_language(language):
        return report.paper()


def filename(
    kind: ReportKind, period: Period, language: str, form: PrintForm = PrintForm.PDF
) -> str:
    """Return a file's name without personal data, in the language of the document."""
    words = {
        "fr": {
            "student": "participation_eleve",
            "attestation": "attestation_participation",
            "class-group": "participation_groupe",
            "school": "participation_ecole",
            "governing-board": "plan_orientation_ecole",
            "board": "participation_organisme",
        },
        "en": {
            "student": "participation_student",
            "attestation": "attestation_participation",
            "class-group": "participation_class-group",
            "school": "participation_school",
            "governing-board": "guidance_plan_school",
            "board": "participation_board",
        },
    }
    ending = ENDINGS.get(form, "csv")
    return f"{words[language][kind]}_{period.first}_{period.last}_{language}.{ending}"
