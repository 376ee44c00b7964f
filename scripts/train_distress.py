"""Teach the second reader of distress from the project's own sentences.

    scripts/train-distress

Writes portal/data/distress/weights.txt: a small logistic regression with three outcomes
(nothing, self_harm, disclosure), the mean of a few that saw the sentences in another order.
The thresholds are those by which one in two hundred harmless near misses is held and one in
fifty looked at, each judged by a regression that was taught without it. The closed half
of the cases is not read, and the same sentences give the same file.
"""

import json
import math
import random
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from portal.data.distress import BEFORE, THRESHOLDS, WEIGHTS, Weight
from portal.screening.cues import sentences
from portal.screening.distress import SHORT, features, leaning
from portal.screening.folding import fold

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "screening"
DATA = ROOT / "portal" / "data"
NOTHING, SELF_HARM, DISCLOSURE, EITHER = range(4)
OUTCOMES = {"n": NOTHING, "s": SELF_HARM, "d": DISCLOSURE}
CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
BLANK = re.compile(r"\{\w*\}")
FULL_STOP = re.compile(r"(?<=[.!?])\s+")
# How much a line counts: the near misses of the harmless teach most.
NEAR_MISS, OTHER_KIND, TALK, PATTERN = 2.0, 0.5, 0.3, 0.3
SAMPLES = 8  # sentences made of one pattern
FOLDS, SEEDS, EPOCHS = 5, (1, 2, 3), 12
RATE, DECAY = 0.3, 1e-3
SURE_OF_IT = 0.01  # an error below it teaches nothing
HELD, LOOKED_AT = 0.005, 0.02  # of the harmless near misses
LEAST = 0.3  # what weighs less is left out
HEAD = """\
# Written by scripts/train-distress: what speaks for self_harm, what for disclosure, and what
# it is: a cue of cues.txt, one cue followed by another, or a word (=). Below zero, it speaks
# against. (thresholds): from where a sentence worries, and from where it leaves no doubt.
"""

Learned = dict[str, list[float]]


class Part(NamedTuple):
    """What is weighed in a sentence, and the scale of its length."""

    names: list[str]
    scale: float


class Line(NamedTuple):
    """A labelled text in its sentences, how much it counts, and whether it is judged too."""

    parts: list[Part]
    outcome: int
    worth: float
    judged: bool


def line(text: str, outcome: int, worth: float, *, judged: bool = True) -> Line:
    """Return a text as it is taught; whoever is in distress may say so in any sentence."""
    parts = [
        Part(sorted(features(each)), 1 / math.sqrt(max(SHORT, len(each.words))))
        for each in sentences(fold(text))
    ]
    if outcome and len(parts) > 1:
        names = sorted({name for part in parts for name in part.names})
        parts = [Part(names, min(part.scale for part in parts))]
    return Line(parts, outcome, worth, judged)


def corpus() -> list[Line]:
    """Return every sentence that may be taught."""
    return [*cases(), *listed(), *patterns(), *talk()]


def cases() -> Iterator[Line]:
    """Yield the open half of the cases."""
    for row in map(json.loads, (CASES / "cases" / "open.jsonl").read_text("utf-8").splitlines()):
        labels = row["label"]
        if row.get("policy_dependent"):
            continue
        if "self_harm" in labels or "disclosure" in labels:
            yield line(row["text"], SELF_HARM if "self_harm" in labels else DISCLOSURE, 1)
        elif labels == ["none"]:
            yield line(row["text"], NOTHING, NEAR_MISS)
        else:
            yield line(row["text"], NOTHING, OTHER_KIND, judged=False)


def listed() -> Iterator[Line]:
    """Yield the sentences of the two lists that must pass, or raise an alert."""
    for name, outcome, worth in (("harmless", NOTHING, NEAR_MISS), ("distress", EITHER, 1)):
        for text in written(f"{name}.txt"):
            yield line(text, outcome, worth)


def patterns() -> Iterator[Line]:
    """Yield some sentences of each pattern."""
    rng = random.Random(5)
    for pattern in written("taught.txt"):
        code, text = pattern.split(maxsplit=1)
        made = sorted({chosen(text, rng) for _ in range(SAMPLES)})
        worth = PATTERN if OUTCOMES[code] else PATTERN * NEAR_MISS
        for each in made:
            yield line(each, OUTCOMES[code], worth, judged=False)


def written(name: str) -> Iterator[str]:
    """Yield the lines of a list that say something."""
    for text in (CASES / name).read_text("utf-8").splitlines():
        if text.strip() and not text.startswith("#"):
            yield text


def chosen(text: str, rng: random.Random) -> str:
    """Return a pattern with one of the words of each choice."""
    return " ".join(CHOICE.sub(lambda found: rng.choice(found[1].split("|")), text).split())


