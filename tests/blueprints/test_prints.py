"""What is printed is written down, and anyone may verify it: that it is authentic, since when."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from portal.extensions import db, unit_of_work
from portal.models.access_log import AuditEntry
from portal.models.prints import Print, PrintFor, PrintForm
from portal.services import prints
from tests.cast import ENVOL, GROUP_401, IDS, NAMES, Cast
from tests.reports.documents import text_of
from tests.statements import statements_of

ZOE = f"/counsellor/reports?scope=student&id={IDS['zoe']}&lang=en"
GROUP = f"/counsellor/reports?scope=class-group&id={GROUP_401}&lang=en"
CODE = re.compile(r"[2-9A-HJKMNP-TV-Z]{4}(?:-[2-9A-HJKMNP-TV-Z]{4}){2}")


def rows(cast: Cast) -> list[Print]:
    with cast.app.app_context():
        return list(db.session.scalars(select(Print).order_by(Print.id)))


def test_a_code_is_readable_and_not_guessed() -> None:
    codes = {prints.new_code() for _number in range(500)}
    assert len(codes) == 500
    assert not set("".join(codes)) & set("01ILOU")
    assert CODE.fullmatch(prints.shown_code(codes.pop()))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("K7QF-9M2X-4TRD", "K7QF9M2X4TRD"),
        (" k7qf 9m2x 4trd ", "K7QF9M2X4TRD"),
        ("K7QF–9M2X–4TRD", "K7QF9M2X4TRD"),
        ("K7QF-9M2X-4TR0", ""),
        ("K7QF", ""),
        ("", ""),
        ("K7QF-9M2X-4TRDD", ""),
        ("é" * 12, ""),
    ],
)
def test_case_spaces_and_dashes_are_forgiven(typed: str, meant: str) -> None:
    assert prints.plain_code(typed) == meant


def test_a_printed_report_can_be_verified_and_the_page_says_nothing_else(cast: Cast) -> None:
    answer = cast.client("claire").post(ZOE, data={"spoken": "en", "meant_for": "school"})
    text = text_of(answer.data)
    code = CODE.search(text)
    assert code is not None
    assert text.count(code[0]) >= 2, "at the foot of each page, and where it is explained"
    page = cast.client().get(f"/verify/{code[0]}?lang=en")
    assert page.status_code == 200
    assert "This document is authentic. It was issued on" in page.text
    for word in ("Zoé", *NAMES["zoe"], "Claire", "Fontaine", "Envol", "report", "Report"):
        assert word not in page.text.partition("<main")[2].partition("</main>")[0]
    assert cast.client().get(f"/verify?code={code[0].lower()}").location.endswith(code[0])


@pytest.mark.parametrize("code", ["K7QF-9M2X-4TRD", "x", "%F0%9F%98%80", "a" * 3000])
def test_an_unknown_code_gets_a_clear_sentence(cast: Cast, code: str) -> None:
    page = cast.client().get(f"/verify/{code}?lang=en")
    assert page.status_code == 404
    assert "No document has this code." in page.text


def test_what_is_no_code_is_said_on_the_page_where_it_was_typed(cast: Cast) -> None:
    page = cast.client().get("/verify?code=<b>bonjour&lang=en")
    assert page.status_code == 404
    assert "No document has this code." in page.text
    assert "&lt;b&gt;bonjour" in page.text


def test_a_document_that_was_withdrawn_is_no_longer_valid(cast: Cast) -> None:
    cast.client("claire").post(ZOE, data={"form": "csv"})
    with cast.app.app_context(), unit_of_work():
        row = db.session.scalars(select(Print)).one()
        row.revoked_at, code = row.printed_at, row.code
    page = cast.client().get(f"/verify/{code}?lang=en").text
    assert "no longer valid" in page and "authentic" not in page


def test_guessing_is_slowed_down(cast: Cast) -> None:
    guest = cast.client()
    answers = [guest.get(f"/verify/K7QF-9M2X-4TR{sign}") for sign in prints.SIGNS]
    last = answers[-1]
    assert last.status_code == 429
    assert int(last.headers["Retry-After"]) >= 1
    assert "Attendez une minute" in last.text or "Wait a minute" in last.text


def test_what_is_printed_is_written_down(cast: Cast) -> None:
    reason = "La commission de l’éducation le demande."
    claire = cast.client("claire")
    order = {"form": "xlsx", "spoken": "en", "meant_for": "outside", "reason": reason}
    assert claire.post(f"{GROUP}&from=2026-09-01&to=2026-09-30", data=order).status_code == 200
    (row,) = rows(cast)
    assert (row.kind, row.number, row.form, row.language) == (
        "class-group", GROUP_401, PrintForm.XLSX, "en",
    )  # fmt: skip
    assert (str(row.first), str(row.last), row.named) == ("2026-09-01", "2026-09-30", True)
    assert (row.meant_for, row.reason) == (PrintFor.OUTSIDE, reason)
    assert row.printed_by_id == IDS["claire"]
    with cast.app.app_context():
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.event == "document.printed")
        ).one()
        assert (entry.noun, entry.noun_id) == ("class-group", GROUP_401)
        assert entry.detail == f"xlsx outside {row.id}"


def test_names_to_someone_outside_without_a_reason_print_nothing(cast: Cast) -> None:
    order = {"form": "pdf", "spoken": "fr", "meant_for": "outside", "reason": "  "}
    page = cast.client("claire").post(GROUP, data=order)
    assert page.mimetype == "text/html"
    assert "Say why a document that names students goes outside the school." in page.text
    assert 'value="outside" checked' in page.text or "checked" in page.text
    assert rows(cast) == []


def test_a_reason_that_is_not_asked_is_not_kept(cast: Cast) -> None:
    order = {"form": "csv", "spoken": "fr", "names": "no", "meant_for": "outside", "reason": "x"}
    assert cast.client("claire").post(GROUP, data=order).status_code == 200
    (row,) = rows(cast)
    assert (row.named, row.reason) == (False, "")


def test_without_names_the_file_holds_none(cast: Cast) -> None:
    order = {"form": "csv", "spoken": "fr", "names": "no", "meant_for": "school"}
    sheet = cast.client("claire").post(GROUP, data=order).data.decode("utf-8-sig")
    assert "Ouellet" not in sheet and "Zoé" not in sheet
    named = cast.client("claire").post(GROUP, data=dict(order, names="yes"))
    assert "Ouellet" in named.data.decode("utf-8-sig")


def test_what_cannot_be_made_is_not_written_down(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    assert cast.client("claire").post(ZOE, data={"form": "pdf"}).status_code == 503
    assert rows(cast) == []


def test_printing_twice_at_once_gives_two_documents_with_a_code_each(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def print_slowly(*_args: object, **_kwargs: object) -> bytes:
        monkeypatch.undo()
        assert cast.client("claire").post(ZOE, data={"form": "pdf"}).data.startswith(b"%PDF")
        return b"%PDF"

    monkeypatch.setattr("portal.reports.pdf.render", print_slowly)
    assert cast.client("claire").post(ZOE, data={"form": "pdf"}).status_code == 200
    first, second = rows(cast)
    assert first.code != second.code


@pytest.mark.parametrize("field", ["form", "spoken", "meant_for", "names"])
def test_what_nobody_offered_prints_nothing(cast: Cast, field: str) -> None:
    order = {"form": "pdf", "spoken": "fr", "meant_for": "school", "names": "yes", field: "exe"}
    answer = cast.client("claire").post(GROUP, data=order)
    assert answer.mimetype == "text/html"
    assert rows(cast) == []


def test_a_student_prints_the_own_record(cast: Cast) -> None:
    answer = cast.client("zoe").post(ZOE, data={"form": "pdf", "spoken": "fr"})
    assert answer.mimetype == "application/pdf"
    (row,) = rows(cast)
    assert (row.meant_for, row.printed_by_id) == (PrintFor.STUDENT, IDS["zoe"])
    outside = cast.client("zoe").post(ZOE, data={"meant_for": "outside", "reason": "x"})
    assert outside.mimetype == "text/html"


def test_administrators_see_what_was_printed_without_a_student_s_name(cast: Cast) -> None:
    cast.client("zoe").post(ZOE, data={"form": "csv"})
    cast.client("claire").post(ZOE, data={"form": "csv", "meant_for": "outside", "reason": "Oui."})
    cast.client("claire").post(
        f"/counsellor/reports?scope=school&id={ENVOL}", data={"form": "csv"}
    )
    adele = cast.client("adele")
    page = adele.get("/admin/prints?lang=en").text
    assert page.count("Claire Fontaine") == 2 and "The student" in page
    assert "Oui." in page and "École secondaire de l’Envol" in page
    assert "Zoé" not in page and NAMES["zoe"][1] not in page
    assert "The school, for its file" not in adele.get("/admin/prints?outside=1&lang=en").text
    code = prints.shown_code(rows(cast)[0].code)
    found = adele.get(f"/admin/prints?code={code.lower()}&lang=en").text
    assert "The student" in found and "Claire" not in found
    assert "Nothing was printed" in adele.get("/admin/prints?code=zzz&lang=en").text


def test_the_list_takes_as_many_statements_whatever_its_length(cast: Cast) -> None:
    def add(count: int) -> None:
        with cast.app.app_context():
            for _number in range(count):
                order = prints.Order(
                    kind=prints.PrintKind.SCHOOL, number=ENVOL, form=PrintForm.CSV, language="fr",
                    first=date(2026, 9, 1), last=date(2026, 9, 2), named=False,
                )  # fmt: skip
                with unit_of_work():
                    prints.record(
                        person=cast.person("claire"), order=order, code=prints.new_code()
                    )

    adele = cast.client("adele")
    add(2)
    few = statements_of(adele, "/admin/prints")
    add(60)
    many = statements_of(adele, "/admin/prints")
    assert len(few) == len(many) <= 12


def test_next_steps_are_printed_and_screened(cast: Cast) -> None:
    claire, path = (
        cast.client("claire"),
        f"/counsellor/reports/next-steps?scope=class-group&id={GROUP_401}&lang=en",
    )
    bad = claire.post(path, data={"body": "Appeler au 514 555-0123."})
    assert "514 555-0123" in bad.text and "the portal sees in it" in bad.text
    assert "514" not in claire.get(GROUP).text
    words = "Relancer les élèves en mars <b>ensemble</b>."
    assert claire.post(path, data={"body": words}).status_code == 302
    page = claire.get(GROUP).text
    assert "Relancer les élèves en mars &lt;b&gt;ensemble" in page
    assert "Relancer les élèves" in text_of(claire.post(GROUP, data={"form": "pdf"}).data)
    assert cast.client("denis").get(path).status_code == 404
    assert cast.client("fatou").post(path, data={"body": "x"}).status_code == 404
    student = path.replace("class-group", "student")
    assert claire.get(student).status_code == 404
    board = cast.client("adele").post("/admin/report/next-steps", data={"body": "Recruter."})
    assert board.status_code == 302
    assert "Recruter." in cast.client("adele").get("/admin/report").text
