"""Runs of digits as people type and spell them, in French and English (R8, c.9)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from portal.screening.folding import squeeze, word_set


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
    | {"une": 1, "quat": 4, "katre": 4, "katr": 4, "kat": 4, "sinq": 5, "cink": 5, "sink": 5}
    | {"cin": 5, "deu": 2, "troi": 3, "troa": 3, "set": 7, "uit": 8, "hui": 8, "neu": 9}
    | {"zerau": 0, "zer": 0, "oh": 0, "o": 0, "nul": 0, "vingts": 20, "vin": 20, "octante": 80}
    | spelled("zeros ones twos threes fours fives sixes sevens eights nines")
    | {"fourty": 40, "thre": 3, "tree": 3, "fo": 4, "fife": 5}
)
# Elsewhere exclamations and everyday words.
ONLY_INSIDE = word_set("ones o oh nul set fo tree vin hui neu")
HUNDREDS = frozenset({"cent", "cents", "hundred"})
TENS = frozenset(range(20, 100, 10))
REPEATS = {"double": 2, "triple": 3, "doubles": 2}
WORDS = NUMBERS.keys() | HUNDREDS | REPEATS.keys()
STARTING = WORDS - ONLY_INSIDE
# "f o u r one eight": a number word in letters.
SPELLED_OUT = (
    "zero one two three four five six seven eight nine un deux trois quatre cinq sept huit neuf"
)
LETTER_BY_LETTER = "|".join(map(" ".join, SPELLED_OUT.split()))
# "fi-ve one fo-ur": cut where no number ends.
CUT = (
    "fi-ve f-ive fo-ur f-our th-ree thr-ee t-hree tw-o t-wo on-e o-ne ze-ro z-ero se-ven sev-en"
    " ei-ght ni-ne n-ine ci-nq c-inq qua-tre qu-atre tro-is tr-ois t-rois de-ux d-eux se-pt s-ept"
    " hu-it h-uit ne-uf n-euf"
)
LETTER_BY_LETTER += "|" + "|".join(CUT.split())
# What people say between the groups of a number. Too many in a row end it.
FILLERS = frozenset(
    spelled(
        "et and pis puis ensuite apres then ca finit finis fini par commence begins starts ends"
        " finishes with suivi de followed by tiret trait union dash hyphen point dot espace space"
        " virgule comma le la les the c est cest is it s suite fin debut rest end part last next"
        " voici here euh uh um slash barre plus ok lol after that d in les are sont chiffres"
        " chiffre digits derniers premiers last first mon my number numero num indicatif area code"
        " milieu middle fois times genre like aussi autres again encore too reste half"
    )
)
MOST_FILLERS = 8

# "The last four" says how many digits come; else a numeral, with letters drawn as digits
# (5I4-OI77), or one run of letters.
HOW_MANY = (
    r"(?:les |the )?(?:quatre|trois|deux|four|three|two|[234]) (?:derniers?|premiers?|autres|last"
    r"|first|other|digits|chiffres)\b"
    r"|(?:last|first|derniers|premiers) (?:four|three|quatre|trois|[34])\b"
)
TOKEN = re.compile(
    rf"(?<![a-z0-9])(?:{HOW_MANY})"
    rf"|(?<![a-z0-9])(?:{LETTER_BY_LETTER})(?![a-z0-9])"
    r"|(?<![a-z0-9])[oil|]{0,4}[0-9][0-9oil|]*+(?![a-z])"
    r"|(?<![a-z0-9])[oil]{2,4}[0-9]{1,4}(?![a-z0-9])|[0-9]++|[a-z]++"
)
BARRED = re.compile(r"\d{3}\|\d{3}\|\d{4}")
DRAWN = str.maketrans("oil|", "0111")
# Money and measures part numbers from each other: a salary range is no telephone.
GAP = re.compile(r"[^a-z0-9$%€£°=]{0,8}")
TIMES = re.compile(r"\s?(?:fois|times|x)\s(?:le\s|the\s)?")
NEAR = re.compile(r"[\s'-]{0,3}(?:(?:et|and)[\s'-]{1,3})?")


MOST_PIECES = 600  # in one text: the numbers of a long table; nobody reads more aloud


def prefix_pattern(words: Iterable[str]) -> str:
    """Return a pattern of the words' beginnings, each letter once or more, tried as a tree."""
    branches: dict[str, set[str]] = {}
    for word in words:
        branches.setdefault(word[0], set()).add(word[1:])
    return "|".join(
        f"{letter}+" + ("" if "" in rests else f"(?:{prefix_pattern(sorted(rests))})")
        for letter, rests in sorted(branches.items())
    )


# Where a run may begin; between these places nothing is looked at.
SEED = re.compile(
    r"(?<![a-z0-9])[oil|]{0,4}[0-9]|[0-9]|(?<![a-z])(?:"
    + prefix_pattern(sorted(STARTING))
    + rf")|(?<![a-z0-9])(?:{LETTER_BY_LETTER})(?![a-z0-9])"
)


def runs(text: str) -> Iterator[Run]:
    """Yield the runs of digits in `text`, in words as they were said: see `composed`.

    The last run is empty when the text holds more numbers than anybody would dictate.
    """
    place, pieces = 0, 0
    while pieces < MOST_PIECES and (seed := SEED.search(text, place)):
        run, place = run_from(text, seed.start(), MOST_PIECES - pieces)
        pieces += len(run)
        if run:
            yield run
    if pieces >= MOST_PIECES:
        yield []


