"""Names for the demo people, in the proportions of Quebec's schools today."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

NAMES = Path(__file__).parent.parent / "data" / "demo" / "names.toml"
SAME_ORIGIN = 0.85  # families mix: the others bear a family name from anywhere


@dataclass(frozen=True, slots=True)
class Origin:
    """The names that one part of Quebec's people give and bear."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]

    def given(self, rng: Random, gender: str) -> str:
        """Draw a given name of "women" or of "men"; an empty gender draws that too."""
        gender = gender or rng.choice(("women", "men"))
        return rng.choice(self.women if gender == "women" else self.men)


@dataclass(frozen=True, slots=True)
class Origins:
    """Every origin, and how many of a language's people have it (a running total)."""

    origins: tuple[Origin, ...]
    running_shares: tuple[int, ...]

    def draw(self, rng: Random) -> Origin:
        """Draw an origin by its share."""
        return rng.choices(self.origins, cum_weights=self.running_shares)[0]


@cache
def _origins(language: str) -> Origins:
    groups = tomllib.loads(NAMES.read_text(encoding="utf-8")).values()
    origins = tuple(
        Origin(
            women=(*group["women"], *group["any"]),
            men=(*group["men"], *group["any"]),
            families=tuple(group["families"]),
        )
        for group in groups
    )
    return Origins(origins, tuple(accumulate(group[language] for group in groups)))


def given_name(rng: Random, language: str, gender: str = "") -> str:
    """Return the given name of someone who writes `language` ("fr" or "en")."""
    return _origins(language).draw(rng).given(rng, gender)


def family_name(rng: Random, language: str) -> str:
    """Return the family name of someone who writes `language`."""
    return rng.choice(_origins(language).draw(rng).families)


def full_name(rng: Random, language: str, gender: str = "") -> tuple[str, str]:
    """Return a given name and a family name, most often of the same origin."""
    origin = _origins(language).draw(rng)
    given = origin.given(rng, gender)
    if rng.random() < SAME_ORIGIN:
        return given, rng.choice(origin.families)
    return given, family_name(rng, language)
