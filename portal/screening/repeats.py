"""The chunks of a text, without what somebody only pasted again and again."""

from collections.abc import Iterator
from itertools import pairwise

from portal.screening.tokens import CHUNK

Placed = tuple[int, str]  # where a chunk begins, and the chunk

MANY = 150  # chunks: fewer are read as they stand
KEPT = 60  # chunks of a repetition, half of them at each end: phrases are shorter by far


def chunks(text: str) -> list[Placed]:
    """Return what stands between spaces, and where.

    Of a stretch repeated without end, only some is kept: a whole number of rounds is left
    out, so that what follows still comes after the words that it follows in the text.
    """
    found = [(match.start(), match.group()) for match in CHUNK.finditer(text)]
    if len(found) < MANY:
        return found
    kept: list[Placed] = []
    done = 0
    for start, end in surplus([chunk for _, chunk in found]):
        kept += found[done:start]
        done = end
    return kept + found[done:]


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
