"""The ladder: which step a refused message proposes, by rule."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Rule:
    """A step, and when it is proposed: after so many refusals, or for what was found."""

    code: str
    step: str  # one of models.SanctionStep
    refusals: int = 1
    kinds: frozenset[str] = frozenset()
    severity: int = 0

    def fits(self, refusals: int, found: Iterable[tuple[str, int]]) -> bool:
        """Say whether it counts after `refusals`, for these kinds and severities."""
        if self.kinds:
            return any(kind in self.kinds and high >= self.severity for kind, high in found)
        return refusals >= self.refusals


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rules, the gravest first; how long refusals count, how long a suspension lasts."""

    suspension_days: int
    days: int
    rules: tuple[Rule, ...]

    def rule_for(self, refusals: int, found: Iterable[tuple[str, int]]) -> Rule | None:
        """Return the first rule that fits, or None."""
        seen = tuple(found)
        return next((rule for rule in self.rules if rule.fits(refusals, seen)), None)


@cache
def ladder() -> Ladder:
    """Return the shipped ladder."""
    with (Path(__file__).parent / "ladder.toml").open("rb") as file:
        read = tomllib.load(file)
    rules = (Rule(**{**row, "kinds": frozenset(row.get("kinds", ()))}) for row in read["rule"])
    return Ladder(read["suspension_days"], read["days"], tuple(rules))
