"""The help lines that a portal comes with."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("help_lines.toml")


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Whom to call or write to, and when."""

    name_fr: str
    name_en: str
    number: str
    text_number: str = ""  # for those who would rather write
    hours_fr: str = ""
    hours_en: str = ""


@cache
def help_lines() -> tuple[HelpLine, ...]:
    """Return the shipped help lines, in the order in which they show."""
    return tuple(HelpLine(**line) for line in tomllib.loads(FILE.read_text("utf-8"))["line"])
