"""The project's own sentences that teach the second reader, and what each may be."""

import json
import random
import re
import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from portal.screening.findings import DISTRESS, Kind

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "screening"
DATA = ROOT / "portal" / "data"
KINDS = (
    *(Kind.SELF_HARM, Kind.DISCLOSURE),
    *(Kind.MONEY, Kind.MEETING, Kind.OFF_PLATFORM, Kind.SECRECY),
    *(Kind.SEXUAL, Kind.INSULT, Kind.HATE, Kind.THREAT),
)
HARMLESS: frozenset[Kind | None] = frozenset({None})
# A telephone number or an oath may come with any talk but, as far as it is labelled, distress.
NO_DISTRESS = HARMLESS | (frozenset(KINDS) - DISTRESS)
CODES: dict[str, frozenset[Kind | None]] = {
    "s": frozenset({Kind.SELF_HARM}),
    "d": frozenset({Kind.DISCLOSURE}),
    "n": HARMLESS,
    **{kind: frozenset({kind}) for kind in KINDS},
}
OTHER_NAMES = {"password": "id"}
CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
BLANK = re.compile(r"\{\w*\}")
FULL_STOP = re.compile(r"(?<=[.!?])\s+")
# How much a line counts: the near misses of the harmless teach most, and what the tests insist on.
LISTED = 3
NEAR_MISS, OTHER_KIND, TALK, PATTERN = 2.0, 0.25, 0.3, 0.3
SAMPLES = 8  # sentences made of one pattern


class Line(NamedTuple):
    """A text, the kinds that it is one of, None for harmless, and how much it counts.

    `judged`: a harmless near miss, from which the thresholds follow too; `risky`: talk from
    which that for what is harmless does.
    """

    text: str
    kinds: Collection[Kind | None]
    worth: float
    judged: bool = False
    risky: bool = False


def corpus() -> list[Line]:
    """Return every sentence that may be taught."""
    return [*cases(), *listed(), *patterns(), *talk()]


def cases() -> Iterator[Line]:
    """Yield the open half of the cases, and those that were written to teach."""
    for file in (CASES / "cases" / "open.jsonl", CASES / "taught.jsonl"):
        for row in map(json.loads, file.read_text("utf-8").splitlines()):
            if not row.get("policy_dependent"):
                yield labelled(row["text"], row["label"])


def labelled(text: str, labels: Collection[str]) -> Line:
    """Return a case as it is taught."""
    if "none" in labels:
        return Line(text, HARMLESS, NEAR_MISS, judged=True)
    kinds = frozenset(KINDS) & {Kind(OTHER_NAMES.get(name, name)) for name in labels}
    if not kinds:
        return Line(text, NO_DISTRESS, OTHER_KIND)
    return Line(text, kinds, 1, risky=kinds.isdisjoint(DISTRESS))


def listed() -> Iterator[Line]:
    """Yield the sentences of the two lists that must pass, or raise an alert."""
    for text in written("harmless.txt"):
        yield Line(text, HARMLESS, LISTED * NEAR_MISS, judged=True)
    for text in written("distress.txt"):
        yield Line(text, DISTRESS, LISTED)


def patterns() -> Iterator[Line]:
    """Yield some sentences of each pattern."""
    rng = random.Random(5)
    for pattern in written("taught.txt"):
        code, text = pattern.split(maxsplit=1)
        worth = PATTERN * NEAR_MISS if CODES[code] is HARMLESS else PATTERN
        for each in sorted({chosen(text, rng) for _ in range(SAMPLES)}):
            yield Line(each, CODES[code], worth)


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
                    yield Line(each, HARMLESS, TALK)
    for file in sorted((DATA / "occupations").glob("*.toml")):
        for row in list(tomllib.loads(file.read_text("utf-8")).values())[::4]:
            yield Line(row["about_fr"], HARMLESS, TALK)
            yield Line(row["about_en"], HARMLESS, TALK)


def strings(value: object) -> Iterator[str]:
    """Yield the texts inside a table."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)
