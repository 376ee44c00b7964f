"""Words that somebody may have meant: begun, misspelt, or written as they sound.

A vocabulary in, weighted guesses out. A weight says how sure the guess
is, 1.0 for the word itself.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from portal.data.search_words import search_words

# How a French or English word sounds, roughly; the order matters.
_SOUNDS = tuple(
    (re.compile(pattern), letters)
    for pattern, letters in (
        (r"ph", "f"),
        (r"[cs]?ch|sh", "x"),
        (r"h", ""),
        (r"eau|au", "o"),
        (r"(?:ai|ei)(?![nm])|oe(?!u)", "e"),
        (r"[ae][nm](?=[^aeiouynm])", "an"),
        (r"(?:ai|ei|i|y)[nm](?=[^aeiouynm])", "in"),
        (r"ti(?=on)|ss|c(?=[eiy])", "s"),
        (r"qu?|ck|c", "k"),
        (r"ge(?=[ao])|g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"y", "i"),
        (r"z", "s"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)(?:es?|s|ts?|d|x)$", ""),
    )
)
SOUND_WEIGHT = 0.86
EDIT_WEIGHTS = (1.0, 0.8, 0.64)  # by number of edits
PREFIX_FLOOR = 0.62  # of a word only just begun
FAMILY_WEIGHT = 0.78  # "soudage" for "soudeur"
MOST_TRIED = 40  # candidates compared letter by letter
MOST_BEGUN = 300  # words that one beginning may stand for


SHORTEST_ROOT = 4
SHORTEST_SOUND = 3


class Vocabulary:
    """Every folded word of a set of texts, found by the word, its beginning, sound or letters."""

    def __init__(self, words: Iterable[str]) -> None:
        """Learn the words."""
        self.words = sorted(set(words))
        self._known = frozenset(self.words)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        self._by_root: dict[str, list[str]] = defaultdict(list)
        self._by_trigram: dict[str, list[str]] = defaultdict(list)
        for word in self.words:
            if word.isalpha():
                self._by_sound[sound(word)].append(word)
                self._by_root[root(word)].append(word)
            for trigram in trigrams(word):
                self._by_trigram[trigram].append(word)

    def guesses(self, word: str) -> dict[str, float]:
        """Return the words that the folded `word` may stand for, each with its weight."""
        found = dict(self._begun(word))
        for guess in self._by_root.get(root(word), ()):
            found[guess] = max(FAMILY_WEIGHT, found.get(guess, 0.0))
        if word in self._known:
            return found | {word: 1.0}
        if len(word) >= 4 and word.isalpha():
            for guess, weight in (*self._sounding(word), *self._misspelt(word)):
                found[guess] = max(weight, found.get(guess, 0.0))
        return found

    def _begun(self, word: str) -> Iterator[tuple[str, float]]:
        start = bisect_left(self.words, word)
        for guess in self.words[start : start + MOST_BEGUN]:
            if not guess.startswith(word):
                break
            yield guess, PREFIX_FLOOR + (0.95 - PREFIX_FLOOR) * len(word) / len(guess)

    def _sounding(self, word: str) -> Iterator[tuple[str, float]]:
        heard = sound(word)
        near = self._by_sound.get(heard, ()) if len(heard) >= SHORTEST_SOUND else ()
        return ((guess, SOUND_WEIGHT) for guess in near)

    def _misspelt(self, word: str) -> Iterator[tuple[str, float]]:
        most = 1 if len(word) <= 5 else 2
        shared: Counter[str] = Counter()
        for trigram in trigrams(word):
            shared.update(self._by_trigram.get(trigram, ()))
        close = Counter({w: n for w, n in shared.items() if abs(len(w) - len(word)) <= most})
        for guess, _common in close.most_common(MOST_TRIED):
            apart = edits(word, guess, most)
            if apart <= most:
                # Two edits in a long word are less than two in a short one.
                yield guess, EDIT_WEIGHTS[apart] + 0.01 * min(len(word), 12)


def sound(word: str) -> str:
    """Return how a folded word sounds, so that "fotografe" meets "photographe"."""
    for pattern, letters in _SOUNDS:
        word = pattern.sub(letters, word)
    return word


def root(word: str) -> str:
    """Return a folded word without the ending that makes a trade, a thing or a person of it."""
    for ending in search_words().endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_ROOT:
            return word[: -len(ending)]
    return word


def trigrams(word: str) -> set[str]:
    """Return the groups of three letters of a word, its edges marked."""
    marked = f"^{word}$"
    return {marked[i : i + 3] for i in range(len(marked) - 2)}


def edits(one: str, other: str, most: int) -> int:
    """Return how many letters are put in, left out, changed or swapped with the next.

    More than `most` comes back as `most` + 1.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    earlier: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one):
        row = [i + 1]
        for j, facing in enumerate(other):
            cost = min(above[j + 1] + 1, row[j] + 1, above[j] + (letter != facing))
            if i and j and letter == other[j - 1] and one[i - 1] == facing:
                cost = min(cost, earlier[j - 1] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        earlier, above = above, row
    return min(above[-1], most + 1)
