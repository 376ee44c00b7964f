"""Teach the second reader from the project's own sentences.

    scripts/train-second-reader

Writes portal/data/cue_weights.txt: a small logistic regression whose outcomes are the kinds
of talk and nothing at all, the mean of a few that saw the sentences in another order. The
thresholds are those by which a few harmless near misses are held or looked at, each judged by
a regression that was taught without it. The closed half of the cases is not read, and the
same sentences give the same file.
"""

import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from taught_lines import KINDS, Line, corpus

from portal.data.cues import BEFORE, CLEAR, HELD, WEIGHTS, WORRIES
from portal.screening.cues import sentences
from portal.screening.folding import fold
from portal.screening.second_reader import (
    SHORT,
    Sums,
    features,
    leaning_to_distress,
    leaning_to_others,
)

FOLDS, SEEDS, EPOCHS = 4, (1, 2), 8
RATE, DECAY = 0.3, 1e-3
MOVED = 0.01  # how much each weight is taken to have moved before it did
SURE_OF_IT = 0.01  # an error below it teaches nothing
MOST_SUM = 30.0
RARE = 2  # lines: what stands in fewer is not weighed
# Of the harmless near misses: held as another kind, held as distress, looked at as distress.
SHARES = {HELD: 0.002, CLEAR: 0.002, WORRIES: 0.025}
LEAST = 0.3  # what weighs less is left out
HEAD = """\
# Written by scripts/train-second-reader: what each feature speaks for, and how much. A feature
# is a cue of cues/, one cue followed by another, a word or two in a row (=). Below zero, it
# speaks against. In brackets: from where a sentence is held, leaves no doubt of distress, or
# worries; and the sums before anything speaks.
"""

Weights = list[list[float]]  # of each feature, then of what stands before; towards each kind


class Part(NamedTuple):
    """A sentence as it is weighed: its features, the scale of its length, what it may be."""

    features: list[int]
    scale: float
    outcomes: frozenset[int]  # places in KINDS; one beyond them for nothing
    worth: float


class Taught(NamedTuple):
    """A line in its parts, and whether the thresholds follow from it."""

    parts: list[Part]
    judged: bool


def read(lines: Iterable[Line]) -> tuple[list[str], list[Taught]]:
    """Return the names of the features that are weighed, and the lines as they are taught."""
    bags = [(line, list(bags_of(line))) for line in lines]
    counts = Counter(name for _, bag in bags for names, _ in bag for name in names)
    names = sorted(name for name, count in counts.items() if count >= RARE)
    numbers = {name: number for number, name in enumerate(names)}
    return names, [taught_line(line, bag, numbers) for line, bag in bags]


def bags_of(line: Line) -> Iterator[tuple[set[str], float]]:
    """Yield the features of each sentence; of a risky line as a whole: any may be the one."""
    bags = [
        (features(each), 1 / math.sqrt(max(SHORT, len(each.words))))
        for each in sentences(fold(line.text))
    ]
    if None not in line.kinds and len(bags) > 1:
        bags = [(set().union(*(names for names, _ in bags)), min(scale for _, scale in bags))]
    yield from bags


def taught_line(
    line: Line, bags: Iterable[tuple[set[str], float]], numbers: dict[str, int]
) -> Taught:
    """Return a line with the numbers of its features."""
    outcomes = frozenset(KINDS.index(kind) if kind else len(KINDS) for kind in line.kinds)
    parts = [
        Part(sorted(numbers[name] for name in names & numbers.keys()), scale, outcomes, line.worth)
        for names, scale in bags
    ]
    return Taught(parts, line.judged)


def taught(lines: Iterable[Taught], size: int, seed: int = 1) -> Weights:
    """Return what a regression learns from the lines, in the order of a seed (AdaGrad)."""
    rng = random.Random(seed)
    parts = [part for line in lines for part in line.parts]
    learned = [[0.0] * len(KINDS) for _ in range(size + 1)]
    moved = [[MOVED] * len(KINDS) for _ in range(size + 1)]
    for _ in range(EPOCHS):
        rng.shuffle(parts)
        for part in parts:
            wrong = errors(sums(part, learned), part.outcomes)
            slopes = [
                (place, error * part.worth)
                for place, error in enumerate(wrong)
                if abs(error) >= SURE_OF_IT
            ]
            correct(learned[size], moved[size], slopes, 1.0)
            for number in part.features if slopes else ():
                correct(learned[number], moved[number], slopes, part.scale)
    return learned


