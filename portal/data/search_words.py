"""Words that the search treats in a way of their own: small words, endings, short forms."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SearchWords:
    """Folded words, as the file beside this one says what each list is for."""

    stop: frozenset[str]
    asking: frozenset[str]
    endings: tuple[str, ...]  # the longest first
    short: Mapping[str, tuple[str, ...]]
    alike: tuple[tuple[str, ...], ...]  # words of one sense


@cache
def search_words() -> SearchWords:
    """Return the lists."""
    with (Path(__file__).parent / "search_words.toml").open("rb") as file:
        rows = tomllib.load(file)
    return SearchWords(
        stop=frozenset(rows["stop"]),
        asking=frozenset(rows["asking"]),
        endings=tuple(sorted(rows["endings"], key=len, reverse=True)),
        short={word: tuple(long) for word, long in rows["short"].items()},
        alike=tuple(map(tuple, rows["alike"]["rows"])),
    )
