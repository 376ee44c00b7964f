"""The processes that print: they fail alone, and how they ended says why."""

import errno
from collections.abc import Iterator
from datetime import timedelta

import pytest

from portal import clock
from portal.errors import Unavailable
from portal.models.packs import PackFailure, PackState
from portal.queries import packs as queries
from portal.reports import packs as reports
from portal.worker import packs as worker
from portal.worker import printers
from tests.cast import GROUP_402, Cast
from tests.worker.conftest import Outbox
from tests.worker.packs import archived, now, order, page_of


@pytest.fixture(autouse=True)
def _no_files(outbox: Outbox) -> Iterator[None]:
    yield
    reports.sweep(set())


def test_the_same_failure_for_the_machine_and_for_the_person() -> None:
    seen = [
        printers.failure_of(error)
        for error in (
            MemoryError(),
            OSError(errno.ENOMEM, ""),
            OSError(errno.ENOSPC, ""),
            Unavailable("x"),
            ValueError("x"),
        )
    ]
    assert seen == ["memory", "memory", "disk", "weasyprint", "other"]
    assert printers.failure_of_code(-9) is PackFailure.MEMORY
    assert printers.failure_of_code(83) is PackFailure.DISK
    assert printers.failure_of_code(1) is PackFailure.OTHER


def test_printers_are_processes_whose_death_is_seen(
    cast: Cast, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real thing, once: killed the first time, two documents the second time."""
    number = order(cast)
    pack = now(number)
    ids = [row.id for row in queries.students(cast.person("claire"), pack)]
    killed = printers.Printers(number, ids, processes=2, seconds=0)
    killed.stop()
    assert killed.failure is PackFailure.MEMORY
    assert worker.finish(number) == ""
    held = archived(number)
    assert sorted(content[:5] for content in held.values())[:2] == [b"%PDF-", b"%PDF-"]


def test_one_that_gets_no_more_memory_fails_alone_and_is_tried_once_more(
    cast: Cast, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real thing: the kernel refuses what the document asks for, as it would a broken one."""
    number = order(cast, number=GROUP_402)  # noah: one process
    monkeypatch.setattr(printers, "MOST_MORE_MIB", 24)  # a document needs ten times as much
    outbox.work()
    assert (now(number).state, now(number).failure) == (PackState.MAKING, PackFailure.MEMORY)
    assert "short of memory" in (page := page_of(cast, number)) and "tried once more" in page
    with clock.moved_by(timedelta(minutes=2)):
        outbox.work()
    assert (now(number).state, now(number).failure) == (PackState.FAILED, PackFailure.MEMORY)
    assert "It was tried twice" in page_of(cast, number)
