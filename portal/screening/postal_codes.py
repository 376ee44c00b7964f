"""Postal codes, which tell a street as well as its name does (R6, R8, c.9)."""

import re
from collections.abc import Iterator

from portal.screening.clues import MOST, Clue, pieces
from portal.screening.findings import Context, Finding, Kind, Severity
from portal.screening.spelling import Reading

LETTER, LAST_LETTER = "[abceghj-nprstvxy]", "[abceghj-nprstv-z]"
SPOKEN_DIGIT = (
    "zero|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf"
    "|one|two|three|four|five|seven|eight|nine"
)
DIGIT = rf"(?:[0-9oil|]|{SPOKEN_DIGIT})"
APART = r"[\s.*_,/-]{0,3}"
POSTAL = re.compile(
    rf"(?<![a-z0-9]){LETTER}{APART}{DIGIT}{APART}{LAST_LETTER}{APART}{DIGIT}{APART}{LAST_LETTER}"
    rf"{APART}{DIGIT}(?![a-z0-9])"
)
POSTAL_CUE = Clue(
    re.compile(
        r"\b(?:codes?\spostal|postal\scodes?|post\s?codes?)\b\D{0,20}?"
        r"(?P<code>(?<![a-z0-9])[a-z]{1,2}\d[a-z0-9]?(?:\s?\d[a-z0-9]{2})?(?![a-z0-9])|\d{5}\b)"
        r"|\bzip(?:\s?codes?)?\b\D{0,12}?(?P<zip>\d{5}(?:-\d{4})?)\b"
    ),
    ("post", "zip"),
    True,
)
STATE_ZIP = Clue(
    re.compile(
        r"\b(?:a[klrz]|c[aot]|d[ce]|fl|ga|hi|i[adln]|k[sy]|la|m[adeinost]|n[cdehjmvy]|o[hkr]|pa|ri|s[cd]"
        r"|t[nx]|ut|v[at]|w[aivy]),?\s\d{5}(?:-\d{4})?\b"
    ),
    figure=True,
)


# "J'habite dans le H2X": half a code says where somebody lives.
HALF = Clue(
    re.compile(
        r"\b(?:j'?\s?(?:habite|reste|vis|demeure)|(?:on|nous)\s(?:habit|rest)\w{1,4}|chez\s(?:nous|moi)"
        r"|(?:i|we)(?:'m|\sam|'re|\sare)?\s(?:live|living|stay|staying)|(?:mon|my)\squartier)\b"
        r"(?:\s(?:dans|au|en|sur|in|le|la|the|c'?est|around|du|coin|area|secteur|bout|near|pres|de)){1,4}\s"
        rf"{LETTER}\d{LAST_LETTER}(?![\w-])"
    ),
    pieces("habit reste vis demeure rest chez liv stay quartier"),
    figure=True,
)


def find_postal_codes(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Yield Canadian postal codes however they are spaced, and others beside their name."""
    view, found = reading.folded, 0
    for match in POSTAL.finditer(view.text):
        if is_postal(match.group()):
            yield view.finding(Kind.POSTAL_CODE, match.span(), Severity.HIGH, "postal_code.canada")
            found += 1
        if found == MOST:
            return
    for match in POSTAL_CUE.finditer(view.text):
        yield view.finding(Kind.POSTAL_CODE, match.span(), Severity.MEDIUM, "postal_code.named")
    for match in HALF.finditer(view.text):
        yield view.finding(Kind.POSTAL_CODE, match.span(), Severity.MEDIUM, "postal_code.half")
    for match in STATE_ZIP.finditer(view.text):
        if view.source(match.start(), match.start() + 2).isupper():
            yield view.finding(Kind.POSTAL_CODE, match.span(), Severity.MEDIUM, "postal_code.zip")


def is_postal(code: str) -> bool:
    """Say whether a code has figures enough: "plein, 2" is a word before a number."""
    spoken = len(re.findall(SPOKEN_DIGIT, code))
    return spoken + sum(char.isdigit() for char in code) >= 2
