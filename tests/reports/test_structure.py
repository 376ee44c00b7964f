"""What somebody who does not see a PDF is told: its tree of tags, read as their software does."""

import re
import subprocess
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.class_groups import ClassGroup, ClassGroupMember
from portal.models.people import Person
from portal.reports import documents, files
from portal.reports.documents import ReportKind
from portal.services import prints
from tests.cast import ENVOL, GROUP_401, GROUP_402, IDS, Cast
from tests.reports.classes import add_class, add_match
from tests.reports.documents import text_of
from tests.reports.test_documents import AUTUMN, LATER

NUMBERS = {
    ReportKind.STUDENT: IDS["noah"],
    ReportKind.ATTESTATION: IDS["noah"],
    ReportKind.CLASS_GROUP: GROUP_402,
    ReportKind.SCHOOL: ENVOL,
    ReportKind.GOVERNING_BOARD: ENVOL,
    ReportKind.BOARD: 1,
}
HEADINGS = ("/H1", "/H2", "/H3", "/H4")


def printed(
    cast: Cast, kind: ReportKind, language: str = "fr", *, archival: bool = False
) -> bytes:
    with cast.app.app_context(), clock.frozen_at(LATER):
        viewer = cast.person("adele" if kind is ReportKind.BOARD else "claire")
        report = documents.build(kind, viewer, NUMBERS[kind], AUTUMN)
        return documents.to_pdf(
            report, language=language, archival=archival, proof=files.proof_of(prints.new_code())
        )


def elements(node: Any) -> Iterator[tuple[Any, list[str]]]:
    """Yield each element of the tree below `node` in reading order, with its ancestors."""

    def walk(one: Any, above: list[str]) -> Iterator[tuple[Any, list[str]]]:
        if isinstance(one, pikepdf.Array):
            for child in one:
                yield from walk(child, above)
        elif isinstance(one, pikepdf.Dictionary):
            if "/S" in one:
                yield one, above
            kids = one.get("/K")
            if kids is not None:
                yield from walk(kids, [*above, str(one.get("/S", ""))])

    yield from walk(node.get("/K"), [])


@pytest.fixture
def full(cast: Cast) -> Cast:
    with cast.app.app_context():
        add_class(12)
        with unit_of_work():
            add_match(IDS["noah"], messages=5)
    return cast


@pytest.mark.parametrize("kind", ReportKind)
@pytest.mark.parametrize("archival", [False, True], ids=["ua", "archival"])
def test_the_tree_of_a_report(
    full: Cast, kind: ReportKind, archival: bool, tmp_path: Path
) -> None:
    document = printed(full, kind, archival=archival)
    with pikepdf.open(BytesIO(document)) as pdf:
        found = list(elements(pdf.Root.StructTreeRoot))
        headings = [str(one.S) for one, _above in found if str(one.S) in HEADINGS]
        assert headings[0] == "/H1" and headings.count("/H1") == 1
        levels = [int(name[2:]) for name in headings]
        assert all(after <= before + 1 for before, after in pairwise(levels))
        heads = [(one, above) for one, above in found if str(one.S) == "/TH"]
        assert heads
        for one, above in heads:
            scope = "/Column" if "/THead" in above else "/Row"
            assert str(one.A.Scope) == scope
        rows = [above for one, above in found if str(one.S) == "/TR"]
        assert rows and all("/Table" in above for above in rows)
        figures = [one for one, _above in found if str(one.S) == "/Figure"]
        assert figures and all(str(one.get("/Alt", "")).strip() for one in figures)
        lists = [one for one, _above in found if str(one.S) == "/L"]
        assert lists, "the definitions are a list"
        with pdf.open_outline() as outline:
            assert len(outline.root[0].children) >= len(levels) - 2, "bookmarks"
        metadata = pdf.open_metadata()
        assert str(pdf.docinfo.Title)
        assert str(pdf.Root.Lang) == "fr-CA"
        if archival:
            assert metadata.pdfa_status == "3A"
        else:
            assert metadata.get("pdfuaid:part") == "1"
    path = tmp_path / "report.pdf"
    path.write_bytes(document)
    result = pdfua.validate(str(path))
    assert [f for f in result.findings if f.severity >= pdfua.Severity.ERROR] == []


