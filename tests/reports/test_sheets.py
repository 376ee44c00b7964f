"""Sheets as Excel opens them in each language: numbers as numbers, nothing that calculates."""

import csv
import io
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest

from portal.extensions import db, unit_of_work
from portal.i18n import in_language
from portal.models.people import Person
from portal.reports import sheets
from portal.reports.figures import Share
from portal.reports.sections import HIDDEN, Column, Hours, Paper, Part, Section, Table
from tests.cast import GROUP_402, IDS, Cast
from tests.reports.classes import add_class

SPACE = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
GROUP = f"/counsellor/reports?scope=class-group&id={GROUP_402}&from=2025-09-01&to=2025-12-31"


def paper() -> Paper:
    columns = [Column("Nom"), Column("Nombre"), Column("Part"), Column("Délai"), Column("Jour")]
    rows = [
        ["=HYPERLINK(1)", 1234, Share(7, 20), Hours(4.26), date(2026, 10, 9)],
        ["Zoé-Maëlle d’Amour", HIDDEN, HIDDEN, None, None],
        ["مريم", 0, Share(0, 0), Hours(50.0), None],
    ]
    return Paper(
        title="Rapport",
        about="",
        confidential=False,
        facts=[("Organisme", "-1+1"), ("Écoles", 3)],
        sections=[
            Section("Élèves", Table(columns, rows)),
            Section("Élèves", Table([Column("A"), Column("B")], [["a", Part(0.5)]])),
            Section("Suites", text="@SUM(A1)\nà faire"),
        ],
        definitions=Section("Définitions", points=["+ un point"], after=["Source."]),
    )


def lines(content: bytes, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))


def test_a_french_csv_is_what_excel_opens_in_french(cast: Cast) -> None:
    with cast.app.app_context(), in_language("fr"):
        content = sheets.to_csv(paper(), "K7QF-9M2X-4TRD")
    assert content.startswith(b"\xef\xbb\xbf")
    found = lines(content, ";")
    assert ["Nom", "Nombre", "Part", "Part (proportion)", "Délai", "Jour"] in found
    assert ["'=HYPERLINK(1)", "1234", "7", "0,35", "4,3", "2026-10-09"] in found
    assert ["Zoé-Maëlle d’Amour", "masqué", "masqué", "", "", ""] in found
    assert ["مريم", "0", "0", "", "50,0", ""] in found
    assert ["K7QF-9M2X-4TRD"] in [row[1:] for row in found if row]


def test_an_english_csv_has_commas_between_and_points_within(cast: Cast) -> None:
    with cast.app.app_context(), in_language("en"):
        found = lines(sheets.to_csv(paper(), ""), ",")
    assert ["'=HYPERLINK(1)", "1234", "7", "0.35", "4.3", "2026-10-09"] in found


def test_no_cell_begins_to_calculate(cast: Cast) -> None:
    with cast.app.app_context(), in_language("fr"):
        cells = [cell for row in lines(sheets.to_csv(paper(), ""), ";") for cell in row]
    assert not [cell for cell in cells if cell.startswith(sheets.FORMULA_SIGNS)]
    assert {"'=HYPERLINK(1)", "'-1+1", "'+ un point", "'@SUM(A1)\nà faire"} <= set(cells)


def test_a_workbook_holds_numbers_as_numbers_and_headers_that_stay(cast: Cast) -> None:
    with cast.app.app_context(), in_language("fr"):
        book = zipfile.ZipFile(io.BytesIO(sheets.to_xlsx(paper(), "K7QF-9M2X-4TRD")))
    names = [
        sheet.get("name", "")
        for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(
            f"{{{SPACE['x']}}}sheet"
        )
    ]
    assert names == ["À propos du rapport", "Élèves", "Élèves 2", "Suites", "Définitions"]
    tree = ElementTree.fromstring(book.read("xl/worksheets/sheet2.xml"))
    pane = tree.find(".//x:pane", SPACE)
    assert pane is not None and pane.get("state") == "frozen" and pane.get("ySplit") == "1"
    cells = {cell.get("r"): cell for cell in tree.iter(f"{{{SPACE['x']}}}c")}
    values = {place: cell.findtext("x:v", "", SPACE) for place, cell in cells.items()}
    assert (values["B2"], values["C2"], values["D2"], values["E2"]) == ("1234", "7", "0.35", "4.3")
    assert all(cells[place].get("t") in (None, "n") for place in ("B2", "C2", "D2", "E2", "F2"))
    assert cells["B3"].get("t") == "s", "hidden: a word, never a number"
    assert b"<f>" not in book.read("xl/worksheets/sheet2.xml"), "no formula"


def test_the_names_of_sheets_are_those_that_excel_allows() -> None:
    taken: set[str] = set()
    long = "Messages retenus : pourquoi [tous]/aucun? et encore davantage"
    names = [sheets._sheet_name(long, taken) for _number in range(3)]
    assert len(set(names)) == 3
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_class_of_strange_names_comes_out_whole(cast: Cast, form: str) -> None:
    with cast.app.app_context():
        add_class(12)
        with unit_of_work():
            db.session.get_one(Person, IDS["noah"]).family_name = "=cmd|'/c calc'!A1"
    answer = cast.client("claire").post(GROUP, data={"form": form, "spoken": "fr"})
    assert answer.status_code == 200
    name = f"participation_groupe_2025-09-01_2025-12-31_fr.{form}"
    assert name in answer.headers["Content-Disposition"]
    if form == "csv":
        rows = lines(answer.data, ";")
        named = [row for row in rows if row and row[0].startswith("Côté-Étoile")]
        assert len(named) == 12 and all(len(row) == 11 for row in named)
        assert any(row and row[0].startswith("'=cmd|") for row in rows)
    else:
        book = zipfile.ZipFile(io.BytesIO(answer.data))
        assert not [name for name in book.namelist() if b"<f>" in book.read(name)]
