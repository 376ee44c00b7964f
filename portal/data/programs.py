"""The programs of study of Quebec that lead to an occupation, where that is sure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

PROGRAMS = Path(__file__).parent / "programs.toml"


@dataclass(frozen=True, slots=True)
class Program:
    """A program of vocational ("dep") or technical ("dec") training, by its official name."""

    code: str
    kind: str
    fr: str
    en: str  # "" when it is given in French only
    code_en: str

    def name(self, language: str) -> str:
        """The official name; French where there is none in English."""
        return self.en if language == "en" and self.en else self.fr

    def number(self, language: str) -> str:
        """The code under which it is given in that language."""
        return self.code_en if language == "en" and self.en else self.code

    def spoken(self, language: str) -> str:
        """The language that `name` is in."""
        return language if language == "fr" or self.en else "fr"


@cache
def programs_of(noc: str) -> tuple[Program, ...]:
    """Return the programs that lead to the occupation `noc`, the most usual first; often none."""
    return _leading().get(noc, ())


@cache
def _leading() -> Mapping[str, tuple[Program, ...]]:
    with PROGRAMS.open("rb") as file:
        written = tomllib.load(file)
    known = {code: _program(code, row) for code, row in written["program"].items()}
    leads = {noc: tuple(known[code] for code in codes) for noc, codes in written["leads"].items()}
    return MappingProxyType(leads)


def _program(code: str, row: Mapping[str, str]) -> Program:
    english = row.get("en", "")
    return Program(code, row["kind"], row["fr"], english, row.get("code_en", code))
