"""Telephone numbers: written, spaced, spelled, or only begun (R6, R8, c.9)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, islice, pairwise

import phonenumbers

from portal.screening.clues import DIGIT, MOST, Clue, stands_in
from portal.screening.findings import Context, Finding, Kind, Severity
from portal.screening.folding import Folded, word_set
from portal.screening.numbers import Run, composed, runs
from portal.screening.spelling import Reading

QUEBEC_CODES = word_set("514 438 263 450 579 354 418 581 367 819 873 468")
CANADIAN_CODES = QUEBEC_CODES | word_set(
    "204 226 236 249 250 257 289 306 343 365 368 382 403 416 428 431 437 474 506 519 548 584"
    " 587 604 613 639 647 672 683 705 709 742 753 778 780 782 807 825 867 879 902 905 942"
)
# The library costs about 15 microseconds a character: it reads the stretches that hold seven
# digits, up to this many characters in all; the rules below read everything.
LIBRARY_READS = 400
MAYBE_NUMBER = re.compile(r"[+(]{0,2}\d(?:[\s().+/x-]{0,4}\d){6,18}")

Found = tuple[int, int, Severity, str]  # from where, to where, how grave, by which rule
DRAWN_NUMBER = Clue(
    re.compile(
        r"(?<![\w!$])\(?[0-9oilszb!|$]{3}\)?[\s._-]{1,2}[0-9oilszb!|$]{3}[\s._-]{1,2}[0-9oilszb!|$]{4}(?!\w)"
    ),
    figure=True,
)
DRAWN_AS = str.maketrans("oilszb!|$", "011528115")
ROMAN_NUMBER = Clue(
    re.compile(r"(?<!\w)(?:(?:i{1,3}|iv|vi{0,3}|ix|o|0)[\s.,-]{1,2}){9}(?:[ivxo]{1,4}|0)(?!\w)"),
    ("v ", "v,", "v.", "v-"),
)
ROMAN_NUMERALS = ("o", "0", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
ROMAN = dict(zip(ROMAN_NUMERALS, "00123456789", strict=True))
PART_OF_NUMBER = re.compile(r"\b(?:commence|debut|starts?|begins?|indicatif|area code)\b")
BACKWARDS = re.compile(r"\b(?:envers|backwards?|reversed?|inverses?|reculons)\b")

COUNTED = frozenset({"0123456789", "01234567890", "00000000000", "0000000000"})
NATIONAL = re.compile(r"[2-9]\d\d[2-9]\d{6}")
FIGURES = re.compile(r"\d+")
DECIMAL_BEFORE = re.compile(r"\d[.,]$")
LIGHT = re.compile(r"[\s().+_~*/-]{0,4}")
YEAR = re.compile(r"(?:19|20)\d\d")
CUE = re.compile(
    r"\b(?:te?xt|textos?|texte|call|ring|phone|dial|appelle\w{0,2}|appeler|rejoin\w{0,6}"
    r"|mon (?:num(?:ero)?|cell?|tel|cellulaire|telephone)|my (?:number|num|cell|phone|digits)"
    r"|numero de (?:tel|cell)\w{0,9}|sms|whatsapp|cell|cellulaire)\b"
    r"|\btel(?:ephone)? ?[:.]"
)
PART_NUMBER = re.compile(
    r"\b(?:pieces?|parts?|modele|model|serie|serial|item|dossier|lots?|batch|produit|product|article|isbn|issn"
    r"|commande|order|facture|invoice|devis|soumission|sku|cours|course)\W{0,3}"
    r"(?:(?:no|numero|number)\W{0,3})?(?:(?:etait|est|is|was)\s)?$"
)
CUE_REACH = 40
STARTED = re.compile(
    r"\b(?:(?:text|call|phone|ring)(?: |-)me|(?:text|appel|telephon)\w{0,3}(?: |-)moi"
    r"|(?:mon|my) (?:num(?:ero)?|number|cell?|cellulaire|tel|telephone|phone))\b"
    r"(?: (?:at|on|is|au|est|c'est|cest|starts? with|commence par)| de cell?| de telephone){0,2}"
    r"[\s:,'=>-]{0,4}$"
)


def find_phones(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Yield telephone numbers of any country, and Canadian ones however they are put."""
    folded = reading.folded
    if DIGIT.search(folded.text):
        yield from find_by_library(folded)
    yield from find_disguised(folded)
    yield from islice(find_in_runs(folded), MOST)


