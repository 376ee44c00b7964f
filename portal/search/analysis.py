"""How words are compared: accents, case, gender, number and elisions do not count.

The chain is fold, feminine suffix map, stem, the same when a text is indexed
and when it is looked for (R91). Stemming alone leaves *conseillère* apart from
*conseiller*, and *infirmiere* typed without its accent apart from *infirmier*.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from whoosh.analysis import Analyzer, Token
from whoosh.lang import stemmer_for_language

from portal.data.search_words import search_words

# Apostrophes are one, ligatures are two letters; combining accents go.
_FLAT = (("œ", "oe"), ("æ", "ae"), ("’", "'"), ("ʼ", "'"), ("`", "'"), ("´", "'"), ("ß", "ss"))
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu)'(?=\w)")
_POSSESSIVE = re.compile(r"(?<=\w)'s\b")
_ACRONYM = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b\.?")  # T.P. and TP are one word
WORD = re.compile(r"[^\W_]+(?:\+\+|#)?")  # C++ and C# are not C

_FEMININE = (
    (re.compile(r"trices?$"), "teur"),
    (re.compile(r"(?:euses?|eures?|eux)$"), "eur"),
    (re.compile(r"eres?$"), "er"),
    (re.compile(r"ennes?$"), "en"),
    (re.compile(r"onnes?$"), "on"),
    (re.compile(r"ives?$"), "if"),
    (re.compile(r"ees?$"), "e"),
    (re.compile(r"ffes?$"), "f"),
    (re.compile(r"(maitr|hot|mair|poet)esses?$"), r"\1e"),
)
LONG_ENOUGH = 5  # "mere" and "heure" are no feminine forms
_STEMMERS = {language: stemmer_for_language(language) for language in ("fr", "en")}


def fold(text: str) -> str:
    """Return `text` in lower case without accents, elisions, or dots inside acronyms."""
    flat = text.lower()
    for letter, letters in _FLAT:  # ten times as fast as a table, on the names of all occupations
        flat = flat.replace(letter, letters)
    flat = unicodedata.normalize("NFKD", flat)
    flat = _POSSESSIVE.sub("", _ELISION.sub("", _ACCENTS.sub("", flat)))
    return _ACRONYM.sub(lambda found: found[0].replace(".", ""), flat)


def split(text: str) -> list[str]:
    """Return the folded words of `text`, in order."""
    return WORD.findall(fold(text))


def masculine(word: str) -> str:
    """Return a folded French word with its feminine ending made masculine, if it has one."""
    if len(word) <= LONG_ENOUGH:
        return word
    for pattern, ending in _FEMININE:
        changed = pattern.sub(ending, word)
        if changed != word:
            return changed
    return word


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """Return what a folded word of "fr" or "en" is compared by."""
    if not word.isalpha():
        return word
    return str(_STEMMERS[language](masculine(word) if language == "fr" else word))


def terms(text: str, language: str) -> list[str]:
    """Return what `text` is indexed by in one language: stems, stop words left out."""
    return [stem(word, language) for word in split(text) if word not in search_words().stop]


def asked_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a query that say what is looked for, each once.

    A query of nothing but small words keeps them all: it must find something.
    """
    words = tuple(dict.fromkeys(split(text)))
    return tuple(word for word in words if is_telling(word)) or words


def is_telling(word: str) -> bool:
    """Say whether a folded word says something of an occupation."""
    return word not in search_words().stop and word not in search_words().asking


class Terms(Analyzer):  # type: ignore[misc]
    """The chain above as Whoosh asks for it; texts come in whole or as `terms` already."""

    def __init__(self, language: str) -> None:
        """Compare words as "fr" or "en" does."""
        self.language = language

    def __call__(self, value: str, **_wishes: object) -> Iterator[Token]:
        """Yield one token a word; there are no positions, nothing asks for phrases."""
        return _tokens(terms(value, self.language))


def _tokens(texts: Iterable[str]) -> Iterator[Token]:
    token = Token(stopped=False)
    for token.text in texts:
        token.boost = 1.0
        yield token
