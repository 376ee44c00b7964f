"""Telephone numbers in the ways that other countries write them (R6, R8, c.9).

"03-331 6005", "(33) 3461 2234" or "0123/456789" are valid nowhere here, so no plan of numbers
knows them. Their grouping tells; or that somebody is asked to call; or that the message holds
nothing else.
"""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from portal.screening.clues import MOST, Clue
from portal.screening.findings import Context, Finding, Kind, Severity
from portal.screening.folding import Folded
from portal.screening.phones import PART_NUMBER
from portal.screening.spelling import Reading

LEAST, LONGEST = 7, 15  # digits; no country has longer numbers
SPLIT_FROM = 8  # digits after which a zero, a plus or a bracket begins another number

NUMBER = Clue(
    re.compile(
        r"(?<![\d$£€#])(?<![a-z]-)(?<!\d[.,:/-])(?!0x[\da-f])[+(]{0,2}\d(?:[\s().+_~*/-]{0,4}\d|[\s(]?0?x{1,3}[\s)]{0,2}\d){6,20}"
    ),
    figure=True,
)
# "(0xx) 123456789": the x stands for a figure that the reader knows.
DIALLED_X = Clue(re.compile(r"\(0x{1,3}\)\s?\d(?:[\s-]?\d){6,11}(?!\d)"), ("(0x",))
GROUPS = re.compile(r"\d+")
ANOTHER = re.compile(r"\s+[(+]{0,2}$|[\s/]+$")
BRACKETED = re.compile(
    r"(?:\+?\d{1,4}\s?)?\((?:0|0?\d{2,3})\)\s?-?\d{3,4}(?:[\s-]\d{1,4}){0,3}|"
    r"\+?\d{1,3}\s?\(0\)\s?\d[\d\s-]{5,11}"
)
# What has as many digits: amounts, dates, hours, years, decimals.
THOUSANDS = re.compile(r"\d{1,2}(?:[\s.]\d{3})+|\d{3}(?:[\s.]\d{3})+(?<=00)|[1-9]\d*000")
DECIMAL = re.compile(r"\d+\.\d+(?:[\s()/-]+\d+\.\d+)*")
DATE = re.compile(
    r"(?:(?:19|20)\d\d[\s./-]?(?:0?[1-9]|1[0-2])[\s./-]?(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])[\s./-](?:0?[1-9]|[12]\d|3[01])[\s./-](?:19|20)?\d\d)"
    r"(?:[\s-]+\d{1,2}.?\d{0,2}.?\d{0,2})?"
)
YEARS = re.compile(r"(?:(?:19|20)\d\d(?:[\s/-]+|$)){2,}|(?:19|20)\d\d[\s/-]+(?:\d{2}[\s/-]*){2,3}")
HOURS = re.compile(r"(?:(?:[01]?\d|2[0-4])[0-5]\d(?:[\s/-]+|$)){2,}")
RANGE = re.compile(r"[1-9][\d\s]*00\s?[-/]\s?[1-9][\d\s]*00|\((?:19|20)\d\d\).*")
MEASURE = re.compile(
    r"\s?(?:[$%€£°=]|(?:h|m|km|kg|g|ans|years?|dollars?|euros?|fois|times|heures?|hours?|mots|words"
    r"|eleves|students|people|personnes)\b)"
)
# Who calls is told to; "my number" and "phones" speak of one too.
CALLING = re.compile(
    r"\b(?:call|ring|phones?|dial|textos?|txt|sms|whatsapp|appel(?:le|er|ez)[sz]?"
    r"|tel(?:ephon\w{1,3})?|cell?(?:ulaire)?|mobiles?|fax|rejoin\w{0,6}|contact(?:e[rz]?|ez)?"
    r"|(?:text|texte|txt)(?:[\s-])?(?:me|moi|us|nous|her|him)"
    r"|(?:my|our|his|her|their)\s(?:\w{2,14}\s){0,2}(?:number|num|line)(?:\sis|'s|\s?:)?"
    r"|(?:mon|notre|son|leur)\s(?:\w{2,14}\s){0,2}num(?:ero)?(?:\s(?:c'?\s?)?est|\s?:)?)(?![a-z])"
)
CALL_BEFORE, CALL_AFTER = 48, 24
AFTERWARDS = re.compile(r"\b(?:to\s(?:call|reach|text)|call|text|appel\w+|rejoin\w+|rappel\w+)\b")
NUMBER_OF_THINGS = re.compile(
    r"\b(?:serial|part|serie|piece|lot|dossier|order|invoice|tracking|account|student|employee|case|file|ticket|course|program\w*"
    r"|commande|facture|suivi|compte|matricule|cours|programme|billet|cnp|noc|salaire|budget"
    r"|isbn|doi|version|bus|page)\b[^.!?]{0,24}$"
)
COUNTED = "01234567890123456789"
PART_OF_CODE = re.compile(r"-[a-z]")
ALONE = re.compile(r"\W*")

