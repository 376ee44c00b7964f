"""What holds a message together and not by itself: hints of a home, an account (R6, R8).

"Chez nous" says little, and so does "à côté du dépanneur": the two in one message say where
somebody lives. The hints in words are found by the machine of the watched phrases, with every
way to write them; the forms among them are found here.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
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
    """A stretch of a text and the hints in it, each with its places; `forms` as they are found."""

    view: Folded
    start: int
    end: int
    said: Mapping[str, list[Span]]
    forms: dict[str, list[Span]] = field(default_factory=dict)

    def places(self, hint: str) -> list[Span]:
        """Return where a hint stands, in words or as a form."""
        if hints.is_worded(hint):
            return self.said[hint][:MOST_PLACES]
        if hint not in self.forms:
            found = shapes(hint, self.view, self.start, self.end)
            self.forms[hint] = list(islice(found, MOST_PLACES))
        return self.forms[hint]


@cache
def by_first_hint() -> Mapping[str, list[tuple[frozenset[str], hints.Together]]]:
    """Return what holds and its hints in words, by the first of those."""
    kept: dict[str, list[tuple[frozenset[str], hints.Together]]] = defaultdict(list)
    for together in hints.read()[1]:
        worded = [hint for hint in together.wanted if hints.is_worded(hint)]
        kept[worded[0]].append((frozenset(worded), together))
    return kept


def find_together(view: Folded, said: Iterable[Said]) -> Iterator[Finding]:
    """Yield the stretches in which hints that hold together stand."""
    found = 0
    for window in windows(view, sorted(said)):
        for together in to_try(tuple(window.said)):
            span = whole_span(window, together) if together.whole else span_of(window, together)
            if span:
                severity = Severity[together.severity.upper()]
                yield view.finding(Kind(together.kind), span, severity, together.rule)
                found += 1
                if found >= MOST_FOUND:
                    return


@lru_cache(maxsize=1_024)
def to_try(said: tuple[str, ...]) -> tuple[hints.Together, ...]:
    """Return what may hold where these hints in words stand and no others do."""
    names = frozenset(said)
    return tuple(
        together
        for hint in said
        for worded, together in by_first_hint().get(hint, ())
        if together.whole or (worded <= names and names.isdisjoint(together.unwanted))
    )


def windows(view: Folded, said: list[Said]) -> Iterator[Window]:
    """Yield the whole of a short text, or the halves of a long one two by two."""
    size = len(view.text)
    if not said:
        return
    if size <= SHORT:
        yield Window(view, 0, size, gathered(said, len(said)))
        return
    halves: dict[int, list[Said]] = defaultdict(list)
    for hint in said:
        halves[hint[0] // NEAR].append(hint)
    for number, here in halves.items():
        both = here + halves.get(number + 1, []) if number + 1 in halves else here
        end = min(size, (number + 2) * NEAR)
        yield Window(view, number * NEAR, end, gathered(both, MOST_PLACES))


def gathered(said: list[Said], most: int) -> Mapping[str, list[Span]]:
    """Return the hints, each with its first places, up to `most`."""
    places: dict[str, list[Span]] = defaultdict(list)
    for start, end, hint in said:
        of_hint = places[hint]
        if len(of_hint) < most and (start, end) not in of_hint:
            of_hint.append((start, end))
    return places


def span_of(window: Window, together: hints.Together) -> Span | None:
    """Return the stretch over the hints that hold together, or None when one lacks."""
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
