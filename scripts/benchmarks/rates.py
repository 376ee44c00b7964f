"""(b) Requests a second against a bare page served the same way; (c) memory of each process."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median

from sqlalchemy import func, select

from benchmarks.figures import Figure, ratio
from benchmarks.instances import in_child
from benchmarks.servers import Memory, Server, serving
from benchmarks.traffic import Line, send, sizes
from benchmarks.visits import cookie, draw, open_portal
from portal.extensions import db
from portal.models.threads import Thread

REPETITIONS = 3
SECONDS = 5
WARMING_SECONDS = 2
VISITS = 1500
LOOKED_AT = 40  # answers whose bytes the bare page takes
MOST_MIB = 200.0
PORTAL = "wsgi:app"
BARE_PAGE = "benchmarks.reference:page_app()"
BARE_JSON = "benchmarks.reference:json_app()"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A page of the portal, what it is compared with, and the least ratio wanted."""

    page: str
    bare: str
    least: float | None


COMPARISONS = (
    Comparison("inbox", BARE_PAGE, 0.8),
    Comparison("thread", BARE_PAGE, 0.8),
    Comparison("student list", BARE_PAGE, 0.8),
    Comparison("class group", BARE_PAGE, None),
    Comparison("counsellor home", BARE_PAGE, None),
    Comparison("mentor search", BARE_PAGE, 0.4),
    Comparison("suggestions", BARE_JSON, 0.5),
)


def figures(instance: Path, comparisons: Sequence[Comparison] = COMPARISONS) -> list[Figure]:
    """Serve the portal and the bare applications on `instance`, and ask them in turn."""
    found: list[Figure] = []
    with (
        serving(PORTAL, instance) as portal,
        serving(BARE_PAGE, instance) as page,
        serving(BARE_JSON, instance) as json,
    ):
        bare = {BARE_PAGE: page, BARE_JSON: json}
        for comparison in comparisons:
            found.append(_compare(comparison, portal, bare[comparison.bare], instance))
        found += of_memory(portal.memory(), "after all of the above")
    return found


def _compare(comparison: Comparison, portal: Server, bare: Server, instance: Path) -> Figure:
    name = f"{comparison.page} to bare {'JSON' if comparison.bare == BARE_JSON else 'page'}"
    try:
        lines, firsts = in_child(_lines, instance, comparison.page)
        size = round(median(sizes(portal.port, lines, LOOKED_AT)))
        if comparison.bare == BARE_JSON:
            others = [(f"/{size}", "")]
        else:
            others = [(f"/{n}/{size}", line[1]) for n, line in zip(firsts, lines, strict=True)]
        rates = in_turn([(portal, lines), (bare, others)], instance)
    except Exception as failure:  # a page that fails must not hide the others
        return Figure("b", f"{name}: not measured", 0, "", how=_short(failure))
    how = f"{median(rates[0]):.0f}/s to {median(rates[1]):.0f}/s, {size / 1024:.1f} KiB"
    return Figure("b", name, ratio(*rates), "x", comparison.least, at_least=True, how=how)


def in_turn(sides: Sequence[tuple[Server, Sequence[Line]]], folder: Path) -> list[list[float]]:
    """Ask the sides in turn, A B A B, and return the answers a second of each round."""
    rates: list[list[float]] = [[] for _side in sides]
    for number in range(REPETITIONS + 1):
        for side, (server, lines) in enumerate(sides):
            seconds = SECONDS if number else WARMING_SECONDS
            start = number * len(lines) // (REPETITIONS + 1)
            done = send(server.port, lines, seconds=seconds, start=start, folder=folder)
            if number:
                rates[side].append(done.rate)
    return rates


def _lines(instance: Path, page: str) -> tuple[list[Line], list[int]]:
    """Return addresses with their cookies, and as many thread numbers for the bare page."""
    app = open_portal(instance)
    visits = draw(app, page, VISITS, seed=2)
    with app.app_context():
        last = db.session.scalar(select(func.max(Thread.id))) or 1
    rng = Random(page)
    firsts = [rng.randint(1, max(1, last - 100)) for _visit in visits]
    known = {visit.session_id for visit in visits}
    cookies = {session: cookie(app, session) if session else "" for session in known}
    return [(visit.address, cookies[visit.session_id]) for visit in visits], firsts


def of_memory(processes: Sequence[Memory], how: str, part: str = "c") -> list[Figure]:
    """Return what each web process holds."""
    return [
        Figure(part, f"resident memory of web process {number}", memory.resident, "MiB", MOST_MIB,
               how=f"{how}; {memory.proportional:.0f} MiB when shared pages are divided")
        for number, memory in enumerate(processes, 1)
    ]  # fmt: skip


def _short(failure: Exception) -> str:
    return f"{type(failure).__name__}: {failure}"[:300].replace("|", "¦").replace("\n", " ")
