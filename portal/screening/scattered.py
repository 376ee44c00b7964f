"""Telephone numbers and postal codes told in pieces, with talk between them (R6, R8).

"J'ai le 438 comme toi, ensuite 555, fini par 01 77": no stretch of it is a number, and all
the figures of the message are one.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from portal.screening.clues import DIGIT
from portal.screening.findings import Context, Finding, Kind, Severity
from portal.screening.folding import Folded, word_set
from portal.screening.numbers import SEED, Digits, Run, composed, runs
from portal.screening.phones import CANADIAN_CODES, PART_NUMBER, YEAR, is_number
from portal.screening.spelling import Reading

LONGEST = 240  # characters: who dictates a number speaks of nothing else
# What tells that the figures of a message belong together.
IN_PIECES = re.compile(
    r"\b(?:commenc\w+|debut\w*|milieu|fin|fini\w*|reste|ensuite|apres|pis|puis|then|first|last"
    r"|middle|rest|starts?|ends?|begin\w*|area code|indicatif|numero|number|num|cell\w*|tel|text"
    r"|texte|txt|call|appel\w*|chiffres?|digits?|followed|suivi|mais en|but in|before|avant"
    r"|devant|in front|locker|casier|age|birthday|fete|jersey|chandail)\b"
)
AFTERWARDS = re.compile(
    r"\b(?:mais en|but (?:in|with)|apres|after|devant|before|avant|indicatif|area code|in front)\b"
)
# "La suite de mon num : 0187", "first half 438-555": a part, and of what.
PIECE_OF = (
    r"(?:suites?|fin|restes?|debut|commencement|(?:premiere|deuxieme|autre)\s(?:moitie|partie)|milieu"
    r"|derniers?|premiers?|rest|ends?|ending|start|beginning|middle|(?:first|last|second|other)\s(?:half|part|bit)"
    r"|last|first|missing)"
)
FEW_DIGITS = r"(?<![\w$.,-])(?:\d{3}[\s.-]?\d{3,4}|\d{3,4}|\d{2}[\s-]\d{2})(?![\w%$€]|[.,]\d)"
OF_NUMBER = re.compile(
    rf"\b{PIECE_OF}\b(?:\s(?:[a-z']{{1,9}}|\d)){{0,3}}?\s(?:mon|my|ma|de|of)\s(?:(?:num\w{{0,3}}|cell\w*|tel\w*"
    r"|phone|digits)(?:\s(?:de\s)?(?:number|num|tel\w*|cell\w*))?|(?<=my )number)\b"
    rf"[^.!?\n\d]{{0,15}}{FEW_DIGITS}"
    rf"|\b(?:mon|my|the|le)\s(?:num\w{{0,3}}|number|cell\w*|tel\w*|phone(?:\snumber)?)\s(?:starts?|begins?|ends?"
    rf"|commence|debute|finit|fini|termine)\b[^.!?\n\d]{{0,12}}{FEW_DIGITS}"
    r"|\b(?:debut|moitie|half|start|beginning)\b(?:\s(?:c'?est|is|of|it|:)){0,2}\s?(?P<area>\d{3})[\s-]\d{3}(?![\w$%.-]|\s\d)"
)
# A whole message: "the end is 0162", "deuxième partie : 555-0155".
PIECE_ALONE = re.compile(
    rf"\W*(?:(?:et|pis|and|so|ok|puis|here's|voici)\s)?(?:(?:la|le|les|the|it|il)\s)?(?:(?:manqu\w+|missing)\s)?"
    rf"(?:la\s|le\s|the\s)?{PIECE_OF}(?:\s(?:is|are|c'?\s?est|c|digits|four|chiffres|quatre|with|par|part|of\sit|it)){{0,3}}"
    r"\W{0,4}(?P<digits>0\d{3}|0\d[\s-]\d\d|[2-9]\d\d[\s.-][2-9]\d\d(?:[\s.-]?\d{4})?)\W*"
)
# "555-0145 (514 comme tlm)": the area afterwards.
AREA_LAST = re.compile(
    r"(?<![\w.,$/-])(?P<local>[2-9]\d\d[\s.-]\d{4})\s?[(,]\s?(?P<area>\d{3})(?![\w$%.-]|\s\d)"
)
BEGINS = re.compile(
    r"\b(?:debut|start|beginning|commencement|first|premiere?s?)\b"
)  # no number's: 0700
BACK_TO_FRONT = re.compile(r"\b(?:avant|debut|before|first|start|beginning|front|devant)\b")
# "Le code régional de Québec, ensuite 555, ensuite 0181": the area by its place.
AREA_BY_PLACE = re.compile(
    r"\b(?:codes? regional|indicatif|area code|regional code|code de (?:la )?region)\b"
    r"[^.!?\n]{0,40}?(?<![\d.,-])(?P<first>\d{3})(?![\d%$.])"
    r"(?:[\s,;:-]|ensuite|apres|pis|puis|suivi|de|et|ca|then|and|followed|by|after|that){1,12}"
    r"(?P<last>\d{4}|\d{2}[\s-]\d{2}|(?:\d\s){3}\d)(?![\d%$])"
)
MEASURED = re.compile(
    r"\s?(?:[$%€£°]|h\b|ans\b|years?\b|dollars?\b|euros?\b|km\b|heures?\b|hours?\b)"
)
# "5a1b4c5d5e5f0g1h4i4": figures with a letter or a sign between.
BETWEEN = re.compile(r"(?<![\w])\d(?:[^\W\d]{1,2}\d|[^\w\s.,/:-]{1,4}\d){9}(?!\w)")
KEYPAD = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
LETTERED = re.compile(
    r"(?<![\w-])(?P<code>\d{3})[\s.-](?P<word>[a-z]{3})[\s.-]?(?P<last>\d{4})(?![\w-])"
)


def find_scattered(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Yield the numbers and postal codes whose pieces stand apart."""
    view = reading.folded
    if len(view.text) > LONGEST:
        return
    yield from find_spelled_codes(view)
    if DIGIT.search(view.text):
        for match in BETWEEN.finditer(view.text):
            if is_number("".join(char for char in match.group() if char.isdigit())):
                yield view.finding(Kind.PHONE, match.span(), Severity.HIGH, "phone.between")
        for match in AREA_BY_PLACE.finditer(view.text):
            if is_number("514" + re.sub(r"\D", "", match.group("first") + match.group("last"))):
                yield view.finding(Kind.PHONE, match.span(), Severity.MEDIUM, "phone.by_place")
        yield from find_parts(view)
        for match in LETTERED.finditer(view.text):  # "514-KIK-0123"
            digits = "".join(match.groups()).translate(KEYPAD)
            if match.group("code") in CANADIAN_CODES and is_number(digits):
                yield view.finding(Kind.PHONE, match.span(), Severity.MEDIUM, "phone.lettered")
    if IN_PIECES.search(view.text) and SEED.search(view.text):
        yield from find_in_pieces(view)


