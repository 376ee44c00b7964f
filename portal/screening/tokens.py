"""A text as steps from word to word, with every way that a stretch of it may be read (R8).

A chunk is what stands between spaces. Its steps form a small graph: "j'veux" is two steps,
"jveux" as well, "sui.cide" is one besides the two, "c0nn@rd" is one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from portal.data.watchlists import spellings, words_of_their_own
from portal.screening.folding import fold

EXIT = -1  # the node where the next chunk begins
# Longer ones exist only to tire the screen out; they are read in parts.
LONGEST_CHUNK = 80
PIECE = re.compile(r"[^\W_]+")
DRAWN = re.compile(r"[\d@$!|€+]")
LETTER = re.compile(r"[a-z]")
MASK = re.compile(r"[a-z][a-z*#]*[*#][a-z*#]*")
EDGES = ".,;:!?\"'()[]{}«»…-_~“”"
AS_I = str.maketrans("0134578@$!|€+69", "oieastbasiietgg")
AS_L = str.maketrans("0134578@$!|€+69", "oleastbaslletgg")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ß": "ss", "ð": "d"})
MOST_MERGED = 6  # pieces of one word: "su-i-c-ide"
MOST_PIECES = 14
J_AND_CONSONANT = re.compile(r"j([bcdfgklmnprstvz][a-z]+)")


class Step(NamedTuple):
    """One way from node to node; offsets are those inside the chunk.

    `plain` is the word as it stands, folded, or empty where the step is a guess.
    """

    source: int
    target: int
    start: int
    end: int
    plain: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """The graph of a chunk: nodes 0 to `nodes` - 1, the exit aside."""

    steps: tuple[Step, ...]
    nodes: int


@cache
def short_forms() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Return the shipped spellings, folded, each meaning as its words."""
    return {
        fold(short).text: tuple(
            tuple(PIECE.findall(fold(long).text.translate(LIGATURES))) for long in meant
        )
        for short, meant in spellings().items()
    }


@cache
def own_words() -> frozenset[str]:
    """Return the short spellings, folded, that are words of their own: "tes", "ma"."""
    return frozenset(fold(word).text for word in words_of_their_own())


def one_word_forms(word: str) -> tuple[str, ...]:
    """Return a folded word and the single words that it may be short for."""
    meant = short_forms().get(word, ())
    return (word, *(words[0] for words in meant if len(words) == 1))


def listed_expansions(word: str) -> list[tuple[str, ...]]:
    """Return the several words that one is listed as short for: "jveux", "chu", "dont"."""
    return [words for words in short_forms().get(word, ()) if len(words) > 1]


def expansions(word: str) -> list[tuple[str, ...]]:
    """Return what a word may be short for: as listed, or else "je" run into a consonant."""
    listed = listed_expansions(word)
    joined = None if listed else J_AND_CONSONANT.fullmatch(word)
    return [("je", joined.group(1))] if joined else listed


@lru_cache(maxsize=512)
def read_chunk(chunk: str, *, whole: bool = False) -> Chunk:
    """Return the graph of a folded chunk; `whole`: its pieces make one word or none."""
    text = chunk.translate(LIGATURES) if not chunk.isascii() else chunk
    if len(text) != len(chunk):  # spans first: a ligature inside gives up the offsets
        return whole_chunk(chunk, text)
    pieces = list(PIECE.finditer(text))
    count = len(pieces)
    steps = [
        step_of(piece, place, place + 1 if place + 1 < count else EXIT)
        for place, piece in enumerate(pieces)
    ]
    nodes = count
    for words, first, last in spelled_out(text, pieces):
        target = last + 1 if last + 1 < count else EXIT
        span = pieces[first].start(), pieces[last].end()
        steps += path(words, first, target, span, nodes)
        nodes += len(words) - 1
    steps += merged(text, pieces, whole=whole)
    return Chunk(tuple(steps), nodes)


def spelled_out(
    text: str, pieces: list[re.Match[str]]
) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Yield what pieces are short for, with the first and the last: "jveux", "don't"."""
    for place, piece in enumerate(pieces):
        for words in expansions(piece.group()):
            yield words, place, place
    for place, (first, second) in enumerate(pairwise(pieces[:MOST_PIECES])):
        if text[first.end() : second.start()] == "'":
            for words in listed_expansions(first.group() + second.group()):
                yield words, place, place + 1


def whole_chunk(chunk: str, text: str) -> Chunk:
    """Return the graph of a chunk with ligatures: its words, each over the whole of it."""
    words = PIECE.findall(text)
    if not words:
        return Chunk((), 0)
    steps = path(tuple(words), 0, EXIT, (0, len(chunk)), 1)
    return Chunk(tuple(steps), len(words))


def path(
    words: tuple[str, ...], source: int, target: int, span: tuple[int, int], new: int
) -> list[Step]:
    """Return steps through `words` by nodes numbered from `new`."""
    stops = [source, *range(new, new + len(words) - 1), target]
    return [
        Step(stops[place], stops[place + 1], *span, word, one_word_forms(word))
        for place, word in enumerate(words)
    ]


def step_of(piece: re.Match[str], source: int, target: int) -> Step:
    """Return the step that a piece is by itself."""
    word = piece.group()
    return Step(source, target, *piece.span(), word, (*one_word_forms(word), *undrawn(word)))


def undrawn(word: str) -> tuple[str, ...]:
    """Return a word with digits and signs as the letters that they draw."""
    if not (DRAWN.search(word) and LETTER.search(word)):
        return ()
    # in this order: a set has its own in each process, and a reading hung on it
    return tuple(dict.fromkeys((word.translate(AS_I), word.translate(AS_L))))


def merged(text: str, pieces: list[re.Match[str]], *, whole: bool) -> Iterator[Step]:
    """Yield the words that punctuation or drawn letters keep apart inside a chunk."""
    count = len(pieces)
    if not pieces or (count == 1 and text == pieces[0].group()):
        return
    core = text.strip(EDGES)
    start = text.find(core)
    over = 0, EXIT, start, start + len(core)
    if undrawn(core):
        yield Step(*over, "", undrawn(core))
    if MASK.fullmatch(core):
        yield Step(*over, "", (core.replace("#", "*"),))
    if not whole and count <= MOST_PIECES:
        yield from parts_merged(text, pieces)
    elif whole and 1 < count <= MOST_MERGED and "'" not in core:
        yield Step(*over, "", ("".join(piece.group() for piece in pieces),))


def parts_merged(text: str, pieces: list[re.Match[str]]) -> Iterator[Step]:
    """Yield the words that a few pieces in a row make: "su-i-cide" in "le-su-i-cide"."""
    count = len(pieces)
    for first in range(count):
        word = pieces[first].group()
        for last in range(first + 1, min(first + MOST_MERGED, count)):
            gap = text[pieces[last - 1].end() : pieces[last].start()]
            if "'" in gap or len(gap) > 2:
                break
            word += pieces[last].group()
            if len(word) > (4 if "-" in gap else 3) or last - first == len(word) - 1 >= 2:
                target = last + 1 if last + 1 < count else EXIT
                yield Step(first, target, pieces[first].start(), pieces[last].end(), "", (word,))
