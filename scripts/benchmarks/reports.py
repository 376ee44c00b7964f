"""(i) What is printed: a student's page, a pack in two processes, the board's figures, Chromium.

The reference is a page that anyone would print with WeasyPrint: a table of 30 rows and a chart of
12 bars, its style beside it, no tags asked for.
"""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.children import BenchFailed
from benchmarks.figures import Figure, ratio
from benchmarks.instances import in_child

PAGES = 24  # of each kind, in turn
MOST_OF_REFERENCE, LEAST_GAIN, MOST_MIB, MOST_SECONDS = 0.7, 1.6, 200.0, 5.0
PACK = 1000


@dataclass(frozen=True, slots=True)
class Pages:
    """Seconds of the processor for each page; of Chromium, seconds on the clock."""

    own: list[float]
    reference: list[float]
    own_clock: list[float]
    chromium: list[float]
    chromium_faults: str  # what `pdfua` says of it; "" without Chromium


@dataclass(frozen=True, slots=True)
class Packed:
    """Seconds on the clock with one process and with two, for as many documents; the peak."""

    students: int
    moved: int  # from other schools, where none has so many
    one: float
    two: float
    peak_mib: float


@dataclass(frozen=True, slots=True)
class Asked:
    """The board's report: seconds of its queries, of all of it, statements, students counted."""

    queries: float
    whole: float
    statements: int
    students: int


def figures(instance: Path, students: int = PACK) -> list[Figure]:
    """Print the pages in turn, the pack with one process and with two, and ask for the board."""
    pages = in_child(print_pages, instance)
    asked = in_child(ask_for_board, instance)
    packed = in_child(make_packs, instance, students)
    gain = packed.one / packed.two
    own, plain = median(pages.own), median(pages.reference)
    found = [
        Figure("i", "a student's page to the reference page", ratio(pages.own, pages.reference),
               "x", MOST_OF_REFERENCE,
               how=f"processor time: {own * 1000:.0f} to {plain * 1000:.0f} ms, report built "
                   "and tagged; the reference in plain WeasyPrint, not tagged"),
        Figure("i", f"a pack of {packed.students}: two processes to one", gain, "x", LEAST_GAIN,
               at_least=True,
               how=f"{packed.one:.0f} s to {packed.two:.0f} s, starts included; {packed.moved:,} "
                   "students moved into the largest school on the copy"),
        Figure("i", "the largest of its processes", packed.peak_mib, "MiB", MOST_MIB,
               how="peak of resident memory, looked at 20 times a second"),
        Figure("i", "queries of the board's report", asked.queries, "s", MOST_SECONDS,
               how=f"{asked.statements} statements, {asked.students:,} students; "
                   f"{asked.whole:.1f} s with the figures made of them"),
    ]  # fmt: skip
    if pages.chromium:
        found.append(
            Figure("i", "the same pages by headless Chromium, warm, to ours",
                   ratio(pages.chromium, pages.own_clock), "x",
                   how=f"on the clock: {median(pages.chromium) * 1000:.0f} to "
                       f"{median(pages.own_clock) * 1000:.0f} ms; {pages.chromium_faults}")
        )  # fmt: skip
    return found


def print_pages(instance: Path) -> Pages:
    """Print students' reports and the reference page in turn, and the same by Chromium."""
    import weasyprint  # noqa: PLC0415 the bench itself stays small

    from benchmarks.visits import open_portal  # noqa: PLC0415

    with open_portal(instance).app_context():
        viewer, _school, ids = _students(PAGES)
        page = _page_of(viewer)
        own, reference, own_clock, chromium = [], [], [], []
        with _Chromium() as browser:
            same = _html_of(viewer, ids[0])
            page(ids[0])  # each has begun before anything is timed
            weasyprint.HTML(string=REFERENCE).write_pdf()
            browser.print_page(same)
            for student_id in ids:
                spent, clock = _seconds(lambda number=student_id: page(number))  # type: ignore[misc]
                own.append(spent)
                own_clock.append(clock)
                reference.append(
                    _seconds(lambda: weasyprint.HTML(string=REFERENCE).write_pdf())[0]
                )
                if browser.there:
                    same = _html_of(viewer, student_id)
                    chromium.append(_seconds(lambda html=same: browser.print_page(html))[1])  # type: ignore[misc]
            return Pages(own, reference, own_clock, chromium, browser.faults())


