"""The cues in the words of a sentence, however they are spelled (R8, R15)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar

from portal.data import cues as data
from portal.screening.folding import Folded, fold, squeeze, word_set
from portal.screening.sounds import sound
from portal.screening.tokens import PIECE, expansions, one_word_forms, own_words, undrawn

WORD = r"[^\W_]{1,40}(?:'[^\W_]{1,40}){0,3}"
WORD_OR_END = re.compile(rf"{WORD}|[.!?;\n]+")
SENTENCE_ENDS = frozenset(".!?;\n")
MOST_WORDS = 40  # of one sentence; a longer one is read in parts
LONGEST_PHRASE = 4  # words of a cue
SHORTEST_BEGINNING = 2
SOUNDED = 5  # letters from which a word may be written by ear
FRENCH = word_set(
    "je tu il ele on le la les de des du un une et est pas que qui mon ma mes ton ta dans pour"
    " sur avec plus se ce sa son suis ai a moi toi y pis quand si tout c j m d l n qu au en"
)
ENGLISH = word_set(
    "i you he she they we the a an of to and is not that who my your in for on with it was am"
    " be been have has had do does did me him her his this at if when im don t s are just so"
)
NO_CUES: frozenset[str] = frozenset()

Form = TypeVar("Form")
Found = Mapping[Form, frozenset[str]]


class Sentence(NamedTuple):
    """A sentence or a part of a long one: its words, and where it stands in the folded text."""

    words: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CueBook:
    """The words of every cue, by the language and the form in which a text shows them."""

    words: Found[tuple[str, str]]
    beginnings: Found[tuple[str, str]]
    phrases: Found[tuple[str, tuple[str, ...]]]
    sounds: Found[str]
    heads: frozenset[str]  # the first words of the phrases


@cache
def cue_book() -> CueBook:
    """Return the shipped cues, in the spelling of a text that was read."""
    words: dict[tuple[str, str], set[str]] = {}
    beginnings: dict[tuple[str, str], set[str]] = {}
    phrases: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    sounds: dict[str, set[str]] = {}
    for entry in data.cue_words():
        parts = words_of(fold(entry.text).text)
        for language in [entry.language] if entry.language else data.LANGUAGES:
            if entry.text.endswith("*"):
                beginnings.setdefault((language, parts[0]), set()).add(entry.cue)
            elif len(parts) > 1:
                phrases.setdefault((language, parts), set()).add(entry.cue)
            elif parts:
                words.setdefault((language, parts[0]), set()).add(entry.cue)
                if language == "fr" and len(parts[0]) >= SOUNDED:
                    sounds.setdefault(sound(parts[0]), set()).add(entry.cue)
    heads = frozenset(parts[0] for _, parts in phrases)
    return CueBook(shut(words), shut(beginnings), shut(phrases), shut(sounds), heads)


def shut(found: Mapping[Form, set[str]]) -> Found[Form]:
    """Return what was collected, to be changed no more."""
    return {form: frozenset(names) for form, names in found.items()}


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a folded text, in their usual spelling."""
    return tuple(part for word in re.findall(WORD, text) for part in meant(word))


@lru_cache(maxsize=4_096)
def meant(word: str) -> tuple[str, ...]:
    """Return what a folded word is short for, letters single: "jveux" is "je veux"."""
    whole = expansions(word) if word not in own_words() else []
    return tuple(map(plain, whole[0] if whole else PIECE.findall(word)))


def plain(part: str) -> str:
    """Return one word in its usual spelling, digits as the letters that they draw."""
    word = next(iter(undrawn(part)), part)
    return squeeze(word if word in own_words() else one_word_forms(word)[-1])


def sentences(folded: Folded) -> Iterator[Sentence]:
    """Yield the sentences of a text, long ones in parts."""
    words: list[str] = []
    start = end = 0
    for found in WORD_OR_END.finditer(folded.text):
        ends = found.group()[0] in SENTENCE_ENDS
        if words and (ends or len(words) >= MOST_WORDS):
            yield Sentence(tuple(words), start, end)
            words = []
        if not ends:
            start = start if words else found.start()
            end = found.end()
            words += meant(found.group())
    if words:
        yield Sentence(tuple(words), start, end)


def language_of(words: tuple[str, ...]) -> str:
    """Return the language that most small words of a sentence are of."""
    french, english = (sum(map(small.__contains__, words)) for small in (FRENCH, ENGLISH))
    return "fr" if french >= english else "en"


def placed_cues(words: tuple[str, ...]) -> list[frozenset[str]]:
    """Return the cues that begin at each word of a sentence."""
    language, book = language_of(words), cue_book()
    placed = []
    for place, word in enumerate(words):
        found = cues_of(word, language)
        if word in book.heads:
            for size in range(2, LONGEST_PHRASE + 1):
                found |= book.phrases.get((language, words[place : place + size]), NO_CUES)
        placed.append(found)
    return placed


@lru_cache(maxsize=4_096)
def cues_of(word: str, language: str) -> frozenset[str]:
    """Return the cues that a word is by itself: as listed, begun, plural or by ear."""
    book = cue_book()
    found = book.words.get((language, word), NO_CUES)
    for size in range(SHORTEST_BEGINNING, len(word) + 1):
        found |= book.beginnings.get((language, word[:size]), NO_CUES)
    if not found and word.endswith("s"):
        found = book.words.get((language, word[:-1]), NO_CUES)
    if not found and language == "fr" and len(word) >= SOUNDED:
        found = book.sounds.get(sound(word), NO_CUES)
    return found
