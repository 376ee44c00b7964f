"""Words for first passwords, and the passwords that everyone tries first."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def password_words() -> tuple[str, ...]:
    """Return short French words without accents, easy to read from a slip and to type."""
    return tuple(_lines("password_words_fr.txt"))


@cache
def common_passwords() -> frozenset[str]:
    """Return well-known passwords: lower case, letters and digits only, no accent."""
    return frozenset(_lines("common_passwords.txt"))


def _lines(name: str) -> list[str]:
    return (FOLDER / name).read_text(encoding="utf-8").split()
