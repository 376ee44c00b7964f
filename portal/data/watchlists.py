"""What the screen watches for in words: the shipped lists, and the spellings they are read by.

`watchlists/<kind>.txt` holds one entry a line, `LANGUAGE SEVERITY PHRASE`, or
`LANGUAGE pass PHRASE` for a phrase inside which that kind is not meant. `sets.txt` names
groups of words (`name: a | b c`), `spellings.txt` says how a word is also written
(`jveux = je veux`). The notation of a phrase is that of `portal.screening.notation`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parent / "watchlists"
LANGUAGES = frozenset({"fr", "en", "any"})
PASS = "pass"  # noqa: S105 - no password
SEVERITIES = frozenset({"low", "medium", "high", "immediate", PASS})
SETS, SPELLINGS = "sets.txt", "spellings.txt"
NAMED = re.compile(r"[a-z_]+")
LONGEST_NAME = 48


class WatchlistError(ValueError):
    """A line of a shipped list that cannot be read; the message gives file and line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase of the lists; `severity` is one of `SEVERITIES`, `kind` the name of its file."""

    kind: str
    language: str
    severity: str
    phrase: str
    rule: str  # stays the same wherever in the file the line stands
    place: str  # file and line, for who corrects the list


@cache
def entries() -> tuple[Entry, ...]:
    """Return the entries of every shipped list.

    Raises:
        WatchlistError: A line is malformed or stands twice.
    """
    found: dict[str, Entry] = {}
    for file in sorted(FOLDER.glob("*.txt")):
        if file.name in {SETS, SPELLINGS}:
            continue
        for place, line in lines(file):
            entry = as_entry(file.stem, place, line)
            if entry.rule in found:
                raise WatchlistError(f"{place}: the same as {found[entry.rule].place}")
            found[entry.rule] = entry
    return tuple(found.values())


@cache
def sets() -> Mapping[str, str]:
    """Return the named groups, each as alternatives in the notation of a phrase."""
    return MappingProxyType(dict(pairs(FOLDER / SETS, ":")))


@cache
def spellings() -> Mapping[str, tuple[str, ...]]:
    """Return what each short or spoken spelling stands for, in one word or several."""
    return MappingProxyType(
        {
            short: tuple(" ".join(long.split()) for long in meant.split("|"))
            for short, meant in pairs(FOLDER / SPELLINGS, "=", "~")
        }
    )


@cache
def words_of_their_own() -> frozenset[str]:
    """Return the short spellings that are also words, in a phrase nothing but these."""
    found = (line for _place, line in lines(FOLDER / SPELLINGS) if "~" in line)
    return frozenset(line.partition("~")[0].strip() for line in found)


def lines(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the lines that say something, with where they stand."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        said = line.partition("#")[0].strip()
        if said:
            yield f"{file.name}, line {number}", said


def pairs(file: Path, *signs: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before and after one of `signs`, a line each."""
    seen: set[str] = set()
    for place, line in lines(file):
        sign = next((sign for sign in signs if sign in line), signs[0])
        name, found, meant = (part.strip() for part in line.partition(sign))
        if not (name and found and all(part.strip() for part in meant.split("|"))):
            raise WatchlistError(f"{place}: expected NAME {sign} MEANING | MEANING")
        if name in seen:
            raise WatchlistError(f"{place}: {name} stands twice")
        seen.add(name)
        yield name, meant


def as_entry(kind: str, place: str, line: str) -> Entry:
    """Return the entry that a line writes."""
    parts = line.split(maxsplit=2)
    if len(parts) < 3 or parts[0] not in LANGUAGES or parts[1] not in SEVERITIES:
        raise WatchlistError(f"{place}: expected LANGUAGE SEVERITY PHRASE, read {line!r}")
    language, severity, phrase = parts
    mark = f".{PASS}" if severity == PASS else ""
    return Entry(
        kind, language, severity, phrase, f"{kind}{mark}.{language}:{name_of(phrase)}", place
    )


def name_of(phrase: str) -> str:
    """Return a short name that a phrase keeps: its words, and a sum where they are many."""
    name = re.sub(r"[^\w*=]+", "-", phrase).strip("-")
    if len(name) <= LONGEST_NAME and not re.search(r"[()\[\]<|]|__", phrase):
        return name
    total = 0
    for char in phrase:
        total = (total * 31 + ord(char)) % 0xFFFF
    return f"{name[:LONGEST_NAME].rstrip('-')}-{total:04x}"
