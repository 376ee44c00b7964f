"""How much of a very long text is read, so that none costs more than its reader would wait.

No message of the portal is that long. Of a text that is, and of more pieces than a letter of
two pages has, the beginning and the end are read; what lies between is not, and holds it.
"""

import re
from collections.abc import Iterator
from itertools import islice

from portal.screening.findings import Finding, Kind, Severity

ALWAYS = 4_000  # characters that are read whatever stands in them: all that a message may have
# Words, numbers and single signs of one text. A piece costs the same anywhere: the screen looks
# up what it may begin. A page of prose has six hundred.
MOST_PIECES = 1_200
LAST_PIECES = 400  # of those, the ones read at the end
PIECE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_+")
RULE = "unread.middle"

Portion = tuple[int, str]  # from where in the text, and what stands there


def portions(text: str) -> list[Portion]:
    """Return the stretches of `text` that are read: itself, or its beginning and its end."""
    if len(text) <= ALWAYS:
        return [(0, text)]
    starts = [piece.start() for piece in islice(PIECE.finditer(text), MOST_PIECES + 1)]
    if len(starts) <= MOST_PIECES:
        return [(0, text)]
    first, last = starts[MOST_PIECES - LAST_PIECES], start_of_last(text)
    return [(0, text[:first]), (last, text[last:])]


def start_of_last(text: str) -> int:
    """Return where the last pieces begin, without reading all that comes before them.

    No piece has a space in it, so after one they are the same whatever stands before.
    """
    reach, starts = LAST_PIECES, list[int]()
    while len(starts) < LAST_PIECES:
        reach *= 4
        after = text.rfind(" ", 0, max(0, len(text) - reach)) + 1
        starts = [piece.start() for piece in PIECE.finditer(text, after)]
    return starts[-LAST_PIECES]


def unread(read: list[Portion]) -> Iterator[Finding]:
    """Yield a finding over what is not read: it holds the text, since anything may stand there."""
    for (start, text), (following, _) in zip(read, islice(read, 1, None), strict=False):
        end = start + len(text)
        yield Finding(Kind.OFF_PLATFORM, end, following, Severity.MEDIUM, RULE)
