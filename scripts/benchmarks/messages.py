"""(g) Messages posted from four processes at once, against bare inserts into the same table."""

import multiprocessing
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from pathlib import Path
from queue import Empty
from random import Random
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from benchmarks.children import BenchFailed
from benchmarks.figures import Figure, ratio
from benchmarks.visits import open_portal
from portal import clock
from portal.extensions import Model, db, unit_of_work
from portal.models.jobs import Job
from portal.models.matches import Match, MatchState
from portal.models.people import Person
from portal.models.threads import Message, MessageState, Thread
from portal.services.threads import post_message

PROCESSES = 4
EACH = 150  # messages of one process in one round
ROUNDS = 3
LEAST = 0.7
WAIT_SECONDS = 120.0
MESSAGE, JOB, THREAD, MATCH = (
    Model.metadata.tables[model.__tablename__] for model in (Message, Job, Thread, Match)
)
WORDS = (
    "Merci pour votre réponse, elle m’aide à mieux comprendre vos journées.",
    "Est-ce que le travail change beaucoup d’une saison à l’autre?",
    "J’hésite encore entre deux programmes, et je voulais savoir ce qui vous a décidé.",
    "Thank you, I did not know that the training was that long.",
    "What was the hardest part of your first year on the job?",
    "Au début, je ne savais pas tenir les outils; on apprend en regardant les autres.",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Someone who may write in a thread, and the numbers for those who write bare rows."""

    author: Person
    author_id: int
    thread_id: int
    match_id: int


Post = Callable[[Pair, str], None]


@dataclass(frozen=True, slots=True)
class Span:
    """What one process did in one round: from when to when, how many failed, the slowest."""

    begun: float
    ended: float
    failed: int
    slowest: float
    first_failure: str = ""


def figures(instance: Path) -> list[Figure]:
    """Post through the service and insert bare rows, in turn, on a copy of `instance`."""
    copy = instance.with_name(f"{instance.name}-messages")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(instance, copy)
    try:
        rounds = {kind: list[list[Span]]() for kind in KINDS}
        for number in range(ROUNDS):
            for kind in KINDS:
                rounds[kind].append(_round(kind, copy, seed=number))
    finally:
        shutil.rmtree(copy, ignore_errors=True)
    return _figures(rounds)


def _figures(rounds: dict[str, list[list[Span]]]) -> list[Figure]:
    posted = [span for spans in rounds["service"] for span in spans]
    failed = sum(span.failed for span in posted)
    rates = {kind: [rate(spans) for spans in of_kind] for kind, of_kind in rounds.items()}
    how = {kind: f"{sorted(rates[kind])[len(rates[kind]) // 2]:.0f}/s" for kind in KINDS}
    slowest = max(span.slowest for span in posted)
    reason = next((span.first_failure for span in posted if span.first_failure), "")
    return [
        Figure("g", f"messages that failed, of {PROCESSES * EACH * ROUNDS}", failed, "", 0,
               how=reason or f"slowest {slowest * 1000:.0f} ms"),
        Figure("g", "post_message to a bare ORM insert", ratio(rates["service"], rates["orm"]),
               "x", LEAST, at_least=True, how=f"{how['service']} to {how['orm']}"),
        Figure("g", "post_message to a bare Core insert", ratio(rates["service"], rates["core"]),
               "x", how=f"{how['service']} to {how['core']}"),
        Figure("g", "post_message to a bare write of a message",
               ratio(rates["service"], rates["bare"]), "x", LEAST, at_least=True,
               how=f"{how['service']} to {how['bare']}; ORM: read thread, insert, update thread"),
        Figure("g", "post_message to the same rows written bare",
               ratio(rates["service"], rates["rows"]),
               "x", how=f"{how['service']} to {how['rows']}; message, job, thread and match"),
    ]  # fmt: skip


def rate(spans: list[Span]) -> float:
    """Return messages a second, from the first begun to the last ended."""
    written = sum(EACH - span.failed for span in spans)
    return written / (max(s.ended for s in spans) - min(s.begun for s in spans))


def _round(kind: str, instance: Path, seed: int) -> list[Span]:
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(PROCESSES), context.Queue()
    workers = [
        context.Process(
            target=_work, args=(kind, instance, seed, n, barrier, results), daemon=True
        )
        for n in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    try:
        return _spans([results.get(timeout=WAIT_SECONDS) for _worker in workers])
    except Empty:
        raise BenchFailed(f"messages ({kind}): a process did not answer") from None
    finally:
        for worker in workers:
            worker.join(timeout=5)
            worker.kill()


def _spans(results: list[Span | BenchFailed]) -> list[Span]:
    failures = [result for result in results if isinstance(result, BenchFailed)]
    for failure in failures:
        if "BrokenBarrier" not in str(failure):  # the others only say that one gave up
            raise failure
    return [result for result in results if isinstance(result, Span)]


def _work(
    kind: str, instance: Path, seed: int, number: int, barrier: Barrier, results: Any
) -> None:
    """Write `EACH` messages once every process is ready, and put the span in `results`."""
    post, rng = KINDS[kind], Random(f"{kind} {seed} {number}")
    try:
        with open_portal(instance).app_context():
            pairs = _pairs(number)
            post(rng.choice(pairs), WORDS[0])  # compiles its statements
            letters = [(rng.choice(pairs), rng.choice(WORDS)) for _number in range(EACH)]
            barrier.wait(WAIT_SECONDS)
            results.put(_timed(post, letters))
    except Exception as failure:
        barrier.abort()
        results.put(BenchFailed(f"messages ({kind}): {type(failure).__name__}: {failure}"[:500]))


def _timed(post: Post, letters: list[tuple[Pair, str]]) -> Span:
    failed, slowest, reason = 0, 0.0, ""
    begun = time.monotonic()
    for pair, body in letters:
        started = time.monotonic()
        try:
            post(pair, body)
        except Exception as failure:  # counted: none may fail
            failed, reason = failed + 1, reason or f"{type(failure).__name__}: {failure}"[:200]
        slowest = max(slowest, time.monotonic() - started)
    return Span(begun, time.monotonic(), failed, slowest, reason)


def _pairs(number: int) -> list[Pair]:
    """Return students with a thread of theirs that is open, other ones for each process."""
    wanted = (
        select(Person, Thread.id, Thread.match_id)
        .join(Thread, Thread.student_id == Person.id)
        .join(Match, Match.id == Thread.match_id)
        .where(Match.state.in_((MatchState.ACTIVE, MatchState.ESTABLISHED)))
        .where(Thread.id % PROCESSES == number)
        .options(selectinload(Person.role_rows))
        .order_by(Thread.id)
        .limit(200)
    )
    rows = db.session.execute(wanted).all()
    db.session.expunge_all()  # 200 people of whom each commit would say that they are stale
    return [Pair(person, person.id, thread_id, match_id) for person, thread_id, match_id in rows]


def _post(pair: Pair, body: str) -> None:
    with unit_of_work():
        post_message(author=pair.author, thread_id=pair.thread_id, body=body, send_key=uuid4().hex)


def _insert_orm(pair: Pair, body: str) -> None:
    with unit_of_work():
        db.session.add(Message(**_row(pair, body)))


def _write_bare(pair: Pair, body: str) -> None:
    """Write a message as the design measured it: read the thread, insert, update a counter.

    The counter is what the thread says of its last message; the ORM does all three.
    """
    with unit_of_work():
        thread = db.session.get_one(Thread, pair.thread_id)
        db.session.add(Message(**_row(pair, body)))
        thread.moved_at = clock.now()


def _insert_core(pair: Pair, body: str) -> None:
    with unit_of_work():
        db.session.execute(MESSAGE.insert().values(_row(pair, body)))


def _write_same_rows(pair: Pair, body: str) -> None:
    """Write what a shown message writes, and nothing else: no policy, no screening, no reading."""
    now = clock.now()
    with unit_of_work():
        made = db.session.execute(MESSAGE.insert().values(_row(pair, body)))
        payload = {"message_id": made.inserted_primary_key[0]}  # type: ignore[attr-defined]
        db.session.execute(JOB.insert().values(event="message.visible", payload=payload))
        moved = {"moved_at": now, "last_author_id": pair.author_id}
        db.session.execute(update(THREAD).where(THREAD.c.id == pair.thread_id).values(moved))
        counted = {"visible_messages": MATCH.c.visible_messages + 1}
        db.session.execute(update(MATCH).where(MATCH.c.id == pair.match_id).values(counted))


def _row(pair: Pair, body: str) -> dict[str, Any]:
    now = clock.now()
    return {
        "thread_id": pair.thread_id,
        "author_id": pair.author_id,
        "body": body,
        "state": MessageState.VISIBLE,
        "sent_at": now,
        "shown_at": now,
        "asks_for_more": False,
        "send_key": uuid4().hex,
    }


KINDS: dict[str, Post] = {
    "service": _post,
    "orm": _insert_orm,
    "bare": _write_bare,
    "core": _insert_core,
    "rows": _write_same_rows,
}
