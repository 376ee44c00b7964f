"""What the second reader goes by: its cues, written by hand, and their weights.

`cues/*.txt` say which words are one cue. `cue_weights.txt` says what each feature speaks for:
a cue (`want`), one cue followed by another (`want > gone`), a word (`=exam`). The weights are
learned from labelled sentences by `scripts/train-second-reader`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from portal.data.packed import Packed

CUES = Path(__file__).parent / "cues"
WEIGHTS = Path(__file__).parent / "cue_weights.txt"
LANGUAGES = ("fr", "en")
WORRIES, CLEAR, HELD, HARMLESS = "(worries)", "(clear)", "(held)", "(harmless)"  # thresholds
BEFORE = "(before)"
MARKS = frozenset({WORRIES, CLEAR, HELD, HARMLESS, BEFORE})  # the lines that come first
STEPS = 100  # of a weight in one: the file gives two decimals


class CueError(ValueError):
    """A line of the files that cannot be read; the message says which."""


@dataclass(frozen=True, slots=True)
class CueWords:
    """Words that are a cue, as they are listed; in any language when that is empty."""

    cue: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Weights:
    """What each cue, pair of cues and word speaks for, and what the sums mean.

    From `worries` on a person should look for distress, from `clear` on there is no doubt of
    it; from `held` on a text is risky in some way; below `harmless` it is not, though a list
    saw something. `before`: the sums before anything speaks.
    A weight is a whole number of hundredths (`STEPS`) towards each of `kinds`.
    """

    kinds: tuple[str, ...]
    worries: float
    clear: float
    held: float
    harmless: float
    before: tuple[int, ...]
    features: Packed


def cue_words() -> Iterator[CueWords]:
    """Yield the words of every cue.

    Raises:
        CueError: A line has no name.
    """
    for file in sorted(CUES.glob("*.txt")):
        for place, line in lines(file):
            cue, colon, words = line.partition(":")
            if not (colon and cue.isidentifier()):
                raise CueError(f"{place}: expected CUE: WORD | WORD")
            for word in words.split("|"):
                language, _, rest = word.strip().partition(":")
                tagged = language in LANGUAGES and bool(rest)
                yield CueWords(cue, *((rest, language) if tagged else (word.strip(), "")))


@cache
def weights() -> Weights:
    """Return the weights.

    Raises:
        CueError: A line is no name with its kinds and numbers, or what the sums mean is missing.
    """
    told = named_lines()
    said = {name: spoken(place, rest) for name, place, rest in islice(told, len(MARKS))}
    if said.keys() != MARKS or not all("from" in said[name] for name in MARKS - {BEFORE}):
        raise CueError(f"{WEIGHTS.name}: it does not begin with the lines in brackets")
    worries, clear, held, harmless = (
        said[name]["from"] for name in (WORRIES, CLEAR, HELD, HARMLESS)
    )
    before = said[BEFORE]
    rows = ((name, steps(before, spoken(place, rest))) for name, place, rest in told)
    features = Packed(rows, len(before))
    return Weights(tuple(before), worries, clear, held, harmless, steps(before, before), features)


def steps(kinds: Iterable[str], said: Mapping[str, float]) -> tuple[int, ...]:
    """Return what is said of each kind in whole steps; nothing is none."""
    return tuple(round(said.get(kind, 0.0) * STEPS) for kind in kinds)


def named_lines() -> Iterator[tuple[str, str, str]]:
    """Yield the name of each line of weights, where it stands, and what it says."""
    for place, line in lines(WEIGHTS):
        name, colon, rest = line.partition(":")
        if not colon:
            raise CueError(f"{place}: expected NAME: KIND NUMBER KIND NUMBER")
        yield name, place, rest


def spoken(place: str, text: str) -> dict[str, float]:
    """Return the number of each kind in a line of weights."""
    words = text.split()
    try:
        return dict(zip(words[::2], map(float, words[1::2]), strict=True))
    except ValueError as error:
        raise CueError(f"{place}: expected NAME: KIND NUMBER KIND NUMBER") from error


def lines(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the lines that say something, with where they stand."""
    with file.open(encoding="utf-8") as opened:
        for number, line in enumerate(opened, 1):
            if line.strip() and not line.startswith("#"):
                yield f"{file.name}, line {number}", line.strip()
