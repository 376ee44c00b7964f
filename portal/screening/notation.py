"""How a watched phrase is written, in the shipped lists and by the board.

Words; `(a|b c|d)` alternatives; `[opt]` what may be missing; `_` any one word; `__` none to
three words; `word*` what begins so; `=word` that form alone, no look-alike and no sound-alike;
`<name>` a named group. Case and accents do not matter.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.screening.folding import fold
from portal.screening.tokens import LIGATURES, PIECE, listed_expansions

MARK = re.compile(r"\s+|[()|\[\]]|<[a-z_]+>|[^\s()|\[\]<>]+")
DEEPEST = 8


class PhraseError(ValueError):
    """A phrase in a notation that cannot be read; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a phrase; `exact`: in that form alone; `begins`: any word that begins so."""

    text: str
    exact: bool = False
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """From `least` to `most` words, whatever they are."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences; an empty one lets the whole be missing."""

    options: tuple[tuple["Item", ...], ...]


Item = Word | Gap | Choice


def parse(phrase: str, groups: Mapping[str, str]) -> tuple[Item, ...]:
    """Return what `phrase` stands for.

    Raises:
        PhraseError: A bracket is open, a group unknown, or nothing certain is said.
    """
    items, rest = sequence(marks(phrase), groups, 0)
    if rest:
        raise PhraseError(f"{rest[0]} closes nothing")
    if can_be_missing(items) or starts_anywhere(items):
        raise PhraseError("a phrase begins with a word")
    return items


def marks(phrase: str) -> list[str]:
    """Return the words and signs of a phrase."""
    found = MARK.findall(phrase)
    if "".join(found) != phrase:
        raise PhraseError("a < or > stands alone")
    return [mark for mark in found if not mark.isspace()]


def sequence(
    left: list[str], groups: Mapping[str, str], depth: int
) -> tuple[tuple[Item, ...], list[str]]:
    """Return the items up to a closing sign, and the marks from that sign on."""
    if depth > DEEPEST:
        raise PhraseError("brackets inside brackets, too deep")
    items: list[Item] = []
    while left and left[0] not in {")", "]", "|"}:
        mark, left = left[0], left[1:]
        if mark in {"(", "["}:
            choice, left = choices(left, groups, depth, ")" if mark == "(" else "]")
            items.append(choice)
        elif mark.startswith("<"):
            items.append(named(mark[1:-1], groups, depth))
        else:
            items += words(mark)
    return tuple(items), left


def choices(
    left: list[str], groups: Mapping[str, str], depth: int, end: str
) -> tuple[Choice, list[str]]:
    """Return the alternatives up to `end`, and the marks after it."""
    options: list[tuple[Item, ...]] = [()] if end == "]" else []
    while True:
        items, left = sequence(left, groups, depth + 1)
        if not items:
            raise PhraseError("an alternative is empty")
        options.append(items)
        if not left or left[0] not in {"|", end}:
            raise PhraseError(f"a {end} is missing")
        mark, left = left[0], left[1:]
        if mark == end:
            return Choice(tuple(options)), left


def named(name: str, groups: Mapping[str, str], depth: int) -> Choice:
    """Return the alternatives of a named group."""
    if name not in groups:
        raise PhraseError(f"no group is named {name}")
    choice, rest = choices([*marks(groups[name]), ")"], groups, depth, ")")
    if rest:
        raise PhraseError(f"the group {name} closes too soon")
    return choice


def words(mark: str) -> list[Item]:
    """Return the words that a mark writes: "t'es" is two."""
    if mark == "_":
        return [Gap(1, 1)]
    if mark == "__":
        return [Gap(0, 3)]
    exact, begins = mark.startswith("="), mark.endswith("*")
    found = PIECE.findall(fold(mark.strip("=*")).text.translate(LIGATURES))
    if not found or (begins and len(found[-1]) < 3):
        raise PhraseError(f"{mark} is no word")
    if not (exact or begins) and "'" in fold(mark).text:
        longer = listed_expansions("".join(found))
        if longer:  # "don't", "dont" and "do not" are one
            short = tuple(map(Word, found)), (Word("".join(found)),)
            return [Choice((*short, *(tuple(map(Word, said)) for said in longer)))]
    last = len(found) - 1
    return [Word(text, exact, begins and place == last) for place, text in enumerate(found)]


def can_be_missing(items: tuple[Item, ...]) -> bool:
    """Say whether a sequence asks for no word at all."""
    return all(
        (isinstance(item, Gap) and not item.least)
        or (isinstance(item, Choice) and any(map(can_be_missing, item.options)))
        for item in items
    )


def starts_anywhere(items: tuple[Item, ...]) -> bool:
    """Say whether the first word of a sequence may be any."""
    for item in items:
        if isinstance(item, Gap):
            return True
        if isinstance(item, Choice) and any(map(starts_anywhere, item.options)):
            return True
        if not can_be_missing((item,)):
            return False
    return False