def run_from(text: str, start: int, most: int) -> tuple[Run, int]:
    """Return the run that begins at `start`, and where to look for the next one."""
    run: Run = []
    fillers, last, after = 0, start, start
    for token in TOKEN.finditer(text, start):
        if run and not GAP.fullmatch(text, last, token.start()):
            break
        digits = as_digits(token, inside=bool(run))
        last, fillers = token.end(), 0 if digits else fillers + 1
        if digits:
            run += digits
            after = last
        elif not run:
            return run, last
        elif fillers > MOST_FILLERS or not is_filler(token.group()):
            break
        if len(run) >= most:
            break
    return run, max(after, start + 1)


def is_filler(word: str) -> bool:
    """Say whether people say `word` between the groups of a number."""
    return " " in word or squeeze(word) in FILLERS


def as_digits(token: re.Match[str], *, inside: bool) -> Run:
    """Return the token as figures or as number words; nothing when it is neither."""
    text, start = token.group(), token.start()
    if text.isalpha():
        return number_words(text, start, inside=inside)
    if not text.isalnum() and not text.isnumeric() and "|" not in text:
        word = squeeze(text.replace(" ", "").replace("-", ""))
        return [Digits(word, *token.span(), spoken=True)] if word in NUMBERS else []
    figures = text.replace("|", "") if BARRED.fullmatch(text) else text.translate(DRAWN)
    return [Digits(figures, *token.span())]


def number_words(text: str, start: int, *, inside: bool) -> Run:
    """Return the number words in a run of letters: one, or several glued together."""
    word = squeeze(text)
    if word in WORDS:
        if word in ONLY_INSIDE and not inside:
            return []
        return [Digits(word, start, start + len(text), spoken=True)]
    return [
        Digits(squeeze(text[first:end]), start + first, start + end, spoken=True)
        for first, end in glued(text, inside=inside)
    ]


SHORTEST_GLUED, LONGEST_GLUED, LONGEST_WORD = 6, 70, 10


def is_one_word(text: str, *, inside: bool) -> bool:
    """Say whether `text` is a number word that begins with a single letter: no "oone".

    Inside a number, "o" and "oh" are noughts too: "4fiveo".
    """
    if inside and text in {"o", "oh"}:
        return True
    return text[:1] != text[1:2] and squeeze(text) in STARTING


@lru_cache(maxsize=2048)
def glued(text: str, *, inside: bool = False) -> tuple[tuple[int, int], ...]:
    """Return the places of the number words that make up `text`: "cinqunquatre"."""
    if not SHORTEST_GLUED - inside <= len(text) <= LONGEST_GLUED:
        return ()
    before: dict[int, int] = {0: 0}  # each place that words reach, and where the last began
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - LONGEST_WORD), end):
            if start in before and is_one_word(text[start:end], inside=inside):
                before[end] = start
                break
    places = []
    end = len(text) if len(text) in before else 0
    while end:
        places.append((before[end], end))
        end = before[end]
    return tuple(reversed(places)) if len(places) > 1 else ()


def composed(run: Run, text: str, *, tens_apart: bool = False) -> Run:
    """Return the run with "cinq cent quatorze" as 514 and "double five" as 55.

    `tens_apart`: with "cinquante cinq" as 50 and 5, since a pause is not written.
    """
    figures: Run = []
    place = 0
    while place < len(run):
        piece, taken = run[place], 1
        if times := times_said(run, place, text):
            piece, taken = Digits(times, piece.start, run[place + 1].end, spoken=True), 2
        elif piece.spoken:
            near = near_words(run, place, text)
            near = near[:1] if tens_apart and NUMBERS.get(near[0], 0) in TENS else near
            value, taken = repeated(near) if piece.text in REPEATS else added_up(near)
            last = run[place + taken - 1]
            if (rest := rest_in_figures(last, run[place + taken :], text)) and value[1:] == "00":
                value, last, taken = value[: -len(rest.text)] + rest.text, rest, taken + 1
            piece = Digits(value, piece.start, last.end, spoken=True)
        if piece.text:
            figures.append(piece)
        place += taken
    return figures


def rest_in_figures(said: Digits, following: Run, text: str) -> Digits | None:
    """Return the figures that end a number begun in words: "cinq cent 14"; else nothing."""
    if said.text not in HUNDREDS or not following:
        return None
    after = following[0]
    near = len(after.text) <= 2 and text[said.end : after.start] in {" ", "-"}
    return after if near and not after.spoken else None


def times_said(run: Run, place: int, text: str) -> str:
    """Return the digits of "trois fois cinq", 555; nothing when nobody says so."""
    before, after = run[place], run[place + 1] if place + 1 < len(run) else run[place]
    if before.text in REPEATS and len(after.text) == 1 and after.text.isdigit():
        return after.text * REPEATS[before.text]  # "triple 5"
    if before is after or not TIMES.fullmatch(text, before.end, after.start):
        return ""
    count, digit = (
        NUMBERS.get(piece.text, 10) if piece.spoken else int(piece.text)
        for piece in (before, after)
    )
    return str(digit) * count if 2 <= count <= 4 and digit < 10 else ""


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
