"""Roles that a post calls on, as in « @moderation »: never a person."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "mentions.toml"
# Not of an address (lea@conseil.example, @conseil.example), nor of a longer name.
MENTION = re.compile(r"(?<![\w@.])@(\w+)(?![\w@]|[.-]\w|\s*(?:point|dot)\b)")


class Called(StrEnum):
    """Those who hold a role in a group."""

    MODERATION = "moderation"
    MENTORS = "mentors"  # guests, or the mentor of a circle
    COUNSELLORS = "counsellors"


@cache
def _shipped() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def meanings() -> Mapping[str, Called]:
    """Return the role that each word means, whatever the language."""
    return {
        word: Called(role)
        for role, languages in _shipped()["words"].items()
        for words in languages.values()
        for word in words
    }


def _meaning(word: str) -> Called | None:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return meanings().get("".join(sign for sign in plain if not unicodedata.combining(sign)))


@cache
def may_call(side: str) -> frozenset[Called]:
    """Return on whom a "student", a "mentor" or the "team" may call."""
    return frozenset(map(Called, _shipped()["callers"][side]))


def called_by(word: str, side: str) -> Called | None:
    """Return the role that a word means after an "@", if that side may call on it."""
    role = _meaning(word)
    return role if role in may_call(side) else None


def roles_in(text: str, side: str) -> frozenset[Called]:
    """Return the roles that a text of that side calls on."""
    found = (called_by(match.group(1), side) for match in MENTION.finditer(text))
    return frozenset(role for role in found if role is not None)


def without_calls(text: str) -> str:
    """Return a text, as long as before, in which a role that is called on is a mere word."""
    if "@" not in text:
        return text

    def plain(match: re.Match[str]) -> str:
        return f" {match.group(1)}" if _meaning(match.group(1)) is not None else match.group()

    return MENTION.sub(plain, text)
