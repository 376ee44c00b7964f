"""The index folder: built, brought up to date, swapped and checked. Only jobs and commands write.

The database is the truth; this is a copy that can be thrown away. A rebuild
fills a new folder and then changes one small file that names the folder in
use, so a reader of any process goes from the old whole to the new whole.
"""

import fcntl
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app
from whoosh import index as whoosh_index
from whoosh.writing import IndexWriter

from portal.errors import Unavailable
from portal.models.mentors import Mentor
from portal.queries import mentors as query
from portal.search.schema import LAYOUT, SCHEMA, document

POINTER = "current"
IN_USE = re.compile(rf"v[0-9]+-{LAYOUT}")
MEMORY_MB = 128  # of the words held before a segment is written


Progress = Callable[[int, int], None]

_commits = [0]  # of this process


def nothing(_done: int, _all: int) -> None:
    """Tell nobody how far a rebuild is."""


class IndexOutOfOrder(Unavailable):
    """The index is missing or cannot be read; a `search.rebuild` job makes a new one."""


def commits_here() -> int:
    """Return how often this very process has written to an index."""
    return _commits[0]


def folder() -> Path:
    """Return the folder of this portal's indexes: the one in use and the one before."""
    return Path(current_app.config["INSTANCE"]) / "index"


def folder_in_use() -> Path:
    """Return the folder of the index in use. Raises IndexOutOfOrder when there is none."""
    try:
        name = (folder() / POINTER).read_text(encoding="ascii").strip()
    except (OSError, ValueError) as missing:
        raise IndexOutOfOrder("no index") from missing
    if not IN_USE.fullmatch(name):
        raise IndexOutOfOrder("no index, or one of another version of the portal")
    return folder() / name


def open_index() -> whoosh_index.Index:
    """Open the index in use. Raises IndexOutOfOrder when it is missing or cannot be read."""
    with as_out_of_order():
        return whoosh_index.open_dir(str(folder_in_use()), schema=SCHEMA)


def opens() -> bool:
    """Say whether there is an index that can be read."""
    try:
        open_index().close()
    except Unavailable:
        return False
    return True


@contextmanager
def as_out_of_order() -> Iterator[None]:
    """Turn whatever a broken file makes Whoosh raise into IndexOutOfOrder."""
    try:
        yield
    except IndexOutOfOrder:
        raise
    except Exception as broken:  # a garbled file fails in any way at all
        raise IndexOutOfOrder(f"unreadable index: {type(broken).__name__}") from broken


def update_mentors(ids: Iterable[int]) -> int:
    """Index these mentors again in one commit; those who no longer take part are removed.

    Return how many are in the index now. Raises IndexOutOfOrder.
    """
    wanted = set(ids)
    with _alone():
        found = query.to_index(wanted)  # read once the writer is ours: nothing older is written
        with as_out_of_order(), _writer(open_index()) as writer:
            for mentor_id in wanted - {mentor.person_id for mentor in found}:
                writer.delete_by_term("mentor_id", mentor_id)
            for mentor in found:
                writer.update_document(**document(mentor))
    return len(found)


def rebuild(progress: Progress = nothing) -> int:
    """Build the index anew beside the one in use, then swap. Return how many mentors it holds.

    `progress` is told, after each mentor, how many are done and how many there are.
    """
    with _alone():
        made = folder() / f"v{time.time_ns()}-{LAYOUT}"
        made.mkdir()
        found = query.to_index()
        _fill(made, found, progress)
        _swap_to(made)
    return len(found)


def optimise() -> None:
    """Merge the segments that updates left: many of them slow every search. For the night."""
    with _alone(), as_out_of_order():
        open_index().optimize()


def check() -> list[str]:
    """Compare the index with the database; return a line for each difference, none when equal.

    Raises IndexOutOfOrder.
    """
    expected = {m.person_id: str(document(m)["digest"]) for m in query.to_index()}
    with as_out_of_order(), open_index().searcher() as searcher:
        stored = list(searcher.reader().all_stored_fields())
    held = {row["stored_id"]: row["digest"] for row in stored}
    lines = [f"mentor {i}: missing from the index" for i in sorted(expected.keys() - held.keys())]
    lines += [f"mentor {i}: to be removed" for i in sorted(held.keys() - expected.keys())]
    both = sorted(expected.keys() & held.keys())
    return lines + [f"mentor {i}: out of date" for i in both if expected[i] != held[i]]


def _fill(made: Path, found: list[Mentor], progress: Progress) -> None:
    with _writer(whoosh_index.create_in(str(made), SCHEMA)) as writer:
        for done, mentor in enumerate(found, 1):
            writer.add_document(**document(mentor))
            progress(done, len(found))


def _swap_to(made: Path) -> None:
    before = (folder() / POINTER).read_text("ascii") if (folder() / POINTER).exists() else ""
    new = folder() / f".{POINTER}.{os.getpid()}"
    new.write_text(made.name, encoding="ascii")
    new.replace(folder() / POINTER)
    # The one before stays until the next time: other processes may still read it.
    for old in folder().glob("v*"):
        if old.name not in (made.name, before.strip()):
            shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _writer(index: whoosh_index.Index) -> Iterator[IndexWriter]:
    """Commit what the block wrote, or none of it; Whoosh keeps its lock until told to cancel."""
    writer = index.writer(limitmb=MEMORY_MB)
    try:
        yield writer
        writer.commit()
        _commits[0] += 1
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process write at a time: an update waits for a rebuild and goes to its index."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "writing.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
