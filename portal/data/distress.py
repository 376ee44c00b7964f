"""What the second reader of distress goes by: its cues, written by hand, and their weights.

`distress/cues.txt` says which words are one cue. `distress/weights.txt` says what each speaks
for: a cue (`want`), one cue followed by another (`want > gone`), a word (`=exam`). The
weights are learned from labelled sentences by `scripts/train-distress`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "distress"
CUES, WEIGHTS = FOLDER / "cues.txt", FOLDER / "weights.txt"
LANGUAGES = ("fr", "en")
THRESHOLDS, BEFORE = "(thresholds)", "(before)"

Weight = tuple[float, float]  # towards self_harm, and towards disclosure


class CueError(ValueError):
    """A line of the two files that cannot be read; the message says which."""


@dataclass(frozen=True, slots=True)
class CueWords:
    """Words that are a cue, as they are listed; in any language when that is empty."""

    cue: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Weights:
    """What each cue, pair of cues and word speaks for, and what the sums mean.

    From `worries` on a person should look, from `clear` on there is no doubt left.
    `before`: the sums before anything speaks.
    """

    worries: float
    clear: float
    before: Weight
    features: dict[str, Weight]


def cue_words() -> Iterator[CueWords]:
    """Yield the words of every cue.

    Raises:
        CueError: A line has no name.
    """
    for place, line in lines(CUES):
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
        CueError: A line is not two numbers and a name, or the thresholds are missing.
    """
    features: dict[str, Weight] = {}
    for place, line in lines(WEIGHTS):
        try:
            self_harm, disclosure, name = line.split(maxsplit=2)
            features[name] = float(self_harm), float(disclosure)
        except ValueError as error:
            raise CueError(f"{place}: expected NUMBER NUMBER NAME") from error
    if not {THRESHOLDS, BEFORE} <= features.keys():
        raise CueError(f"{WEIGHTS.name}: no {THRESHOLDS} or no {BEFORE}")
    return Weights(*features.pop(THRESHOLDS), features.pop(BEFORE), features)


def lines(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the lines that say something, with where they stand."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield f"{file.name}, line {number}", line.strip()