def correct(
    weights: list[float], moved: list[float], slopes: Iterable[tuple[int, float]], scale: float
) -> None:
    """Move the weights of a feature down its slopes, the less the more they moved already."""
    for place, slope in slopes:
        step = slope * scale + DECAY * weights[place]
        moved[place] += step * step
        weights[place] -= RATE * step / math.sqrt(moved[place])


def sums(part: Part, learned: Weights) -> list[float]:
    """Return what a sentence adds up to, for each kind."""
    before, scale = learned[-1], part.scale
    spoken = [learned[number] for number in part.features]
    if not spoken:
        return before
    columns = map(sum, zip(*spoken, strict=True))
    return [first + scale * rest for first, rest in zip(before, columns, strict=True)]


def errors(added: Iterable[float], outcomes: frozenset[int]) -> list[float]:
    """Return by how much each kind is taken for too likely.

    Of several outcomes that a line may be, each should be as likely as it is now among them.
    """
    odds = [*(math.exp(min(each, MOST_SUM)) for each in added), 1.0]
    whole = sum(odds)
    right = sum(odds[place] for place in outcomes)
    return [
        each / whole - (each / right if place in outcomes else 0.0)
        for place, each in enumerate(odds[:-1])
    ]


def thresholds(lines: Sequence[Taught], size: int) -> dict[str, float]:
    """Return from where a share of the near misses leans, said by who never saw them."""
    found = [worst for fold_number in range(FOLDS) for worst in unseen(lines, size, fold_number)]
    to_distress, to_others = (sorted(leans, reverse=True) for leans in zip(*found, strict=True))
    return {
        name: (to_others if name == HELD else to_distress)[int(share * len(found))]
        for name, share in SHARES.items()
    }


def unseen(lines: Sequence[Taught], size: int, fold_number: int) -> Iterator[tuple[float, float]]:
    """Yield how far each near miss of a fold leans to distress, and to other kinds."""
    learned = taught((each for n, each in enumerate(lines) if n % FOLDS != fold_number), size)
    for line in lines[fold_number::FOLDS]:
        if line.judged and line.parts:
            found = [named(sums(part, learned)) for part in line.parts]
            yield max(map(leaning_to_distress, found)), max(map(leaning_to_others, found))


def named(added: Iterable[float]) -> Sums:
    """Return what a sentence adds up to, by the names of the kinds."""
    return dict(zip(KINDS, added, strict=True))


def mean(many: Sequence[Weights]) -> Weights:
    """Return the mean weights of each feature."""
    return [
        [sum(column) / len(many) for column in zip(*rows, strict=True)]
        for rows in zip(*many, strict=True)
    ]


def as_line(name: str, spoken: Iterable[float], least: float = LEAST) -> str:
    """Return what a feature speaks for as a line of the file; empty when it is too little."""
    said = [
        f" {kind} {weight:+.2f}"
        for kind, weight in zip(KINDS, spoken, strict=True)
        if abs(weight) >= least
    ]
    return f"{name}:{''.join(said)}\n" if said else ""


def main() -> None:
    """Write the weights."""
    names, lines = read(corpus())
    learned = mean([taught(lines, len(names), seed) for seed in SEEDS])
    marks = thresholds(lines, len(names))
    head = [f"{name}: from {mark:+.2f}\n" for name, mark in marks.items()]
    rows = [as_line(name, spoken) for name, spoken in zip(names, learned, strict=False)]
    text = "".join([HEAD, *head, as_line(BEFORE, learned[-1], 0.0), *rows])
    WEIGHTS.write_text(text, encoding="utf-8")
    print(f"{len(lines)} lines taught, {sum(map(bool, rows))} features weighed.")


if __name__ == "__main__":
    main()
