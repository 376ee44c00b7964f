"""The words of the lists under the keys by which a text may show them (R8)."""

from collections.abc import Iterable
from functools import lru_cache, partial
from itertools import groupby
from typing import NamedTuple, TypeVar

from portal.screening.folding import squeeze
from portal.screening.notation import Word
from portal.screening.sounds import sound
from portal.screening.tokens import Step, expansions, one_word_forms, own_words, read_chunk

SOUNDED = 4  # letters of a word, and of its sound, below which too much sounds alike
SOUNDED_ALONE = 6  # letters where no other word of the phrase bears it out
SHORT = 3
PLURAL = 5
MISSPELT = 7

GLUED = 7  # letters from which a word that nobody knows may be several
LONGEST_GLUED, MOST_GLUED = 120, 12  # letters and words of them
LONGEST_WORD = 16

NOTHING = 0
MOST_READ = 6_144  # chunks of which the reading is kept
PLAINLY_READ = 2_048  # the same of those read without guessing: a very long text has many

Numbers = tuple[int, ...]
Key = TypeVar("Key")
Value = TypeVar("Value")
Cut = tuple[int, int, int]  # from which letter, to which, and the symbol of the word between


class Way(NamedTuple):
    """A step of a chunk: the words it may be, and the cuts that make it of listed words."""

    source: int
    target: int
    start: int
    end: int
    symbol: int
    size: int  # letters of the word that the cuts count
    cuts: tuple[Cut, ...]


class ReadChunk(NamedTuple):
    """A chunk's steps, its nodes, where its last word ends, and how much was guessed at.

    `word`: its step, when that is one word and can be nothing else.
    """

    ways: tuple[Way, ...]
    nodes: int
    last: int
    guesses: int
    word: Way | None


