"""The index as one process reads it: opened once, refreshed, and laid out for counting.

Whoosh finds the documents that hold some words. Filters and their counts are
bit sets, one for each value of each filter, read from the index once for
each version of it: counting a value is one "and" and one popcount of a number
of one bit a mentor.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import current_app
from whoosh.query import And, Or, Query, Term
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

from portal.search import index
from portal.search.analysis import stem
from portal.search.schema import FACETS, ROOM

Bits = int  # bit n stands for document n
KEPT_ANSWERS = 512


@dataclass(frozen=True, slots=True)
class Hits:
    """The documents that hold the words of a query: a bit set, and in order, best first."""

    bits: Bits
    ranked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """One version of the index, laid out for filters and counts; never changed."""

    version: tuple[str, int]
    ids: tuple[int, ...]  # of the mentor, by document
    everyone: Hits  # in the order of a directory without a query
    values: Mapping[str, Mapping[str, Bits]]  # filter -> value -> who has it
    by_noc: Mapping[str, Bits]
    pauses: Mapping[str, Bits]  # the day back -> who is away until then

    def paused_on(self, day: date) -> Bits:
        """Return who is on pause on `day`: a pause ends without anything being written."""
        bits = 0
        for back_on, away in self.pauses.items():
            if back_on > day.isoformat():
                bits |= away
        return bits

    def doing(self, nocs: Iterable[str]) -> Bits:
        """Return who does one of these occupations."""
        bits = 0
        for noc in nocs:
            bits |= self.by_noc.get(noc, 0)
        return bits


class IndexView:
    """The one open searcher of a process; its lock is held for the few milliseconds of a search.

    Threads that share a Whoosh searcher are slower than one thread (172 against
    314 searches a second), and a refresh closes what another thread reads.
    """

    def __init__(self) -> None:
        """Open nothing yet."""
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._searcher: Searcher | None = None
        self._directory: Directory | None = None
        self._answers: OrderedDict[tuple[str, ...], Hits] = OrderedDict()

    def find(self, words: tuple[str, ...]) -> tuple[Directory, Hits]:
        """Return the newest directory and who holds all of `words`; all when there are none.

        Raises IndexOutOfOrder when the index is missing or cannot be read.
        """
        with self._lock:
            try:
                with index.as_out_of_order():
                    directory = self._newest()
                    return directory, self._hits(directory, words)
            except index.IndexOutOfOrder:
                self._forget()  # the next request opens anew
                raise

    def _newest(self) -> Directory:
        in_use = index.folder_in_use()
        opened = self._searcher if in_use == self._folder else None
        if opened is not None and opened.up_to_date() and self._directory is not None:
            return self._directory
        # Not `refresh()`: it takes over the readers of segments that stay, and with
        # them what was deleted then, so an updated mentor would be found twice.
        self._forget()
        self._searcher = index.open_index().searcher()
        self._folder = in_use
        self._directory = _lay_out(self._searcher.reader(), in_use.name)
        return self._directory

    def _forget(self) -> None:
        if self._searcher is not None:
            with suppress(Exception):  # closing what is broken may fail like reading it
                self._searcher.close()
        self._searcher = self._directory = self._folder = None
        self._answers.clear()

    def _hits(self, directory: Directory, words: tuple[str, ...]) -> Hits:
        if not words:
            return directory.everyone
        if words in self._answers:
            self._answers.move_to_end(words)
            return self._answers[words]
        assert self._searcher is not None
        scored = self._searcher.search(_all_of(words), limit=None).items()
        hits = _hits(docnum for docnum, _score in scored)
        self._answers[words] = hits
        if len(self._answers) > KEPT_ANSWERS:
            self._answers.popitem(last=False)
        return hits


def view() -> IndexView:
    """Return this process's view of the application's index."""
    found: IndexView = current_app.extensions.setdefault("index_view", IndexView())
    return found


def _all_of(words: tuple[str, ...]) -> Query:
    """Each word in one language's field or in the other's: both describe the same jobs."""
    return And([Or([Term("all_fr", stem(w, "fr")), Term("all_en", stem(w, "en"))]) for w in words])


def _hits(docnums: Iterable[int]) -> Hits:
    ranked = tuple(docnums)
    return Hits(_bits(ranked), ranked)


def _bits(docnums: Iterable[int]) -> Bits:
    bits = bytearray()
    for number in docnums:
        if number >= len(bits) * 8:
            bits.extend(bytes(number // 8 + 1 - len(bits)))
        bits[number // 8] |= 1 << number % 8
    return int.from_bytes(bits, "little")


def _lay_out(reader: IndexReader, folder_name: str) -> Directory:
    ids = tuple(reader.column_reader("mentor_id"))
    since = tuple(reader.column_reader("since"))
    values = {facet: dict(_values(reader, facet)) for facet in FACETS}
    room = values["available"].get(ROOM, 0)
    live = list(reader.all_doc_ids())
    # Those with room first, then whoever came last: new volunteers are noticed.
    live.sort(key=lambda n: (not room >> n & 1, -since[n], ids[n]))
    return Directory(
        version=(folder_name, reader.generation()),
        ids=ids,
        everyone=_hits(live),
        values=values,
        by_noc=dict(_values(reader, "noc")),
        pauses=dict(_values(reader, "back_on")),
    )


def _values(reader: IndexReader, field: str) -> Iterator[tuple[str, Bits]]:
    for value in reader.lexicon(field):
        yield value.decode(), _bits(reader.postings(field, value).all_ids())
