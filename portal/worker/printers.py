"""Processes that print: started anew for some documents, so that none grows and both cores work.

What they made lies in the pack's folder; how they ended is their exit code. A printer whose
worker died ends by itself after the document in hand.
"""

import errno
import logging
import multiprocessing
import os
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from math import inf
from multiprocessing.process import BaseProcess
from pathlib import Path

from flask import current_app

from portal.errors import Unavailable
from portal.extensions import db
from portal.models.packs import PackFailure
from portal.queries import packs as queries
from portal.reports import packs as reports
from portal.reports import pdf
from portal.worker.registry import place_of

log = logging.getLogger(__name__)

# A printer that holds more than this ends; another one goes on. The limit is 200 MiB.
MOST_MIB = 180
# Of addresses, for its documents, beside those of its programs; usual ones take 250 MiB. A
# document that would eat the machine gets no more, and fails alone.
MOST_MORE_MIB = 768
SIZES = Path("/proc/self/statm")  # the first: pages of addresses
_CODES = {
    PackFailure.MEMORY: 81,
    PackFailure.WEASYPRINT: 82,
    PackFailure.DISK: 83,
    PackFailure.RIGHTS: 84,
    PackFailure.OTHER: 85,
}
_FAILURES = {code: failure for failure, code in _CODES.items()}
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)


@dataclass(frozen=True, slots=True)
class Errand:
    """What one printer does: these students of a pack, for so long after the first of them."""

    portal: str  # the name of the application to build
    worker: int  # the process that asked
    pack_id: int
    student_ids: tuple[int, ...]
    seconds: float
    most_more_mib: int


class Printers:
    """Some processes that share the students of a pack."""

    def __init__(
        self, pack_id: int, student_ids: Sequence[int], *, processes: int, seconds: float
    ) -> None:
        spawn = multiprocessing.get_context("spawn")
        shares = [tuple(student_ids[place::processes]) for place in range(processes)]
        self.processes: list[BaseProcess] = []
        for share in filter(None, shares):
            errand = Errand(
                current_app.import_name, os.getpid(), pack_id, share, seconds, MOST_MORE_MIB
            )
            process = spawn.Process(target=run, args=(errand,), daemon=True)
            process.start()
            self.processes.append(process)

    def work(self, seconds: float) -> bool:
        """Wait so long at most; return whether one of them still works."""
        end = time.monotonic() + seconds
        for process in self.processes:
            process.join(max(0.0, end - time.monotonic()))
        return any(process.is_alive() for process in self.processes)

    def stop(self) -> None:
        """End them now: a document in hand is made again another time."""
        for process in self.processes:
            process.kill()
            process.join()

    @property
    def failure(self) -> PackFailure | None:
        """Why one of them could not do its share; None when all went well."""
        codes = [process.exitcode or 0 for process in self.processes]
        return next((failure_of_code(code) for code in codes if code), None)


def failure_of_code(code: int) -> PackFailure:
    """Return what an exit code means; a process that was killed had too much memory, as a rule."""
    return PackFailure.MEMORY if code < 0 else _FAILURES.get(code, PackFailure.OTHER)


def failure_of(error: BaseException) -> PackFailure:
    """Return why printing failed."""
    match error:
        case MemoryError():
            return PackFailure.MEMORY
        case Unavailable():
            return PackFailure.WEASYPRINT
        case OSError() if error.errno == errno.ENOMEM:
            return PackFailure.MEMORY
        case OSError() if error.errno in FULL:
            return PackFailure.DISK
    return PackFailure.OTHER


def run(errand: Errand) -> None:
    """Do an errand in a process of its own, and end with a code that says how it went."""
    # By its name: the worker stands below what puts the portal together.
    app = import_module(errand.portal).create_app()
    with app.app_context():
        try:
            pdf.check()
            _limit_memory(errand.most_more_mib)
            print_share(errand)
        except Exception as error:
            failure = failure_of(error)
            log.error(
                "printing failed",
                extra={"pack": errand.pack_id, "kind": failure.value, "where": place_of(error)},
            )
            os._exit(_CODES[failure])


def _limit_memory(more_mib: int) -> None:
    """Let this process have so many MiB of addresses more; asking for others is a MemoryError.

    Only Linux says how many it has; elsewhere there is no such limit.
    """
    if not SIZES.exists():
        return
    held = int(SIZES.read_text("ascii").split()[0]) * resource.getpagesize()
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = held + more_mib * 1024 * 1024
    wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what is left of one that dies holds names


def print_share(errand: Errand) -> None:
    """Print one student after the other, as long as there is time, memory and a worker."""
    pack = queries.in_hand(errand.pack_id)
    if pack is None:
        return
    viewer = queries.orderer(pack)
    db.session.expunge_all()  # each document is read anew; who asks and what stay as they were
    end = inf
    for student_id in errand.student_ids:
        reports.print_one(viewer, pack, student_id)
        db.session.remove()
        end = min(end, time.monotonic() + errand.seconds)
        if time.monotonic() > end or _is_large() or os.getppid() != errand.worker:
            return


def _is_large() -> bool:
    """Say whether this process ever held more than it should (the kernel counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 > MOST_MIB
