"""A pack is made once, whole, by whoever may; stopped anywhere, it goes on from where it was."""

import stat
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import html5lib
import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.mail import link
from portal.models.class_groups import ClassGroup, ClassGroupMember, CounsellorSchool
from portal.models.packs import Pack, PackFailure, PackState
from portal.models.people import Person
from portal.models.prints import Print
from portal.queries import packs as queries
from portal.reports import files
from portal.reports import packs as reports
from portal.services import jobs, packs, prints
from portal.worker import packs as worker
from tests.cast import ENVOL, GROUP_401, GROUP_402, HAVRE, IDS, Cast
from tests.reports.classes import add_class
from tests.worker.conftest import Outbox
from tests.worker.packs import archived, now, order, page_of


class Here:
    """Printers that work in this process, and stop after so many documents or with a failure."""

    made = 0
    most: float = float("inf")
    fails: PackFailure | None = None

    def __init__(
        self, pack_id: int, student_ids: Sequence[int], *, processes: int, seconds: float
    ) -> None:
        pack = queries.in_hand(pack_id)
        assert pack is not None
        viewer = queries.orderer(pack)
        db.session.expunge_all()
        for student_id in student_ids:
            if Here.made >= Here.most or Here.fails:
                break
            reports.print_one(viewer, pack, student_id)
            Here.made += 1
        if Here.made >= Here.most and not Here.fails:
            raise KeyboardInterrupt  # as a worker that is killed: nothing after it runs

    def work(self, _seconds: float) -> bool:
        return False

    def stop(self) -> None:
        pass

    @property
    def failure(self) -> PackFailure | None:
        return Here.fails


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Here]]:
    """Print in this process, and quickly: a document is its code."""

    def make(order: prints.Order, _report: object) -> tuple[bytes, str]:
        code = prints.new_code()
        return f"%PDF {order.number} {code}".encode(), code

    Here.made, Here.most, Here.fails = 0, float("inf"), None
    monkeypatch.setattr(worker, "Printers", Here)
    monkeypatch.setattr(files, "make", make)
    yield Here


@pytest.fixture(autouse=True)
def _no_files(outbox: Outbox) -> Iterator[None]:
    yield
    reports.sweep(set())


def test_a_pack_holds_one_document_a_student_and_an_index(
    cast: Cast, outbox: Outbox, here: type[Here]
) -> None:
    number = order(cast)
    outbox.work()
    pack = now(number)
    assert (pack.state, pack.done, pack.total, pack.failure) == (PackState.READY, 2, 2, None)
    held = archived(number)
    names = ["index.html", "0001_D’Amour-Côté_Zoé-Maëlle.pdf", "0002_Ouellet_Théo.pdf"]
    assert list(held) == names
    index = held["index.html"].decode()
    html5lib.HTMLParser(strict=True).parse(index)
    assert '<html lang="en-CA">' in index and "2 documents" in index
    codes = {row.code: row for row in db.session.scalars(select(Print))}
    assert {row.number for row in codes.values()} == {IDS["zoe"], IDS["theo"]}
    for code, row in codes.items():
        assert prints.shown_code(code) in index
        assert any(held[name] == f"%PDF {row.number} {code}".encode() for name in held)
        assert (row.kind, row.printed_by_id, row.language) == ("student", IDS["claire"], "en")
    mode = stat.S_IMODE(queries.archive(number).stat().st_mode)
    assert mode == 0o600 and stat.S_IMODE(queries.folder().stat().st_mode) == 0o700
    assert not (queries.folder() / str(number)).exists(), "the folder of the work is gone"


def test_a_killed_worker_loses_nothing_and_prints_nobody_twice(
    cast: Cast, outbox: Outbox, here: type[Here]
) -> None:
    add_class(6)
    number = order(cast, number=GROUP_402)  # noah and six
    here.most = 3
    with pytest.raises(KeyboardInterrupt):
        worker.work_on(number, seconds=60)
    first = {document.code for document in reports.made(number)}
    assert len(first) == 3 and db.session.scalars(select(Print)).all() == []
    modes = {stat.S_IMODE(doc.path.stat().st_mode) for doc in reports.made(number)}
    assert modes == {0o600}
    here.most = float("inf")
    worker.work_on(number, seconds=60)
    assert now(number).state is PackState.READY
    codes = {row.code for row in db.session.scalars(select(Print))}
    assert here.made == 7 and len(codes) == 7 and first < codes


