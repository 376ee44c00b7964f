"""The printed reports: their figures, their text in both languages, their tags, their pages."""

import re
from collections import Counter
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pdfua
import pikepdf
import pytest

from portal import clock
from portal.extensions import db, unit_of_work
from portal.reports import documents, pdf
from portal.reports.documents import ReportKind
from portal.reports.periods import Period
from tests.cast import ENVOL, GROUP_402, IDS, Cast
from tests.reports.classes import START, add_class, add_match, add_student
from tests.reports.documents import text_of

AUTUMN = Period(date(2025, 9, 1), date(2025, 12, 31))
LATER = START + timedelta(days=40)
REPORTS = {
    ReportKind.STUDENT: IDS["noah"],
    ReportKind.ATTESTATION: IDS["noah"],
    ReportKind.CLASS_GROUP: GROUP_402,
    ReportKind.SCHOOL: ENVOL,
    ReportKind.GOVERNING_BOARD: ENVOL,
    ReportKind.BOARD: 1,
}
ASKED_BY = {ReportKind.BOARD: "adele"}  # the others: by claire


def _print(cast: Cast, kind: ReportKind, language: str, period: Period = AUTUMN) -> bytes:
    with cast.app.app_context(), clock.frozen_at(LATER):
        viewer = cast.person(ASKED_BY.get(kind, "claire"))
        report = documents.build(kind, viewer, REPORTS[kind], period)
        return documents.to_pdf(report, language=language)


_FULL: dict[tuple[ReportKind, str], bytes] = {}  # of the class below: printing takes seconds


def _print_full(full: Cast, kind: ReportKind, language: str) -> bytes:
    """Return a report on the same thirty students and noah, printed once for all tests."""
    if (kind, language) not in _FULL:
        _FULL[kind, language] = _print(full, kind, language)
    return _FULL[kind, language]


def _numbers(document: bytes) -> Counter[str]:
    """Return the numbers of a document, whatever the language puts around them."""
    text = text_of(document).replace("\u202f", "").replace("1er", "1")
    text = re.sub(r"Page \d+ (of|de) \d+", "", text)  # French is longer
    return Counter(re.findall(r"\d+", re.sub(r"p\.m\.|a\.m\.", "", text)))


@pytest.fixture
def full(cast: Cast) -> Cast:
    """The cast, and thirty more students in group 402."""
    with cast.app.app_context():
        add_class(30)
        with unit_of_work():
            add_match(IDS["noah"], messages=5)
    return cast


@pytest.mark.parametrize("kind", ReportKind)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_document_is_tagged_us_letter_and_says_its_language(
    full: Cast, kind: ReportKind, language: str, tmp_path: Path
) -> None:
    document = _print_full(full, kind, language)
    with pikepdf.open(BytesIO(document)) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == f"{language}-CA"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.docinfo.Title)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert {tuple(map(float, page.mediabox)) for page in pdf.pages} == {(0, 0, 612, 792)}
        assert not [name for page in pdf.pages for name in page.get("/Annots", [])]
    path = tmp_path / "report.pdf"
    path.write_bytes(document)
    errors = [f for f in pdfua.validate(str(path)).findings if f.severity >= pdfua.Severity.ERROR]
    assert errors == []


@pytest.mark.parametrize("kind", ReportKind)
def test_both_languages_hold_the_same_numbers(full: Cast, kind: ReportKind) -> None:
    french, english = _print_full(full, kind, "fr"), _print_full(full, kind, "en")
    # The hour of making is written 14 h 30 and 2:30: it is the one number told otherwise.
    hour = Counter({str(clock.local(LATER).hour): 1})
    assert _numbers(french) - hour == _numbers(english) - Counter(
        {str(clock.local(LATER).hour % 12): 1}
    )


@pytest.mark.parametrize("kind", ReportKind)
def test_no_report_holds_a_word_of_a_message_or_a_mentor_s_name(
    full: Cast, kind: ReportKind
) -> None:
    text = text_of(_print_full(full, kind, "en"))
    assert "secrète" not in text and "Bélanger" not in text and "Marc" not in text
    assert "Page 1 of" in text


def test_named_reports_are_confidential_and_the_school_s_names_no_student(full: Cast) -> None:
    school = text_of(_print_full(full, ReportKind.SCHOOL, "en"))
    group = text_of(_print_full(full, ReportKind.CLASS_GROUP, "en"))
    assert "Confidential document" in group and "Tremblay, Noah" in group
    assert "Confidential document" not in school and "It names no student" in school
    for name in ("Tremblay", "Côté-Étoile", "Zoé"):
        assert name not in school