def find_in_runs(folded: Folded) -> Iterator[Finding]:
    """Yield the numbers in the runs of digits and of number words."""
    end = 0
    for run in runs(folded.text):
        if not run:  # more numbers than anybody dictates: a person looks at the rest
            span = end, len(folded.text)
            yield folded.finding(Kind.PHONE, span, Severity.LOW, "phone.flood")
            return
        end = run[-1].end
        if is_long_enough(run):
            for first, last, severity, rule in find_in_words(folded.text, run):
                yield folded.finding(Kind.PHONE, (first, last), severity, rule)


def find_in_words(text: str, words: Run) -> Iterator[Found]:
    """Yield where in the text the numbers of a run stand, its words composed one way or other."""
    for tens_apart in (False, True):
        run = composed(words, text, tens_apart=tens_apart)
        found = list(find_in_run(text, run))
        for first, last, severity, rule in found:
            yield run[first].start, run[last].end, severity, rule
        if found or not any(piece.spoken for piece in words):
            return


def is_long_enough(run: Run) -> bool:
    """Say whether a run may hold an area code at least."""
    return (
        len(run) > 2
        or sum(1 if piece.spoken else len(piece.text) for piece in run) > 2
        or (any(piece.spoken for piece in run) and len(run) > 1)
    )


def find_disguised(folded: Folded) -> Iterator[Finding]:
    """Yield numbers whose figures are drawn (S14-5S5-0I23) or Roman."""
    for clue, reads in ((DRAWN_NUMBER, drawn_digits), (ROMAN_NUMBER, roman_digits)):
        for match in clue.finditer(folded.text):
            if is_number(reads(match.group())):
                yield folded.finding(Kind.PHONE, match.span(), Severity.HIGH, "phone.drawn")


def drawn_digits(text: str) -> str:
    """Return the figures that letters draw; nothing when too few are figures themselves."""
    drawn = "".join(char for char in text if char.isalnum() or char in "!|$")
    return drawn.translate(DRAWN_AS) if sum(char.isdigit() for char in drawn) > 3 else ""


def roman_digits(text: str) -> str:
    """Return the figures of "V I IV"."""
    return "".join(ROMAN[numeral] for numeral in re.findall(r"[ivxo0]+", text))


def find_by_library(folded: Folded) -> Iterator[Finding]:
    """Yield what the `phonenumbers` library takes for a valid number."""
    left = LIBRARY_READS
    for maybe in MAYBE_NUMBER.finditer(folded.text):
        start, end = max(0, maybe.start() - 2), maybe.end() + 6
        left -= end - start
        if left < 0:
            return
        for first, last in valid_numbers(folded.text[start:end]):
            span = start + first, start + last
            before = folded.text[max(0, span[0] - 30) : span[0]]
            decimals = DECIMAL_BEFORE.search(before)
            if not decimals and not PART_NUMBER.search(before):
                yield folded.finding(Kind.PHONE, span, Severity.HIGH, "phone.valid")


@lru_cache(maxsize=32)
def valid_numbers(stretch: str) -> tuple[tuple[int, int], ...]:
    """Return where the library finds numbers, grouped as people do; a text may repeat one."""
    matches = phonenumbers.PhoneNumberMatcher(stretch, "CA")
    return tuple((match.start, match.end) for match in matches if is_sober(match.raw_string))


def is_sober(raw: str) -> bool:
    """Say whether the library's grouping is one that people use.

    It takes any ten digits in a row of codes ("772 48020 16") for a number.
    """
    groups = [len(group) for group in FIGURES.findall(raw)]
    return "+" in raw or 3 in accumulate(groups) or (len(groups) <= 2 and groups != [5, 5])