def test_other_jobs_have_their_turn_between_two_slices(
    cast: Cast, outbox: Outbox, here: type[Here], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_class(3)
    number = order(cast, number=GROUP_402)
    monkeypatch.setattr(worker, "STUDENTS_AT_ONCE", 1)
    worker.work_on(number, seconds=0)
    pack = now(number)
    assert (pack.state, pack.done, pack.total) == (PackState.MAKING, 2, 4)
    page = page_of(cast, number)
    assert "2 of 4 students seen to" in page and 'value="2"' in page
    outbox.work()
    assert now(number).state is PackState.READY


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (PackFailure.MEMORY, "short of memory"),
        (PackFailure.WEASYPRINT, "what WeasyPrint needs is not installed"),
        (PackFailure.DISK, "disk is full"),
    ],
)
def test_it_is_tried_twice_then_shown_as_failed_and_may_go_on(
    cast: Cast, outbox: Outbox, here: type[Here], failure: PackFailure, said: str
) -> None:
    here.fails = failure
    number = order(cast)
    outbox.work()
    assert now(number).state is PackState.MAKING
    assert said in (page := page_of(cast, number)) and "tried once more" in page
    with clock.moved_by(timedelta(minutes=2)):
        outbox.work()
    assert now(number).state is PackState.FAILED
    assert said in (page := page_of(cast, number)) and "It was tried twice" in page
    here.fails = None
    cast.client("claire").post(f"/counsellor/packs/{number}/again")
    outbox.work()
    assert now(number).state is PackState.READY


def test_who_lost_the_school_meanwhile_gets_nothing(
    cast: Cast, outbox: Outbox, here: type[Here]
) -> None:
    number = order(cast)
    with unit_of_work():
        db.session.get_one(CounsellorSchool, (IDS["claire"], ENVOL)).school_id = HAVRE
    outbox.work()
    pack = now(number)
    assert (pack.state, pack.failure) == (PackState.FAILED, "rights")
    assert db.session.scalars(select(Print)).all() == [] and here.made == 0


def test_a_student_who_left_the_group_meanwhile_is_not_handed_over(
    cast: Cast, outbox: Outbox, here: type[Here]
) -> None:
    number = order(cast)
    worker_record = prints.record

    def move(**given: object) -> object:
        row = worker_record(**given)  # type: ignore[arg-type]
        member = db.session.get(ClassGroupMember, (GROUP_401, IDS["theo"]))
        if member is not None:
            member.class_group_id = GROUP_402
        return row

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prints, "record", move)
        outbox.work()
    assert now(number).state is PackState.READY
    held = archived(number)
    assert len(held) == 2 and "Ouellet" not in held["index.html"].decode()


def test_a_cancelled_pack_is_erased(cast: Cast, outbox: Outbox, here: type[Here]) -> None:
    number = order(cast)
    here.most = 1
    with pytest.raises(KeyboardInterrupt):
        worker.work_on(number, seconds=60)
    assert len(reports.made(number)) == 1
    claire = cast.client("claire")
    for _click in range(2):
        assert claire.post(f"/counsellor/packs/{number}/cancel").status_code == 302
    outbox.work()
    assert now(number).state is PackState.CANCELLED
    assert not (queries.folder() / str(number)).exists()
    assert claire.get(f"/counsellor/packs/{number}/file").status_code == 404


def test_after_seven_days_the_file_is_erased(cast: Cast, outbox: Outbox, here: type[Here]) -> None:
    number = order(cast)
    outbox.work()
    stuck = order(cast, key="stuck")
    outbox.change(outbox.put("packs.swept"), done_at=clock.now())
    with unit_of_work():
        db.session.get_one(Pack, stuck).state = PackState.MAKING
    with clock.moved_by(timedelta(days=7, minutes=1)), unit_of_work():
        packs.clean_up()
    assert (now(number).state, now(stuck).state) == (PackState.EXPIRED, PackState.FAILED)
    outbox.work()
    assert not queries.archive(number).exists()
    page = page_of(cast, number)
    assert "is erased" in page