Number = tuple[int, int]


def find_national(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Yield numbers that the form, a call or the rest of the message shows to be telephones."""
    view = reading.folded
    for match in islice(DIALLED_X.finditer(view.text), MOST):
        yield view.finding(Kind.PHONE, match.span(), Severity.MEDIUM, "phone.national")
    for start, end in islice(numbers(view.text), MOST):
        if rule := seen_as(view, start, end):
            yield view.finding(Kind.PHONE, (start, end), Severity.MEDIUM, f"phone.{rule}")


def numbers(text: str) -> Iterator[Number]:
    """Yield where numbers of telephone length stand; two in a row are two."""
    for match in NUMBER.finditer(text):
        start, digits, last = match.start(), 0, match.start()
        for group in GROUPS.finditer(text, *match.span()):
            if digits >= SPLIT_FROM and begins_another(text, last, group.start(), match.end()):
                yield start, last
                start, digits = group.start(), 0
            digits += len(group.group())
            last = group.end()
        yield start, last


def begins_another(text: str, last: int, start: int, end: int) -> bool:
    """Say whether another number begins at `start`: a zero or a bracket, and digits enough."""
    opens = ANOTHER.search(text, last, start)
    if not opens or sum(map(str.isdigit, text[start:end])) < LEAST:
        return False
    return text[start] == "0" or "(" in opens.group()


def seen_as(view: Folded, start: int, end: int) -> str:
    """Return by which rule a number is a telephone, or nothing when it may be anything."""
    text, raw = view.text, view.text[start:end]
    groups = GROUPS.findall(raw)
    digits = "".join(groups)
    if not LEAST <= len(digits) <= LONGEST or is_something_else(text, end, raw, groups):
        return ""
    if PART_OF_CODE.match(text, end):
        return ""
    before = text[max(0, start - CALL_BEFORE) : start]
    if PART_NUMBER.search(before) or NUMBER_OF_THINGS.search(before):
        return ""
    if is_foreign_form(raw, groups, digits):
        return "national"
    after = text[end : end + CALL_AFTER]
    called = CALLING.search(before) or AFTERWARDS.search(after)
    if called and len(digits) > LEAST and len(groups) <= 6:
        return "called"
    return "alone" if is_alone(view, start, end, groups) else ""


def is_something_else(text: str, end: int, raw: str, groups: list[str]) -> bool:
    """Say whether the digits are an amount, a date, years, hours, a count or a pattern."""
    plain = raw if raw.startswith("(") else raw.strip("+ )")
    forms = (THOUSANDS, DECIMAL, DATE, YEARS, HOURS, RANGE)
    if any(form.fullmatch(plain) for form in forms) or MEASURE.match(text, end):
        return True
    digits = "".join(groups)
    if len(groups) == 1 and (set(digits) <= set("01") or digits in COUNTED):
        return True
    steps = {int(after) - int(before) for before, after in pairwise(groups)}
    if len(groups) > 3 and len(steps) == 1:
        return True
    sizes = set(map(len, groups))
    pairs = (sizes == {2} and len(groups) > 4) or raw.startswith("+")
    return max(sizes) < 3 and not pairs and not (sizes == {1} and "  " in raw)


def is_foreign_form(raw: str, groups: list[str], digits: str) -> bool:
    """Say whether a number begins as one calls far away: a plus, a zero, a code in brackets."""
    if BRACKETED.fullmatch(raw):
        return len(digits) >= 8
    if raw.startswith("+"):
        return len(digits) >= 8
    if not digits.startswith("0") or digits.startswith("000") or len(digits) > 12:
        return False
    if len(groups) == 1:
        return len(digits) in {10, 11}
    codes = {len(group) for group in groups} == {5} or ("." in raw and len(groups[0]) == 1)
    return len(digits) >= 9 and len(groups) <= 4 and max(map(len, groups)) > 2 and not codes


def is_alone(view: Folded, start: int, end: int, groups: list[str]) -> bool:
    """Say whether the message is this number: nobody sends another sort by itself."""
    text = view.text
    if not (ALONE.fullmatch(text, 0, start) and ALONE.fullmatch(text, end)):
        return False
    digits = sum(map(len, groups))
    return digits >= 8 and not any(char in text for char in "=[]{}<>%$:")
