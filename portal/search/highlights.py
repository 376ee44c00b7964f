"""Where the words that were looked for stand in a text, whatever their accents, gender or number.

A word is marked when the index would have found it: the comparison is that of
`portal.search.analysis`, the text stays as it was written.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from markupsafe import Markup, escape

from portal.search.analysis import asked_words, split, stem

_WORD = re.compile(r"[^\W\d_](?:\.[^\W\d_])+\b\.?|[^\W_]+(?:\+\+|#)?")  # "T.P." is one word
_MARK = Markup("<mark>{}</mark>")
BEFORE, AFTER = 40, 110  # characters of a snippet around its first marked word
CUT = "…"


class Highlighter:
    """Marks the words of one search in the texts that it found."""

    def __init__(self, text: str) -> None:
        """Mark the telling words of `text`, as somebody typed it."""
        words = asked_words(text)
        self._stems = frozenset(
            (stem(word, code), code) for word in words for code in ("fr", "en")
        )
        self._met: dict[str, bool] = {}

    def marked(self, text: str, *, whole: bool = False) -> Markup:
        """Return `text`, escaped, its words that were looked for marked.

        With `whole`, all of it is marked when none of its words is: it is what the search
        means, in other words.
        """
        text = unicodedata.normalize("NFC", text)
        spans = list(self._spans(text))
        if not spans:
            return _MARK.format(text) if whole else escape(text)
        return Markup().join(_pieces(text, spans))

    def snippet(self, texts: Iterable[str]) -> tuple[int, Markup] | None:
        """Return which of `texts` first holds a word that was looked for, and the part around it.

        None when no text holds one.
        """
        for number, given in enumerate(texts):
            text = unicodedata.normalize("NFC", " ".join(given.split()))
            first = next(self._spans(text), None)
            if first is not None:
                return number, self.marked(_around(text, *first))
        return None

    def words_in(self, text: str) -> list[str]:
        """Return the words of `text` that would be marked, as they stand there, in lower case."""
        text = unicodedata.normalize("NFC", text)
        return [text[start:stop].lower() for start, stop in self._spans(text)]

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        if self._stems:
            for found in _WORD.finditer(text):
                if self._meets(found[0]):
                    yield found.span()

    def _meets(self, word: str) -> bool:
        """Say whether a word was looked for; texts say the same words again and again."""
        known = self._met.get(word)
        if known is None:
            known = self._met[word] = not self._stems.isdisjoint(_stems(word))
        return known


@lru_cache(maxsize=20_000)  # the words of job titles and topics come again on every card
def _stems(word: str) -> tuple[tuple[str, str], ...]:
    return tuple((stem(w, code), code) for w in split(word) for code in ("fr", "en"))


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Markup]:
    end = 0
    for start, stop in spans:
        yield escape(text[end:start])
        yield _MARK.format(text[start:stop])
        end = stop
    yield escape(text[end:])


def _around(text: str, start: int, stop: int) -> str:
    """Return the part of `text` around a word, cut between words."""
    first = 0 if start <= BEFORE else text.find(" ", start - BEFORE, start) + 1 or start
    last = len(text)
    if last > stop + AFTER:
        last = max(text.rfind(" ", stop, stop + AFTER), stop)
    return f"{CUT if first else ''}{text[first:last]}{CUT if last < len(text) else ''}"