def _page_of(viewer: Any) -> Callable[[int], bytes]:
    """Return what prints a student's report of this school year, with a code, in French."""
    from portal.reports import documents, files, periods  # noqa: PLC0415
    from portal.services import prints  # noqa: PLC0415

    year = periods.school_year()

    def page(student_id: int) -> bytes:
        report = documents.build(documents.ReportKind.STUDENT, viewer, student_id, year)
        proof = files.proof_of(prints.new_code())
        return documents.to_pdf(report, language="fr", proof=proof, logo=files.logo())

    return page


def _html_of(viewer: Any, student_id: int) -> str:
    """Return the same report as the page that WeasyPrint is given, its style in it."""
    from flask import render_template  # noqa: PLC0415 the bench itself stays small

    from portal.i18n import in_language  # noqa: PLC0415
    from portal.reports import documents, files, pdf, periods  # noqa: PLC0415
    from portal.reports.cells import said  # noqa: PLC0415
    from portal.services import prints  # noqa: PLC0415

    kind, year = documents.ReportKind.STUDENT, periods.school_year()
    report = documents.build(kind, viewer, student_id, year)
    proof, paper = files.proof_of(prints.new_code()), documents.in_words(report, "fr")
    style = (pdf.STYLESHEETS / documents.STUDENT_STYLE).read_text("utf-8")
    with in_language("fr"):
        html = render_template(
            documents.STUDENT, report=report, paper=paper, say=said, proof=proof, logo=""
        )
    return html.replace("<style>", f"<style>{style}", 1)


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds of the processor and of the clock that `work` takes."""
    spent, clock = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - spent, time.perf_counter() - clock


def _students(count: int) -> tuple[Any, int, list[int]]:
    """Return a counsellor of the school with most students, the school, and some of them.

    Raises BenchFailed when no school has so many.
    """
    from sqlalchemy import func, select  # noqa: PLC0415
    from sqlalchemy.orm import joinedload  # noqa: PLC0415

    from portal.extensions import db  # noqa: PLC0415
    from portal.models.class_groups import CounsellorSchool  # noqa: PLC0415
    from portal.models.people import Person  # noqa: PLC0415
    from portal.models.students import Student  # noqa: PLC0415

    largest = (
        select(CounsellorSchool.school_id, CounsellorSchool.counsellor_id)
        .join(Student, Student.school_id == CounsellorSchool.school_id)
        .group_by(CounsellorSchool.school_id, CounsellorSchool.counsellor_id)
        .order_by(func.count().desc())
    )
    school_id, counsellor_id = db.session.execute(largest).first() or (0, 0)
    who = select(Person).where(Person.id == counsellor_id).options(joinedload(Person.role_rows))
    viewer = db.session.scalars(who).unique().one()
    chosen = select(Student.person_id).where(Student.school_id == school_id).limit(count)
    ids = list(db.session.scalars(chosen))
    if len(ids) < count:
        raise BenchFailed(f"the largest school has {len(ids)} students, not {count}")
    return viewer, school_id, ids


def make_packs(instance: Path, students: int) -> Packed:
    """Print the documents of a pack twice, on a copy: in one process, then in two."""
    with TemporaryDirectory(prefix="lanterne-bench-packs-") as folder:
        copy = Path(folder) / "instance"
        shutil.copytree(instance, copy)
        return _make_packs(copy, students)


def _make_packs(instance: Path, students: int) -> Packed:
    from benchmarks.visits import open_portal  # noqa: PLC0415 the bench itself stays small
    from portal.extensions import unit_of_work  # noqa: PLC0415
    from portal.models.prints import PrintFor  # noqa: PLC0415
    from portal.reports import packs as made  # noqa: PLC0415
    from portal.reports import periods  # noqa: PLC0415
    from portal.services import packs  # noqa: PLC0415

    seconds, peaks = {}, [0.0]
    with open_portal(instance).app_context():
        moved = _fill_largest(students)
        viewer, school_id, ids = _students(students)
        year = periods.school_year()
        for processes in (2, 1):
            wanted = packs.PackOrder(
                "student", "school", school_id, "fr", year.first, year.last, PrintFor.SCHOOL
            )
            with unit_of_work():
                pack = packs.order(person=viewer, wanted=wanted, send_key=str(processes)).id
            started = time.perf_counter()
            _print_all(pack, ids, processes, peaks)
            seconds[processes] = time.perf_counter() - started
            made.clear(pack)
    return Packed(students, moved, seconds[1], seconds[2], max(peaks))


def _fill_largest(count: int) -> int:
    """Move students of other schools into the largest until it has `count`; return how many."""
    from sqlalchemy import func, select, update  # noqa: PLC0415

    from portal.extensions import db, unit_of_work  # noqa: PLC0415
    from portal.models.students import Student  # noqa: PLC0415

    _viewer, school_id, _none = _students(0)
    there = select(func.count()).where(Student.school_id == school_id)
    others = select(Student.person_id).where(Student.school_id != school_id)
    missing = max(0, count - (db.session.scalar(there) or 0))
    ids = list(db.session.scalars(others.order_by(Student.person_id).limit(missing)))
    with unit_of_work():
        for number in ids:  # one by one: a database takes only so many numbers in a list
            db.session.execute(
                update(Student).where(Student.person_id == number).values(school_id=school_id)
            )
    return len(ids)


def _print_all(pack_id: int, ids: list[int], processes: int, peaks: list[float]) -> None:
    """Print them all as the worker does, turn after turn, and note each process's memory."""
    from portal.reports import packs as made  # noqa: PLC0415 the bench itself stays small
    from portal.worker.packs import SLICE, STUDENTS_AT_ONCE  # noqa: PLC0415
    from portal.worker.printers import Printers  # noqa: PLC0415

    while left := [number for number in ids if number not in made.seen_to(pack_id)]:
        some = left[: STUDENTS_AT_ONCE * processes]
        printers = Printers(pack_id, some, processes=processes, seconds=SLICE)
        while printers.work(0.05):
            peaks += [_resident_mib(process.pid) for process in printers.processes]
        if printers.failure is not None:
            raise BenchFailed(f"a printer ended: {printers.failure.value}")


