"""Patterns that are only tried where a piece of what they look for stands in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

DIGIT = re.compile(r"[0-9]")
MOST = 40  # findings of one detector: enough to hold, and what follows costs nothing
ALL_PIECES: set[str] = set()  # of every clue: a text is looked through once for all of them


@dataclass(frozen=True, slots=True)
class Clue:
    """A pattern, the pieces one of which every match contains, and whether it needs a figure.

    Looking for a piece costs a hundredth of trying the pattern at every character.
    """

    pattern: re.Pattern[str]
    pieces: tuple[str, ...] = ()
    figure: bool = False

    def __post_init__(self) -> None:
        """Let the pieces be looked for."""
        ALL_PIECES.update(self.pieces)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Return the matches, at once none when no piece stands in `text`."""
        return self.pattern.finditer(text) if self.may_match(text) else iter(())

    def may_match(self, text: str) -> bool:
        """Say whether trying the pattern is worth it."""
        figure, present = contents(text)
        if self.figure and not figure:
            return False
        return not self.pieces or not present.isdisjoint(self.pieces)


@lru_cache(maxsize=4)
def contents(text: str) -> tuple[bool, frozenset[str]]:
    """Return whether a text has a figure, and the pieces of all clues that stand in it."""
    present = frozenset([piece for piece in ALL_PIECES if piece in text])
    return DIGIT.search(text) is not None, present


@lru_cache(maxsize=8)
def stands_in(pattern: re.Pattern[str], text: str) -> bool:
    """Say whether a pattern stands anywhere in a text that may be asked about many times."""
    return pattern.search(text) is not None


def pieces(words: str) -> tuple[str, ...]:
    """Return the pieces of a readable list."""
    return tuple(words.split())
