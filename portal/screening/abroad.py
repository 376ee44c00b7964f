"""Addresses as other countries write them: the door behind, two numbers, a suite (R6)."""

import re
from collections.abc import Iterator

from portal.screening.clues import Clue, pieces
from portal.screening.folding import Folded
from portal.screening.homes import NO_STREET, YEAR, is_capital

FOREIGN_PIECES = pieces(
    "ul. al. os. vagen gata strasse straat gasse gade vej veien vegen laan utca katu platz weg rua"
    " str. allee gracht kade singel dijk intie kuja polku cad sok namesti ulice prospekt"
    " pereulok cra carrera cl"
    " calle avenida avda viale piazza plaza paseo corso ulica street st avenue ave road rd tie"
)
# Where the form alone leaves no doubt: "ul. Polna 8", "Hauptstrasse 15", "Rua Nova 3".
WAYS = Clue(
    re.compile(
        r"\b(?:ul|al|os)\.\s(?:[a-z'.-]{2,20}\s){1,4}\d{1,4}\b"
        r"|(?<!\w)[a-z]{3,20}\s?(?:vagen|gatan|gata|strasse|straat|gasse|(?<!bri)gade|vej"
        r"|veien|vegen|laan"
        r"|utca|katu|platz|weg)\s\d{1,4}\s?[a-z]?\b"
        r"|(?<!\w)[a-z]{3,20}(?:str\.|allee|gracht|kade|singel|dijk|intie|kuja|polku)\s\d{1,4}\s?[a-z]?\b"
        r"|\b[a-z]{3,20}\s(?:caddesi|cad\.|sokak|sokagi|sok\.|namesti|ulice|utca|prospekt|pereulok)\s?(?:no\.?\s?:?\s?)?\d{1,4}\b"
        r"|\b(?:cra|carrera|calle|cl)\.?\s\d{1,3}[a-z]?\s?(?:#|no\.?)\s?\d{1,3}[a-z]?\s?-\s?\d{1,3}\b"
        r"|\b[a-z]{3,20}\s(?:street|st|avenue|ave|road|rd)\.?\s\d{1,5},\s[a-z]{3}"
        r"|\b(?:rua|calle|avenida|avda\.|viale|piazza|plaza|paseo|corso|ulica|utca)\s"
        r"(?:[a-z'.-]{1,20}\s){1,6}?(?:,\s?)?\d{1,5}\b"
        r"|(?<!\w)\d{2,5},?\s(?:rua|calle|avenida|viale|piazza|plaza|paseo)\s[a-z'.-]{2,20}"
    ),
    FOREIGN_PIECES,
    True,
)
DOOR = r"(?<![\w$€£#.,:/-])\d{2,5}"
NO_MEASURE = (
    r"(?!\s?(?:[%$€£°:]|(?:h|km|kg|g|m|am|pm|ans|years?|min\w*|pages?|mots|words|fois|times|jours?"
    r"|days?|heures?|hours?|personnes?|people|semaines?|weeks?|mois|months?|eleves|students)\b))"
)
# The flat stands in the next line, or after the door: "Exempelgatan 12\nSuite 5".
SUITE = Clue(
    re.compile(
        rf"{DOOR},?\s(?P<name>[^\W\d][\w'.-]{{2,24}})[^\n\d]{{0,24}}(?:\s\d{{1,5}})?[^\n\d]{{0,24}}"
        r"[\s,](?:(?:suite|apt|appt?|flat)\b\.?\s?#?\d{2,4}|unit\s(?:#\d{1,4}|\d{3,4}))\b"
        r"|\b[^\W\d][\w'.-]{2,24}\s\d{1,5}[^\n\d]{0,24}\n\s*(?:suite|apt|unit|appt?|flat)\b\.?\s?#?\d{1,4}\b"
        r"|\b(?:suite|apt|unit|appt?|flat)\b\.?\s?#?\d{1,4},?\s\d{2,5}\s[^\W\d]\w{2,}\s\d{1,4}\b"
    ),
    pieces("suite apt app unit flat"),
    True,
)
# "Via Roma 12", "Av. Paulista 1578", "Rue de la Loi 16, Bruxelles": the way and the name by their
# capitals, and the door at an end.
CAPITAL_WAYS = Clue(
    re.compile(
        r"(?<![\w.-])(?P<way>via|vicolo|largo|strada|str|rue|chaussee|avenue|boulevard|quai|rua|av|avda|avenida|r|c/|carrer|passeig|praca|travessa|odos"
        r"|bulevardul|aleja|nevsky|nevskij|nevski)\.?\s(?:de\s(?:la|los|las|el)\s|d[aeiou][ils]?\s|la\s|l')?"
        r"(?P<name>[a-z][\w'.-]{1,24})(?:\s[a-z'][\w'.-]{0,24}){0,4}?,?\s(?:no\.?:?\s|n\.\s|#\s?)?"
        r"(?P<door>\d{1,4})\s?[a-z]?(?=\s*(?:$|[,;.\n)]|-\s?\d))"
    ),
    pieces(
        "via vicolo largo str rua chaussee boul quai rue av r c/ carrer passeig praca travessa"
        " odos bulevard aleja nevsk"
    ),
    True,
)
# "R.R. 2, Sainte-Invention": a rural route, before the town.
ROUTE = Clue(
    re.compile(
        r"\b(?:r\.?\s?r\.?|rural\sroute|route\srurale)\s?(?:#|no\.?)?\s?\d{1,2},?\s(?P<name>[a-z][\w'.-]{2,24})"
    ),
    ("rr", "r.r", "r. r", "r r", "rura"),
    True,
)
FORCES = Clue(
    re.compile(
        r"\b(?:plot|house|flat)\s(?:no\.?\s?)?\d{1,4}[a-z]?,\s(?:sector|road)\s\d{1,3}\b"
        r"|(?<![\w-])\d{1,2}-\d{1,2}-\d{1,3},?\s[a-z]{3,12}(?:-(?:ku|cho|machi|shi)\b|,\s[a-z]{3,12}-(?:ku|shi)\b)"
        r"|\b(?:apartado(?:\sde\scorreos|\spostal)?|postfach|postbus|casella\spostale)\s\d{2,5}\b"
        r"|\bbp\s\d{1,5},\s?\d{5}\b|\bbox\s\d{1,4},\s(?:site|rr)\s\d|\bcp\s\d{2,6},?\s(?:succ\w*|station)\b"
        r"|\b(?:psc|cmr|unit)\s\d{3,5},?\s(?:box|boite)\s\d{1,5}\b"
        r"|\b(?:apo|fpo|dpo)\s(?:ae|ap|aa)\s\d{5}\b"
    ),
    pieces(
        "psc cmr unit apo fpo dpo plot house flat -ku -cho -machi -shi apartado postfach postbus"
        " casella bp box cp"
    ),
    True,
)
# "12345 67 Exemple Nova": two doors before a name of two words, each with a capital.
TWO_DOORS = Clue(
    re.compile(
        rf"{DOOR}\s\d{{1,4}}{NO_MEASURE}\s(?P<one>[a-z][\w'.-]{{2,24}})\s(?P<two>[a-z][\w'.-]{{1,24}})"
    ),
    figure=True,
)
# After a word that says that an address comes: a name, and a door behind or before it.
TOLD = Clue(
    re.compile(
        r"(?:\b(?:lives\s(?:at|on)|lived\sat|located\s(?:at|on)|situee?s?\sau"
        r"|(?<!ip )(?<!web )(?<!mail )address"
        r"(?:\sof\s[^.!?\n]{1,48}?\sis\b|\s?:|\sto\sthe\ssame:|\sis\b)|adresse\s?:"
        r"|(?:return|deliver|ship|send\sit|taxi|cab|uber)\sto"
        r"|(?:drops?\s(?:you|me|us)\soff|meet\s(?:you|me|us)|picks?\s(?:you|me|us)\sup)\sat"
        r"|(?:habite|reste|demeure|livrer|livre)\s(?:au|sur)))\s(?P<place>[^!?]{3,60})"
    ),
    pieces("live lived locate situe address to off meet pick habit reste demeur livr"),
    True,
)
NAME_AND_DOOR = re.compile(
    rf"(?<![\w.,])(?P<name>[^\W\d_][\w'-]{{2,24}})(?:\s(?:[a-z]\.|[^\W\d_][\w'-]{{3,20}}))?,?\s"
    rf"(?!{YEAR.pattern})\d{{1,5}}(?![\w:/]){NO_MEASURE}"
    r"|(?<![\w$€£#.,:/-])(?:\d{3,5}|(?<=e au )\d{2}|(?<=es at )\d{2}|\d{2,5}\s\d{1,4}),?\s"
    r"(?P<after>[^\W\d_][\w'-]{2,24})"
)
FORMS = (
    (WAYS, "address.abroad"),
    (CAPITAL_WAYS, "address.abroad"),
    (SUITE, "address.suite"),
    (ROUTE, "address.box"),
    (FORCES, "address.box"),
)

