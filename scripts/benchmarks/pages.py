"""(a) The ten most used pages: SQL statements, server time, and how it grows with the board."""

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine
from werkzeug.test import EnvironBuilder, run_wsgi_app

from benchmarks.children import BenchFailed
from benchmarks.figures import Figure, ratio
from benchmarks.instances import in_child
from benchmarks.visits import PAGES, Visit, cookie, draw, open_portal
from portal.extensions import db, unit_of_work
from portal.models.moderation import Hold, HoldReason, MessageFinding
from portal.models.threads import Message, MessageState
from portal.web.boards import BoardCard

MOST_STATEMENTS = 12
MOST_GROWTH = 1.3
TIMED = 120  # visits of a page at each size, each of them once
WARMING = 15
HIGH = 3  # severity of what is said to have been found in them
FULL_QUEUE = 60  # held messages that fill the first page of any queue
ALIKE = 0.1  # pages this near in bytes count as equally long
FEWEST_ALIKE = 12
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


@dataclass(frozen=True, slots=True)
class Answer:
    """One page as it was served: seconds, SQL statements, bytes."""

    seconds: float
    statements: int
    size: int


@dataclass(frozen=True, slots=True)
class Page:
    """The answers of one page at both sizes, or why there are none."""

    name: str
    small: tuple[Answer, ...] = ()
    large: tuple[Answer, ...] = ()
    most_statements: int = 0
    failure: str = ""


def figures(small: Path, large: Path) -> list[Figure]:
    """Measure every page of `PAGES` on the instances `small` and `large`, in turn."""
    pages = in_child(measure, small, large, tuple(PAGES))
    return [figure for page in pages for figure in of_page(page)]


def of_page(page: Page) -> list[Figure]:
    """Return what is to be known of a page: its most statements, its time, its growth."""
    if page.failure:
        return [Figure("a", f"{page.name}: not measured", 0, "", how=page.failure)]
    times = [answer.seconds for answer in page.large]
    small, large = alike(page.small, page.large)
    how = f"{len(large)} pages of equal length at each size"
    if len(large) < FEWEST_ALIKE:
        small, large, how = page.small, page.large, "as drawn: no pages of equal length"
    growth = ratio([a.seconds for a in large], [a.seconds for a in small])
    drawn = ratio(times, [answer.seconds for answer in page.small])
    size = median(answer.size for answer in page.large) / 1024
    most = page.most_statements
    return [
        Figure("a", f"{page.name}: SQL statements, the most", most, "", MOST_STATEMENTS),
        Figure("a", f"{page.name}: median server time", median(times) * 1000, "ms",
               how=f"{len(times)} visits, {size:.0f} KiB"),
        Figure("a", f"{page.name}: academos to small", growth, "x", MOST_GROWTH,
               how=f"{how}; {drawn:.2f} as drawn"),
    ]  # fmt: skip


def alike(
    small: Sequence[Answer], large: Sequence[Answer]
) -> tuple[tuple[Answer, ...], tuple[Answer, ...]]:
    """Return pairs of answers that are about equally long, each answer in one pair.

    The demo's conversations are longer at `academos`: more text to print is no
    sign of a page that slows down as the board grows.
    """
    free = sorted(large, key=lambda answer: answer.size)
    pairs: list[tuple[Answer, Answer]] = []
    for answer in sorted(small, key=lambda answer: answer.size):
        nearest = min(free, key=lambda other: abs(other.size - answer.size), default=None)
        if nearest is not None and abs(nearest.size - answer.size) <= ALIKE * answer.size:
            free.remove(nearest)
            pairs.append((answer, nearest))
    return tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)


def measure(small: Path, large: Path, names: Sequence[str]) -> list[Page]:
    """Open both portals in this process and visit each page at both, one after the other."""
    apps = open_portal(small), open_portal(large)
    for app in apps:
        _fill_queue(app)
    gc.collect()
    gc.freeze()
    return [_measure_page(name, *apps) for name in names]


def _measure_page(name: str, small: Flask, large: Flask) -> Page:
    try:
        first = [
            answer(app, visit, first=True)
            for app in (small, large)
            for visit in draw(app, name, WARMING, seed=0)
        ]
        visits = zip(draw(small, name, TIMED, 1), draw(large, name, TIMED, 1), strict=True)
        answers = [(answer(small, one), answer(large, other)) for one, other in visits]
    except Exception as failure:  # a page that fails must not hide the others
        return Page(name, failure=f"{type(failure).__name__}: {failure}"[:300].replace("|", "¦"))
    at_small, at_large = tuple(a for a, _b in answers), tuple(b for _a, b in answers)
    most = max(answer.statements for answer in (*first, *at_small, *at_large))
    return Page(name, at_small, at_large, most)


def answer(app: Flask, visit: Visit, *, first: bool = False) -> Answer:
    """Serve one page through WSGI; `first` as a process that must ask for the board."""
    if first:
        app.extensions["board"] = (0.0, BoardCard())
    headers = [("Accept-Language", "fr")]
    if visit.session_id is not None:
        headers.append(("Cookie", cookie(app, visit.session_id)))
    path, _mark, query = visit.address.partition("?")
    environ = EnvironBuilder(path, query_string=query, headers=headers).get_environ()
    with _counted() as statements:
        started = time.perf_counter()
        parts, status, _headers = run_wsgi_app(app.wsgi_app, environ)
        body = b"".join(parts)
        seconds = time.perf_counter() - started
    if not status.startswith("200"):
        raise BenchFailed(f"{path} answered {status}")
    return Answer(seconds, len(statements), len(body))


@contextmanager
def _counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(NOT_COUNTED):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _fill_queue(app: Flask) -> None:
    """Hold messages until the first page of the queue is full, so that both print as many."""
    with app.app_context(), unit_of_work():
        held = select(func.count()).where(Message.state == MessageState.HELD)
        missing = FULL_QUEUE - (db.session.scalar(held) or 0)
        if missing <= 0:
            return
        wanted = (
            select(Message)
            .outerjoin(Hold, Hold.message_id == Message.id)
            .where(Message.state == MessageState.VISIBLE, Hold.id.is_(None))
            .order_by(Message.id.desc())
            .limit(missing)
        )
        for message in db.session.scalars(wanted).all():
            message.state = MessageState.HELD
            db.session.add(Hold(message_id=message.id, reason=HoldReason.FINDING, severity=HIGH))
            db.session.add(
                MessageFinding(
                    message_id=message.id,
                    kind="phone",
                    start=0,
                    end=1,
                    severity=HIGH,
                    rule="bench",
                )
            )
