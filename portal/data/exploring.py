"""Ways into the occupations: interests, school subjects, levels of training and their steps."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from portal.data.occupations import Occupation, Sector, occupations, sectors
from portal.data.programs import programs_of
from portal.data.worded import Worded

LETTERS = "RIASEC"
MANAGEMENT, UNIVERSITY, COLLEGE, SHORT, SECONDARY = range(5)  # TEER
SHORT_OF_UNIVERSITY = {"dep", "aec", "dec"}
TRADES = "789"  # first digit of codes: trades, natural resources, manufacturing


@dataclass(frozen=True, slots=True)
class Subject(Worded):
    """Something that one likes in school, and the sectors where it lives on."""

    sectors: tuple[Sector, ...]


@dataclass(frozen=True, slots=True)
class Level(Worded):
    """A level of training, and what comes one after the other on the way to it."""

    about_fr: str
    about_en: str
    steps: tuple[Worded, ...]

    def about(self, language: str) -> str:
        """One sentence on what this training is."""
        return self.about_fr if language == "fr" else self.about_en


@cache
def questions() -> tuple[Worded, ...]:
    """Return the six questions about interests; the slug of each is its RIASEC letter."""
    return tuple(Worded(row["letter"], row["fr"], row["en"]) for row in _written()["question"])


@cache
def subjects() -> Mapping[str, Subject]:
    """Return what one may like in school, by slug, in the order of the file."""
    known = sectors()
    rows = (
        Subject(row["slug"], row["fr"], row["en"], tuple(known[slug] for slug in row["sectors"]))
        for row in _written()["subject"]
    )
    return MappingProxyType({subject.slug: subject for subject in rows})


@cache
def levels() -> Mapping[str, Level]:
    """Return the levels of training by slug, the shortest way in first."""
    steps = {slug: Worded(slug, **words) for slug, words in _written()["step"].items()}
    rows = (
        Level(**{**row, "steps": tuple(steps[slug] for slug in row["steps"])})
        for row in _written()["level"]
    )
    return MappingProxyType({level.slug: level for level in rows})


@cache
def levels_of(occupation: Occupation) -> tuple[Level, ...]:
    """Return the usual levels of training of an occupation, at least one, the shortest first.

    From the programs that are known to lead there, else from its TEER category, which is
    Canada's: what Quebec's own system makes of it is said in docs/developers/exploring.md.
    """
    found = {slug for slug, nocs in _written()["known"].items() if occupation.noc in nocs}
    found |= {program.kind for program in programs_of(occupation.noc)}
    if not found or (found <= SHORT_OF_UNIVERSITY and not _is_middle(occupation)):
        found |= _by_category(occupation)
    return tuple(level for slug, level in levels().items() if slug in found)


@cache
def of_level(slug: str) -> tuple[Occupation, ...]:
    """Return the occupations that a level of training leads to, in the order of the codes."""
    level = levels()[slug]
    return tuple(o for o in occupations().values() if level in levels_of(o))


@cache
def of_subject(slug: str) -> tuple[Occupation, ...]:
    """Return the occupations of the sectors of a school subject, in the order of the codes."""
    return tuple(o for o in occupations().values() if o.sector in subjects()[slug].sectors)


def _is_middle(occupation: Occupation) -> bool:
    """Say whether a program stands for what the category says of an occupation.

    It does for those of two or three years of training; to a bachelor's degree, to experience
    or to learning on the job it is one more way.
    """
    return occupation.teer in (COLLEGE, SHORT) and not _supervises(occupation)


def _supervises(occupation: Occupation) -> bool:
    return occupation.teer == COLLEGE and occupation.noc[2] == "0"


def _by_category(occupation: Occupation) -> set[str]:
    if occupation.teer == MANAGEMENT or _supervises(occupation):
        return {"experience"}
    if occupation.teer == UNIVERSITY:
        return {"university"}
    if occupation.teer in (COLLEGE, SHORT) and occupation.noc[0] in TRADES:
        return {"dep"}
    by_teer = {COLLEGE: {"dec"}, SHORT: {"dep", "aec"}, SECONDARY: {"secondary"}}
    return by_teer.get(occupation.teer, {"on-the-job"})


@cache
def _written() -> Mapping[str, Any]:
    with (Path(__file__).parent / "exploring.toml").open("rb") as file:
        return MappingProxyType(tomllib.load(file))
