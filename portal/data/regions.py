"""The 17 administrative regions of Quebec."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType


@cache
def regions() -> Mapping[str, str]:
    """Return the name of each region, the same in both languages, by its two digits."""
    with (Path(__file__).parent / "regions.toml").open("rb") as file:
        return MappingProxyType(tomllib.load(file))