def find_parts(view: Folded) -> Iterator[Finding]:
    """Yield a piece of a number that is told to be one, and an area that is told last."""
    for match in OF_NUMBER.finditer(view.text):
        if match.group("area") is None or match.group("area") in CANADIAN_CODES:
            yield view.finding(Kind.PHONE, match.span(), Severity.MEDIUM, "phone.part")
    alone = PIECE_ALONE.fullmatch(view.text)
    if alone and is_piece(alone):
        yield view.finding(Kind.PHONE, alone.span("digits"), Severity.MEDIUM, "phone.part")
    for match in AREA_LAST.finditer(view.text):
        named = PART_NUMBER.search(view.text[max(0, match.start() - 30) : match.start()])
        if not named and is_number(match.group("area") + re.sub(r"\D", "", match.group("local"))):
            yield view.finding(Kind.PHONE, match.span(), Severity.MEDIUM, "phone.pieces")


def is_piece(match: re.Match[str]) -> bool:
    """Say whether figures told as an end or a beginning are those of a number."""
    digits = match.group("digits")
    end = digits.startswith("0") and not BEGINS.search(match.group())
    return end or digits[:3] in CANADIAN_CODES


def find_in_pieces(view: Folded) -> Iterator[Finding]:
    """Yield the stretch over all the figures of a message when they make one number."""
    told = [composed(run, view.text) for run in runs(view.text) if run]
    whole = [piece for run in told for piece in run]
    ways = (
        whole,
        [piece for run in told if count(run) > 1 for piece in run],  # "un" may be an article
        [piece for piece in whole if not is_article(piece)],
        said_times(view.text, whole),
    )
    for pieces in ways:
        if len(pieces) > 1 and is_one_number(view.text, pieces):
            span = pieces[0].start, pieces[-1].end
            yield view.finding(Kind.PHONE, span, Severity.MEDIUM, "phone.pieces")
            return


