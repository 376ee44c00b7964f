"""Hints that have a form and no wording: a door, a corner, a word that is none (R6, R8)."""

import re
from collections.abc import Iterator

from portal.data.plain_words import plain_words
from portal.screening.addresses import SURE_FR
from portal.screening.channels import ACCOUNT, COMMON
from portal.screening.clues import Clue, pieces
from portal.screening.folding import Folded, squeeze, word_set
from portal.screening.handles import FILE, INCLUSIVE, PLATFORMS, key

NOT_STREETS = word_set(
    "montreal quebec laval gatineau longueuil levis saguenay teams zoom skype discord youtube"
    " netflix instagram insta snap snapchat tiktok facebook google messenger whatsapp twitch"
    " roblox fortnite xbox steam internet omnivox mozaik classroom monday tuesday wednesday"
    " thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche mars"
    " terre earth wifi linkedin spotify reddit january february march april june july august"
    " september october november december francais anglais english french canada je tu il elle"
    " on nous the my la le les l un une des ma mon mes ta ton tes ce cette"
)
CAPITAL_WORD = r"(?P<name>[a-z0-9][\w'.-]{2,24})"
NO_DOOR = r"(?<![\w$.,:/-])(?<!bus )(?<!autobus )(?<!sortie )(?<!exit )(?<!ligne )(?<!line )"
NO_UNIT = (
    r"(?![\w%$:/-]|[.,]\d|\s(?:h|heures?|hours?|min\w*|ans|years?|pm|am|km|m|fois|times|jours?"
    r"|days?|personnes?|people|eleves|students|pieces?|dollars?|weeks?|semaines?|mois|months?)\b)"
)
FORMS = {
    "FLAT": Clue(
        re.compile(
            r"\b(?:app?t?|appart(?:ement)?|apartment|unit|suite|porte|door|logement|chambre|room|#|house"
            r"|maison|lot|terrain|lit|bed|buzzer|sonnette|numero|number|no)\.?\s?(?:#|no\.?\s|number\s|numero\s|is\s|c'?\s?est\s(?:le\s)?)?"
            r"(?P<value>\d{1,5}[a-d]?)\b(?!\s?(?:h|min|ans|years|%|\$|personnes|people)\b)"
        ),
        figure=True,
    ),
    "DOOR": Clue(re.compile(rf"{NO_DOOR}(?P<value>\d{{2,5}}){NO_UNIT}"), figure=True),
    "AT_DOOR": Clue(
        re.compile(
            rf"(?<!jusqu')\b(?:au|a|at|devant|front\sof|chez|number|numero|#|le)\s(?:le\s|the\s|#\s?)?\d{{1,5}}{NO_UNIT}"
        ),
        figure=True,
    ),
    "CORNER": Clue(
        re.compile(rf"\b(?:coin|corner(?:\sof)?)\s(?:de\s|du\s|des\s|d')?{CAPITAL_WORD}"),
        pieces("coin corner"),
    ),
    "ON_NAME": Clue(
        re.compile(
            r"\b(?:sur|su'|su|sul|on|off|down|along)\s(?P<name>[a-z][\w'.-]{2,24})(?!\s(?:et|and)\smoi)"
        )
    ),
    "DECIMALS": Clue(
        re.compile(
            r"(?<![\d.])-?\d{1,3}[.,]\d{3,8}\s?°?\s?[nsewo]?\s?[,;/ ]\s?-?\d{1,3}[.,]\d{3,8}(?!\d)"
        ),
        figure=True,
    ),
    "ACCOUNT": Clue(ACCOUNT, ("_", *"0123456789")),
    "UNDERSCORED": Clue(
        re.compile(r"(?<![\w@./-])(?=[\w.]{5,30}(?![\w-]))[a-z][a-z0-9.]*_[\w.]*[a-z0-9_](?!\()"),
        ("_",),
    ),
    "DOTTED": Clue(re.compile(r"(?<![\w@./-])(?:[a-z]{2,}\.){1,3}[a-z]{3,}(?![\w@.-])"), (".",)),
    "DOOR_NAME": Clue(
        re.compile(
            rf"{NO_DOOR}\d{{1,5}},?\s(?:on\s|sur\s|de\sla\s|de\sl'|des\s|du\s|de\s|d'|rue\s)?(?P<name>[a-z][\w'.-]{{2,24}})"
        ),
        figure=True,
    ),
    "ODD": Clue(re.compile(r"(?<![\w@.-])[a-z][a-z0-9_.-]{4,28}[a-z0-9_](?![\w@])")),
    "LETTERED": Clue(
        re.compile(r"\b(?:bloc|block|building|tour|tower|aile|phase|immeuble)\s[a-h]\b"),
        pieces("bloc building tour tower aile phase immeuble"),
    ),
    "START_NAME": Clue(
        re.compile(
            r"^\s*@?[a-z][a-z0-9_.]{4,28}[a-z0-9_](?=\s?(?:[,:;(]|\s(?:sur|on|snap|insta|ig|partout|everywhere)\b))"
        )
    ),
    "NAME_THERE": Clue(
        re.compile(
            r"(?<![\w@.'-])[a-z][a-z0-9_.]{4,28}[a-z0-9_](?=\s(?:there|online|on\sthere|over\sthere|la-bas|la\sbas|en\sligne)\b)"
        ),
        pieces("there online bas ligne"),
    ),
    "FULL_NAME": Clue(
        re.compile(
            r"(?<![\w@.-])(?P<first>[a-z][\w'-]{1,20})(?=\s(?:[a-z]\.?\s)?(?P<last>[a-z][\w'-]{1,24}))"
        )
    ),
    "SAINT": Clue(
        re.compile(
            r"\b(?:next\sto|beside|behind|across\sfrom|near|by|a\scote\sde|en\sface\sde|derriere)\s(?:the\s|l'eglise\s)?"
            r"(?:st|ste|saint|sainte)[.\s-]{1,2}(?P<name>[a-z][\w'-]{2,20})(?=[^.!?\n]{0,20}\b(?:church|school|cemetery"
            r"|park|elementary|eglise|ecole|cimetiere)\b)"
        ),
        pieces("st saint"),
    ),
    "CROSSING": Clue(
        re.compile(
            r"\b(?:at|on|coin|arret|stop)\s(?P<name>[a-z][\w'-]{2,20})\s?(?:and|et|&|/|pis)\s?(?:the\s)?[a-z\d][\w'-]{2,20}"
        )
    ),
    "DASHED": Clue(
        re.compile(r"(?<![\w@./-])(?=[\w-]{0,24}\d)[a-z]{3,}(?:-[a-z0-9]{2,}){1,3}(?![\w@-])"),
        ("-",),
        figure=True,
    ),
    "NAMED": Clue(
        re.compile(r"(?<=[:=])\s{0,2}[a-z][a-z0-9_.]{4,28}[a-z0-9_](?![\w@-])"), (":", "=")
    ),
    "DOOR_WAY": Clue(
        re.compile(
            rf"{NO_DOOR}\d{{1,5}},?\s[a-z][\w'-]{{2,20}}\s"
            r"(?:street|st|avenue|ave|road|rd|drive|dr|crescent|cres|blvd|lane|ln|court|place|terrace)\b"
        ),
        figure=True,
    ),
    "UNKNOWN": Clue(re.compile(r"(?<![\w@.-])[a-z][a-z0-9_.]{4,28}[a-z0-9_](?![\w@-])")),
    "STREET": Clue(
        re.compile(
            rf"\b(?:{SURE_FR}|route)(?:\.\s?|\s)(?:de\sla\s|de\sl'|des\s|du\s|de\s|d')?{CAPITAL_WORD}"
        )
    ),
    "WAY": Clue(
        re.compile(
            r"\b(?P<name>[a-z][\w'-]{2,20})\s(?:street|st|avenue|ave|road|rd|drive|dr|crescent|blvd|lane)\b"
        ),
        pieces("st ave road rd dr crescent blvd lane"),
    ),
    "ENDING": Clue(
        re.compile(r"(?<!\w)\.?(?:com|ca|net|org|qc|fr|gg|io|info|tk|me|co|xyz)(?!\w)")
    ),
    "TOKEN": Clue(
        re.compile(r"(?<![\w.-])(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{6,12}(?![\w.-])"), figure=True
    ),
    "LAST_NAME": Clue(
        re.compile(
            r"\b(?:i'?m|c'?\s?est|je\ssuis|chu|jsuis|it'?s|moi)\s(?P<any>[a-z][\w.]{5,30})\s*"
            r"(?:$|[.,!\n)])"
        )
    ),
}
CAPITAL = frozenset({"SAINT", "CROSSING", "CORNER", "ON_NAME", "STREET", "WAY", "DOOR_NAME"})
PARTS = re.compile(r"[a-z]+")
LEAST = 5  # letters of a part below which anything may be short for a word


