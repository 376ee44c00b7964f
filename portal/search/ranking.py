"""Who comes first among those who were found: pure, and the same in every process.

Occupation and text decide before (`portal.search.mentors`). Here: how likely a
good answer is, then a rotation, so that the same three mentors do not get
everyone (decision 0024).
"""

from collections.abc import Iterable
from datetime import date
from hashlib import blake2b

QUICK_HOURS, SLOW_HOURS = 72, 168  # three days and a week
# How many shuffles a day has. A class that searches at the same hour meets different
# mentors first: each reader keeps one of these for the day.
TURNS = 16

QUICK, USUAL, SLOW, FULL = range(4)
LIKELIHOODS = (QUICK, USUAL, SLOW, FULL)


def likelihood(*, has_room: bool, reply_hours: int | None) -> int:
    """Return how likely a good answer is, the best first: QUICK, USUAL, SLOW or FULL.

    A mentor of whom little is known yet stands with the quick ones: otherwise nobody
    would ever write to a newcomer.
    """
    if not has_room:
        return FULL
    if reply_hours is None or reply_hours <= QUICK_HOURS:
        return QUICK
    return USUAL if reply_hours <= SLOW_HOURS else SLOW


def turn_of(reader_id: int) -> int:
    """Return which of the day's shuffles a reader sees."""
    return reader_id % TURNS


def draws(ids: Iterable[int], *, day: date, turn: int) -> list[int]:
    """Return a number drawn for each mentor of `ids`, by which equals are put in order.

    It depends on the mentor, the day and the turn alone: who comes or leaves
    moves nobody else, and every process draws the same.
    """
    seed = f"{day.isoformat()} {turn}".encode()
    return [
        int.from_bytes(blake2b(str(number).encode(), key=seed, digest_size=6).digest())
        for number in ids
    ]
