"""The guidance content (COSP / ACGC) that a board begins with, and how it is counted."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class ShippedItem:
    """An item in both languages; `official_…`: that name is the ministry's own (R100)."""

    code: str
    area: str
    levels: tuple[str, ...]
    name_fr: str
    name_en: str
    activities: tuple[str, ...]  # that touch it
    official_fr: bool = False
    official_en: bool = False


@dataclass(frozen=True, slots=True)
class ShippedMinutes:
    """What is counted for an activity, and at most how many times a school year."""

    activity: str
    minutes: int
    times: int


@cache
def shipped_items() -> tuple[ShippedItem, ...]:
    """Return the shipped items in their order."""
    return tuple(
        ShippedItem(**{**row, "levels": tuple(row["levels"]), "activities": (*row["activities"],)})
        for row in _file()["item"]
    )


@cache
def shipped_minutes() -> tuple[ShippedMinutes, ...]:
    """Return the shipped rule of minutes."""
    return tuple(ShippedMinutes(**row) for row in _file()["minutes"])


@cache
def _file() -> dict[str, list[dict[str, Any]]]:
    with (Path(__file__).parent / "guidance.toml").open("rb") as file:
        return tomllib.load(file)
