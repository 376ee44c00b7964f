"""What each kind of finding is called, and what is said of it to author and moderator."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("findings.toml")


@dataclass(frozen=True, slots=True)
class Wording:
    """A kind in one language: its name on a badge, a sentence for each of the two readers."""

    name: str
    author: str  # why it is not needed or not welcome here, and what to do
    moderator: str  # what to look for, and what the rule cannot know


@cache
def wording(kind: str, language: str) -> Wording:
    """Return the words for a kind of finding in "fr" or "en". Raises KeyError for neither."""
    words = _kinds()[kind]
    return Wording(*(words[f"{name}_{language}"] for name in ("name", "author", "moderator")))


@cache
def _kinds() -> dict[str, dict[str, str]]:
    return tomllib.loads(FILE.read_text("utf-8"))
