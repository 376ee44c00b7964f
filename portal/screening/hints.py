"""What holds a message together and not by itself: hints of a home, an account (R6, R8).

"Chez nous" says little, and so does "à côté du dépanneur": the two in one message say where
somebody lives. The hints in words are found by the machine of the watched phrases, with every
way to write them; the forms among them are found here.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import NamedTuple

from portal.data import hints
from portal.screening.findings import Finding, Kind, Severity
from portal.screening.folding import Folded
from portal.screening.shapes import shapes

Span = tuple[int, int]
Said = tuple[int, int, str]  # from where, to where, the hint

NEAR = 120  # characters in half a window: what stands in two halves in a row is near
SHORT = 160  # a whole message up to this length
MOST_PLACES = 8  # of one hint in a window that are tried
MOST_FOUND = 40
WORDS = re.compile(r"[^\W_]")


class Hint(NamedTuple):
    """What the machine knows a hint by: its file's name and its own."""

    name: str


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a text and the hints in it, each with its places."""

    view: Folded
    start: int
    end: int
    said: Mapping[str, list[Span]]

    def places(self, hint: str) -> list[Span]:
        """Return where a hint stands, in words or as a form."""
        if hints.is_worded(hint):
            return self.said.get(hint, [])[:MOST_PLACES]
        return list(islice(shapes(hint, self.view, self.start, self.end), MOST_PLACES))


@cache
def by_first_hint() -> Mapping[str, list[hints.Together]]:
    """Return what holds, by the first hint in words that it cannot do without."""
    kept: dict[str, list[hints.Together]] = defaultdict(list)
    for together in hints.read()[1]:
        kept[next(filter(hints.is_worded, together.wanted))].append(together)
    return kept


def find_together(view: Folded, said: Iterable[Said]) -> Iterator[Finding]:
    """Yield the stretches in which hints that hold together stand."""
    found = 0
    for window in windows(view, sorted(said)):
        for hint in window.said:
            for together in by_first_hint().get(hint, ()):
                span = (
                    whole_span(window, together) if together.whole else span_of(window, together)
                )
                if span:
                    severity = Severity[together.severity.upper()]
                    yield view.finding(Kind(together.kind), span, severity, together.rule)
                    found += 1
                    if found >= MOST_FOUND:
                        return


def windows(view: Folded, said: list[Said]) -> Iterator[Window]:
    """Yield the whole of a short text, or the halves of a long one two by two."""
    size = len(view.text)
    if not said:
        return
    if size <= SHORT:
        yield Window(view, 0, size, gathered(said))
        return
    halves: dict[int, list[Said]] = defaultdict(list)
    for hint in said:
        halves[hint[0] // NEAR].append(hint)
    for number, here in halves.items():
        both = here + halves.get(number + 1, []) if number + 1 in halves else here
        end = min(size, (number + 2) * NEAR)
        yield Window(view, number * NEAR, end, gathered(both))


def gathered(said: list[Said]) -> Mapping[str, list[Span]]:
    """Return the hints, each with its places."""
    places: dict[str, list[Span]] = defaultdict(list)
    for start, end, hint in said:
        if (start, end) not in places[hint]:
            places[hint].append((start, end))
    return places


def span_of(window: Window, together: hints.Together) -> Span | None:
    """Return the stretch over the hints that hold together, or None when one lacks."""
    if any(hint in window.said for hint in together.unwanted):
        return None
    if any(hints.is_worded(hint) and hint not in window.said for hint in together.wanted):
        return None
    chosen = apart([window.places(hint) for hint in together.wanted], ())
    return (min(map(min, chosen)), max(map(max, chosen))) if chosen else None


def apart(places: list[list[Span]], taken: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return one place of each hint so that no two share a word; nothing when none will do."""
    if not places:
        return taken
    for start, end in places[0]:
        if all(end <= first or last <= start for first, last in taken):
            chosen = apart(places[1:], (*taken, (start, end)))
            if chosen:
                return chosen
    return ()


def whole_span(window: Window, together: hints.Together) -> Span | None:
    """Return the whole text when the hints wanted cover all of its words."""
    text = window.view.text
    if len(text) > SHORT or together.wanted[0] not in window.said:
        return None
    covered = 0
    for start, end in sorted(
        place for hint in together.wanted for place in window.said.get(hint, ())
    ):
        if WORDS.search(text, covered, start):
            return None
        covered = max(covered, end)
    return None if WORDS.search(text, covered) else (0, len(text))
