"""Making a pack: some documents at a time, so that other jobs have their turn between them.

What is made stays in the pack's folder: whoever goes on, another worker or the same after a
restart, begins with what is left.
"""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from math import inf

from portal import clock
from portal.errors import PortalError
from portal.extensions import db, unit_of_work
from portal.models.packs import OPEN, Pack, PackFailure, PackState
from portal.models.people import Person
from portal.outbox import emit
from portal.queries import packs as queries
from portal.queries import participation
from portal.queries.participation import RosterRow
from portal.reports import figures
from portal.reports import packs as reports
from portal.reports.periods import Period
from portal.services import packs as service
from portal.services import prints
from portal.worker.printers import Printers, failure_of
from portal.worker.registry import JobInHand, on

log = logging.getLogger(__name__)

SLICE = 20.0  # seconds of printing after which other jobs have their turn
PROCESSES = 2
STUDENTS_AT_ONCE = 200  # of one process, which then ends
LOOKS_EVERY = 0.5  # seconds between two looks at the folder
BUSY = timedelta(seconds=30)  # another worker has the pack in hand


class Stumbled(Exception):
    """A pack could not go on; the job comes back in a while."""


@on("pack.asked", lease=timedelta(minutes=3))
def make_pack(_job: JobInHand, *, pack_id: int) -> None:
    """Go on with a pack for a while, then let other jobs have their turn."""
    work_on(pack_id, seconds=SLICE)


@on("packs.swept")
def sweep(_job: JobInHand) -> None:
    """Erase the files of packs that expired or were cancelled."""
    reports.sweep(queries.kept())


def finish(pack_id: int, *, processes: int = PROCESSES) -> str:
    """Make a pack to its end, for a command that waits for it; return why it failed, "" if not."""
    try:
        work_on(pack_id, seconds=inf, processes=processes)
    except Stumbled:
        work_on(pack_id, seconds=inf, processes=processes)
    pack = queries.in_hand(pack_id)
    return "" if pack is not None and pack.state is PackState.READY else str(pack and pack.failure)


def work_on(pack_id: int, *, seconds: float, processes: int = PROCESSES) -> None:
    """Make documents for so long or to the end; ask for more, or hand the file over.

    Raises Stumbled when it is to be tried once more later.
    """
    with _alone(pack_id) as alone:
        if not alone:
            with unit_of_work():
                emit(service.MAKE, due_at=clock.now() + BUSY, pack_id=pack_id)
            return
        pack = queries.in_hand(pack_id)
        if pack is None or pack.state not in OPEN:
            reports.sweep(queries.kept())
            return
        try:
            _make(pack, seconds, processes)
        except _FAULTS as error:
            _stumble(pack_id, error.failure if isinstance(error, _Failed) else failure_of(error))


class _Failed(Exception):
    """Printing failed for a known reason."""

    def __init__(self, failure: PackFailure) -> None:
        super().__init__(failure.value)
        self.failure = failure


_FAULTS = (_Failed, PortalError, OSError, MemoryError)


def _stumble(pack_id: int, failure: PackFailure) -> None:
    with unit_of_work():
        again = service.stumbled(pack_id=pack_id, failure=failure)
    log.error("pack stumbled", extra={"pack": pack_id, "kind": failure.value, "again": again})
    if again:
        raise Stumbled(failure.value)


def _make(pack: Pack, seconds: float, processes: int) -> None:
    viewer, students = _asked(pack)
    number = pack.id
    total = len(students)
    while left := _left(number, students):
        some = left[: STUDENTS_AT_ONCE * processes]
        printers = Printers(number, some, processes=processes, seconds=seconds)
        try:
            while printers.work(LOOKS_EVERY):
                if not _note(pack, viewer, total):
                    return
        finally:
            printers.stop()
        if not _note(pack, viewer, total):
            return
        if printers.failure is not None:
            raise _Failed(printers.failure)
        if seconds < inf and _left(number, students):
            with unit_of_work():
                service.goes_on(pack_id=number)
            return
    _hand_over(pack)


def _asked(pack: Pack) -> tuple[Person, list[RosterRow]]:
    """Return who asked and whose documents, as allowed now."""
    try:
        viewer = queries.orderer(pack)
    except PortalError as refused:
        raise _Failed(PackFailure.RIGHTS) from refused
    students = queries.students(viewer, pack)
    db.session.expunge_all()  # they stay as they are through what is written meanwhile
    return viewer, students


def _left(pack_id: int, students: list[RosterRow]) -> list[int]:
    done = reports.seen_to(pack_id)
    return [row.id for row in students if row.id not in done]


def _note(pack: Pack, viewer: Person, total: int) -> bool:
    """Write down what was printed since, and how far the pack is; say whether it is wanted.

    A document that may not be had any more is not written down, and erased.
    """
    made = reports.made(pack.id)
    known = queries.printed([document.code for document in made])
    with unit_of_work():
        for document in made:
            if document.code not in known:
                order = reports.order_of(pack, document.student_id)
                try:
                    prints.record(person=viewer, order=order, code=document.code)
                except PortalError:
                    document.path.unlink(missing_ok=True)
        wanted = service.note(
            pack_id=pack.id, total=total, done=min(total, len(reports.seen_to(pack.id)))
        )
    if not wanted:
        reports.clear(pack.id)
    return wanted


def _hand_over(pack: Pack) -> None:
    """Put the file together for those who are the viewer's now, and say that it is ready."""
    viewer, students = _asked(pack)
    period = Period(pack.first, pack.last)
    heading = figures.heading(viewer, participation.board(), "", period)
    reports.assemble(pack, students, heading)
    with unit_of_work():
        service.ready(pack_id=pack.id, total=len(students))
    reports.clear(pack.id)


@contextmanager
def _alone(pack_id: int) -> Iterator[bool]:
    """Hold a pack alone; the system lets go of it when the process ends, however it ends."""
    with (queries.folder() / f"{pack_id}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
