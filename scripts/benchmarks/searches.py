"""(h) The search of mentors: against SQLite FTS5, after 200 updates, with readers and a writer.

Both sides hold the same words of the same mentors, are asked the same things in turn, and
give the same: how many fit, the first page's ids in order, and for each value of each filter
how many mentors it would leave. Neither is asked the same thing twice.

What updates and a writer cost is held against a copy of the index that nobody writes, asked
the same things in turn by the same processes: whatever else the machine does meets both.
Seconds are of the processor, as a machine that does other work makes any search wait; what a
reader waits for beside a writer is told, too, as the clock shows it.
"""

import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from queue import Empty
from random import Random
from statistics import median, quantiles
from typing import Any

from flask import Flask

from benchmarks.children import BenchFailed, flask
from benchmarks.figures import Figure, ratio
from benchmarks.instances import in_child
from benchmarks.peers import FullText
from benchmarks.visits import draw_query, open_portal
from portal.queries.schools import Home
from portal.search import index
from portal.search.mentors import MentorQuery, Search
from portal.search.presence import PresenceView
from portal.search.reader import IndexView, view

WAIT_SECONDS = 120
MOST_TO_FULL_TEXT, MOST_AFTER_UPDATES, MOST_BESIDE_WRITER = 2.5, 1.3, 1.3
FRENCH = "fr"