def _resident_mib(number: int | None) -> float:
    """Return the most memory that a process held since it began; 0 for one that has ended."""
    try:
        lines = Path(f"/proc/{number}/status").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    peak = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    return int(peak[0]) / 1024 if peak else 0.0


def ask_for_board(instance: Path) -> Asked:
    """Build the board's report of this school year and time what the database does for it."""
    from sqlalchemy import event, select  # noqa: PLC0415 the bench itself stays small
    from sqlalchemy.orm import joinedload  # noqa: PLC0415

    from benchmarks.visits import open_portal  # noqa: PLC0415
    from portal.extensions import db  # noqa: PLC0415
    from portal.models.people import Person, PersonRole, Role  # noqa: PLC0415
    from portal.queries import participation  # noqa: PLC0415
    from portal.reports import documents, periods  # noqa: PLC0415

    began, spent = [0.0], []
    with open_portal(instance).app_context():
        event.listen(
            db.engine, "before_cursor_execute", lambda *_: began.append(time.perf_counter())
        )
        event.listen(
            db.engine, "after_cursor_execute",
            lambda *_: spent.append(time.perf_counter() - began[-1]),
        )  # fmt: skip
        has_role = select(PersonRole.person_id).where(PersonRole.role == Role.ADMINISTRATOR)
        who = select(Person).where(Person.id.in_(has_role)).options(joinedload(Person.role_rows))
        viewer = db.session.scalars(who).unique().first()
        if viewer is None:
            raise BenchFailed("nobody runs this board")
        spent.clear()
        year, started = periods.school_year(), time.perf_counter()
        documents.build(documents.ReportKind.BOARD, viewer, 1, year)
        whole, queries, count = time.perf_counter() - started, sum(spent), len(spent)
        scope = participation.whole_board(viewer, year.since, year.until)
        return Asked(queries, whole, count, len(participation.members(scope)))


