"""The attestation that a student hands to somebody else: what it says, and leaves out."""

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.activities import Activity, ActivityKind
from portal.models.boards import Board
from portal.models.people import Person
from portal.models.prints import Print
from portal.reports import documents, files
from portal.reports.attestation import Attestation
from portal.reports.documents import ReportKind
from portal.services import prints
from tests.cast import IDS, Cast
from tests.reports.classes import START, add_match
from tests.reports.documents import text_of
from tests.reports.test_documents import AUTUMN, LATER
from tests.services.test_logos import picture

ZOE = f"/counsellor/reports?scope=attestation&id={IDS['zoe']}&lang=en"
NOAH = f"/counsellor/reports?scope=attestation&id={IDS['noah']}&lang=en"


def attested(cast: Cast, *, viewer: str = "noah") -> Attestation:
    with cast.app.app_context(), clock.frozen_at(LATER):
        found = documents.build(ReportKind.ATTESTATION, cast.person(viewer), IDS["noah"], AUTUMN)
        assert isinstance(found, Attestation)
        return found


def test_its_figures_are_those_counted_by_hand(cast: Cast) -> None:
    with cast.app.app_context(), unit_of_work():
        add_match(IDS["noah"], messages=6)
        add_match(IDS["noah"], mentor="grace", noc="31301", answered_after=None, messages=1)
        for kind, days in ((ActivityKind.ORIENTED, 0), (ActivityKind.SEARCHED, 1)):
            day = START.date() + timedelta(days=days)
            db.session.add(Activity(student_id=IDS["noah"], kind=kind, day=day))
    found = attested(cast)
    with cast.app.test_request_context("/?lang=en"):
        paper = documents.in_words(found, "en")
        assert paper.sections[0].table is not None
        rows = [list(row) for row in paper.sections[0].table.rows]
    assert rows == [
        ["Read the orientation", START.date()],
        ["Days of searching in the period", 1],
        ["Conversations in the period", 2],
        ["In which the mentor wrote", 1],
        ["Of five messages or more", 1],
        ["Messages sent in the period", 4],
        ["Messages received in the period", 3],
    ]


def test_it_names_neither_mentor_nor_occupation_and_leaves_out_what_was_not_done(
    cast: Cast,
) -> None:
    with cast.app.app_context(), unit_of_work():
        add_match(IDS["noah"], messages=2)
        board = db.session.scalars(select(Board)).one()
        board.signatory_fr = "Isabelle Fournier, directrice générale"
    with cast.app.app_context():
        text = " ".join(text_of(documents.to_pdf(attested(cast), language="fr")).split())
    assert "Attestation de participation" in text and "Noah Tremblay" in text
    assert "Isabelle Fournier, directrice générale" in text
    assert "Délivrée le" in text and "du 1er septembre 2025 au 31 décembre 2025" in text
    for absent in ("Marc", "Bélanger", "soud", "72106", "secrète", "confidentiel", "De cinq"):
        assert absent not in text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_is_one_sheet_with_a_logo_a_long_name_and_every_row(cast: Cast, language: str) -> None:
    with cast.app.app_context(), unit_of_work():
        add_match(IDS["noah"], messages=6)
        for kind in ActivityKind:
            db.session.add(Activity(student_id=IDS["noah"], kind=kind, day=START.date()))
        db.session.get_one(Person, IDS["noah"]).family_name = "Bouchard-Tremblay-Vaillancourt"
        board = db.session.scalars(select(Board)).one()
        board.signatory_fr = board.signatory_en = "Isabelle Fournier, direction générale"
    logo = "data:image/png;base64," + b64encode(picture()).decode()
    with cast.app.app_context():
        proof = files.proof_of(prints.new_code())
        found = attested(cast)
        whole = replace(found, report=replace(found.report, posts=12, groups=3))
        sheet = documents.to_pdf(whole, language=language, proof=proof, logo=logo)
    with pikepdf.open(BytesIO(sheet)) as pdf:
        assert len(pdf.pages) == 1


@pytest.mark.parametrize(
    ("name", "status"),
    [("zoe", 200), ("claire", 200), ("noah", 404), ("denis", 404), ("fatou", 404), ("mona", 404)],
)
def test_who_may_open_it(cast: Cast, name: str, status: int) -> None:
    assert cast.client(name).get(ZOE).status_code == status


@pytest.mark.parametrize(
    ("name", "order", "kept"),
    [
        ("zoe", {"form": "pdf"}, ("student", "")),
        ("claire", {"form": "csv", "meant_for": "student"}, ("student", "")),
        (
            "claire",
            {"form": "xlsx", "meant_for": "outside", "reason": "Demande de stage."},
            ("outside", "Demande de stage."),
        ),
        ("claire", {"form": "csv", "meant_for": "outside"}, None),
    ],
)
def test_each_is_written_down_and_can_be_verified(
    cast: Cast, name: str, order: dict[str, str], kept: tuple[str, str] | None
) -> None:
    answer = cast.client(name).post(ZOE, data={"spoken": "en", **order})
    with cast.app.app_context():
        rows = [
            (row.code, row.kind, row.number, row.meant_for.value, row.reason)
            for row in db.session.scalars(select(Print))
        ]
    if kept is None:
        assert rows == [] and "Say why" in answer.text
        return
    code = rows[0][0]
    assert rows == [(code, "attestation", IDS["zoe"], *kept)]
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "Zo" not in answer.headers["Content-Disposition"]
    page = cast.client().get(f"/verify/{code}?lang=en").text
    assert "This document is authentic" in page and "ttestation" not in page


def test_where_nothing_was_done_there_is_nothing_to_attest(cast: Cast) -> None:
    page = cast.client("noah").get(NOAH)
    assert "there is nothing to attest" in page.text
    assert cast.client("noah").post(NOAH, data={"form": "pdf"}).status_code == 409
    run = cast.app.test_cli_runner().invoke
    order = ["reports", "attestation", str(IDS["noah"]), "--for", "denis@example.org"]
    done = run(args=[*order, "--lang", "en", "--to-file", "/dev/null"])
    assert done.exit_code == 1 and "there is nothing to attest" in done.output
    with cast.app.app_context():
        assert db.session.scalars(select(Print)).all() == []


def test_the_command_writes_the_one_that_the_page_gives(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    order = ["reports", "attestation", str(IDS["zoe"]), "--for", "claire@example.org"]
    done = cast.app.test_cli_runner().invoke(
        args=[*order, "--lang", "en", "--form", "csv", "--to-file", str(path)]
    )
    assert done.exit_code == 0, done.output
    assert "Messages sent in the period,2" in path.read_text("utf-8-sig")
