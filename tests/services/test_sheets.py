"""Files as boards export them are read; what is no such file gets a sentence."""

import pytest

from portal.i18n import in_language
from portal.services.sheets import Sheet, Unreadable, read
from portal.services.students import COLUMNS

HEADERS = "Prénom;Nom;Date de naissance;Niveau;Fiche"
LINES = "Éloïse;D’Amour;2010-05-31;Sec. 4;A1\r\nZoé;O'Neil;31/05/2010;Sec. 5;A2\r\n"
TEXT = f"{HEADERS}\r\n{LINES}"


@pytest.fixture(autouse=True)
def _language(app):
    with app.app_context(), in_language("en"):
        yield


def ids(sheet: Sheet) -> list[tuple[int, str]]:
    return [(line.number, line.cells["local_id"]) for line in sheet.lines()]


ENCODED = {
    "UTF-8": TEXT.encode(),
    "UTF-8 with BOM": TEXT.encode("utf-8-sig"),
    "Windows-1252": TEXT.encode("cp1252"),
    "UTF-16, Excel's Unicode text": TEXT.encode("utf-16"),
    "commas": TEXT.replace(";", ",").encode(),
    "tabs": TEXT.replace(";", "\t").encode(),
    "line feeds": TEXT.replace("\r\n", "\n").encode(),
    "old Mac line ends": TEXT.replace("\r\n", "\r").encode(),
    "no last line end": TEXT.strip().encode(),
    "empty lines at the end": (TEXT + ";;;;\r\n\r\n   \r\n").encode(),
}


@pytest.mark.parametrize("name", ENCODED)
def test_a_file_reads_the_same_however_it_was_saved(name):
    sheet = read(ENCODED[name], COLUMNS)
    assert ids(sheet) == [(2, "A1"), (3, "A2")]
    assert next(sheet.lines()).cells["given_name"] == "Éloïse"
    assert next(sheet.lines()).cells["family_name"] == "D’Amour"


def test_the_line_of_excel_that_names_the_separator_is_skipped_and_counted():
    assert ids(read(f"sep=;\r\n{TEXT}".encode(), COLUMNS)) == [(3, "A1"), (4, "A2")]


def test_a_quoted_cell_with_line_ends_and_separators_is_one_cell():
    text = f'{HEADERS}\n"Jean;\nLuc";X;2010-05-31;4;A1\nZoé;Y;2010-05-31;4;A2\n'
    sheet = read(text.encode(), COLUMNS)
    assert ids(sheet) == [(2, "A1"), (4, "A2")]
    assert next(sheet.lines()).cells["given_name"] == "Jean;\nLuc"


@pytest.mark.parametrize(
    "headers",
    [
        "PRENOM;NOM;DATE_DE_NAISSANCE;NIVEAU;NO FICHE",
        "Given name;Family name;Date of birth;Level;Student ID",
        '"first_name";"last_name";"DOB";"grade";"Local identifier"',
    ],
)
def test_headers_are_known_in_both_languages_however_they_are_written(headers):
    assert ids(read(f"{headers}\n{LINES}".encode(), COLUMNS)) == [(2, "A1"), (3, "A2")]


def test_unknown_columns_are_reported_and_not_read():
    sheet = read(b"Prenom;Nom;Naissance;Niveau;Fiche;Code permanent\nA;B;C;D;E;F\n", COLUMNS)
    assert sheet.ignored == ("Code permanent",)
    assert "F" not in next(sheet.lines()).cells.values()


UNREADABLE = {
    "a workbook": (b"PK\x03\x04" + b"\0" * 40, "save it as CSV"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"\0" * 40, "save it as CSV"),
    "NUL bytes": (b"Prenom;\0Nom", "not a text file"),
    "letters of no encoding": (b"Pr\x81nom;Nom\n", "cannot be read"),
    "nothing": (b"", "empty"),
    "only separators": (b";;;\n;;\n", "empty"),
    "a column short": (b"Prenom;Nom;Niveau;Fiche\nA;B;4;1\n", "date of birth"),
    "a column twice": (b"Prenom;Given name;Nom;Naissance;Niveau;Fiche\n", "same thing"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_says_what_to_do(name):
    content, words = UNREADABLE[name]
    with pytest.raises(Unreadable, match=words):
        list(read(content, COLUMNS).lines())


def test_a_quotation_mark_that_nobody_closed_names_its_line():
    text = f'{HEADERS}\n{LINES}Zoé;"Y;2010-05-31;4;A3\n' + "a;b;2010-01-01;4;c\n" * 9_000
    with pytest.raises(Unreadable, match="line 4"):
        list(read(text.encode(), COLUMNS).lines())
