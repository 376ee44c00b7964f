"""Sentences by their form: a person, what is done, to whom (R6, R8, R9).

A list holds the sentences that somebody thought of; a frame holds every sentence in which
certain signs stand close together. `will > harm > you` is a threat whatever verb of harm it
takes. Signs are classes of words (`portal/data/frames`), found by the same machine as the
watched phrases and therefore through the same disguises.

Between two signs: `+` the next word, `>` right after (two or three short words may stand
between), `..` later in the sentence, `&` near, in either order. `a|b`: either sign.
`unless a b`: no such sign stands in the sentence, or close by where the sentence is long.
`start` and `end` are those of the text.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import NamedTuple

from portal.data import frames
from portal.data.watchlists import PASS
from portal.screening.findings import Kind, Severity

BESIDE, RIGHT_AFTER, LATER = 3, 12, 48  # characters between two signs
AROUND = 60  # characters on each side in which an excuse counts
MOST_STEPS = 1_500  # of one text: what asks for more is no sentence
SENTENCE_END = re.compile(r"(?<!\.)[.!?;]+[\s»\"]")
START, END = "start", "end"
MARKS = {"+": (BESIDE, False), ">": (RIGHT_AFTER, False), "..": (LATER, False), "&": (LATER, True)}


SIGNS = attrgetter("signs")


class FrameError(ValueError):
    """A frame that cannot be read; the message says what is wrong."""


class Sign(NamedTuple):
    """What the machine knows a sign by."""

    name: str


class Slot(NamedTuple):
    """The next sign of a frame: which ones will do, how far on, and whether before as well."""

    signs: tuple[str, ...]
    reach: int
    both_ways: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """A form of sentence; without severity, one in which the kind is not meant."""

    kind: Kind
    severity: Severity | None
    first: tuple[str, ...]
    slots: tuple[Slot, ...]
    unless: frozenset[str]
    rule: str


Span = tuple[int, int]
Signs = Mapping[str, Sequence[Span]]


class Search:
    """One text's signs, by name and in the order of the text, and how much was tried."""

    def __init__(self, text: str, signs: Signs) -> None:
        """Begin with every step to spare."""
        self.text = text
        self.signs = signs
        self.left = MOST_STEPS

    def first_fit(self, frame: Frame) -> Span | None:
        """Return the stretch of the first sentence of this form that nothing excuses."""
        for name in frame.first:
            for span in self.signs.get(name, ()):
                whole = self.fit(span, span, frame.slots)
                if whole and not self.is_excused(whole, frame.unless):
                    return whole
                if self.left <= 0:
                    return None
        return None

    def fit(self, whole: Span, last: Span, slots: tuple[Slot, ...]) -> Span | None:
        """Return `whole` made longer by a sign for each slot, or None."""
        if not slots:
            return whole
        slot, *others = slots
        for name in slot.signs:
            for span in self.near(self.signs.get(name, ()), whole, last, slot):
                self.left -= 1
                longer = min(whole[0], span[0]), max(whole[1], span[1])
                found = self.fit(longer, span, tuple(others))
                if found or self.left <= 0:
                    return found
        return None

    def near(self, spans: Sequence[Span], whole: Span, last: Span, slot: Slot) -> Iterator[Span]:
        """Yield the spans that lie as a slot wants them, in the same sentence."""
        start = whole[0] - 2 * slot.reach if slot.both_ways else last[1]
        for place in range(bisect_left(spans, (start, 0)), len(spans)):
            span = spans[place]
            if span[0] > (whole if slot.both_ways else last)[1] + slot.reach:
                return
            if span[0] >= whole[1] or (slot.both_ways and span[1] <= whole[0]):
                left, right = (whole, span) if span[0] >= whole[1] else (span, whole)
                if self.joined(left[1], right[0], slot.reach):
                    yield span

    def joined(self, end: int, start: int, reach: int) -> bool:
        """Say whether two places are close and no sentence ends between them."""
        return start - end <= reach and not SENTENCE_END.search(self.text, end, start + 1)

    def is_excused(self, whole: Span, unless: frozenset[str]) -> bool:
        """Say whether a sign that excuses stands inside a stretch or around it."""
        return any(
            share_a_sentence(self.text, span, whole)
            for name in unless
            for span in around(self.signs.get(name, ()), whole)
        )


def around(spans: Sequence[Span], whole: Span) -> Sequence[Span]:
    """Return the spans that begin near a stretch."""
    first = bisect_left(spans, (whole[0] - 2 * AROUND, 0))
    return spans[first : bisect_left(spans, (whole[1] + AROUND, 0))]


def find_frames(text: str, signs: Signs) -> Iterator[tuple[int, int, Frame]]:
    """Yield each frame whose signs stand in the text as it wants them, and from where to where."""
    if not signs:
        return
    text = text.rstrip()
    signs = {**signs, START: [(0, 0)], END: [(len(text), len(text))]}
    search = Search(text, signs)
    for frame in frames_to_try(frozenset(signs)):
        span = search.first_fit(frame)
        if span:
            yield *span, frame


@lru_cache(maxsize=1_024)
def frames_to_try(names: frozenset[str]) -> tuple[Frame, ...]:
    """Return the shipped frames of which every sign is among these, in their order."""
    begun = {place for name in names for place in frames_by_first().get(name, ())}
    frames = (shipped_frames()[place] for place in sorted(begun))
    return tuple(
        frame for frame in frames if not any(map(names.isdisjoint, map(SIGNS, frame.slots)))
    )


def share_a_sentence(text: str, span: Span, other: Span) -> bool:
    """Say whether two stretches overlap, or stand close in one sentence."""
    first, second = sorted((span, other))
    close = second[0] - first[1] <= AROUND
    return close and not SENTENCE_END.search(text, first[1], max(first[1], second[0]) + 1)


@cache
def frames_by_first() -> Mapping[str, tuple[int, ...]]:
    """Return the places of the shipped frames that each sign may begin."""
    found: dict[str, tuple[int, ...]] = {}
    for place, frame in enumerate(shipped_frames()):
        for name in frame.first:
            found[name] = (*found.get(name, ()), place)
    return found


@cache
def shipped_frames() -> tuple[Frame, ...]:
    """Return the shipped frames.

    Raises:
        FrameError: One cannot be read, or names a sign that there is not.
        FrameFileError: A file has a malformed line.
    """
    known = {START, END, *(line.name for line in frames.sign_lines())}
    found = []
    for line in frames.frame_lines():
        try:
            found.append(frame_of(line, known))
        except FrameError as error:
            raise FrameError(f"{line.place}: {error}") from error
    return tuple(found)


def frame_of(line: frames.FrameLine, known: Collection[str]) -> Frame:
    """Return the frame that a line writes.

    Raises:
        FrameError: A mark is missing between two signs, or a sign is unknown.
    """
    words = line.form.split()
    names, marks = words[::2], words[1::2]
    options = [tuple(name.split("|")) for name in names]
    unknown = {name for option in options for name in option}.union(line.unless) - {*known}
    if unknown or len(names) != len(marks) + 1 or {*marks} - MARKS.keys():
        raise FrameError(f"{line.form}: unknown {', '.join(sorted(unknown)) or 'mark'}")
    slots = (Slot(option, *MARKS[mark]) for option, mark in zip(options[1:], marks, strict=True))
    rule = f"{line.kind}.frame:{'-'.join(names).replace('|', '/')}"
    return Frame(
        Kind(line.kind),
        None if line.severity == PASS else Severity[line.severity.upper()],
        options[0],
        tuple(slots),
        frozenset(line.unless),
        rule,
    )