class _Chromium:
    """Debian's Chromium, warm, that prints pages; absent where it is not installed."""

    def __init__(self) -> None:
        self.path = shutil.which("chromium") or shutil.which("chromium-browser")
        self.there = self.path is not None
        self._last = b""

    def __enter__(self) -> "_Chromium":
        if self.there:
            from playwright.sync_api import sync_playwright  # noqa: PLC0415 not everywhere

            self._running = sync_playwright().start()
            self._browser = self._running.chromium.launch(
                executable_path=self.path, args=["--no-sandbox"]
            )
            self._page = self._browser.new_page()
        return self

    def __exit__(self, *_error: object) -> None:
        if self.there:
            self._browser.close()
            self._running.stop()

    def print_page(self, html: str) -> None:
        """Print a page, tagged, with bookmarks."""
        if self.there:
            self._page.set_content(html)
            self._last = self._page.pdf(prefer_css_page_size=True, tagged=True, outline=True)

    def faults(self) -> str:
        """Say whether its document is tagged, and how many faults `pdfua` finds in it."""
        return _faults(self._last) if self.there else ""


def _faults(document: bytes) -> str:
    import pdfua  # noqa: PLC0415 a tool of development

    with TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        path.write_bytes(document)
        findings = pdfua.validate(str(path)).findings
    errors = sum(finding.severity >= pdfua.Severity.ERROR for finding in findings)
    tagged = "tagged" if b"/StructTreeRoot" in document else "not tagged"
    return f"it is {tagged}, with {errors} faults by pdfua (ours 0)"


def _reference() -> str:
    heights = (30, 60, 80, 20, 100, 55, 47, 90, 75, 12, 66, 41)
    bars = "".join(
        f'<rect x="{place * 30 + 5}" y="{120 - tall}" width="22" height="{tall}" fill="#445566"/>'
        f'<text x="{place * 30 + 8}" y="135" font-size="9">{place + 1}</text>'
        for place, tall in enumerate(heights)
    )
    rows = "".join(
        f"<tr><th>Student {row}</th><td>sec {row % 5 + 1}</td><td>{row * 3}</td>"
        f"<td>{row * 2}</td><td>{row} h</td><td>2026-10-{row % 28 + 1:02}</td></tr>"
        for row in range(30)
    )
    heads = "".join(
        f"<th>{h}</th>" for h in ("Name", "Level", "Sent", "Received", "Reply", "Last")
    )
    return f"""<!doctype html><html lang="en-CA"><head><meta charset="utf-8">
<title>Reference</title><style>
@page {{ size: 8.5in 11in; margin: .75in;
  @bottom-right {{ content: "Page " counter(page) " of " counter(pages); }} }}
html {{ font: 9pt/1.25 "DejaVu Sans", sans-serif; }}
table {{ border-collapse: collapse; table-layout: fixed; width: 100%; }}
th, td {{ text-align: left; padding: 1.5pt 4pt; border-bottom: .5pt solid #888; }}
thead th {{ border-bottom: 1pt solid #000; }}
</style></head><body><h1>Participation</h1><p>A reference page.</p>
<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
<svg viewBox="0 0 370 140" width="370" height="140"><title>Bars</title>{bars}</svg>
</body></html>"""


REFERENCE = _reference()