def test_a_report_says_period_author_source_purpose_and_retention(full: Cast) -> None:
    text = " ".join(text_of(_print_full(full, ReportKind.CLASS_GROUP, "en")).split())
    for said in (
        "Trois-Lacs school service centre",
        "École secondaire de l’Envol",
        "From September 1, 2025 to December 31, 2025",
        "by Claire Fontaine",
        "Source: the e-mentoring portal",
        "Purpose:",
        "retention schedule",
        "Wrote: sent at least one message",
    ):
        assert said in text


def test_the_figures_of_a_class_counted_by_hand(cast: Cast) -> None:
    with cast.app.app_context(), unit_of_work():
        quick, slow, waiting, _idle = (add_student(n, signed_in=n < 4) for n in range(1, 5))
        add_match(quick, messages=6, answered_after=timedelta(hours=4))
        add_match(
            quick,
            noc="31301",
            mentor="grace",
            messages=2,
            answered_after=timedelta(hours=8),
            asked_at=START + timedelta(days=1),
        )
        add_match(slow, messages=3, answered_after=timedelta(hours=50))
        add_match(waiting, messages=1, answered_after=None)
        add_match(
            waiting, mentor="grace", messages=5, asked_at=START - timedelta(days=300)
        )  # another year
    with cast.app.app_context(), clock.frozen_at(LATER):
        report = documents.build(ReportKind.CLASS_GROUP, cast.person("claire"), GROUP_402, AUTUMN)
    counts, service = report.participation, report.service
    assert (counts.enrolled, counts.signed_in.count) == (5, 3)
    assert (counts.active.count, counts.established.count) == (3, 2)
    assert (service.requests, service.prompt.count, service.later.count) == (4, 2, 1)
    assert (service.unanswered.count, service.median_hours) == (1, 8)
    lines = {line.name.split()[-1]: line for line in report.students}
    one = lines["Élève1"]
    assert (one.sent, one.received, one.reply_hours) == (4, 4, 6)
    assert [o.noc for o in one.occupations] == ["72106", "31301"]
    assert (lines["Élève3"].sent, lines["Élève3"].received) == (1, 0)
    assert [row.students for row in report.demand] == [3, 1]


def test_the_same_period_gives_the_same_answers_later(cast: Cast) -> None:
    """An answer after the last day is not one in that period's report."""
    with cast.app.app_context(), unit_of_work():
        add_match(add_student(1), messages=2, answered_after=timedelta(days=20))
    october = Period(date(2025, 10, 1), date(2025, 10, 10))
    with cast.app.app_context(), clock.frozen_at(LATER):
        report = documents.build(ReportKind.CLASS_GROUP, cast.person("denis"), GROUP_402, october)
    assert report.service.unanswered.count == 1
    assert report.service.median_hours is None


def test_a_school_hides_what_is_small(cast: Cast) -> None:
    with cast.app.app_context(), unit_of_work():
        for number in range(1, 21):
            student = add_student(number, level=("sec5" if number > 7 else "sec3"))
            if number % 2:
                add_match(student, messages=6 if number > 14 else 2)
        db.session.flush()
    with cast.app.app_context(), clock.frozen_at(LATER):
        report = documents.build(ReportKind.SCHOOL, cast.person("claire"), ENVOL, AUTUMN)
    by_level = {line.level.value: line.participation for line in report.levels}
    assert report.participation.enrolled == 23
    assert report.participation.established.count is None  # three students
    assert by_level["sec2"].enrolled is None  # one
    assert by_level["sec4"].enrolled is None  # two
    # one and two make three: the next smallest hides too, or subtraction would tell
    assert by_level["sec3"].enrolled is None
    assert by_level["sec5"].enrolled == 13
    assert [row.students for row in report.demand] == [10]


def test_rows_are_not_split_and_heads_repeat(full: Cast) -> None:
    with full.app.app_context():
        add_class(30, first=100)
    pages = text_of(_print(full, ReportKind.CLASS_GROUP, "en")).split("\f")
    with_rows = [page for page in pages if page.count("Côté-Étoile") > 1]
    assert len(with_rows) >= 2
    assert all("Level" in page and "Received" in page for page in with_rows)


def test_a_document_fetches_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "portal.reports.pdf.render_template",
        lambda *_a, **_k: (
            '<html lang="fr"><title>x</title><img alt="x" src="file:///etc/passwd">'
            '<img alt="x" src="http://127.0.0.1:9/x.png"><p>Bonjour'
        ),
    )
    with cast.app.app_context():
        document = pdf.render("x", "fr")
    assert "Bonjour" in text_of(document)
    assert "/Image" not in document.decode("latin-1")
