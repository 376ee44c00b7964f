"""The index as one process reads it: opened once, and laid out for counting.

Whoosh keeps which documents hold a word, and how often. Filters, words and
their counts are bit sets here, read from the index once for each version of it:
counting a value is one "and" and one popcount of a number of one bit a mentor.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from flask import current_app
from whoosh.index import Index
from whoosh.reading import IndexReader

from portal.search import index
from portal.search.analysis import stem
from portal.search.schema import FACETS

Bits = int  # bit n stands for document n
# How often a profile says a word: once, twice, four times. Saying it more wins nothing.
TIMES = (1, 2, 4)
Levels = tuple[Bits, ...]  # one bit set for each of `TIMES`
NOBODY: Levels = (0,) * len(TIMES)
KEPT_WORDS = 4096
SMALL = 200  # documents
LONGEST_WORD = 64  # letters; nothing in the index is longer
# Seconds: laying a new version out takes as long as several searches, and on a busy evening
# there are several versions a second. Who may be found does not wait for it (`presence`).
LOOK_EVERY = 1.0


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


@dataclass(slots=True)
class _Segment:
    """A part of the index that Whoosh never writes again, laid out from its document 0 on.

    A commit adds a part and marks documents of others as deleted; what was read of these
    stays true. Laying out all of it at each commit took a reader 50 to 100 ms.
    """

    reader: IndexReader
    ids: tuple[int, ...]
    values: Mapping[str, Mapping[str, Bits]]
    # All words of a small one: most are asked for in vain, and looking takes a file each time.
    lexicon: frozenset[tuple[str, bytes]] | None
    words: OrderedDict[str, Levels] = field(default_factory=OrderedDict)

    def holding(self, word: str) -> Levels:
        """Return who holds a word in one language's field or in the other's."""
        held = self.words.get(word)
        if held is None:
            terms = (("all_fr", stem(word, "fr")), ("all_en", stem(word, "en")))
            held = self.words[word] = _levels(self.reader, filter(self._holds, terms))
            if len(self.words) > KEPT_WORDS:
                self.words.popitem(last=False)
        return held

    def _holds(self, term: tuple[str, str]) -> bool:
        if self.lexicon is None:
            return term in self.reader
        return (term[0], term[1].encode()) in self.lexicon


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment in one version of the index: where it begins, and who of it is still there."""

    segment: _Segment
    start: int
    live: Bits

    def place(self, bits: Bits) -> Bits:
        """Return documents of the segment as documents of the whole."""
        return (bits & self.live) << self.start


