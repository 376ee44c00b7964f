"""The reasons for refusing a message that a board begins with."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ShippedReason:
    """A reason as its author reads it, and what to do next, in both languages."""

    code: str
    text_fr: str
    text_en: str
    advice_fr: str
    advice_en: str
    needs_note: bool = False


@cache
def refusal_reasons() -> tuple[ShippedReason, ...]:
    """Return the shipped reasons in their order."""
    with (Path(__file__).parent / "refusal_reasons.toml").open("rb") as file:
        return tuple(ShippedReason(**row) for row in tomllib.load(file)["reason"])
