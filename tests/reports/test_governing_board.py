"""The governing board's page: one sheet, the same in both languages, small figures hidden."""

from io import BytesIO

import pikepdf
import pytest

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.guidance import GuidanceItem, GuidancePlan
from portal.models.students import Level
from portal.reports import documents, files
from portal.reports.documents import ReportKind
from portal.reports.governing_board import GoverningBoardPage
from portal.services import prints
from tests.cast import ENVOL, Cast
from tests.reports.classes import add_class, add_match, add_student
from tests.reports.documents import text_of
from tests.reports.test_documents import AUTUMN, LATER

CONSEQUENCES, PREFERENCES = 8, 9  # items of sec. 3, as the cast's board has them
NOTE = "Deux périodes en novembre, avec la conseillère d’orientation"


def plan(*, both: bool) -> None:
    """Plan every item, in one of its levels or in both."""
    with unit_of_work():
        for place, item in enumerate(db.session.query(GuidanceItem).order_by("position")):
            levels = item.levels if both else [item.levels[place % len(item.levels)]]
            for level in levels:
                row = GuidancePlan(school_id=ENVOL, school_year=2025, level=Level(level))
                row.item_id, row.minutes, row.note = item.id, 180, NOTE
                db.session.add(row)


@pytest.mark.parametrize("both", [False, True], ids=["ordinary", "long"])
def test_a_plan_of_ordinary_size_stays_on_one_sheet(cast: Cast, both: bool) -> None:
    with cast.app.app_context():
        plan(both=both)
        for number, level in enumerate((Level.SEC1, Level.SEC2, Level.SEC3)):
            with unit_of_work():
                for one in range(6):
                    add_student(200 + 10 * number + one, level=level)
        add_class(9)
        for language in ("fr", "en"):
            with clock.frozen_at(LATER):
                report = documents.build(
                    ReportKind.GOVERNING_BOARD, cast.person("claire"), ENVOL, AUTUMN
                )
            proof = files.proof_of(prints.new_code())
            document = documents.to_pdf(report, language=language, proof=proof)
            with pikepdf.open(BytesIO(document)) as pdf:
                assert len(pdf.pages) == (2 if both else 1)
            goes_on = {"fr": "sur la suivante", "en": "continue on the next one"}[language]
            assert (goes_on in " ".join(text_of(document).split())) == both


def test_the_figures_are_those_of_the_plan_and_the_small_ones_hidden(cast: Cast) -> None:
    with cast.app.app_context():
        plan(both=False)
        with unit_of_work():
            for number in range(12):
                student_id = add_student(number, level=Level.SEC3)
                if number < 6:
                    add_match(student_id, messages=6 if number < 2 else 3)
            for number in range(6):
                add_student(100 + number, level=Level.SEC4)
        with clock.frozen_at(LATER):
            report = documents.build(
                ReportKind.GOVERNING_BOARD, cast.person("claire"), ENVOL, AUTUMN
            )
        assert isinstance(report, GoverningBoardPage)
        levels = {level.level: level for level in report.year.levels}
        # One of sec. 2 is hidden, and with it the next smallest level.
        assert (levels[Level.SEC3].students, levels[Level.SEC4].students) == (12, None)
        consequences, preferences = (
            next(row for row in levels[Level.SEC3].rows if row.item.id == number)
            for number in (CONSEQUENCES, PREFERENCES)
        )
        assert (preferences.touched.count, preferences.planned, preferences.done) == (6, 180, 120)
        assert (consequences.touched.count, consequences.done) == (None, None)  # two students
        assert levels[Level.SEC3].done is None  # or they would be found by subtraction
        assert levels[Level.SEC3].planned == 3 * 180
    page = cast.client("claire").get(
        f"/counsellor/reports?scope=governing-board&id={ENVOL}&lang=en"
        f"&from={AUTUMN.first}&to={AUTUMN.last}"
    )
    assert NOTE in page.text and "6 (50%)" in page.text and "Tremblay" not in page.text
