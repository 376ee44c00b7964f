"""The occupations that somebody may mean, as this process knows their names now."""

from portal.data.occupations import Occupation
from portal.search.finder import Finder, Found
from portal.search.occupation_names import finder

__all__ = ["Finder", "Found", "finder", "suggest"]


def suggest(
    text: str, language: str, *, limit: int = 10, known: Finder | None = None
) -> list[Occupation]:
    """Return at most `limit` occupations that `text` may mean, best first."""
    found = (known or finder()).find(text, language)
    return [one.occupation for one in found[:limit]]
