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

from portal.data.cues import BEFORE, CLEAR, HARMLESS, HELD, WEIGHTS, WORRIES
from portal.screening.cues import sentences
from portal.screening.folding import fold
from portal.screening.second_reader import (
    SHORT,
    Sums,
    features,
    leaning_to_distress,
    leaning_to_others,
)

FOLDS, SEEDS, EPOCHS = 4, (1, 2, 3), 4
RATE, RATE_BEFORE = 4.0, 0.08  # of a feature in one line; of the sums before any speaks
BEFORE_ALL = -2.0  # where those sums begin
SURE_OF_IT = 0.01  # an error below it teaches nothing
MOST_SUM = 30.0
RARE = 3  # lines: what stands in fewer is not weighed
# Of the harmless near misses: held as another kind, held as distress, looked at as distress.
# Of the risky talk: taken for harmless.
SHARES = {HELD: 0.01, CLEAR: 0.01, WORRIES: 0.065}
MOST_RELEASED = 0.015
LEAST = 0.1  # what weighs less is left out
HEAD = """\
# Written by scripts/train-second-reader: what each feature speaks for, and how much. A feature
# is a cue of cues/, one cue followed by another, a word or two in a row (=), four letters of a
# word between its ends (~). Below zero, it speaks against. In brackets: from where a sentence
# is held, leaves no doubt of distress, or worries; below which it is harmless though a list
# saw something; and the sums before anything speaks.
"""


class Learned(NamedTuple):
    """What is weighed: of each kind, the weight of each feature and what stands before."""

    columns: list[list[float]]
    before: list[float]


class Part(NamedTuple):
    """A sentence as it is weighed: its features, the scale of its length, what it may be."""

    features: list[int]
    scale: float
    outcomes: frozenset[int]  # places in KINDS; one beyond them for nothing
    worth: float


class Taught(NamedTuple):
    """A line in its parts, and whether thresholds follow from it as a near miss or as a risk."""

    parts: list[Part]
    judged: bool
    risky: bool


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
    return Taught(parts, line.judged, line.risky)


def taught(lines: Iterable[Taught], size: int, seed: int = 1) -> Learned:
    """Return what a regression learns from the lines, in the order of a seed.

    What stands in many lines moves the less in each, and everything less with each epoch:
    a rare feature should not have to wait for its second line.
    """
    rng = random.Random(seed)
    parts = [part for line in lines for part in line.parts]
    counts = Counter(number for part in parts for number in part.features)
    paces = [1 / math.sqrt(1 + counts[number]) for number in range(size)]
    learned = Learned([[0.0] * size for _ in KINDS], [BEFORE_ALL] * len(KINDS))
    for epoch in range(1, EPOCHS + 1):
        rng.shuffle(parts)
        for part in parts:
            correct(learned, part, paces, part.worth / epoch)
    return learned


def correct(learned: Learned, part: Part, paces: list[float], worth: float) -> None:
    """Move the weights that a sentence has against its errors."""
    for place, error in enumerate(errors(sums(part, learned), part.outcomes)):
        if abs(error) < SURE_OF_IT:
            continue
        learned.before[place] -= RATE_BEFORE * worth * error
        step, column = RATE * worth * error * part.scale, learned.columns[place]
        for number in part.features:
            column[number] -= step * paces[number]


def sums(part: Part, learned: Learned) -> list[float]:
    """Return what a sentence adds up to, for each kind."""
    return [
        before + part.scale * sum(map(column.__getitem__, part.features))
        for before, column in zip(learned.before, learned.columns, strict=True)
    ]


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
    """Return from where a share of the near misses leans, said by who never saw them.

    And below which a share of the risky talk does.
    """
    found = [each for fold_number in range(FOLDS) for each in unseen(lines, size, fold_number)]
    misses = [lean for line, lean in found if line.judged]
    to_distress, to_others = (sorted(leans, reverse=True) for leans in zip(*misses, strict=True))
    marks = {
        name: (to_others if name == HELD else to_distress)[int(share * len(misses))]
        for name, share in SHARES.items()
    }
    risky = sorted(lean[1] for line, lean in found if line.risky)
    return {**marks, HARMLESS: risky[int(MOST_RELEASED * len(risky))]}


def unseen(
    lines: Sequence[Taught], size: int, fold_number: int
) -> Iterator[tuple[Taught, tuple[float, float]]]:
    """Yield the lines of a fold, and how far each leans to distress and to other kinds."""
    learned = taught((each for n, each in enumerate(lines) if n % FOLDS != fold_number), size)
    for line in lines[fold_number::FOLDS]:
        if line.parts:
            found = [named(sums(part, learned)) for part in line.parts]
            others = list(map(leaning_to_others, found))
            yield (
                line,
                (max(map(leaning_to_distress, found, others)), max(others)),
            )


def named(added: Iterable[float]) -> Sums:
    """Return what a sentence adds up to, by the names of the kinds."""
    return dict(zip(KINDS, added, strict=True))


def mean(columns: Sequence[Sequence[float]]) -> list[float]:
    """Return the mean of several columns, number by number."""
    return [sum(row) / len(row) for row in zip(*columns, strict=True)]


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
    many = [taught(lines, len(names), seed) for seed in SEEDS]
    before = mean([learned.before for learned in many])
    columns = map(mean, zip(*(learned.columns for learned in many), strict=True))
    marks = thresholds(lines, len(names))
    head = [f"{name}: from {mark:+.2f}\n" for name, mark in marks.items()]
    spoken = zip(*columns, strict=True)
    rows = [as_line(name, each) for name, each in zip(names, spoken, strict=True)]
    text = "".join([HEAD, *head, as_line(BEFORE, before, 0.0), *rows])
    WEIGHTS.write_text(text, encoding="utf-8")
    print(f"{len(lines)} lines taught, {sum(map(bool, rows))} features weighed.")


if __name__ == "__main__":
    main()
