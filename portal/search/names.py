"""Everything that an occupation is called, laid out for the finder.

Built from what the portal ships and what the board added or took away, in
both languages and both genders. It asks the database nothing.
"""

import gc
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import log

from portal.data.occupations import Name, Occupation, name_key, occupations
from portal.data.search_words import search_words
from portal.models.occupation_names import NameSource
from portal.queries.occupation_names import NO_NAMES, AddedName, BoardNames
from portal.search.analysis import WORD, fold
from portal.search.spelling import Vocabulary, base, changed

# What a phrase counts: a name is what it is called, a description only hints.
HEADLINE, NAME, MORE, DOING, WISH, TITLE = 1.05, 1.0, 0.97, 0.97, 0.97, 0.97
WORDS, SECTOR, ABOUT = 0.62, 0.55, 0.5
OFFICIAL = 0.8  # an imported example title: long, rarely said, and there are 50,000 of them
AT_ONCE = 500  # texts: other threads answer meanwhile, between one lot and the next
SMALL = 0.12  # of the weight of a word: how a job is asked for


_Row = tuple[str, str, float, str, Name | None]  # NOC, language, worth, text, name


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name or a line about an occupation."""

    noc: str
    language: str
    worth: float
    name: Name | None  # that it is a form of
    bases: tuple[str, ...]  # each once
    size: float  # how telling its words are together


class Names:
    """Every phrase, by the bases of its words."""

    def __init__(self, board: BoardNames = NO_NAMES) -> None:
        """Read every occupation, with what the board changed."""
        rows = list(_texts(board))
        split_rows = list(_split([row[3] for row in rows]))
        words = sorted({word for split_row in split_rows for word in split_row})
        self.base_of = dict(zip(words, changed(words, base), strict=True))
        self.telling = self._how_telling(rows, split_rows)
        self.phrases: list[Phrase] = []
        self.postings: dict[str, list[int]] = defaultdict(list)
        self.places: dict[str, dict[str, float]] = defaultdict(dict)  # base: NOC: worth there
        about, held = ("", ""), set[tuple[str, ...]]()
        for (noc, language, worth, _text, name), split_row in zip(rows, split_rows, strict=True):
            if about != (noc, language):
                about, held = (noc, language), set()
            bases = tuple(dict.fromkeys([self.base_of[word] for word in split_row]))
            if bases not in held:  # most feminine forms are held
                held.add(bases)
                self._add(noc, language, worth, name, bases)
        self.vocabulary = Vocabulary(words)
        self.alike = self._alike()  # bases, by base

    def _alike(self) -> dict[str, list[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for row in search_words().alike:
            keys = set(base("\n".join(row)).split("\n")).intersection(self.postings)
            for key in keys:
                found[key] |= keys - {key}
        return {key: sorted(others) for key, others in found.items()}

    def _how_telling(
        self, rows: list[_Row], split_rows: list[tuple[str, ...]]
    ) -> dict[str, float]:
        held: dict[str, set[str]] = defaultdict(set)
        for row, split_row in zip(rows, split_rows, strict=True):
            for word in split_row:
                held[self.base_of[word]].add(row[0])
        small = {base(word) for word in search_words().asking}
        total = len(occupations()) + 1
        return {
            key: log(total / len(nocs)) * (SMALL if key in small else 1.0)
            for key, nocs in held.items()
        }

    def _add(
        self, noc: str, language: str, worth: float, name: Name | None, bases: tuple[str, ...]
    ) -> None:
        size = sum([self.telling[key] for key in bases])
        number = len(self.phrases)
        for key in bases:
            self.postings[key].append(number)
            places = self.places[key]
            if places.get(noc, 0.0) < worth:
                places[noc] = min(1.0, worth)
        self.phrases.append(Phrase(noc, language, worth, name, bases, size))


def lay_out(board: BoardNames = NO_NAMES) -> Names:
    """Return all names laid out; it takes from one second to three."""
    # Nothing of what is made here is garbage: looking for some meanwhile doubles the time.
    gc.disable()
    try:
        return Names(board)
    finally:
        gc.enable()


def _split(texts: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield the folded telling words of each text."""
    stop, one = search_words().stop, dict[str, str]()  # of each word: hundreds of phrases hold it
    for start in range(0, len(texts), AT_ONCE):
        for line in fold("\n".join(texts[start : start + AT_ONCE])).split("\n"):
            words = [one.setdefault(word, word) for word in WORD.findall(line)]
            yield tuple(word for word in words if word not in stop) or tuple(words)


def _texts(board: BoardNames) -> Iterator[_Row]:
    added: dict[tuple[str, str], list[AddedName]] = defaultdict(list)
    for row in board.added:
        added[row.noc, row.language].append(row)
    for occupation in occupations().values():
        for language in ("fr", "en"):
            for text, worth, name in _of(occupation, language):
                if name is None or not _is_removed(board, occupation, language, name):
                    yield occupation.noc, language, worth, text, name
            for row in added[occupation.noc, language]:
                worth = NAME if row.source is NameSource.BOARD else OFFICIAL
                for text, weight, name in _forms(row.name, worth):
                    yield occupation.noc, language, weight, text, name


def _is_removed(board: BoardNames, occupation: Occupation, language: str, name: Name) -> bool:
    """Say whether the board took a shipped name away; the headline stays whatever it says."""
    if not board.removed or name is occupation.names(language)[0]:
        return False
    return (occupation.noc, language, name_key(name.masculine)) in board.removed


def _of(occupation: Occupation, language: str) -> Iterator[tuple[str, float, Name | None]]:
    """Yield all that is said of an occupation in one language, what counts most first."""
    for position, name in enumerate(occupation.names(language)):
        yield from _forms(name, NAME if position else HEADLINE)
    for name in occupation.more(language):
        yield from _forms(name, MORE)
    for text in occupation.doing(language):
        yield text, DOING, Name(text, text)
    for text in occupation.wishes(language):
        yield text, WISH, None
    for title in _title_forms(occupation.title(language)):
        yield title, TITLE, None
    yield " ".join(occupation.words), WORDS, None
    yield occupation.sector.name(language), SECTOR, None
    yield occupation.about(language), ABOUT, None


def _forms(name: Name, worth: float) -> Iterator[tuple[str, float, Name]]:
    yield name.feminine, worth, name
    if name.masculine != name.feminine:
        yield name.masculine, worth, name


def _title_forms(title: str) -> list[str]:
    """Split an official "Directeurs/directrices des soins" into one phrase a gender."""
    words = title.split()
    if not any("/" in word for word in words):
        return [title]
    return [
        " ".join(word.split("/")[min(side, word.count("/"))] for word in words) for side in (0, 1)
    ]
