"""Words that are no account's name: those of the project's own sentences, in both languages."""

from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "plain_words.txt"


@cache
def plain_words() -> frozenset[str]:
    """Return the words, folded: small letters without accents."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
