"""Where somebody lives: streets, corners and boxes (R6, R8, c.9)."""

import re
from collections.abc import Iterator
from itertools import islice

from portal.screening.abroad import abroad
from portal.screening.clues import MOST, Clue, pieces
from portal.screening.findings import Context, Finding, Kind, Severity
from portal.screening.folding import Folded
from portal.screening.homes import (
    AT_HOME,
    INSTITUTION,
    PERSONAL,
    SENTENCE_END,
    SMALL,
    SPOKEN,
    YEAR,
    find_doors,
    find_rooms,
    is_capital,
    is_institution,
)
from portal.screening.spelling import Reading

# Ways that name nothing else, and those that are everyday words too ("2 place", "4 wheel drive").
SURE_FR = (
    r"rue|avenue|ave?|boul(?:evard)?|blvd|bd|chemin|chem|montee|mtee|croissant|impasse|ruelle"
    r"|terrasse|promenade|allee|rang|rg"
)
LOOSE_FR = (
    r"route|rte|place|pl|cote|quai|square|carre|sentier|traverse|passage|domaine|cercle|autoroute"
    r"|ch|r"
)
AFTER_WAY = r"(?:\.\s?|[\s-]{1,2})"
SURE_EN = r"street|avenue|ave|road|rd|boulevard|blvd|boul|crescent|cres"
LOOSE_EN = (
    r"st|str|drive|dr|lane|ln|court|ct|place|pl|terrace|way|circle|cir|highway|hwy|parkway|pkwy"
    r"|square|sq|row|close|grove|gardens|trail|mews|crt"
)
CIVIC = (
    r"(?<![\w$#/-])(?<!\d[.,])(?<!\bsortie\s)(?<!\bexit\s)(?<!\bkm\s)"
    r"(?<!\bligne\s)(?<!\bline\s)(?<!\bbus\s)(?<!\bautobus\s)(?<!\bcircuit\s)"
    rf"(?P<civic>(?:\d\s){{1,4}}\d(?![\w%])|\d{{1,5}}(?:\s?-\s?\d{{1,5}})?(?:[\s-]?[a-d]"
    rf"|\sbis)?(?![\w%])|{SPOKEN})"
)
# The articles of a street's name, and its first word.
NAME_FR = (
    r"(?P<name>(?:(?:de\sla|de\sl'|des|de|du|d'|la|le|les|l')\s?){0,2}"
    r"(?!(?:apres|par|et|ou|est|pour|sans|avec|en|a|au|qui|que|faisant|meme|ecole|eglise)\b)"
    r"(?:[a-z0-9][\w'.-]{1,30}|\d))"
)
NO_NAME = (
    r"(?!(?:the|an?|on|in|of|by|to|at|for|from|and|or|is|are|was|my|your|our|his|her|their"
    r"|this|that"
    r"|these|those|same|next|other|each|every|quiet|busy|nice|small|main\sroad|down|up|off"
    r"|along|per"
    r"|across|with|who|we|i|you|they|it|people|years?|months?|weeks?|days?|hours?|hrs?"
    r"|minutes?|mins?"
    r"|km|kms|miles?|m|feet|foot|ft|metres?|meters?|blocks?|wheel|lane|way|percent"
    r"|dollars?|de|du|des"
    r"|la|le|les|un|une|sur|dans|ans?|heures?|et|ou|a|au|aux|en|pour)\b)"
)
WORD_EN = rf"{NO_NAME}(?:[a-z][a-z'.-]{{0,24}}|\d{{1,3}}(?:st|nd|rd|th))"
ORDINAL = r"\d{1,3}\s?(?:i?[eè]?[mr]?e|st|nd|rd|th)"

