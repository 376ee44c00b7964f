"""Patterns that are only tried where a piece of what they look for stands in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

DIGIT = re.compile(r"[0-9]")
MOST = 40  # findings of one detector: enough to hold, and what follows costs nothing


@dataclass(frozen=True, slots=True)
class Clue:
    """A pattern, the pieces one of which every match contains, and whether it needs a figure.

    Looking for a piece costs a hundredth of trying the pattern at every character.
    """

    pattern: re.Pattern[str]
    pieces: tuple[str, ...] = ()
    figure: bool = False

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches, at once nothing when no piece stands in `text`."""
        if self.may_match(text):
            yield from self.pattern.finditer(text)

    def may_match(self, text: str) -> bool:
        """Say whether trying the pattern is worth it."""
        if self.figure and not DIGIT.search(text):
            return False
        return not self.pieces or any(piece in text for piece in self.pieces)


def pieces(words: str) -> tuple[str, ...]:
    """Return the pieces of a readable list."""
    return tuple(words.split())