def test_the_night_lets_packs_go(cast: Cast, outbox: Outbox, here: type[Here]) -> None:
    number = order(cast)
    outbox.work()
    with unit_of_work():
        db.session.get_one(Pack, number).ended_at = clock.now() - timedelta(days=8)
    outbox.put(jobs.NIGHTLY)
    outbox.work()
    assert now(number).state is PackState.EXPIRED and not queries.archive(number).exists()


def test_an_empty_class_has_an_empty_index(cast: Cast, outbox: Outbox, here: type[Here]) -> None:
    with unit_of_work():
        db.session.add(ClassGroup(id=9, school_id=ENVOL, school_year=2026, name="Vide"))
    number = order(cast, number=9)
    outbox.work()
    assert now(number).state is PackState.READY
    assert "There is no document in this pack." in archived(number)["index.html"].decode()


def test_a_class_of_400(cast: Cast, outbox: Outbox, here: type[Here]) -> None:
    add_class(400)
    number = order(cast, number=GROUP_402, kind="attestation")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            reports, "documents", SimpleNamespace(build=lambda *_: 1, fault_of=lambda *_: "")
        )
        outbox.work()
    pack = now(number)
    assert (pack.state, pack.done, pack.total) == (PackState.READY, 401, 401)
    assert len(archived(number)) == 402
    assert db.session.query(Print).count() == 401


def test_attestations_leave_out_who_did_nothing(
    cast: Cast, outbox: Outbox, here: type[Here]
) -> None:
    number = order(cast, kind="attestation")
    outbox.work()
    held = archived(number)
    assert len(held) == 2
    index = held["index.html"].decode()
    assert "Without a document" in index and "Ouellet, Théo" in index.partition("Without")[2]


def test_two_workers_do_not_make_the_same_pack(
    cast: Cast, outbox: Outbox, here: type[Here]
) -> None:
    number = order(cast)
    with worker._alone(number) as first:
        assert first
        outbox.work()
        assert now(number).state is PackState.WAITING and here.made == 0
    with clock.moved_by(timedelta(minutes=1)):
        outbox.work()
    assert now(number).state is PackState.READY and here.made == 2


def test_the_command_makes_a_pack(
    cast: Cast, outbox: Outbox, here: type[Here], tmp_path: Path
) -> None:
    path = tmp_path / "pack.zip"
    run = cast.app.test_cli_runner().invoke
    asked = ["reports", "pack", str(GROUP_401), "--lang", "en", "--to-file", str(path)]
    refused = run(args=[*asked, "--for", "fatou@example.org"])
    assert refused.exit_code == 1 and "check the number" in refused.output
    done = run(args=[*asked, "--for", "claire@example.org"])
    assert done.exit_code == 0, done.output
    with ZipFile(path) as archive:
        assert len(archive.namelist()) == 3
    here.fails = PackFailure.DISK
    failed = run(args=[*asked, "--for", "claire@example.org"])
    assert failed.exit_code == 1 and "tried twice" in failed.output


@pytest.mark.parametrize(
    ("family", "given", "name"),
    [
        ("Côté", "Zoé", "0007_Côté_Zoé.pdf"),
        ("Co\u0302te\u0301", "Zoe\u0301", "0007_Côté_Zoé.pdf"),
        ("بن عبد الله", "مريم", "0007_بن-عبد-الله_مريم.pdf"),
        ("../../etc", "pass/wd", "0007_etc_passwd.pdf"),
        ("\u202egpj", "a:b*?", "0007_gpj_ab.pdf"),
        ("O’Neil", "", "0007_O’Neil.pdf"),
        ("x" * 300, "y", f"0007_{'x' * 60}.pdf"),
    ],
)
def test_names_of_files_are_safe_everywhere(family: str, given: str, name: str) -> None:
    assert reports.file_name(7, family, given) == name


def test_the_code_leads_to_the_page_that_verifies(cast: Cast) -> None:
    with cast.app.app_context():
        code = prints.shown_code(prints.new_code())
        assert files.proof_of(code).address == link("prints.verify", code=prints.shown_code(code))


def test_the_index_isolates_names_and_escapes_them(
    cast: Cast, outbox: Outbox, here: type[Here]
) -> None:
    with unit_of_work():
        theo = db.session.get_one(Person, IDS["theo"])
        theo.given_name, theo.family_name = "مريم", "<b>بن"
    number = order(cast)
    outbox.work()
    index = archived(number)["index.html"].decode()
    assert "<bdi>&lt;b&gt;بن, مريم</bdi>" in index
