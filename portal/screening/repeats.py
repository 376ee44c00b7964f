"""The chunks of a text, without what somebody only pasted again and again."""

from collections.abc import Iterator
from itertools import pairwise

from portal.screening.tokens import LONGEST_CHUNK

Placed = tuple[int, str]  # where a chunk begins, and the chunk

MANY = 150  # chunks: fewer are read as they stand
KEPT = 60  # chunks of a repetition, half of them at each end: phrases are shorter by far


def chunks(text: str) -> list[Placed]:
    """Return what stands between spaces, and where.

    Of a stretch repeated without end, only some is kept: a whole number of rounds is left
    out, so that what follows still comes after the words that it follows in the text.
    """
    found = list(placed(text))
    if len(found) < MANY:
        return found
    kept: list[Placed] = []
    done = 0
    for start, end in surplus([chunk for _, chunk in found]):
        kept += found[done:start]
        done = end
    return kept + found[done:]


def placed(text: str) -> Iterator[Placed]:
    """Yield what stands between spaces, and where; what is longer than a chunk in parts."""
    end = 0
    for word in text.split():
        start = text.index(word, end)
        end = start + len(word)
        if end - start <= LONGEST_CHUNK:
            yield start, word
        else:
            for part in range(start, end, LONGEST_CHUNK):
                yield part, text[part : min(part + LONGEST_CHUNK, end)]


def surplus(said: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the stretches, from and up to which chunk, that say again what stands before."""
    seen: dict[tuple[str, str], int] = {}  # where each two chunks in a row stood last
    first = period = 0
    for place, two in enumerate(pairwise(said), 1):
        if not period or two[1] != said[place - period]:
            yield from middle(first, place, period)
            first, period = place, place - seen.get(two, place)
        seen[two] = place
    yield from middle(first, len(said), period)


def middle(first: int, end: int, period: int) -> Iterator[tuple[int, int]]:
    """Yield what may be left out of chunks that repeat those `period` before them."""
    size = (end - first - KEPT) // period * period if period else 0
    if size > 0:
        yield first + KEPT // 2, first + KEPT // 2 + size