def find_in_run(text: str, run: Run) -> Iterator[Found]:
    """Yield the numbers inside a run, or else what the run as a whole may be."""
    found = list(find_national(text, run))
    yield from found
    if found or not run or is_counting(run):
        return
    for rule in WHOLE_RUN_RULES:
        if severity := rule(text, run):
            yield 0, len(run) - 1, severity, f"phone.{rule.__name__.removeprefix('is_')}"
            return
    yield from find_in_parts(text, run)


def find_in_parts(text: str, run: Run) -> Iterator[Found]:
    """Yield the numbers between words and commas: "seven digits: 555-0133"."""
    first = 0
    for last, gap in enumerate([*gaps(text, run), ","]):
        if LIGHT.fullmatch(gap):
            continue
        part = run[first : last + 1]
        for rule in PART_RULES if 1 < len(part) < len(run) else ():
            if severity := rule(text, part):
                yield first, last, severity, f"phone.{rule.__name__.removeprefix('is_')}"
                break
        first = last + 1


def find_national(text: str, run: Run) -> Iterator[Found]:
    """Yield the stretches of a run that read as ten digits, with or without a leading 1."""
    digits = joined(run)
    ends = list(accumulate(len(piece.text) for piece in run))
    piece_ending = {end: place for place, end in enumerate(ends)}
    done = 0
    for first, start in enumerate([0, *ends[:-1]]):
        size = 10 + digits.startswith("1", start)
        last = piece_ending.get(start + size)
        if last is None or first < done or not is_number(digits[start : start + size][-10:]):
            continue
        whole = first == 0 and last == len(run) - 1
        if is_well_grouped(text, run[first : last + 1], whole=whole):
            done = last + 1
            yield first, last, Severity.HIGH, "phone.digits"


def is_number(digits: str) -> bool:
    """Say whether ten digits are a North American number."""
    return bool(NATIONAL.fullmatch(digits)) and is_area_code(digits[:3])


def is_well_grouped(text: str, run: Run, *, whole: bool) -> bool:
    """Say whether the digits of a number, perhaps after a 1, are grouped as in one."""
    digits = joined(run)
    extra = len(digits) - 10
    light = has_light_gaps(text, run)
    # "450, 300 et 1200" are quantities: they are round.
    last = run[-1].text
    if is_counting(run) or (not light and last.endswith("00") and last[0] != "0"):
        return False
    loose = not light or len(run) == 1
    if loose and DECIMAL_BEFORE.search(text, max(0, run[0].start - 4), run[0].start):
        return False
    edges = {end - extra for end in accumulate(len(piece.text) for piece in run)}
    if 3 in edges and 6 not in edges and PART_NUMBER.search(words_before(text, run)):
        return False
    if 3 in edges or min(edges - {0}) in {6, 10} or is_one_by_one(run):
        return True
    return whole and light and digits[extra : extra + 3] in QUEBEC_CODES


def is_international(text: str, run: Run) -> Severity | None:
    """Judge a run after a plus sign, or after the prefix that calls abroad."""
    digits = joined(run)
    prefix = digits.startswith(("011", "00")) and not digits.startswith("000")
    prefix = prefix and (len(run[0].text) > 1 or is_one_by_one(run))
    abroad = prefix or text.startswith("+", max(0, run[0].start - 1))
    right = abroad and 10 <= len(digits) <= 16 and has_light_gaps(text, run)
    return Severity.HIGH if right else None


def is_overseas(text: str, run: Run) -> Severity | None:
    """Judge ten or eleven digits that begin with 0, evenly parted: 06 12 34 56 78.

    A date and an hour have as many digits, but never one separator throughout.
    """
    digits = joined(run)
    even = len(set(gaps(text, run))) <= 1 and has_light_gaps(text, run)
    if {len(piece.text) for piece in run} == {1, 2}:
        return None  # somebody tells marks, or a series
    if PART_NUMBER.search(words_before(text, run)):
        return None
    uneven = len(run[0].text) >= 4 and has_light_gaps(text, run)
    right = digits.startswith("0") and len(digits) in {10, 11} and (even or uneven)
    return Severity.MEDIUM if right and digits not in COUNTED else None


