"""One plain spelling for the many ways to type a thing, with the way back (R8)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from portal.screening.findings import Finding, Kind, Severity

# Look-alikes that no Unicode decomposition undoes. Capitals stand apart because a capital
# may resemble another letter than its own small form does: Greek Ν is our N, ν is our v.
LOOK_ALIKES = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХԌҮΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹавеѕіјкмнорстухԁԛԝһҽαβεικνορτυχωϲӏıłøđɑɡɩʏꞵ。․∙ꓸ⁄∕＇’‘`´",
        "abesijkmhopctyxgyabezhikmnoptyxcabesijkmhopctyxdqwheabeikvoptuxwciilodagiyb....//'''''",
        strict=True,
    )
)
AS_THEY_ARE = frozenset({"Lo", "So", "Cn", "Co", "Cs"})  # without case, mark or likeness
BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters by class, invisible by sight


DOUBLED = re.compile(r"(.)\1+", re.DOTALL)
LONGEST = 3  # parts that one character may fold into: some ligatures are whole sentences


@lru_cache(maxsize=2_048)
def fold_char(char: str) -> str:
    """Return how `char` reads: plain small letters and digits, or nothing when invisible."""
    if char in BLANK_LETTERS:
        return ""
    if char in LOOK_ALIKES:
        return LOOK_ALIKES[char]
    if unicodedata.category(char) in AS_THEY_ARE and unicodedata.is_normalized("NFKD", char):
        return char
    wide = unicodedata.normalize("NFKC", char).casefold()
    return "".join(plain(part) for part in unicodedata.normalize("NFD", wide))[:LONGEST]


def plain(part: str) -> str:
    """Return one decomposed character without marks, and any script's digit as 0 to 9."""
    category = unicodedata.category(part)
    if category[0] == "M" or category == "Cf":
        return ""
    if category == "Pd":
        return "-"
    if category == "Nd":
        return str(unicodedata.digit(part))
    return LOOK_ALIKES.get(part, part)


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """A rewritten text; character `i` of it came from `original[starts[i]:ends[i]]`.

    One is equal to itself alone, so that what is found out about it can be kept.
    """

    original: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def source(self, start: int, end: int) -> str:
        """Return the original characters behind `text[start:end]`."""
        return self.original[self.starts[start] : self.ends[end - 1]]

    def finding(self, kind: Kind, span: tuple[int, int], severity: Severity, rule: str) -> Finding:
        """Return a finding whose span, given here in `text`, is that of the original."""
        start, end = span
        return Finding(kind, self.starts[start], self.ends[end - 1], severity, rule)

    def rewritten(self, edits: Iterable[tuple[int, int]], replacement: str) -> "Folded":
        """Return this text with each span of `edits` replaced, and the way back kept."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for start, end in edits:
            pieces += [self.text[done:start], replacement]
            starts += [*self.starts[done:start], *[self.starts[start]] * len(replacement)]
            ends += [*self.ends[done:start], *[self.ends[end - 1]] * len(replacement)]
            done = end
        if not done:
            return self
        pieces.append(self.text[done:])
        starts += self.starts[done:]
        ends += self.ends[done:]
        return Folded(self.original, "".join(pieces), starts, ends)

    def replaced(self, pattern: re.Pattern[str], replacement: str) -> "Folded":
        """Return this text with each match of `pattern` replaced."""
        return self.rewritten((found.span() for found in pattern.finditer(self.text)), replacement)


@lru_cache(maxsize=4)
def fold(original: str) -> Folded:
    """Fold case, accents, widths, look-alikes and invisible characters away.

    The last few are kept: the lists and the second reader read the same text.
    """
    size = len(original)
    if original.isascii():
        return Folded(original, original.lower(), range(size), range(1, size + 1))
    parts = list(map(fold_char, original))
    places = [place for place, part in enumerate(parts) for _ in part]
    return Folded(original, "".join(parts), places, [place + 1 for place in places])


@lru_cache(maxsize=4_096)
def squeeze(word: str) -> str:
    """Return `word` with doubled letters single: "innstaa" reads "insta"."""
    return DOUBLED.sub(r"\1", word)


def stretchy(*words: str) -> str:
    """Return a pattern of `words` that also reads them with doubled letters."""
    parts = ("".join(re.escape(char) + "+" for char in squeeze(word)) for word in words)
    return "(?:" + "|".join(parts).replace(r"\ +", r"[\s_-]{1,3}") + ")"


def stretchy_clue(*words: str) -> str:
    """Return a pattern that stands in any text where `stretchy` ones do, cheap to look for."""
    return "|".join(squeeze(word)[0] + "+".join(squeeze(word)[1:]) for word in words)


def word_set(words: str) -> frozenset[str]:
    """Return the words of a readable list."""
    return frozenset(words.split())