def is_article(piece: Digits) -> bool:
    """Say whether a number word may be an article: "avec un 01 devant"."""
    return piece.spoken and piece.text == "1"


def said_times(text: str, pieces: Run) -> Run:
    """Return the pieces with "trois 5" as 555; nothing where nobody says so."""
    figures: Run = []
    for piece in pieces:
        before = figures[-1] if figures else None
        near = before and before.spoken and text[before.end : piece.start] == " "
        if before and near and len(piece.text) == 1 and before.text in {"2", "3"}:
            times = int(before.text)
            figures[-1] = Digits(piece.text * times, before.start, piece.end, spoken=False)
        else:
            figures.append(piece)
    return figures if len(figures) < len(pieces) else []


def count(run: Run) -> int:
    """Return how many digits a run has."""
    return sum(len(piece.text) for piece in run)


def is_one_number(text: str, pieces: Run) -> bool:
    """Say whether pieces are a Canadian number: its area code stands apart, and no measure."""
    digits = "".join(piece.text for piece in pieces)
    ends = {sum(len(piece.text) for piece in pieces[: place + 1]) for place in range(len(pieces))}
    if digits[7:] in CANADIAN_CODES and AFTERWARDS.search(text):  # "555 01 33, but in 438"
        digits, ends = digits[7:] + digits[:7], {3, 6}
    if [len(piece.text) for piece in pieces] == [4, 3, 3] and BACK_TO_FRONT.search(text):
        digits, ends = "".join(piece.text for piece in reversed(pieces)), {3, 6}
    if len(pieces) == 2 and (AFTERWARDS.search(text) is None or 3 not in ends):
        return False
    if len(pieces) > 10 or not is_number(digits) or digits[:3] not in CANADIAN_CODES:
        return False
    if YEAR.fullmatch(pieces[-1].text):
        return False
    measured = any(MEASURED.match(text, piece.end) for piece in pieces)
    far = any(after.start - before.end > 60 for before, after in pairwise(pieces))
    parted = {3, 6} <= ends or (len(pieces) == 2 and {3, 10} <= ends)
    return parted and not measured and not far


# Letters by their name or by a word that begins with them: "H comme hôtel", "why", "ash".
NAMES = {
    "a": "alpha ei",
    "b": "be bee bravo",
    "c": "ce ci cee charlie see",
    "e": "echo ee",
    "g": "ge gee golf",
    "h": "ash ache aitch hache hotel hash",
    "j": "ji gi jay juliet juliette jie",
    "k": "ka kay kilo",
    "l": "elle el ell lima",
    "m": "aime em emme mike",
    "n": "haine en enne november",
    "p": "pe pee papa",
    "r": "air erre ar are romeo",
    "s": "esse es ess sierra",
    "t": "te tee tango",
    "v": "ve vee victor",
    "w": "doubleve doubleu whiskey",
    "x": "ixe iks ex xray",
    "y": "igrec why yankee wye igrek",
    "z": "zed zede zee zoulou zulu",
}
LETTERS = {name: letter for letter, names in NAMES.items() for name in names.split()}
FIGURES = {
    word: str(figure)
    for words in (
        "zero un deux trois quatre cinq six sept huit neuf",
        "oh one two three four five six seven eight nine",
    )
    for figure, word in enumerate(words.split())
} | {"une": "1", "cink": "5", "katre": "4", "quat": "4"}
TOKEN = re.compile(r"[a-z0-9]+")
AS_IN = word_set("comme as like for pour de in")  # "H as in hotel"
TWO_NAMES = re.compile(r"\b(?:i grec|double (?:v|u|ve)|x ray)\b")
SIZES = [False, True, False, True, False]  # "A1, A2 et A3": sizes of paper, squares of a board
FIRST, LAST = frozenset("abceghjklmnprstvxy"), frozenset("abceghjklmnprstvwxyz")
FILLED = word_set("pis puis et and then comma virgule tiret dash espace space ensuite apres")