class IndexView:
    """The index as one process has it open; its lock is held for the fraction of a millisecond.

    Threads that share a Whoosh reader are slower than one thread (172 against
    314 searches a second), and opening another version closes what another thread reads.
    """

    def __init__(self) -> None:
        """Open nothing yet."""
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._index: Index | None = None
        self._reader: IndexReader | None = None
        self._segments: dict[str, _Segment] = {}
        self._parts: tuple[_Part, ...] = ()
        self._directory: Directory | None = None
        self._looked_at = -LOOK_EVERY  # for another version, by the monotonic clock
        self._commits = 0  # of this process, as of then

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

    def forget_words(self) -> None:
        """Read every word from the files again when it is next asked for."""
        with self._lock:
            for segment in self._segments.values():
                segment.words.clear()

    def _newest(self) -> Directory:
        in_use = index.folder_in_use()
        if in_use != self._folder:
            self._forget()
        if self._directory is not None and self._is_latest():
            return self._directory
        # Not with what Whoosh offers to take over from an open reader: that is its old
        # list of deleted documents, too, so an updated mentor would be found twice.
        opened = index.open_index()
        reader = opened.reader()
        self._close()
        self._folder, self._index, self._reader = in_use, opened, reader
        self._looked_at, self._commits = time.monotonic(), index.commits_here()
        self._parts = tuple(self._lay_out(reader))
        self._segments = {_name(part.segment.reader): part.segment for part in self._parts}
        self._directory = _whole(self._parts, (in_use.name, reader.generation()))
        return self._directory

    def _is_latest(self) -> bool:
        """Say whether the version that is open will do: looked at lately, or still the newest.

        Another process's write is taken up within `LOOK_EVERY`; this one's at once.
        """
        assert self._index is not None
        assert self._reader is not None
        now, commits = time.monotonic(), index.commits_here()
        if now - self._looked_at < LOOK_EVERY and commits == self._commits:
            return True
        self._looked_at, self._commits = now, commits
        return bool(self._index.latest_generation() == self._reader.generation())

    def _lay_out(self, reader: IndexReader) -> Iterator[_Part]:
        for leaf, start in reader.leaf_readers():
            if leaf.segment() is None:
                continue  # an index that holds nobody
            known = self._segments.get(_name(leaf))
            if known is None:
                ids = tuple(leaf.column_reader("mentor_id"))
                known = _Segment(leaf, ids, _values(leaf), _lexicon(leaf))
            else:
                known.reader = leaf
            everyone = (1 << leaf.doc_count_all()) - 1
            yield _Part(known, start, everyone & ~to_bits(leaf.segment().deleted_docs()))

    def _close(self) -> None:
        if self._reader is not None:
            with suppress(Exception):  # closing what is broken may fail like reading it
                self._reader.close()

    def _forget(self) -> None:
        self._close()
        self._reader = self._index = self._directory = self._folder = None
        self._segments, self._parts = {}, ()

    def _holding(self, word: str) -> Levels:
        if len(word) > LONGEST_WORD:
            return NOBODY
        whole = list(NOBODY)
        for part in self._parts:
            for level, bits in enumerate(part.segment.holding(word)):
                if bits:
                    whole[level] |= part.place(bits)
        return tuple(whole)


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


def to_numbers(bits: Bits) -> list[int]:
    """Return the documents of a bit set, in their order."""
    return [number for number, bit in enumerate(bin(bits)[:1:-1]) if bit == "1"]


def _levels(leaf: IndexReader, terms: Iterable[tuple[str, str]]) -> Levels:
    held: dict[int, float] = {}
    for term in terms:
        matcher = leaf.postings(*term)
        # Without Whoosh's filter of deleted documents, which doubles the time: `live` is one.
        matcher = getattr(matcher, "child", matcher)
        while matcher.is_active():
            number, times = matcher.id(), matcher.weight()
            if times > held.get(number, 0):
                held[number] = times
            matcher.next()
    if not held:
        return NOBODY
    return tuple(to_bits(n for n, times in held.items() if times >= least) for least in TIMES)


def _lexicon(leaf: IndexReader) -> frozenset[tuple[str, bytes]] | None:
    if leaf.doc_count_all() > SMALL:
        return None
    return frozenset((f, word) for f in ("all_fr", "all_en") for word in leaf.lexicon(f))


def _name(leaf: IndexReader) -> str:
    return str(leaf.segment().segment_id())


def _values(leaf: IndexReader) -> dict[str, dict[str, Bits]]:
    return {
        facet: {
            v.decode(): to_bits(leaf.postings(facet, v).all_ids()) for v in leaf.lexicon(facet)
        }
        for facet in FACETS
    }


def _whole(parts: tuple[_Part, ...], version: tuple[str, int]) -> Directory:
    """Put the parts together, without those who were deleted since they were read."""
    everyone = 0
    values: dict[str, dict[str, Bits]] = {facet: {} for facet in FACETS}
    for part in parts:
        everyone |= part.place(part.live)
        for facet, held in part.segment.values.items():
            whole = values[facet]
            for value, bits in held.items():
                if placed := part.place(bits):
                    whole[value] = whole.get(value, 0) | placed
    ids = tuple(chain.from_iterable(part.segment.ids for part in parts))
    places = {ids[number]: number for number in to_numbers(everyone)}
    return Directory(version, ids, places, everyone, values)