FRENCH = re.compile(
    rf"{CIVIC}[\s,]{{1,3}}(?:(?:de|sur)\s(?:la|le)\s|(?:de|sur)\sl'|du\s)?"
    rf"(?:(?P<sure>{SURE_FR})|(?:{LOOSE_FR})){AFTER_WAY}{NAME_FR}"
)
ENGLISH = re.compile(
    rf"{CIVIC}[\s,]{{1,3}}(?P<name>{WORD_EN}(?:\s{WORD_EN}){{0,3}}?)\s"
    rf"(?:(?P<sure>{SURE_EN})|(?P<loose>{LOOSE_EN}))\b\.?"
)
NUMBERED = re.compile(
    rf"{CIVIC}[\s,]{{1,3}}(?:(?:de|sur)\s)?(?:la\s|le\s)?{ORDINAL}\s"
    r"(?:avenue|ave?|rue|rang|street|st|boul\w*|concession|route|rte)\b(?:\s\w{3,20})?"
)
# The door after the street: "rue des Pins, 12", "rang 4, numero 120", "Elgin St 45".
TURNED = re.compile(
    rf"\b(?:{SURE_FR}){AFTER_WAY}{NAME_FR}(?:\s[\w'.-]{{2,20}}){{0,2}}?(?:,?\s(?:le\s"
    rf"|au\s)?(?:au|numero|no\.?|porte|#)\s?"
    r"\d{1,5}(?!\s?(?:e|er|eme|ieme)?\w)|,\s?\d{1,5}(?=\s*(?:$|[,;\n]|\.\s|\.$)))"
)
AT_END = re.compile(r"\s*(?:$|[,;!?\n]|\.(?:\s|$)|(?:app?t|unit|back|side|near|beside)\b)")
BY_NUMBER = re.compile(
    rf"\b(?:number|no\.?|numero)\s\d{{1,5}}\s(?:on"
    rf"|of)\s(?:the\s)?{WORD_EN}(?:\s{WORD_EN}){{0,2}}?\s(?:{SURE_EN}|{LOOSE_EN})\b"
    rf"|\b{ORDINAL}\s(?:avenue|ave?|rue|rang|street|st),?\s(?:porte|numero|au|#"
    rf"|no\.?)\s?\d{{1,5}}\b"
    rf"|\b{ORDINAL}\s(?:avenue|ave?|rue|rang|street|st),\s\d{{2,5}}(?=\s*(?:$|[,;.\n]))"
)
FLAT = re.compile(
    rf"{CIVIC},?\s(?:[a-z][\w'.-]{{1,20}}\s?){{1,3}},?\s?(?P<sort>app?t?|appartement"
    r"|apartment|unit)\b\.?\s?#?\d{1,5}"
)
BOX = Clue(
    re.compile(
        r"\b(?:case\spostale|boite\spostale|casier\spostal|c\.\s?p\.|p\.?\s?o\.?\s?box)"
        r"\s?(?:est|is|c'est)?\s?(?:la|le|#|no\.?|numero|number|:)?\s?\d{1,6}\b"
        r"|\b(?:general\sdelivery|poste\srestante),?\s[a-z]|\bcp\s\d{2,6}\b(?=,)"
    ),
    pieces("postal box c.p c. cp general poste"),
)
CORNER = Clue(
    re.compile(
        r"\b(?:au\scoin|a\sl'(?:intersection|angle)|coin|at\sthe\scorner|corner|intersection)\s"
        r"(?:de\sla|de\sl'|des|de|du|d'|of)?\s?(?:rues?\s|the\s)?(?P<one>[a-z0-9][\w'.-]{1,24})"
        r"(?:\s[\w'.-]{1,24}){0,2}?\s(?:et|and|&|pis)\s(?:(?:de\s)?(?:la|le|du|des"
        r"|d')\s)?(?:rue\s)?"
        r"(?P<other>[a-z0-9][\w'.-]{1,24})"
    ),
    pieces("coin corner intersection angle"),
)
# "Apt 302, 1500 Sample": the flat before the door; "house number is 44": the door by its name.
FLAT_FIRST = Clue(
    re.compile(
        r"\b(?:app?t|appart(?:ement)?|apartment|app)\b\.?\s?(?:#|no\.?\s|numero\s|number\s)?\d{1,4}[a-d]?,?"
        r"\s(?:au\s|at\s|du\s|of\s)?(?P<civic>\d{2,5}),?\s(?:de\s(?:la\s|l')?|des\s|du\s)?"
        r"(?!(?:par|pieds?|dollars?|piastres?|pc|per|feet|euros?|sq|mois|a|h|heures?|ans|personnes|unites?)\b)"
        r"[a-z]{3,}"
        r"|\b(?:house|door|civic|street|building)\s(?:number|no|#)\b|\b(?:numero\s(?:civique|de\s(?:porte|maison|rue)))\b"
        r"|\b(?:concession|conc|rang|rg|lot)\s\d{1,3},?\s(?:lot|concession|rang|rg)\s\d{1,4}\b"
        # "Address: 12-45 Sample", "45 exemple st-fictif", "12 Sample, H2X"
        r"|\b(?:adresse|address|addy)\s?[:=]\s?#?\d{1,5}\b"
        r"|^\s*\d{1,5},?\s[a-z'-]{3,20}\s(?:st|ste|saint|sainte)-[a-z]{3,}"
        r"|(?<![\w.,-])\d{1,5},?\s[a-z'-]{3,20}(?:\s[a-z'-]{3,20})?,?\s[abceghj-nprstvxy]\d[abceghj-nprstv-z]\b"
    ),
    (),
    figure=True,
)
UNIT = re.compile(
    r"[\s,]{0,3}(?:(?:est|ouest|nord|sud|east|west|north|south)\b"
    r"|(?:#|(?:app?t?|appart(?:ement)?|apartment|unite?|suite|bureau|local"
    r"|porte)\b\.?)\s?#?\d{1,5}"
    r"[a-z]?\b)"
)