Ask = Callable[[MentorQuery], object]


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured; less of it is for tests."""

    readers: int = 4
    asked: int = 240  # searches of a round, each another
    rounds: int = 3
    updates: int = 200
    seconds: float = 24.0  # of reading at once
    searches_a_commit: int = 100  # of all readers: a busy evening, however fast the machine is


def figures(instance: Path, scale: Scale = Scale()) -> list[Figure]:
    """Measure on a copy of the index of `instance`; its database is only read."""
    index_folder, kept = instance / "index", instance / "index-before-bench"
    if index_folder.exists():
        shutil.copytree(index_folder, kept, dirs_exist_ok=True)
    try:
        flask(["search", "rebuild"], instance)
        alone = in_child(measure, instance, scale)
        flask(["search", "rebuild"], instance)
        return [*of_alone(*alone, scale), *of_many(instance, scale)]
    finally:
        shutil.rmtree(index_folder, ignore_errors=True)
        if kept.exists():
            kept.rename(index_folder)


def of_alone(
    own: list[float],
    other: list[float],
    before: list[float],
    after: list[float],
    scale: Scale,
) -> list[Figure]:
    """Return what one process was measured to do: seconds a search."""
    said = f"{1000 * median(own):.2f} ms to {1000 * median(other):.2f} ms"
    tail = p95(own) / p95(other)
    later = f"{1000 * median(before):.2f} ms to {1000 * median(after):.2f} ms, the same searches"
    return [
        Figure("h", "search and counts to SQLite FTS5", ratio(own, other), "x", MOST_TO_FULL_TEXT,
               how=f"medians: {said}; {len(own)} searches each, none twice"),
        Figure("h", "the same, 95th percentile", tail, "x",
               how=f"{1000 * p95(own):.1f} ms to {1000 * p95(other):.1f} ms"),
        Figure("h", f"after {scale.updates} updates without a restart", ratio(after, before), "x",
               MOST_AFTER_UPDATES, how=f"medians: {later}"),
        Figure("h", "the same, 95th percentile", p95(after) / p95(before), "x"),
    ]  # fmt: skip


def p95(seconds: Sequence[float]) -> float:
    """Return the time that one search in twenty passes."""
    return quantiles(seconds, n=20)[-1]


def measure(
    instance: Path, scale: Scale
) -> tuple[list[float], list[float], list[float], list[float]]:
    """Return seconds a search: ours and FTS5 in turn, then ours before and after the updates.

    The last two are asked in turn, too: an index that was left alone beside one that this
    process saw change 200 times. Raises IndexOutOfOrder without an index.
    """
    app = open_portal(instance)
    with app.app_context():
        other = FullText()
        check_agreement(other, _queries(7, scale.asked)[:40])
        own_times, other_times = [], []
        for number in range(scale.rounds):
            view().forget_words()
            for query in _queries(number, scale.asked):
                own_times.append(_seconds(ask, query))
                other_times.append(_seconds(other.ask, query))
        with _left_alone(app) as same:
            changed: Side = (app.extensions, str(instance))
            for mentor_id in _mentor_ids(scale.updates):
                index.update_mentors([mentor_id])
                ask(MentorQuery())  # a web process meets every version
            before, after = _in_turn(app, scale, same, changed)
        return own_times, other_times, before, after


Side = tuple[dict[str, Any], str]  # what a process holds, and the instance whose index it reads


@contextmanager
def _left_alone(app: Flask) -> Iterator[Side]:
    """Give a side of its own that reads a copy of the index, which nobody writes."""
    own: Side = (app.extensions, app.config["INSTANCE"])
    with tempfile.TemporaryDirectory() as folder:
        index.folder_in_use()  # raises IndexOutOfOrder when there is nothing to copy
        shutil.copytree(index.folder(), Path(folder) / "index")
        views = {"index_view": IndexView(), "presence_view": PresenceView()}
        try:
            yield app.extensions | views, folder
        finally:
            app.extensions, app.config["INSTANCE"] = own


def _seconds_of(app: Flask, side: Side, query: MentorQuery) -> float:
    app.extensions, app.config["INSTANCE"] = side
    return _seconds(ask, query)


def _in_turn(app: Flask, scale: Scale, *sides: Side) -> tuple[list[float], ...]:
    times: tuple[list[float], ...] = tuple([] for _side in sides)
    order = Random("who asks first")
    for number in range(scale.rounds):
        for side in sides:
            _seconds_of(app, side, MentorQuery())
            view().forget_words()
        for query in _queries(50 + number, scale.asked):
            # Who asks first also reads the words' occupations, which both know from then on.
            for which in order.sample((0, 1), 2):
                times[which].append(_seconds_of(app, sides[which], query))
    return times


def check_agreement(other: FullText, queries: Sequence[MentorQuery]) -> None:
    """Hold the two against each other: what is measured must be the same. Raises BenchFailed."""
    for query in queries:
        own = _search(query)
        if own.stand_ins:  # FTS5 has nobody to stand in for a misspelt word
            continue
        if (own.total, own.counts()) != other.ask(query)[:2]:
            raise BenchFailed(f"the two sides do not find the same for {query}")


def ask(query: MentorQuery) -> object:
    """Do one search as a page does: how many, the counts, the first page."""
    search = _search(query)
    return search.total, search.counts(), search.page(1)


def _search(query: MentorQuery) -> Search:
    return Search(query, home=Home(), turn=0, reader_language=FRENCH)


def _seconds(do: Ask, query: MentorQuery) -> float:
    started = time.thread_time()
    do(query)
    return time.thread_time() - started


def _queries(seed: int, number: int) -> list[MentorQuery]:
    rng, found = Random(f"search {seed}"), dict[MentorQuery, None]()
    while len(found) < number:
        wanted = draw_query(rng)
        text = wanted.get("q", "")
        found[MentorQuery(text, wanted.get("sector"), None, wanted.get("region"))] = None
    return list(found)


def _mentor_ids(number: int) -> list[int]:
    directory, _levels = view().find(())
    ids = sorted(directory.places)
    return Random("updates").sample(ids, min(number, len(ids)))


# When, seconds of the processor on the index written and on its copy, and on the clock.
Asked = tuple[float, float, float, float, float]


def of_many(instance: Path, scale: Scale) -> list[Figure]:
    """Let four processes read beside a writer, in turn what it writes and a copy, and compare."""
    found = sorted(_read_at_once(instance, scale))
    if len(found) < 4:
        raise BenchFailed("search: too few searches to compare")
    written, alone, waited, waited_alone = ([one[side] for one in found] for side in (1, 2, 3, 4))
    half = len(found) // 2
    growth, control = (p95(side[half:]) / p95(side[:half]) for side in (written, alone))
    said = f"{1000 * p95(written):.1f} ms to {1000 * p95(alone):.1f} ms, in turn"
    return [
        Figure("h", f"p95 of {scale.readers} readers beside a writer, to a copy nobody writes",
               p95(written) / p95(alone), "x", MOST_BESIDE_WRITER,
               how=f"{said}; {len(found)} searches each, a commit each {scale.searches_a_commit}"),
        Figure("h", "the same, medians", ratio(written, alone), "x"),
        Figure("h", "the same p95, on the clock", p95(waited) / p95(waited_alone), "x",
               how=f"{1000 * p95(waited):.1f} ms to {1000 * p95(waited_alone):.1f} ms"),
        Figure("h", "its p95 in the second half to the first, the same of the copy taken out",
               growth / control, "x", MOST_BESIDE_WRITER,
               how=f"{growth:.2f} to {control:.2f}"),
    ]  # fmt: skip


def _read_at_once(instance: Path, scale: Scale) -> list[Asked]:
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(scale.readers + 1), context.Queue()
    done = context.Semaphore(0)  # one for each search: the writer counts them
    workers = [
        context.Process(
            target=_report, args=(work, instance, scale, n, barrier, done, results), daemon=True
        )
        for n, work in enumerate([_read] * scale.readers + [_write])
    ]
    for worker in workers:
        worker.start()
    try:
        answers = [results.get(timeout=WAIT_SECONDS) for _w in workers]
    except Empty:
        raise BenchFailed("search: a process did not answer") from None
    finally:
        for worker in workers:
            worker.join(timeout=5)
            worker.kill()
    for answer in answers:
        if isinstance(answer, str):
            raise BenchFailed(f"search: {answer}")
    return [one for answer in answers for one in answer]


def _report(
    work: Callable[[Path, Scale, int, Any, Any], list[Asked]],
    instance: Path,
    scale: Scale,
    number: int,
    barrier: Any,
    done: Any,
    results: Any,
) -> None:
    """Put in `results` what `work` found, or why it could not; the others need not wait then."""
    try:
        results.put(work(instance, scale, number, barrier, done))
    except Exception as failure:
        barrier.abort()
        results.put(f"{type(failure).__name__}: {failure}")


def _read(instance: Path, scale: Scale, number: int, barrier: Any, done: Any) -> list[Asked]:
    """Search without end, each thing twice, and return when and how long each took."""
    app = open_portal(instance)
    with app.app_context(), _left_alone(app) as same:
        written: Side = (app.extensions, str(instance))
        for side in (same, written):
            _seconds_of(app, side, MentorQuery())
        queries, order = _queries(100 + number, scale.asked), Random(number)
        barrier.wait(WAIT_SECONDS)
        found: list[Asked] = []
        until = time.monotonic() + scale.seconds
        while time.monotonic() < until:
            query, at = queries[len(found) % len(queries)], time.monotonic()
            took, waited = [0.0, 0.0], [0.0, 0.0]
            for which in order.sample((0, 1), 2):
                began = time.perf_counter()
                took[which] = _seconds_of(app, (written, same)[which], query)
                waited[which] = time.perf_counter() - began
            found.append((at, took[0], took[1], waited[0], waited[1]))
            done.release()
        return found


def _write(instance: Path, scale: Scale, _number: int, barrier: Any, done: Any) -> list[Asked]:
    """Index mentors again, one a commit, as long as the others read; paced by what they read."""
    with open_portal(instance).app_context():
        ids = cycle(_mentor_ids(scale.updates))
        barrier.wait(WAIT_SECONDS)
        until = time.monotonic() + scale.seconds
        while time.monotonic() < until:
            index.update_mentors([next(ids)])
            for _search in range(scale.searches_a_commit):
                done.acquire(timeout=max(0.0, until - time.monotonic()))
        return []