class Vocabulary:
    """Which words of the lists a form of a text may be.

    A symbol stands for the set of those words: forms that may be the same words are one to
    the automaton, and whatever the lists do not know is `NOTHING`. Symbols are numbers, so
    that the many small objects of a long text are no work for the garbage collector.
    """

    def __init__(self) -> None:
        """Know no word."""
        self.size = 0  # how many numbers words and groups have, once it is settled
        self.numbers: dict[tuple[Word, int], int] = {}
        self.groups: dict[frozenset[int], int] = {}
        self.groups_of: dict[int, Numbers] = {}
        self.exact: dict[str, Numbers] = {}
        self.loose: dict[str, Numbers] = {}  # by the word as the lists write it
        self.known: dict[str, Numbers] = {}  # by that, and by what is short for it
        self.stretched: dict[str, tuple[str, ...]] = {}  # words with letters doubled
        self.sounds: dict[str, Numbers] = {}
        self.beginnings: dict[str, Numbers] = {}
        self.masked: dict[tuple[str, int], tuple[str, ...]] = {}
        self.heads: set[str] = set()  # how those begin themselves
        self.longest_beginning = 0
        self.sets: list[frozenset[int]] = [frozenset()]
        self.symbols: dict[Numbers, int] = {(): NOTHING}
        self.symbol = lru_cache(maxsize=512)(self.find_symbol)
        self.read = lru_cache(maxsize=MOST_READ)(self.read_afresh)
        self.read_plainly = lru_cache(maxsize=PLAINLY_READ)(partial(self.read_afresh, guess=False))

    def add(self, word: Word, sounded: int) -> int:
        """Return the number of a list's word; from `sounded` letters on, it may sound alike."""
        key = word, 0 if word.exact or word.begins else sounded
        if key in self.numbers:
            return self.numbers[key]
        number = self.numbers[key] = self.new_number()
        if word.exact:
            put(self.exact, word.text, number)
        elif word.begins:
            put(self.beginnings, word.text, number)
            self.heads.add(word.text[:SHORT])
            self.longest_beginning = max(self.longest_beginning, len(word.text))
        else:
            self.add_loose(word.text, number, sounded)
        return number

    def new_number(self) -> int:
        """Return a number that no word and no group has."""
        return len(self.numbers) + len(self.groups)

    def add_group(self, words: Iterable[Word], sounded: int) -> int:
        """Return the number of a group, any word of which will do; of one word, its own."""
        members = frozenset(self.add(word, sounded) for word in words)
        if len(members) == 1:
            return next(iter(members))
        if members not in self.groups:
            number = self.groups[members] = self.new_number()
            for member in members:
                put(self.groups_of, member, number)
        return self.groups[members]

    def add_loose(self, word: str, number: int, sounded: int) -> None:
        """Know a word in every way that it may be written."""
        for form in one_word_forms(word):
            put(self.known, form, number)
        if word not in self.loose:
            if squeeze(word) != word:
                put(self.stretched, squeeze(word), word)
            if len(word) > SHORT:
                put(self.masked, (word[0], len(word)), word)
        put(self.loose, word, number)
        if 0 < sounded <= len(word) and len(sound(word)) >= SOUNDED:
            put(self.sounds, sound(word), number)

    def settle(self) -> None:
        """Drop what serves to add words: there are no more to come."""
        self.size = self.new_number()
        self.numbers.clear()
        self.groups.clear()
        same: dict[Numbers, Numbers] = {}
        for kept in (self.exact, self.loose, self.known, self.sounds, self.beginnings):
            for form, numbers in kept.items():
                kept[form] = same.setdefault(numbers, numbers)

    def read_afresh(self, text: str, *, guess: bool = True) -> ReadChunk:
        """Return the graph of a chunk with the listed words that each step may be.

        What is only a guess and no listed word is left out. Without `guess`, what is not
        plain letters is taken for a listed word only when it is one to the letter.
        """
        chunk = read_chunk(text, whole=not guess)
        ways: list[Way] = []
        guesses = last = 0
        for step in chunk.steps:
            last = max(last, step.end)
            certain = step.plain.isalpha()
            guesses += not certain
            find = self.find_symbol if guess or certain else self.find_listed
            symbol = find(step.plain, step.forms)
            if step.plain or symbol:
                ways.append(self.way_of(step, symbol))
        simple = chunk.nodes == len(ways) == 1 and not ways[0].cuts
        return ReadChunk(tuple(ways), chunk.nodes, last, guesses, ways[0] if simple else None)

    def way_of(self, step: Step, symbol: int) -> Way:
        """Return a step with its symbol and, where nobody knows its word, its cuts."""
        glued = not symbol and GLUED <= step.end - step.start <= LONGEST_GLUED
        cuts = self.cuts(step.plain) if glued else ()
        return Way(*step[:4], symbol, len(step.plain), cuts)

    def cuts(self, word: str) -> tuple[Cut, ...]:
        """Return the stretches that are listed words and lie on a way from end to end.

        `least` counts the words that it takes to get so far: where it takes more than
        `MOST_GLUED` from end to end, nobody ran a sentence together.
        """
        size = len(word)
        least, found = {0: 0}, []
        for start in range(size):
            if start in least:
                for end in range(start + 1, min(start + LONGEST_WORD, size) + 1):
                    if word[start:end] in self.known:
                        least[end] = min(least.get(end, size), least[start] + 1)
                        found.append((start, end))
        if size not in least:
            return ()
        left = {size: 0}
        kept = []
        for start, end in reversed(found):
            if end in left:
                left[start] = min(left.get(start, size), left[end] + 1)
                if least[start] + 1 + left[end] <= MOST_GLUED:
                    kept.append((start, end, self.known_symbol(word[start:end])))
        return tuple(kept)

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

    def find_listed(self, plain: str, forms: tuple[str, ...]) -> int:
        """Return the words that a step is as the lists write them: nothing that resembles one."""
        found = set(self.exact.get(plain, ()))
        for form in forms:
            found.update(self.known.get(form, ()))
        return self.symbol_of(found) if found else NOTHING

    def known_symbol(self, word: str) -> int:
        """Return the symbol of a word that the lists write in that very form."""
        return self.symbol_of(self.known[word]) if word in self.known else NOTHING

    def symbol_of(self, numbers: Iterable[int]) -> int:
        """Return the number of a set of words, which is that of their groups too."""
        words = tuple(sorted({*numbers}))
        if words not in self.symbols:
            groups = (self.groups_of.get(word, ()) for word in words)
            self.symbols[words] = len(self.sets)
            self.sets.append(frozenset(words).union(*groups))
        return self.symbols[words]

    def add_alike(self, form: str, found: set[int]) -> None:
        """Add the words that `form` resembles."""
        squeezed = squeeze(form)
        for word in (squeezed, *self.stretched.get(squeezed, ())):
            if word in self.loose and is_stretch(form, word):
                found.update(self.loose[word])
        if len(form) >= PLURAL and form[-1] == "s" and form[-2] != "s":
            found.update(self.known.get(form[:-1], ()))
        if len(form) >= SOUNDED:
            found.update(self.sounds.get(sound(form), ()))
        self.add_begun(form, found)
        if squeezed != form:
            self.add_begun(squeezed, found)

    def add_begun(self, form: str, found: set[int]) -> None:
        """Add the words of which the lists give the beginning alone."""
        if form[:SHORT] in self.heads:
            for length in range(SHORT, min(len(form), self.longest_beginning) + 1):
                found.update(self.beginnings.get(form[:length], ()))

    def unmasked(self, form: str) -> list[int]:
        """Return the words that stars half hide: f*ck, s***."""
        return [
            number
            for word in self.masked.get((form[0], len(form)), ())
            if all(shown in {"*", letter} for shown, letter in zip(form, word, strict=True))
            for number in self.loose[word]
        ]


def put(kept: dict[Key, tuple[Value, ...]], key: Key, value: Value) -> None:
    """Keep one more value, if it is one, under a key."""
    values = kept.get(key, ())
    if value not in values:
        kept[key] = (*values, value)


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


@lru_cache(maxsize=4_096)
def spelled_out(word: Word) -> list[tuple[Word, ...]]:
    """Return a list's word, or the words that it is short for: "chu" in a list is "je suis"."""
    if word.exact or word.begins or word.text in own_words():
        return [(word,)]
    longer = [tuple(map(Word, words)) for words in expansions(word.text)]
    return [(word,), *longer]
