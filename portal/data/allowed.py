"""What a board allows before it edits its list: official sites and help lines (c.9, R15)."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path


class AllowedKind(StrEnum):
    """How an entry is compared with a text."""

    SITE = "site"  # a domain, with its subdomains
    PHONE = "phone"  # its digits, with or without the leading 1
    EMAIL = "email"  # exactly, whatever the case
    PHRASE = "phrase"  # in plain spelling, around what was found


@dataclass(frozen=True, slots=True)
class Allowed:
    """Something that passes the screen as it stands, and why."""

    kind: AllowedKind
    value: str
    note_fr: str
    note_en: str


@cache
def allowed() -> tuple[Allowed, ...]:
    """Return the shipped entries, in the order of the file."""
    with (Path(__file__).parent / "allowed.toml").open("rb") as file:
        tables = tomllib.load(file)
    return tuple(
        Allowed(AllowedKind(kind), **entry)
        for kind, entries in tables.items()
        for entry in entries
    )
