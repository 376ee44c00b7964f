"""How a watched phrase is written, in the shipped lists and by the board.

Words; `(a|b c|d)` alternatives; `[opt]` what may be missing; `_` any one word; `__` none to
three words; `word*` what begins so; `=word` that form alone, no look-alike and no sound-alike;
`<name>` a named group. Case and accents do not matter.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from portal.screening.folding import fold
from portal.screening.tokens import LIGATURES, PIECE, listed_expansions

MARK = re.compile(r"\s+|[()|\[\]]|<[a-z_]+>|[^\s()|\[\]<>]+")
OPENING = {"(": ")", "[": "]"}
CLOSING = frozenset({")", "]", "|"})
DEEPEST = 8


class PhraseError(ValueError):
    """A phrase in a notation that cannot be read; the message says what is wrong."""


class Word(NamedTuple):
    """A word of a phrase; `exact`: in that form alone; `begins`: any word that begins so."""

    text: str
    exact: bool = False
    begins: bool = False


class Gap(NamedTuple):
    """From `least` to `most` words, whatever they are."""

    least: int
    most: int


class Choice(NamedTuple):
    """One of several sequences; an empty one lets the whole be missing."""

    options: tuple[tuple["Item", ...], ...]


Item = Word | Gap | Choice


def parse(phrase: str, groups: Mapping[str, str]) -> tuple[Item, ...]:
    """Return what `phrase` stands for.

    Raises:
        PhraseError: A bracket is open, a group unknown, or nothing certain is said.
    """
    left = marks(phrase)
    items = sequence(left, groups, 0)
    if left:
        raise PhraseError(f"{left[-1]} closes nothing")
    if can_be_missing(items) or starts_anywhere(items):
        raise PhraseError("a phrase begins with a word")
    return items


def marks(phrase: str) -> list[str]:
    """Return the words and signs of a phrase, the last one first: they are taken off the end."""
    found = MARK.findall(phrase)
    if "".join(found) != phrase:
        raise PhraseError("a < or > stands alone")
    return [mark for mark in reversed(found) if not mark.isspace()]


def sequence(left: list[str], groups: Mapping[str, str], depth: int) -> tuple[Item, ...]:
    """Take the items up to a closing sign off the marks that are left, and return them."""
    if depth > DEEPEST:
        raise PhraseError("brackets inside brackets, too deep")
    items: list[Item] = []
    while left and left[-1] not in CLOSING:
        mark = left.pop()
        if mark in OPENING:
            items.append(choice(left, groups, depth, OPENING[mark]))
        elif mark[0] == "<":
            items.append(named(mark[1:-1], groups, depth))
        else:
            items += words(mark)
    return tuple(items)


def choice(left: list[str], groups: Mapping[str, str], depth: int, end: str) -> Choice:
    """Take the alternatives up to `end` off the marks that are left, and return them."""
    options: list[tuple[Item, ...]] = [()] if end == "]" else []
    while True:
        items = sequence(left, groups, depth + 1)
        if not items:
            raise PhraseError("an alternative is empty")
        options.append(items)
        if not left or left[-1] not in {"|", end}:
            raise PhraseError(f"a {end} is missing")
        if left.pop() == end:
            return Choice(tuple(options))


def named(name: str, groups: Mapping[str, str], depth: int) -> Choice:
    """Return the alternatives of a named group."""
    if name not in groups:
        raise PhraseError(f"no group is named {name}")
    text = groups[name]
    found = group(text, groups, depth) if "<" in text else plain_group(text, depth)
    if found is None:
        raise PhraseError(f"the group {name} closes too soon")
    return found


@lru_cache(maxsize=2048)
def plain_group(text: str, depth: int) -> Choice | None:
    """Return the alternatives of a group that names no other: hundreds of phrases share one."""
    return group(text, {}, depth)


def group(text: str, groups: Mapping[str, str], depth: int) -> Choice | None:
    """Return the alternatives that a group writes, or None when it closes too soon."""
    left = [")", *marks(text)]
    found = choice(left, groups, depth, ")")
    return None if left else found


@lru_cache(maxsize=4096)
def words(mark: str) -> tuple[Item, ...]:
    """Return the words that a mark writes: "t'es" is two."""
    if mark == "_":
        return (Gap(1, 1),)
    if mark == "__":
        return (Gap(0, 3),)
    exact, begins = mark.startswith("="), mark.endswith("*")
    found = PIECE.findall(fold(mark.strip("=*")).text.translate(LIGATURES))
    if not found or (begins and len(found[-1]) < 3):
        raise PhraseError(f"{mark} is no word")
    if not (exact or begins) and "'" in fold(mark).text:
        longer = listed_expansions("".join(found))
        if longer:  # "don't", "dont" and "do not" are one
            short = tuple(map(Word, found)), (Word("".join(found)),)
            return (Choice((*short, *(tuple(map(Word, said)) for said in longer))),)
    last = len(found) - 1
    return tuple(Word(text, exact, begins and place == last) for place, text in enumerate(found))


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