@pytest.mark.parametrize("kind", [ReportKind.STUDENT, ReportKind.ATTESTATION])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_about_one_student_is_one_page(
    full: Cast, language: str, kind: ReportKind
) -> None:
    document = printed(full, kind, language)
    with pikepdf.open(BytesIO(document)) as pdf:
        assert len(pdf.pages) == 1
    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=document, capture_output=True, check=True
    )
    top, bottom = re.findall(rb'yMin="([0-9.]+)".*yMax="([0-9.]+)"', done.stdout)[0]
    assert float(bottom) - float(top) < 25, "the title is a report's, not a poster's"


def test_an_empty_class_is_printed_in_every_form(cast: Cast) -> None:
    with cast.app.app_context(), unit_of_work():
        db.session.add(ClassGroup(id=9, school_id=ENVOL, school_year=2026, name="Vide"))
    path = "/counsellor/reports?scope=class-group&id=9&lang=fr"
    claire = cast.client("claire")
    assert "Ce groupe" in claire.get(path).text
    for form in ("pdf", "xlsx", "csv"):
        for names in ("yes", "no"):
            order = {"form": form, "spoken": "fr", "names": names}
            assert claire.post(path, data=order).status_code == 200


def test_long_and_foreign_names_do_not_break_the_page(full: Cast) -> None:
    with full.app.app_context(), unit_of_work():
        group = db.session.get_one(ClassGroup, GROUP_402)
        group.name = "Groupe-repère du programme d’éducation intermédiaire " * 14
        names = {
            "noah": ("مريم", "بن عبد الله"),
            "zoe": ("Zoe\u0301", "D’Amour-Côte\u0301 " + "Bouchard-Tremblay-" * 6),
            "theo": ("Incroyablementlong" * 6, "Sansespace" * 12),
        }
        for name, (given, family) in names.items():
            person = db.session.get_one(Person, IDS[name])
            person.given_name, person.family_name = given, family
        db.session.add(ClassGroupMember(class_group_id=GROUP_402, student_id=IDS["zoe"]))
        db.session.add(ClassGroupMember(class_group_id=GROUP_402, student_id=IDS["theo"]))
    document = printed(full, ReportKind.CLASS_GROUP)
    text = text_of(document)
    assert "Page 1 de" in text
    with pikepdf.open(BytesIO(document)) as pdf:
        assert len(pdf.pages) <= 6
    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=document, capture_output=True, check=True
    )
    ends = [float(x) for x in re.findall(rb'xMax="([0-9.]+)"', done.stdout)]
    assert max(ends) <= 612, "nothing runs off the sheet"
    *sheets, _last = done.stdout.split(b"<page ")[1:]
    ends = [[float(y) for y in re.findall(rb'yMax="([0-9.]+)"', sheet)] for sheet in sheets]
    foot = 730  # below it stand the class of confidentiality, the code and the page's number
    assert min(max(y for y in one if y < foot) for one in ends) > 0.6 * 792, "sheets are filled"


def test_a_group_of_400_is_printed_and_its_page_opens(cast: Cast) -> None:
    with cast.app.app_context():
        add_class(400)
    path = f"/counsellor/reports?scope=class-group&id={GROUP_402}&from=2025-09-01&to=2025-12-31"
    claire = cast.client("claire")
    assert claire.get(path).text.count("Côté-Étoile") == 400
    document = claire.post(path, data={"form": "pdf", "spoken": "fr"})
    assert document.status_code == 200
    assert text_of(document.data).count("Côté-Étoile") == 400


def test_a_student_who_moved_is_in_the_report_of_the_new_group_alone(full: Cast) -> None:
    def sheet(group: int) -> str:
        path = f"/counsellor/reports?scope=class-group&id={group}"
        return full.client("claire").post(path, data={"form": "csv", "spoken": "fr"}).text

    assert "Tremblay, Noah" in sheet(GROUP_402)
    with full.app.app_context(), unit_of_work():
        row = db.session.get_one(ClassGroupMember, (GROUP_402, IDS["noah"]))
        row.class_group_id = GROUP_401
    assert "Tremblay, Noah" not in sheet(GROUP_402)
    assert "Tremblay, Noah" in sheet(GROUP_401)
