"""The words of the lists under the keys by which a text may show them (R8)."""

import re
from collections import defaultdict
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from portal.screening.folding import squeeze
from portal.screening.notation import Word
from portal.screening.sounds import sound
from portal.screening.tokens import Step, expansions, one_word_forms, own_words, read_chunk

DOUBLED = re.compile(r"(.)\1")
SOUNDED = 4  # letters of a word, and of its sound, below which too much sounds alike
SOUNDED_ALONE = 6  # letters where no other word of the phrase bears it out
SHORT = 3
PLURAL = 5
MISSPELT = 7

NOTHING = 0


class ReadChunk(NamedTuple):
    """A chunk's steps with their symbols, its nodes, and where its last word ends."""

    steps: tuple[tuple[Step, int], ...]
    nodes: int
    last: int


class Vocabulary:
    """Which words of the lists a form of a text may be.

    A symbol stands for the set of those words: forms that may be the same words are one to
    the automaton, and whatever the lists do not know is `NOTHING`. Symbols are numbers, so
    that the many small objects of a long text are no work for the garbage collector.
    """

    def __init__(self) -> None:
        """Know no word."""
        self.numbers: dict[tuple[Word, int], int] = {}
        self.exact: dict[str, set[int]] = defaultdict(set)
        self.known: dict[str, set[int]] = defaultdict(set)
        self.stretched: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self.sounds: dict[str, set[int]] = defaultdict(set)
        self.beginnings: dict[str, set[int]] = defaultdict(set)
        self.masked: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
        self.longest_beginning = 0
        self.sets: list[frozenset[int]] = [frozenset()]
        self.symbols: dict[frozenset[int], int] = {frozenset(): NOTHING}
        self.symbol = lru_cache(maxsize=8_192)(self.find_symbol)
        self.read = lru_cache(maxsize=16_384)(self.read_afresh)

    def add(self, word: Word, sounded: int) -> int:
        """Return the number of a list's word; from `sounded` letters on, it may sound alike."""
        key = word, 0 if word.exact or word.begins else sounded
        if key in self.numbers:
            return self.numbers[key]
        number = self.numbers[key] = len(self.numbers)
        if word.exact:
            self.exact[word.text].add(number)
        elif word.begins:
            self.beginnings[word.text].add(number)
            self.longest_beginning = max(self.longest_beginning, len(word.text))
        else:
            self.add_loose(word.text, number, sounded)
        return number

    def add_loose(self, word: str, number: int, sounded: int) -> None:
        """Know a word in every way that it may be written."""
        for form in one_word_forms(word):
            self.known[form].add(number)
        self.stretched[squeeze(word)].append((word, number))
        if len(word) > SHORT:
            self.masked[word[0], len(word)].append((word, number))
        if 0 < sounded <= len(word) and len(sound(word)) >= SOUNDED:
            self.sounds[sound(word)].add(number)

    def read_afresh(self, text: str) -> ReadChunk:
        """Return the graph of a chunk with the listed words that each step may be.

        What is only a guess and no listed word is left out.
        """
        chunk = read_chunk(text)
        steps = ((step, self.find_symbol(step.plain, step.forms)) for step in chunk.steps)
        return ReadChunk(
            tuple((step, symbol) for step, symbol in steps if step.plain or symbol),
            chunk.nodes,
            max((step.end for step in chunk.steps), default=0),
        )

    def find_symbol(self, plain: str, forms: tuple[str, ...]) -> int:
        """Return the words that a step of the text may be."""
        found = set(self.exact.get(plain, ()))
        for form in forms:
            if "*" in form:
                found.update(self.unmasked(form))
                continue
            found.update(self.known.get(form, ()))
            if len(form) >= SHORT:
                self.add_alike(form, found)
        return self.symbol_of(found) if found else NOTHING

    def known_symbol(self, word: str) -> int:
        """Return the symbol of a word that the lists write in that very form."""
        return self.symbol_of(self.known[word]) if word in self.known else NOTHING

    def symbol_of(self, numbers: set[int]) -> int:
        """Return the number of a set of words."""
        words = frozenset(numbers)
        if words not in self.symbols:
            self.symbols[words] = len(self.sets)
            self.sets.append(words)
        return self.symbols[words]

    def add_alike(self, form: str, found: set[int]) -> None:
        """Add the words that `form` resembles."""
        squeezed = squeeze(form) if DOUBLED.search(form) else form
        for word, number in self.stretched.get(squeezed, ()):
            if is_stretch(form, word):
                found.add(number)
        if len(form) >= PLURAL and form[-1] == "s" and form[-2] != "s":
            found.update(self.known.get(form[:-1], ()))
        if len(form) >= SOUNDED:
            found.update(self.sounds.get(sound(form), ()))
        for beginning in {form, squeezed}:
            for length in range(SHORT, min(len(beginning), self.longest_beginning) + 1):
                found.update(self.beginnings.get(beginning[:length], ()))

    def unmasked(self, form: str) -> list[int]:
        """Return the words that stars half hide: f*ck, s***."""
        return [
            number
            for word, number in self.masked.get((form[0], len(form)), ())
            if all(shown in {"*", letter} for shown, letter in zip(form, word, strict=True))
        ]


def is_stretch(form: str, word: str) -> bool:
    """Say whether `form`, equal to `word` but for doubled letters, is that word.

    Only a long word is itself with a letter less (conard; but "as" is no "ass").
    """
    if form == word:
        return True
    return all(
        typed >= meant or (typed < meant and len(word) >= MISSPELT)
        for typed, meant in zip(run_lengths(form), run_lengths(word), strict=True)
    )


def run_lengths(word: str) -> list[int]:
    """Return how many times each letter of a word stands in a row."""
    return [len(list(run)) for _, run in groupby(word)]


def spelled_out(word: Word) -> list[tuple[Word, ...]]:
    """Return a list's word, or the words that it is short for: "chu" in a list is "je suis"."""
    if word.exact or word.begins or word.text in own_words():
        return [(word,)]
    longer = [tuple(map(Word, words)) for words in expansions(word.text)]
    return [(word,), *longer]
