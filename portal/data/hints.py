"""Hints that hold a message only together: "chez nous" with "à côté du dépanneur".

`hints/<kind>.txt` holds three sorts of lines. `NAME LANGUAGE PHRASE` gives a hint one more
wording, in the notation of `portal.screening.notation`. `hold SEVERITY HINT HINT -HINT` holds
a message where the first hints stand near each other, in any order and not over the same
words, and none of those after a minus does. `whole SEVERITY HINT HINT` holds one that consists
of these hints alone and begins the list with one that it must have. A hint in capitals is one
of the forms of `portal.screening.hints`. Files share their hints' names no more than lists do.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.data.watchlists import LANGUAGES, SEVERITIES, WatchlistError, lines

FOLDER = Path(__file__).parent / "hints"
HOLD, WHOLE = "hold", "whole"
MOST_WANTED = 4


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to give a hint; `hint` is its full name, the file's before its own."""

    hint: str
    language: str
    phrase: str
    place: str  # file and line, for who corrects the list


@dataclass(frozen=True, slots=True)
class Together:
    """Hints that hold a message together; `kind` and `severity` as in the watch-lists."""

    kind: str
    severity: str
    wanted: tuple[str, ...]
    unwanted: frozenset[str]
    whole: bool
    rule: str


@cache
def read() -> tuple[tuple[Wording, ...], tuple[Together, ...]]:
    """Return the wordings of every hint, and what holds.

    Raises:
        WatchlistError: A line is malformed, or names a hint that has no wording.
    """
    wordings: list[Wording] = []
    holding: list[tuple[str, Together]] = []
    for file in sorted(FOLDER.glob("*.txt")):
        for place, line in lines(file):
            if line.startswith((f"{HOLD} ", f"{WHOLE} ")):
                holding.append((place, as_together(file.stem, place, line)))
            else:
                wordings.append(as_wording(file.stem, place, line))
    known = {wording.hint for wording in wordings}
    for place, together in holding:
        if (
            not {hint for hint in (*together.wanted, *together.unwanted) if is_worded(hint)}
            <= known
        ):
            raise WatchlistError(f"{place}: a hint has no wording")
    return tuple(wordings), tuple(together for _place, together in holding)


def is_worded(hint: str) -> bool:
    """Say whether a hint is given in words, and is no form."""
    return not hint.isupper()


def as_wording(kind: str, place: str, line: str) -> Wording:
    """Return the wording that a line writes."""
    parts = line.split(maxsplit=2)
    if len(parts) < 3 or parts[1] not in LANGUAGES or not parts[0].islower():
        raise WatchlistError(f"{place}: expected HINT LANGUAGE PHRASE, read {line!r}")
    return Wording(f"{kind}.{parts[0]}", parts[1], parts[2], place)


def as_together(kind: str, place: str, line: str) -> Together:
    """Return what a line says to hold."""
    sort, severity, *hints = line.split()
    wanted = [full(kind, hint) for hint in hints if not hint.startswith("-")]
    unwanted = [full(kind, hint[1:]) for hint in hints if hint.startswith("-")]
    if severity not in SEVERITIES or not 0 < len(wanted) <= MOST_WANTED:
        raise WatchlistError(f"{place}: expected {sort} SEVERITY HINT HINT -HINT, read {line!r}")
    name = "-".join(hint for hint in hints if not hint.startswith("-")).casefold()
    rule = f"{kind}.hints:{name}"
    return Together(kind, severity, tuple(wanted), frozenset(unwanted), sort == WHOLE, rule)


def full(kind: str, hint: str) -> str:
    """Return the name of a hint with that of its file; forms belong to none."""
    return hint if hint.isupper() else f"{kind}.{hint}"
