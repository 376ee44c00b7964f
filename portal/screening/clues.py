"""Patterns that are only tried where a piece of what they look for stands in the text."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import add

DIGIT = re.compile(r"[0-9]")
MOST = 40  # findings of one detector: enough to hold, and what follows costs nothing
BEGINNING = 2  # letters of a piece by which it is looked for


@dataclass(frozen=True, slots=True, eq=False)
class Clue:
    """A pattern, the pieces one of which every match contains, and whether it needs a figure.

    Looking for a piece costs a hundredth of trying the pattern at every character.
    """

    pattern: re.Pattern[str]
    pieces: tuple[str, ...] = ()
    figure: bool = False

    def __post_init__(self) -> None:
        """Let the pieces be looked for."""
        for piece in self.pieces or ("",):
            ALL_PIECES.setdefault(piece[:BEGINNING], []).append((piece, self))

    def finditer(
        self, text: str, start: int = 0, end: int = sys.maxsize
    ) -> Iterator[re.Match[str]]:
        """Return the matches between two places, at once none when no piece stands in `text`."""
        return self.pattern.finditer(text, start, end) if self in possible(text) else iter(())

    def may_match(self, text: str) -> bool:
        """Say whether trying the pattern is worth it."""
        return self in possible(text)


# The pieces of every clue, by how they begin: a text is looked through once for all of them.
# A clue without pieces has an empty one, which stands in any text.
ALL_PIECES: dict[str, list[tuple[str, Clue]]] = {}


@lru_cache(maxsize=4)
def possible(text: str) -> frozenset[Clue]:
    """Return the clues whose patterns may match: a piece stands there, and a figure if needed."""
    figure = DIGIT.search(text) is not None
    begun = ALL_PIECES.keys() & {"", *text, *map(add, text, text[1:])}
    return frozenset(
        [
            clue
            for two in begun
            for piece, clue in ALL_PIECES[two]
            if (figure or not clue.figure) and piece in text
        ]
    )


@lru_cache(maxsize=8)
def stands_in(pattern: re.Pattern[str], text: str) -> bool:
    """Say whether a pattern stands anywhere in a text that may be asked about many times."""
    return pattern.search(text) is not None


def pieces(words: str) -> tuple[str, ...]:
    """Return the pieces of a readable list."""
    return tuple(words.split())
