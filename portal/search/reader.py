"""The index as one process reads it: opened once, and laid out for counting.

Whoosh keeps which documents hold a word, and how often. Filters, words and
their counts are bit sets here, read from the index once for each version of it:
counting a value is one "and" and one popcount of a number of one bit a mentor.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

from portal.search import index
from portal.search.analysis import stem
from portal.search.schema import FACETS

Bits = int  # bit n stands for document n
# How often a profile says a word: once, twice, four times. Saying it more wins nothing.
TIMES = (1, 2, 4)
Levels = tuple[Bits, ...]  # one bit set for each of `TIMES`
NOBODY: Levels = (0,) * len(TIMES)
KEPT_WORDS = 4096
LONGEST_WORD = 64  # letters; nothing in the index is longer


@dataclass(frozen=True, slots=True, eq=False)
class Directory:
    """One version of the index, laid out for filters and counts; never changed."""

    version: tuple[str, int]
    ids: tuple[int, ...]  # of the mentor, by document
    places: Mapping[int, int]  # document, by id of the mentor
    everyone: Bits
    values: Mapping[str, Mapping[str, Bits]]  # filter -> value -> who has it

    def doing(self, nocs: Iterable[str]) -> Bits:
        """Return who does one of these occupations."""
        by_noc, bits = self.values["occupation"], 0
        for noc in nocs:
            bits |= by_noc.get(noc, 0)
        return bits

    def holding_all(self) -> Levels:
        """Return what a search without words finds: everyone, all alike."""
        return (self.everyone,) * len(TIMES)


class IndexView:
    """The one open searcher of a process; its lock is held for the fraction of a millisecond.

    Threads that share a Whoosh searcher are slower than one thread (172 against
    314 searches a second), and a refresh closes what another thread reads.
    """

    def __init__(self) -> None:
        """Open nothing yet."""
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._searcher: Searcher | None = None
        self._directory: Directory | None = None
        self._words: OrderedDict[str, Levels] = OrderedDict()

    def find(self, words: Iterable[str]) -> tuple[Directory, Levels]:
        """Return the newest directory and who holds all of `words`; everyone when there are none.

        The levels are those of `TIMES`: who says each of the words at least so often.
        Raises IndexOutOfOrder when the index is missing or cannot be read.
        """
        with self._lock:
            try:
                with index.as_out_of_order():
                    directory = self._newest()
                    found = directory.holding_all()
                    for word in words:
                        held = self._holding(word)
                        found = tuple(a & b for a, b in zip(found, held, strict=True))
                    return directory, found
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
        self._words.clear()

    def _holding(self, word: str) -> Levels:
        """Return who holds a word in one language's field or in the other's."""
        if word in self._words:
            self._words.move_to_end(word)
            return self._words[word]
        assert self._searcher is not None
        held = NOBODY
        if len(word) <= LONGEST_WORD:
            held = _levels(self._searcher.reader(), word)
        self._words[word] = held
        if len(self._words) > KEPT_WORDS:
            self._words.popitem(last=False)
        return held


def view() -> IndexView:
    """Return this process's view of the application's index."""
    found: IndexView = current_app.extensions.setdefault("index_view", IndexView())
    return found


def to_bits(docnums: Iterable[int]) -> Bits:
    """Return the bit set of some documents."""
    bits = bytearray()
    for number in docnums:
        if number >= len(bits) * 8:
            bits.extend(bytes(number // 8 + 1 - len(bits)))
        bits[number // 8] |= 1 << number % 8
    return int.from_bytes(bits, "little")


def _levels(reader: IndexReader, word: str) -> Levels:
    held: dict[int, float] = {}
    for code in ("fr", "en"):
        term = (f"all_{code}", stem(word, code))
        if term not in reader:
            continue
        matcher = reader.postings(*term)
        while matcher.is_active():
            number, times = matcher.id(), matcher.weight()
            if times > held.get(number, 0):
                held[number] = times
            matcher.next()
    return tuple(to_bits(n for n, times in held.items() if times >= least) for least in TIMES)


def _lay_out(reader: IndexReader, folder_name: str) -> Directory:
    ids = tuple(reader.column_reader("mentor_id"))
    live = list(reader.all_doc_ids())
    return Directory(
        version=(folder_name, reader.generation()),
        ids=ids,
        places={ids[number]: number for number in live},
        everyone=to_bits(live),
        values={facet: dict(_values(reader, facet)) for facet in FACETS},
    )


def _values(reader: IndexReader, field: str) -> Iterator[tuple[str, Bits]]:
    for value in reader.lexicon(field):
        if bits := to_bits(reader.postings(field, value).all_ids()):
            yield value.decode(), bits