# A word that is none tells a name where names stand: after "c'est", at an end, before "sur".
BEFORE_NAME = re.compile(
    r"(?:^|[:=@>→\"«“(,\n]|\b(?:c'?\s?est|cest|c|est|is|it'?s|im|i'm|i\sam|je\ssuis|j'suis|jsuis|chu|chui|called|named|under|sous|as|by|at|arobas[ez]?|sign|symbol|commercial|rond"
    r"|moi|me|my|mon|ma|add|ajoute|follow|suis|search|cherche|tape|type|ecris|mets|put|write|type\sin|join|dm|page|handle|character|perso|user|nom|name|tag|acc\w*|compte|pseudo))\s{0,2}$"
)
AFTER_NAME = re.compile(
    r"\s{0,2}(?:$|[\n!?)\"»”]|[.,;]\s?(?:$|(?:c'?est|it'?s|that'?s|moi|toi|add|ajoute|on|sur|et|and|pis|mais|but|lol|my|mon|tu|u|you)\b)"
    r"|(?:on|sur|su|chez|at|partout|everywhere|everywhere|add|ajoute|then|lol|if|si|pls|stp|dans|in|into|sans|there|la-bas|online|photos?|tout|toute|avec|with|c'est|is|est)\b)"
)
BEFORE_FULL_NAME = re.compile(
    r"(?:\b(?:sous|under|as|is|c'?\s?est|called|named|m'appelle|suis|i'?m|i\sam|nom(?:\sde)?|name|find|add"
    r"|cherche[rz]?|trouve[rz]?|ajoute[rz]?|search|for)\s|[:=]\s?)$"
)
REACH = 16