Place = tuple[tuple[int, int], str]


def abroad(view: Folded) -> Iterator[Place]:
    """Yield where such addresses stand, and by which rule."""
    for clue, rule in FORMS:
        for match in clue.finditer(view.text):
            named = match.groupdict().get("name")
            if "way" in match.groupdict() and not is_capital(view, match.start()):
                continue
            if not named or is_name(view, match, "name"):
                yield match.span(), rule
    for match in TWO_DOORS.finditer(view.text):
        door = match.group().split()[0]
        named = all(is_name(view, match, part) for part in ("one", "two"))
        if named and not YEAR.fullmatch(door):
            yield match.span(), "address.abroad"
    for match in TOLD.finditer(view.text):
        end = end_of_place(view, *match.span("place"))
        if end:
            yield (match.start(), end), "address.told"


def end_of_place(view: Folded, start: int, end: int) -> int:
    """Return where a name with a door ends between two places, or 0."""
    place = NAME_AND_DOOR.search(view.text, start, end)
    while place and not is_name(view, place, "name" if place.group("name") else "after"):
        place = NAME_AND_DOOR.search(view.text, place.start() + 1, end)
    return place.end() if place else 0


def is_name(view: Folded, match: re.Match[str], part: str) -> bool:
    """Say whether a word is a street's name: a capital, and neither a month nor a unit."""
    words = view.source(match.start(part), match.end()).split()
    plain = any(word.islower() and not word.endswith(".") for word in words[:2])
    return is_capital(view, match.start(part)) and not (
        match.group(part) in NO_STREET or (part == "name" and plain and match.re is NAME_AND_DOOR)
    )