def is_spoken(_text: str, run: Run) -> Severity | None:
    """Judge digits in words that begin like a Quebec number, give or take one digit.

    "Quatre vingt" is 80 or 4 and 20: the count of spoken digits is never sure.
    """
    digits = joined(run)
    words = sum(piece.spoken for piece in run)
    if words * 2 < len(run):
        return None
    if 9 <= len(digits) <= 12 and digits[:3] in QUEBEC_CODES:
        return Severity.HIGH
    local = len(digits) == 7 and words == len(run) >= 5 and digits[0] not in "01"
    return Severity.MEDIUM if local else None


def is_local(text: str, run: Run) -> Severity | None:
    """Judge seven digits: 555-0123 by itself, looser forms beside "texte-moi" or its like."""
    digits, between = joined(run), gaps(text, run)
    if len(digits) != 7 or digits[0] in "01" or digits[1:3] == "11":
        return None
    if has_cue(text, run) and (has_light_gaps(text, run) or is_one_by_one(run)):
        return Severity.HIGH
    if len(run) == 7:
        return Severity.MEDIUM if between[2] not in set(between[:2] + between[3:]) else None
    if len(run) != 2 or len(run[0].text) != 3 or between[0] not in {"-", " ", ".", " - "}:
        return None
    start, last = run[0].start, run[1].text
    coded = start > 1 and text[start - 1] == "-" and text[start - 2].isalnum()
    coded = coded or PART_NUMBER.search(words_before(text, run)) is not None
    quantity = last.endswith("00") or (YEAR.fullmatch(last) and between[0] == " ")
    return None if coded or quantity else Severity.MEDIUM


def is_begun(text: str, run: Run) -> Severity | None:
    """Judge an area code after "text me" or "mon numero": the rest is on its way."""
    if joined(run)[:3] not in CANADIAN_CODES:
        return None
    start = run[0].start
    return Severity.MEDIUM if STARTED.search(text[max(0, start - 60) : start]) else None


def is_backwards(text: str, run: Run) -> Severity | None:
    """Judge a number that the reader is told to turn round, or that is told end first."""
    digits = joined(run)
    turned = is_number(digits[::-1]) and stands_in(BACKWARDS, text)
    end_first = any(is_number(digits[end:] + digits[:end]) for end in (4, 7))
    return Severity.HIGH if turned or (end_first and stands_in(PART_OF_NUMBER, text)) else None


WHOLE_RUN_RULES = (is_backwards, is_international, is_overseas, is_spoken, is_local, is_begun)
PART_RULES = (is_international, is_overseas, is_local)


@lru_cache(maxsize=1000)
def is_area_code(code: str) -> bool:
    """Say whether the North American plan has given out `code`."""
    number = phonenumbers.PhoneNumber(country_code=1, national_number=int(f"{code}2345678"))
    return code in CANADIAN_CODES or phonenumbers.is_valid_number(number)


def words_before(text: str, run: Run) -> str:
    """Return the few words before a run, which may name what it numbers."""
    return text[max(0, run[0].start - 20) : run[0].start]


def joined(run: Run) -> str:
    """Return the digits of a run on end."""
    return "".join(piece.text for piece in run)


def gaps(text: str, run: Run) -> list[str]:
    """Return what stands between the pieces of a run."""
    return [text[before.end : after.start] for before, after in pairwise(run)]


def has_light_gaps(text: str, run: Run) -> bool:
    """Say whether only spaces, dots, hyphens and the like part the digits."""
    return all(LIGHT.fullmatch(gap) for gap in gaps(text, run))


def is_one_by_one(run: Run) -> bool:
    """Say whether the digits were given singly or in words, as one dictates a number."""
    return all(len(piece.text) == 1 or piece.spoken for piece in run)


def is_counting(run: Run) -> bool:
    """Say whether somebody counts: 1, 2, 3, or 50, 40, 30."""
    steps = {int(after.text) - int(before.text) for before, after in pairwise(run)}
    return len(run) > 3 and len(steps) == 1 and steps != {0}


def has_cue(text: str, run: Run) -> bool:
    """Say whether words around the run speak of calling or texting."""
    start, end = run[0].start, run[-1].end
    before, after = text[max(0, start - CUE_REACH) : start], text[end : end + CUE_REACH]
    return bool(CUE.search(before) or CUE.search(after))
