"""Words that somebody may have meant: begun, misspelt, of one family, or written as they sound.

A vocabulary in, weighted guesses out. A weight says how sure the guess
is, 1.0 for the word itself. Patterns are applied to whole vocabularies at
once, one word a line: a thousand words cost little more than one.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from portal.data.search_words import search_words

# How a French or English word sounds, roughly; the order matters.
_SOUNDS = tuple(
    (re.compile(pattern, re.M), letters)
    for pattern, letters in (
        (r"ph", "f"),
        (r"[cs]?ch|sh", "x"),
        (r"^ps", "s"),
        (r"h", ""),
        (r"eau|au", "o"),
        (r"(?:ai|ei)(?![nm])|oe(?!u)", "e"),
        (r"[ae][nm](?=[^aeiouynm\n])", "an"),
        (r"(?:ai|ei|i|y)[nm](?=[^aeiouynm\n])", "in"),
        (r"ti(?=on|en)|ss|sc(?=[eiy])|c(?=[eiy])", "s"),
        (r"qu?|ck|c", "k"),
        (r"ge(?=[ao])|g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"y", "i"),
        (r"z", "s"),
        (r"(.)\1+", r"\1"),
        (r"(?<=[^\n]{2})(?:r[ei]s|re?s?|es?|s|ts?|d|x)$", ""),
    )
)
# Gender and number, in either language, and how a person is named after a trade.
_ENDINGS = tuple(
    (re.compile(pattern, re.M), letters)
    for pattern, letters in (
        (r"(?<=[^\n]{3})(?:trices?|teuses?|teures?)$", "teur"),
        (r"(?<=[^\n]{2})(?:euses?|eures?|eurs|eux)$", "eur"),
        (r"(?<=[^\n]{2})(?:eres?|ers)$", "er"),
        (r"(?<=[^\n]{2})ennes?$", "en"),
        (r"(?<=[^\n]{2})onnes?$", "on"),
        (r"(?<=[^\n]{2})elles?$", "el"),
        (r"(?<=[^\n]{2})ives?$", "if"),
        (r"(?<=[^\n]{3})ees?$", "e"),
        (r"ffes?$", "f"),
        (r"(maitr|hot|mair|poet)esses?$", r"\1e"),
        (r"(?<=[^\n]{3})(?:men|woman|women|persons?)$", "man"),
        (r"(?<=[^\n]{2})ies$", "y"),
        (r"(?<=[^\n]{2})(?:aux|als)$", "al"),
        (r"(?<=[^s\n])(?<=[^\n]{3})[sx]$", ""),
        (r"(?<=[^\nie])(?<=[^\n]{4})e$", ""),
    )
)
_ROOT = re.compile(
    rf"^([^\n]{{4,}}?)(?:{'|'.join(sorted(search_words().endings, key=len, reverse=True))})$", re.M
)
SOUND_WEIGHT = 0.86
EDIT_WEIGHTS = (1.0, 0.8, 0.64)  # by number of edits
PREFIX_FLOOR, PREFIX_CEILING = 0.62, 0.95  # of a word only just begun, and nearly whole
FAMILY_WEIGHT = 0.78  # "soudage" for "soudeur"
MOST_TRIED = 25  # candidates compared letter by letter
MOST_RESEMBLING, LEAST_LIKENESS, RESEMBLING_WEIGHT = 10, 0.45, 0.7
MOST_BEGUN = 300  # words that one beginning may stand for
SHORTEST_SOUND = 3
AT_ONCE = 1_000  # words
SHORTEST_MISSPELT = 3
TWO_EDITS_FROM = 6  # letters


class Vocabulary:
    """Every folded word of a set of texts, found by the word, its beginning, sound or letters."""

    def __init__(self, words: Iterable[str]) -> None:
        """Learn the words."""
        self.words = sorted(set(words))
        self._known = frozenset(self.words)
        spelt = [word for word in self.words if word.isalpha()]
        self._by_sound = _grouped(spelt, sound)
        self._by_root = _grouped(spelt, root)
        self._by_trigram: dict[str, list[str]] = defaultdict(list)
        for word in spelt:
            for trigram in trigrams(word):
                self._by_trigram[trigram].append(word)

    def __contains__(self, word: str) -> bool:
        """Say whether the folded `word` is one of them."""
        return word in self._known

    def guesses(self, word: str, *, begun: bool = True) -> dict[str, float]:
        """Return the words that the folded `word`, perhaps only `begun`, may stand for."""
        found = dict(self._begun(word)) if begun else {}
        for guess in self._by_root.get(root(word), ()):
            found[guess] = max(FAMILY_WEIGHT, found.get(guess, 0.0))
        if word in self._known:
            return found | {word: 1.0}
        if len(word) >= SHORTEST_MISSPELT and word.isalpha():
            for guess, weight in (*self._sounding(word), *self._misspelt(word)):
                found[guess] = max(weight, found.get(guess, 0.0))
        return found or dict(self._resembling(word))

    def _begun(self, word: str) -> Iterator[tuple[str, float]]:
        start = bisect_left(self.words, word)
        for guess in self.words[start : start + MOST_BEGUN]:
            if not guess.startswith(word):
                break
            span = PREFIX_CEILING - PREFIX_FLOOR
            yield guess, PREFIX_FLOOR + span * len(word) / len(guess)

    def _sounding(self, word: str) -> Iterator[tuple[str, float]]:
        heard = sound(word)
        near = self._by_sound.get(heard, ()) if len(heard) >= SHORTEST_SOUND else ()
        return ((guess, SOUND_WEIGHT) for guess in near)

    def _misspelt(self, word: str) -> Iterator[tuple[str, float]]:
        most = 2 if len(word) >= TWO_EDITS_FROM else 1
        shared = self._sharing(word)
        close = Counter({w: n for w, n in shared.items() if abs(len(w) - len(word)) <= most})
        for guess, _common in close.most_common(MOST_TRIED):
            apart = edits(word, guess, most)
            if apart <= most:
                # Two edits in a long word are less than two in a short one.
                yield guess, EDIT_WEIGHTS[apart] + 0.01 * min(len(word), 12)

    def _resembling(self, word: str) -> Iterator[tuple[str, float]]:
        """Yield words far from `word` that have letters in common: better than nothing."""
        own = len(word) + 1  # trigrams, as many as letters and one more
        for guess, common in self._sharing(word).most_common(MOST_RESEMBLING):
            likeness = 2 * common / (own + len(guess) + 1)
            if likeness >= LEAST_LIKENESS:
                yield guess, RESEMBLING_WEIGHT * likeness

    def nearest(self, word: str) -> str:
        """Return the word that has most letters of `word` in common, "" when none has any."""
        shared = self._sharing(word)
        own = len(word) + 1
        return max(shared, key=lambda w: (2 * shared[w] / (own + len(w) + 1), w), default="")

    def _sharing(self, word: str) -> Counter[str]:
        """Count the trigrams that each word has in common with `word`."""
        shared: Counter[str] = Counter()
        for trigram in sorted(
            trigrams(word)
        ):  # of words that share as many, the same first always
            shared.update(self._by_trigram.get(trigram, ()))
        return shared


def _grouped(words: list[str], change: Callable[[str], str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for key, word in zip(changed(words, change), words, strict=True):
        groups[key].append(word)
    return groups


def changed(words: list[str], change: Callable[[str], str]) -> Iterator[str]:
    """Yield what `change` makes of each word, a lot at a time: other threads run in between."""
    for start in range(0, len(words), AT_ONCE):
        yield from change("\n".join(words[start : start + AT_ONCE])).split("\n")


def sound(words: str) -> str:
    """Return how folded words sound, one a line: "fotografe" meets "photographe"."""
    for pattern, letters in _SOUNDS:
        words = pattern.sub(letters, words)
    return words


def base(words: str) -> str:
    """Return folded words, one a line, without what gender and number add to them."""
    for pattern, letters in _ENDINGS:
        words = pattern.sub(letters, words)
    return words


def root(words: str) -> str:
    """Return folded words, one a line, without what makes a trade, a thing or a person of each."""
    return _ROOT.sub(r"\1", words)


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