ASKED = Clue(
    re.compile(
        r"\b(?:c'?\s?est\squoi|c\squoi|quelle\sest|what(?:'s|\sis|s)|donne(?:-moi)?"
        r"|envoie(?:-moi)?"
        r"|give\sme|send\sme|besoin\sde|i\sneed)\s(?:me\s|moi\s)?(?:ton|votre|your"
        r"|ur)\s(?:home\s)?"
        r"(?:adresse|address)\b(?!\s(?:e-?mail|courriel|mail|gmail|ip|web))"
    ),
    ("adresse", "address"),
)
# "J'suis au 33 de la Colline": a door before a name, where the way is not said.
STAYS = Clue(
    re.compile(
        r"\b(?:j'?\s?(?:e\s)?suis|chu|on\sest)\sau\s\d{2,5}\s(?:de\sla|de\sl'|des|du)\s?"
        r"(?!(?:liste|page|mois|classement|groupe|programme|cours|livre)\b)[a-z]{3,20}"
    ),
    ("sui", "chu", "est"),
    figure=True,
)
WAY = re.compile(
    rf"\b(?:{SURE_FR}|{LOOSE_FR}|{SURE_EN}|{LOOSE_EN}|concession|app?t?"
    r"|appartement|apartment|unit)\b"
)
NUMBER = re.compile(rf"\d|\b(?:{SMALL})\b")
BEFORE_WAY, AFTER_WAY_REACH = 90, 70
MOST_WAYS, MOST_CUES = 1_000, 200  # in one text: a page names twenty
DOUBTFUL = frozenset({FRENCH, ENGLISH})
Written = tuple[tuple[int, int], Severity, str]
OTHER_FORMS = (
    (BOX, "address.box"),
    (ASKED, "address.asked"),
    (STAYS, "address.street"),
    (FLAT_FIRST, "address.flat"),
)
PARDONED = frozenset({"address.street", "address.corner"})
LIVES_AT = re.compile(
    r"(?:"
    rf"\b(?:sur|dans|on|de|du|in|a|c'est|est)\s(?:la\s|le\s|l'|the\s)?(?:{SURE_FR}|route"
    rf"|cote|(?<!a\sla\s)place)"
    rf"{AFTER_WAY}(?!(?:tranquille|voisine|tres|pas|is|with|d'a)\b){NAME_FR}"
    r"|\s\d{1,5},?\s(?:des|du|de\sla|de\sl')\s?[a-z]{2}"
    rf"|\b(?:on|at|off|in|near|down|is)\s(?:the\s(?=\d))?{WORD_EN}(?:\s{WORD_EN}){{0,2}}?\s"
    rf"(?:{SURE_EN}|st|drive|dr|lane|court|crescent|terrace)\b"
    rf"|\b(?:sur|on|dans)\s(?:la\s|le\s|the\s)?{ORDINAL}\s(?:avenue|ave?|rue|rang|street|st|rte)\b"
    r"|\b(?:au\scoin|a\sl'intersection|at\sthe\scorner|on\sthe\scorner)\s(?:de|du|des|d'"
    r"|of)\b\s?\S{1,24}"
    r"|\b(?:en\sface|across\sthe\sstreet|across)\s(?:de|du|d'|des|from)\b\s?(?!une?\b|mon\b|mes\b)\S{1,24}"
    r"|\b(?:derriere|a\scote|pres|next|behind|close)\s(?:de|du|to)?\s?(?:la|le|l'"
    r"|the)?\s?(?:parc|ecole"
    r"|eglise|depanneur|metro|iga|maxi|provigo|tim|walmart|arena|park|school|church|store)\b"
    r"|(?:\b(?:au|le|at|c'est|cest|is|numero|number)|:|#)\s?(?:le\s|au\s|number\s"
    r"|#)?(?P<door>\d{1,5})"
    r"\b(?!\s?(?:[½%$/:]|1/2|min|h\d|janv|fevr?|juil|sept|oct|nov|dec|jan|feb|apr|july|aug"
    r"|(?:e|er|eme|ieme"
    r"|et\sdemi|pieces?|km|h|heures?|hours?|ans|years?|jours?|days?|mois|months?|th|st|nd"
    r"|rd|am|pm|m"
    r"|metres?|personnes?|people|fois|times|chambres?|au|et|and|to|mars|avr\w*|mai|may|juin|june"
    r"|aout)\b))"
    r")"
)