def talk() -> Iterator[Line]:
    """Yield what people write in the demo, and some of the occupations."""
    rng = random.Random(0)
    for file in [*sorted((DATA / "demo").glob("??.toml")), DATA / "duties.toml"]:
        for text in strings(tomllib.loads(file.read_text("utf-8"))):
            for each in FULL_STOP.split(BLANK.sub("Camille", chosen(text, rng))):
                if each.count(" ") > 2:
                    yield line(each, NOTHING, TALK, judged=False)
    for file in sorted((DATA / "occupations").glob("*.toml")):
        for row in list(tomllib.loads(file.read_text("utf-8")).values())[::4]:
            yield line(row["about_fr"], NOTHING, TALK, judged=False)
            yield line(row["about_en"], NOTHING, TALK, judged=False)


def strings(value: object) -> Iterator[str]:
    """Yield the texts inside a table."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def taught(lines: Iterable[Line], seed: int = 1) -> Learned:
    """Return what a regression learns from the lines, in the order of a seed (AdaGrad)."""
    rng = random.Random(seed)
    rows = [(part, each.outcome, each.worth) for each in lines for part in each.parts]
    learned: Learned = {BEFORE: [0.0, 0.0]}
    seen: Learned = {BEFORE: [0.01, 0.01]}
    for _ in range(EPOCHS):
        rng.shuffle(rows)
        for part, outcome, worth in rows:
            error = errors(sums(part, learned), outcome)
            if abs(error[0]) + abs(error[1]) >= SURE_OF_IT:
                for name in (*part.names, BEFORE):
                    scale = 1 if name == BEFORE else part.scale
                    weight = learned.setdefault(name, [0.0, 0.0])
                    squares = seen.setdefault(name, [0.01, 0.01])
                    correct(weight, squares, [worth * scale * each for each in error])
    return learned


def correct(weight: list[float], squares: list[float], slopes: Sequence[float]) -> None:
    """Move a weight down its slopes, the less the more it moved already."""
    for place, slope in enumerate(slopes):
        step = slope + DECAY * weight[place]
        squares[place] += step * step
        weight[place] -= RATE * step / math.sqrt(squares[place])


def sums(part: Part, learned: Learned) -> tuple[float, float]:
    """Return what a sentence adds up to, for each kind."""
    self_harm, disclosure = learned[BEFORE]
    for name in part.names:
        weight = learned.get(name)
        if weight:
            self_harm += weight[0] * part.scale
            disclosure += weight[1] * part.scale
    return self_harm, disclosure


def errors(added: tuple[float, float], outcome: int) -> Weight:
    """Return by how much each kind is taken for too likely."""
    self_harm, disclosure = (math.exp(min(each, 30.0)) for each in added)
    whole = 1 + self_harm + disclosure
    if outcome == EITHER:
        share = self_harm / (self_harm + disclosure)
        return self_harm / whole - share, disclosure / whole - 1 + share
    return (
        self_harm / whole - (outcome == SELF_HARM),
        disclosure / whole - (outcome == DISCLOSURE),
    )


def near_misses(lines: Sequence[Line]) -> list[float]:
    """Return how far each harmless line leans, worst first, said by who never saw it."""
    found = []
    for fold_number in range(FOLDS):
        learned = taught(each for n, each in enumerate(lines) if n % FOLDS != fold_number)
        found += [
            max(leaning(sums(part, learned)) for part in each.parts)
            for each in lines[fold_number::FOLDS]
            if each.judged and each.outcome == NOTHING and each.parts
        ]
    return sorted(found, reverse=True)


def mean(many: Sequence[Learned]) -> Learned:
    """Return the mean weight of each feature."""
    names = {name for one in many for name in one}
    nothing = [0.0, 0.0]
    return {
        name: [sum(one.get(name, nothing)[place] for one in many) / len(many) for place in (0, 1)]
        for name in sorted(names)
    }


def main() -> None:
    """Write the weights."""
    lines = corpus()
    learned = mean([taught(lines, seed) for seed in SEEDS])
    misses = near_misses(lines)
    learned[THRESHOLDS] = [misses[int(share * len(misses))] for share in (LOOKED_AT, HELD)]
    kept = [name for name in sorted(learned) if max(map(abs, learned[name])) >= LEAST]
    rows = [f"{learned[name][0]:+.2f} {learned[name][1]:+.2f} {name}\n" for name in kept]
    WEIGHTS.write_text(HEAD + "".join(rows), encoding="utf-8")
    print(f"{len(lines)} lines taught, {len(rows) - 2} weights kept.")


if __name__ == "__main__":
    main()