def is_told(view: Folded, match: re.Match[str]) -> bool:
    """Say whether a word stands where the name of an account is told."""
    before = view.text[max(0, match.start() - REACH) : match.start()]
    return bool(AFTER_NAME.match(view.text, match.end()) or BEFORE_NAME.search(before))


def shapes(name: str, view: Folded, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where a form stands between two places."""
    for match in FORMS[name].finditer(view.text, start, end):
        if is_shape(view, name, match):
            yield match.span()


def is_shape(view: Folded, name: str, match: re.Match[str]) -> bool:
    """Say whether what looks like a form is one: a name has a capital, a word is none."""
    if name in CAPITAL:
        first = view.source(match.start("name"), match.start("name") + 1)
        return (first.isupper() or first.isdigit()) and match.group("name") not in NOT_STREETS
    if name == "UNKNOWN":
        typed = view.source(*match.span())
        if typed.istitle() and typed.isalpha():
            return False
        return is_told(view, match) and is_unknown(match.group())
    if name == "UNDERSCORED":
        return not FILE.fullmatch(match.group())
    if name == "FULL_NAME":
        names = view.source(*match.span("first")), view.source(*match.span("last"))
        before = view.text[max(0, match.start() - REACH) : match.start()]
        return all(map(is_proper, names)) and BEFORE_FULL_NAME.search(before) is not None
    if name in {"ODD", "DOTTED", "START_NAME", "NAME_THERE", "NAMED", "DASHED"}:
        return is_unknown(match.group().strip(" @"))
    return name != "LAST_NAME" or match.group("any") not in COMMON


def is_proper(name: str) -> bool:
    """Say whether a word as it was typed is somebody's name: a capital first, and no platform."""
    return name[0].isupper() and not name.isupper() and key(name) not in PLATFORMS


def is_unknown(word: str) -> bool:
    """Say whether a word is none of the language, as the names of accounts are: "kaosgamer"."""
    if INCLUSIVE.fullmatch(word) or FILE.fullmatch(word) or key(word) in PLATFORMS:
        return False
    parts = PARTS.findall(word)
    return any(len(part) >= LEAST and not is_plain(part) for part in parts)


def is_plain(word: str) -> bool:
    """Say whether a word, or what it is an ending away from, stands in the project's sentences."""
    known = plain_words()
    short = squeeze(word)
    ends = (word, short, word[:-1], word[:-2], word[:-3], f"{word}e", f"{word}s", f"{word[:-1]}r")
    return any(end in known and len(end) > len(word) // 2 for end in ends)
