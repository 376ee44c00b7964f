"""(h) The search of mentors: against SQLite FTS5, after 200 updates, with readers and a writer.

Both sides hold the same words of the same mentors, are asked the same things in turn, and
give the same: how many fit, the first page's ids in order, and for each value of each filter
how many mentors it would leave. Neither is asked the same thing twice.
"""

import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
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

ASKED = 240  # searches of a round, each another
ROUNDS = 3
UPDATES = 200
READERS = 4
SECONDS = 12.0  # of reading at once
PAUSE = 0.25  # between two commits of the writer: a busy evening of a large board
WAIT_SECONDS = 120
MOST_TO_FULL_TEXT, MOST_AFTER_UPDATES, MOST_GROWTH = 2.5, 1.3, 1.3
FRENCH = "fr"

Ask = Callable[[MentorQuery], object]


def figures(instance: Path) -> list[Figure]:
    """Measure on a copy of the index of `instance`; its database is only read."""
    index_folder, kept = instance / "index", instance / "index-before-bench"
    if index_folder.exists():
        shutil.copytree(index_folder, kept, dirs_exist_ok=True)
    try:
        flask(["search", "rebuild"], instance)
        alone = in_child(measure, instance)
        flask(["search", "rebuild"], instance)
        return [*of_alone(*alone), *of_many(instance)]
    finally:
        shutil.rmtree(index_folder, ignore_errors=True)
        if kept.exists():
            kept.rename(index_folder)


def of_alone(
    own: list[float], other: list[float], before: list[float], after: list[float]
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
        Figure("h", f"after {UPDATES} updates without a restart", ratio(after, before), "x",
               MOST_AFTER_UPDATES, how=f"medians: {later}"),
        Figure("h", "the same, 95th percentile", p95(after) / p95(before), "x"),
    ]  # fmt: skip


def p95(seconds: Sequence[float]) -> float:
    """Return the time that one search in twenty passes."""
    return quantiles(seconds, n=20)[-1]


def measure(instance: Path) -> tuple[list[float], list[float], list[float], list[float]]:
    """Return seconds a search: ours and FTS5 in turn, then ours before and after the updates.

    The last two are asked in turn, too: an index that was left alone beside one that this
    process saw change 200 times.
    """
    app = open_portal(instance)
    with app.app_context():
        other = FullText()
        check_agreement(other, _queries(7)[:40])
        own_times, other_times = [], []
        for number in range(ROUNDS):
            view().forget_words()
            for query in _queries(number):
                own_times.append(_seconds(ask, query))
                other_times.append(_seconds(other.ask, query))
        changed = dict(app.extensions), str(instance)
        with tempfile.TemporaryDirectory() as left_alone:
            shutil.copytree(instance / "index", Path(left_alone) / "index")
            for mentor_id in _mentor_ids(UPDATES):
                index.update_mentors([mentor_id])
                ask(MentorQuery())  # a web process meets every version
            views = {"index_view": IndexView(), "presence_view": PresenceView()}
            same = dict(app.extensions) | views, left_alone
            before, after = _in_turn(app, same, changed)
        return own_times, other_times, before, after


Side = tuple[dict[str, Any], str]  # what a process holds, and the instance whose index it reads


def _in_turn(app: Flask, *sides: Side) -> tuple[list[float], ...]:
    times: tuple[list[float], ...] = tuple([] for _side in sides)
    for number in range(ROUNDS):
        for place, query in enumerate([MentorQuery(), *_queries(50 + number)]):
            for (app.extensions, app.config["INSTANCE"]), taken in zip(sides, times, strict=True):
                if place == 0:
                    view().forget_words()
                    ask(query)
                else:
                    taken.append(_seconds(ask, query))
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
    started = time.perf_counter()
    do(query)
    return time.perf_counter() - started


def _queries(seed: int) -> list[MentorQuery]:
    rng, found = Random(f"search {seed}"), dict[MentorQuery, None]()
    while len(found) < ASKED:
        wanted = draw_query(rng)
        text = wanted.get("q", "")
        found[MentorQuery(text, wanted.get("sector"), None, wanted.get("region"))] = None
    return list(found)


def _mentor_ids(number: int) -> list[int]:
    directory, _levels = view().find(())
    return Random("updates").sample(sorted(directory.places), number)


def of_many(instance: Path) -> list[Figure]:
    """Let four processes read, without a writer and then with one, and compare."""
    quiet = _read_at_once(instance, writes=False)
    busy = _read_at_once(instance, writes=True)
    halves = len(busy) // 2
    ordered = [seconds for _at, seconds in sorted(busy)]
    growth = p95(ordered[halves:]) / p95(ordered[:halves])
    with_it, without = ([s for _at, s in found] for found in (busy, quiet))
    said = f"{1000 * p95(with_it):.1f} ms to {1000 * p95(without):.1f} ms"
    return [
        Figure("h", "p95 of 4 readers beside a writer: second half to first", growth, "x",
               MOST_GROWTH, how=f"{len(busy)} searches, commits {PAUSE} s apart"),
        Figure("h", "the same, to 4 readers without one", p95(with_it) / p95(without), "x",
               how=f"{said}; 5 processes to 4 on the processors of this machine"),
    ]  # fmt: skip


def _read_at_once(instance: Path, *, writes: bool) -> list[tuple[float, float]]:
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(READERS + writes), context.Queue()
    works: list[Any] = [_read] * READERS + ([_write] if writes else [])
    workers = [
        context.Process(target=work, args=(instance, n, barrier, results), daemon=True)
        for n, work in enumerate(works)
    ]
    for worker in workers:
        worker.start()
    try:
        return [one for _w in workers for one in results.get(timeout=WAIT_SECONDS)]
    except Empty:
        raise BenchFailed("search: a process did not answer") from None
    finally:
        for worker in workers:
            worker.join(timeout=5)
            worker.kill()


def _read(instance: Path, number: int, barrier: Any, results: Any) -> None:
    """Search without end, and put when and how long each search took in `results`."""
    with open_portal(instance).app_context():
        ask(MentorQuery())
        queries = _queries(100 + number)
        barrier.wait(WAIT_SECONDS)
        found: list[tuple[float, float]] = []
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            query = queries[len(found) % len(queries)]
            found.append((time.monotonic(), _seconds(ask, query)))
        results.put(found)


def _write(instance: Path, _number: int, barrier: Any, results: Any) -> None:
    """Index mentors again, one a commit, as long as the others read."""
    with open_portal(instance).app_context():
        ids = _mentor_ids(UPDATES)
        barrier.wait(WAIT_SECONDS)
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            index.update_mentors([ids.pop()])
            time.sleep(PAUSE)
        results.put([])
