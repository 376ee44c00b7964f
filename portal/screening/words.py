"""The words of the lists under the keys by which a text may show them (R8)."""

import re
from collections import defaultdict
from functools import lru_cache
from itertools import groupby

from portal.screening.folding import squeeze
from portal.screening.notation import Word
from portal.screening.sounds import sound
from portal.screening.tokens import expansions, one_word_forms, own_words

DOUBLED = re.compile(r"(.)\1")
SOUNDED = 4  # letters of a word, and of its sound, below which too much sounds alike
SOUNDED_ALONE = 6  # letters where no other word of the phrase bears it out
SHORT = 3
PLURAL = 5
MISSPELT = 7

Symbol = frozenset[int]
NOTHING: Symbol = frozenset()


class Vocabulary:
    """Which words of the lists a form of a text may be.

    A symbol is the set of those words, by number: forms that may be the same words are one
    to the automaton, and whatever the lists do not know is `NOTHING`.
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
        self.symbol = lru_cache(maxsize=32_768)(self.find_symbol)

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

    def find_symbol(self, plain: str, forms: tuple[str, ...]) -> Symbol:
        """Return the words that a step of the text may be."""
        found = set(self.exact.get(plain, ()))
        for form in forms:
            if "*" in form:
                found.update(self.unmasked(form))
                continue
            found.update(self.known.get(form, ()))
            if len(form) >= SHORT:
                self.add_alike(form, found)
        return frozenset(found) if found else NOTHING

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
