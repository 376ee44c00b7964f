"""Runs of digits as people type and spell them, in French and English (R8, c.9)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from portal.screening.folding import squeeze


@dataclass(frozen=True, slots=True)
class Digits:
    """Figures, or before they are composed a number's word, and where they stand."""

    text: str
    start: int
    end: int
    spoken: bool = False


Run = list[Digits]


def spelled(words: str, first: int = 0, step: int = 1) -> dict[str, int]:
    """Return words with their values, which rise from `first`; doubled letters are single."""
    return {squeeze(word): first + step * place for place, word in enumerate(words.split())}


NUMBERS = (
    spelled("zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze")
    | spelled("quinze seize dix-sept dix-huit dix-neuf", 15)
    | spelled("vingt trente quarante cinquante soixante septante huitante nonante", 20, 10)
    | spelled("zero one two three four five six seven eight nine ten eleven twelve thirteen")
    | spelled("fourteen fifteen sixteen seventeen eighteen nineteen", 14)
    | spelled("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
    | {"une": 1, "quat": 4, "katre": 4, "sinq": 5, "cink": 5, "uit": 8, "oh": 0, "o": 0, "nul": 0}
    | {"vingts": 20, "octante": 80, "fourty": 40}
)
ONLY_INSIDE = frozenset({"o", "oh", "nul"})  # elsewhere an exclamation
HUNDREDS = frozenset({"cent", "cents", "hundred"})
REPEATS = {"double": 2, "triple": 3, "doubles": 2}
# What people say between the groups of a number. Too many in a row end it.
FILLERS = frozenset(
    spelled(
        "et and pis puis ensuite apres then ca finit finis fini par commence begins starts ends"
        " finishes with suivi de followed by tiret trait union dash hyphen point dot espace space"
        " virgule comma le la les the c est cest is it s suite fin debut rest end part last next"
        " voici here euh uh um slash barre plus ok lol after that d in"
    )
)
MOST_FILLERS = 8

# A numeral, with letters drawn as digits (5I4-OI77), or one run of letters.
TOKEN = re.compile(
    r"(?<![a-z0-9])[oil|]{0,4}[0-9][0-9oil|]*+(?![a-z])"
    r"|(?<![a-z0-9])[oil]{2,4}[0-9]{1,4}(?![a-z0-9])|[0-9]++|[a-z]++"
)
DRAWN = str.maketrans("oil|", "0111")
# Money and measures part numbers from each other: a salary range is no telephone.
GAP = re.compile(r"[^a-z0-9$%€£°=]{0,8}")
NEAR = re.compile(r"[\s'-]{0,3}(?:(?:et|and)[\s'-]{1,3})?")


def runs(text: str) -> Iterator[Run]:
    """Yield the runs of digits in `text`, what was spelled put in figures."""
    run: Run = []
    fillers, last = 0, 0
    for token in TOKEN.finditer(text):
        if run and not GAP.fullmatch(text, last, token.start()):
            yield composed(run, text)
            run = []
        digits = as_digits(token, inside=bool(run))
        last, fillers = token.end(), 0 if digits else fillers + 1
        if digits:
            run.append(digits)
        elif run and (fillers > MOST_FILLERS or squeeze(token.group()) not in FILLERS):
            yield composed(run, text)
            run = []
    if run:
        yield composed(run, text)


def as_digits(token: re.Match[str], *, inside: bool) -> Digits | None:
    """Return the token as figures or as a number's word, or None when it is neither."""
    text = token.group()
    if not text.isalpha():
        return Digits(text.translate(DRAWN), *token.span())
    word = squeeze(text)
    if word in NUMBERS or word in HUNDREDS or word in REPEATS:
        return (
            Digits(word, *token.span(), spoken=True) if inside or word not in ONLY_INSIDE else None
        )
    return None


def composed(run: Run, text: str) -> Run:
    """Return the run with "cinq cent quatorze" as 514 and "double five" as 55."""
    figures: Run = []
    place = 0
    while place < len(run):
        piece, taken = run[place], 1
        if piece.spoken:
            near = near_words(run, place, text)
            value, taken = repeated(near) if piece.text in REPEATS else added_up(near)
            piece = Digits(value, piece.start, run[place + taken - 1].end, spoken=True)
        if piece.text:
            figures.append(piece)
        place += taken
    return figures


def near_words(run: Run, place: int, text: str) -> list[str]:
    """Return the number words from `place` on with nothing but "et" between; 6 suffice."""
    words = [run[place].text]
    for before, after in pairwise(run[place : place + 6]):
        if not after.spoken or not NEAR.fullmatch(text, before.end, after.start):
            break
        words.append(after.text)
    return words


def repeated(words: list[str]) -> tuple[str, int]:
    """Return the digit that "double" or "triple" repeats, and how many words that took."""
    digit = NUMBERS.get(words[1], 10) if len(words) > 1 else 10
    return (str(digit) * REPEATS[words[0]], 2) if digit < 10 else ("", 1)


def added_up(words: list[str]) -> tuple[str, int]:
    """Return the first whole number that `words` spell, and how many of them it took."""
    total = NUMBERS.get(words[0], 100)
    for taken, word in enumerate(words[1:], 1):
        more = with_next(total, word)
        if more is None:
            return str(total), taken
        total = more
    return str(total), len(words)


def with_next(total: int, word: str) -> int | None:
    """Return the number that `word` makes of `total`, or None when it begins another."""
    value, rest = NUMBERS.get(word, 100), total % 100
    if word in HUNDREDS:
        return total * 100 if 2 <= total <= 9 else None
    if rest == 4 and word in {"vingt", "vingts"}:
        return total + 76  # quatre-vingts
    goes_on = (
        (rest in {60, 80} and 1 <= value <= 19)  # soixante-douze, quatre-vingt-onze
        or (rest >= 20 and rest % 10 == 0 and 1 <= value <= 9)
        or (rest == 10 and word in {"sept", "huit", "neuf"})
        or (rest == 0 and total >= 100 and 1 <= value <= 99)
    )
    return total + value if goes_on else None