def find_addresses(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Yield streets with a door, boxes, corners, and what follows "j'habite".

    The address of a place that anybody may visit passes (c.9, allow-list).
    """
    view = reading.joined
    told = any(True for _ in PERSONAL.finditer(view.text))
    for span, severity, rule in islice(written(view, personal=told), MOST):
        if told or rule not in PARDONED or not is_institution(view, span[0]):
            yield view.finding(Kind.ADDRESS, extended(view.text, span), severity, rule)
    for span in islice(find_rooms(view), MOST):
        yield view.finding(Kind.ADDRESS, span, Severity.MEDIUM, "address.room")
    if told:
        for span in islice(find_doors(view), MOST):
            yield view.finding(
                Kind.ADDRESS, extended(view.text, span), Severity.HIGH, "address.door"
            )
        yield from find_homes(view)


def written(view: Folded, *, personal: bool) -> Iterator[Written]:
    """Yield the addresses that show by their form what they are."""
    grave = Severity.HIGH if personal else Severity.MEDIUM
    for start, end in windows(view.text):
        for match in streets(view.text, start, end):
            doubtful = match.re in DOUBTFUL and not is_street(view, match)
            if personal or not (doubtful or is_part_of_course(view, match)):
                yield match.span(), grave, "address.street"
    for clue, rule in OTHER_FORMS:
        for match in clue.finditer(view.text):
            yield match.span(), grave, rule
    for span, rule in abroad(view):
        yield span, grave, rule
    for match in CORNER.finditer(view.text):
        if is_capital(view, match.start("one")) and is_capital(view, match.start("other")):
            yield match.span(), grave, "address.corner"


def windows(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches around streets and flats that hold a number as well."""
    start = end = 0
    for way in islice(WAY.finditer(text), MOST_WAYS):
        if way.start() - BEFORE_WAY > end:
            if NUMBER.search(text, start, end):
                yield start, end
            start = way.start() - BEFORE_WAY
        end = way.end() + AFTER_WAY_REACH
    if end and NUMBER.search(text, start, end):
        yield start, end


def streets(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield what reads as a street and its door between two places."""
    for pattern in (FRENCH, ENGLISH, NUMBERED, TURNED, BY_NUMBER, FLAT):
        yield from pattern.finditer(text, start, end)


def is_street(view: Folded, match: re.Match[str]) -> bool:
    """Say whether a number and a way are an address though nobody says whose.

    "2 lane road" and "4 wheel drive" are not: a short number, or a way that is an everyday
    word, asks for a name with a capital.
    """
    words = view.source(*match.span("name")).replace("'", " ").split()
    if YEAR.fullmatch(match.group("civic")) and " sur " in match.group():
        return False
    if words[-1][:1].isupper() or words[-1][:1].isdigit():
        return match.re is FRENCH or all(word[:1].isupper() or word[0].isdigit() for word in words)
    if view.source(match.end() - 2, match.end()).istitle():
        return False
    if (
        match.re is ENGLISH
        and match.group("loose") in {"st", "ln", "crt"}
        and AT_END.match(view.text, match.end())
    ):
        return len(match.group("civic")) > 1
    return match.group("sure") is not None and len(match.group("civic")) > 1


def is_part_of_course(view: Folded, match: re.Match[str]) -> bool:
    """Say whether "45 pages of Unit 3" or "12 App ideas, app 3" is no flat."""
    if match.re is not FLAT or match.group("sort") not in {"unit", "app"}:
        return False
    words = view.source(match.start("civic"), match.start("sort")).replace(",", " ").split()
    return any(word.islower() for word in words)


def extended(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Return the span with the quarter and the flat that follow it."""
    start, end = span
    for _ in range(3):
        match = UNIT.match(text, end)
        if not match:
            break
        end = match.end()
    return start, end


def find_homes(view: Folded) -> Iterator[Finding]:
    """Yield what follows "j'habite" and its like when it tells where."""
    done = found = 0
    for cue in islice(AT_HOME.finditer(view.text), MOST_CUES):
        if cue.start() < done or found == MOST:
            continue
        until = sentence_end(view.text, cue.end())
        told = LIVES_AT.search(view.text, cue.end(), until)
        # "Chez nous, l'usine est sur la route 132": where one works.
        if told and not INSTITUTION.search(view.text, cue.end(), told.start()):
            done, found = until, found + 1
            span = extended(view.text, (cue.start(), told.end()))
            yield view.finding(Kind.ADDRESS, span, Severity.HIGH, "address.home")


def sentence_end(text: str, start: int) -> int:
    """Return where the sentence ends, 60 characters on at most."""
    end = SENTENCE_END.search(text, start, start + 60)
    return end.start() if end else min(len(text), start + 60)
