"""What files of boards call their columns, and what they write in them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from portal.data.letters import squeezed


@cache
def words(section: str) -> Mapping[str, frozenset[str]]:
    """Return, for each key of a section, the words that mean it, as `squeezed`."""
    with (Path(__file__).parent / "sheets.toml").open("rb") as file:
        rows: dict[str, list[str]] = tomllib.load(file)[section]
    return {key: frozenset(map(squeezed, names)) for key, names in rows.items()}


@cache
def meanings(section: str) -> Mapping[str, str]:
    """Return the key that each word of a section means."""
    return {word: key for key, names in words(section).items() for word in names}
