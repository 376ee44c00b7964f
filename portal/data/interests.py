"""The short lists of `interests.toml`: what people like, and whom a mentor can help best."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

WORK, LIFE = "work", "life"
UNDECIDED = "undecided"  # the help for whoever has named no occupation yet
NEWCOMERS = "newcomers"


@dataclass(frozen=True, slots=True)
class Interest:
    """Something that a person likes, at work or in life."""

    code: str
    kind: str
    fr: str
    en: str
    words: tuple[str, ...]  # each an entry of one word or some, said in a student's own words
    sectors: tuple[str, ...]  # the fields of work that go with it

    def name(self, language: str) -> str:
        """What it is called within a sentence; in French with its article."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Help:
    """People whom a mentor may say to help best."""

    code: str
    fr: str
    en: str
    words: tuple[str, ...]

    def name(self, language: str) -> str:
        """Who they are, within a sentence; in French with their article."""
        return self.fr if language == "fr" else self.en


@cache
def interests() -> Mapping[str, Interest]:
    """Return every interest by its code, in the order of the file."""
    return MappingProxyType(
        {
            code: Interest(
                code,
                row["kind"],
                row["fr"],
                row["en"],
                _entries(row),
                tuple(row.get("sectors", ())),
            )
            for code, row in _file()["interests"].items()
        }
    )


@cache
def helps() -> Mapping[str, Help]:
    """Return every kind of help by its code, in the order of the file."""
    return MappingProxyType(
        {
            code: Help(code, row["fr"], row["en"], _entries(row))
            for code, row in _file()["helps"].items()
        }
    )


def known(codes: Iterable[str], among: Mapping[str, object]) -> list[str]:
    """Return those of `codes` that the list has, each once, in the list's order."""
    given = set(codes)
    return [code for code in among if code in given]


@cache
def _file() -> dict[str, dict[str, dict[str, Any]]]:
    with (Path(__file__).parent / "interests.toml").open("rb") as file:
        return tomllib.load(file)


def _entries(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(entry.strip() for entry in row["words"].split(";"))