def find_spelled_codes(view: Folded) -> Iterator[Finding]:
    """Yield postal codes spelled aloud: "H comme hôtel deux X trois Y sept"."""
    figures = len(DIGIT.findall(view.text))
    spoken = sum(map(FIGURES.__contains__, TOKEN.findall(view.text)))
    digits = figures + spoken >= 3  # as many as a code has
    signs = list(spelled_signs(view.text)) if digits else []
    for place in range(len(signs) - 5):
        six = signs[place : place + 6]
        code = "".join(sign for sign, *_ in six)
        if not (code[0::2].isalpha() and code[1::2].isdigit()):
            continue
        gaps = [after[1] - before[2] for before, after in pairwise(six)]
        near = max(gaps) <= 22 and [bool(gap) for gap in gaps] != SIZES
        if near and code[0] in FIRST and {code[2], code[4]} <= LAST:
            span = six[0][1], six[-1][2]
            yield view.finding(Kind.POSTAL_CODE, span, Severity.HIGH, "postal_code.spelled")
            return
    for match in ENDS.finditer(view.text) if digits else ():
        yield view.finding(Kind.POSTAL_CODE, match.span(), Severity.HIGH, "postal_code.halves")
        return


Sign = tuple[str, int, int]


def spelled_signs(text: str) -> Iterator[Sign]:
    """Yield the letters and figures that words spell; another word is an empty one."""
    as_in = False
    for match in TOKEN.finditer(TWO_NAMES.sub(glued_name, text)):
        word, (start, end) = match.group(), match.span()
        if as_in and len(word) > 1 and word not in FIGURES and word not in AS_IN:
            as_in = False
        elif word in AS_IN:
            as_in = True
        elif len(word) <= 6 and any(char.isdigit() for char in word):
            yield from (
                (char, start + place, start + place + 1) for place, char in enumerate(word)
            )
        elif len(word) == 1:
            yield word, start, end
        elif word in FIGURES or word in LETTERS:
            yield FIGURES.get(word) or LETTERS[word], start, end
        elif word not in FILLED:
            yield " ", start, end


def glued_name(match: re.Match[str]) -> str:
    """Return a letter's name of two words as one, as long as it was."""
    name = match.group()
    letter = {"i": "y", "d": "w", "x": "x"}[name[0]]
    return letter + " " * (len(name) - 1)


# "Ça commence par H1V pis ça finit par 2B3": the two halves apart.
ENDS = re.compile(
    r"\b[abceghj-nprstvxy]\d[abceghj-nprstv-z]\b(?=[^.!?\n]{2,40}?\b(?:fini\w*|end\w*|puis|pis|then|reste|rest|apres"
    r"|suivi|followed|and|et|deuxieme|second|last)\b)[^.!?\n]{2,50}?\b\d[abceghj-nprstv-z]\d\b"
    r"|\b(?:fini\w*|ends?)\b[^.!?\n]{2,12}?\b\d[abceghj-nprstv-z]\d\b"
    r"[^.!?\n]{2,50}?\b[abceghj-nprstvxy]\d[abceghj-nprstv-z]\b"
)
