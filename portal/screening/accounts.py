"""Accounts told by their name, whatever the platform: a pseudonym, a gamertag (R6, R8)."""

import re
from collections.abc import Iterator
from itertools import islice

from portal.screening.channels import (
    BESIDE,
    CLAUSE_ALONE,
    COMMON,
    ENDS_AS_WORDS,
    NO_VALUE,
    PLATFORM,
    PLATFORM_PIECES,
    find_channels,
)
from portal.screening.clues import MOST, Clue, pieces
from portal.screening.findings import Context, Finding, Kind, Severity
from portal.screening.folding import Folded, word_set
from portal.screening.handles import is_name, is_no_word
from portal.screening.shapes import is_unknown
from portal.screening.spelling import Reading

OWNED = r"(?:(?:mon|ma|my|mes|le|the|notre|our)\s)"
# Nouns that only an account goes by, and those that need a name which looks like one.
SURE_NOUN = (
    r"(?:pseudo\w{0,5}|user\s?name|gamer\s?tag|gamer\s?name|nom\sd'(?:utilisateur|usager)"
    r"|screen\s?name|finsta|rinsta|priv|spam\saccount|alt\saccount"
    r"|insta\s?name|snap\s?name|handle|ign|blaze|@)"
)
LOOSE_NOUN = r"(?:user|tag|id|compte|account|nick\s?name|nick|profile?|blase|gt|surnom|disc)"
ABOUT = (
    rf"(?:\s(?:(?:sur|on|in|for|pour|de|du|partout|everywhere|switch|playstation|ps[45]|jeu"
    rf"|game|les|the|all|mes|my|reseaux|socials?|instagram)\b|{PLATFORM}\b)){{0,4}}"
)
LINK = r"(?:\s?(?:,\s?)?(?:c'?\s?est|c|est|is|are|[:=→➡👉]|->|=>)\s?:?\s{0,2}|\s)"
VALUE = r"[\"'«(@]{0,2}\s?(?P<name>[\w][\w.#-]{2,40})"
NAMED = Clue(
    re.compile(
        rf"(?<!\w)(?P<owned>{OWNED})?(?:vrai\s|new\s|nouveau\s)?"
        rf"(?:(?P<sure>{SURE_NOUN})|{LOOSE_NOUN})(?!\w)(?P<about>{ABOUT})(?P<link>{LINK}){VALUE}"
    ),
    pieces(
        "pseudo user gamer utilisateur usager screen insta snap handle ign blaze @ priv spam"
        " alt tag id compte"
        " account nick profil blase gt surnom disc"
    ),
)
ADDED = Clue(
    re.compile(
        r"(?<!\w)(?:ajoute[sz]?|rajoute|add|follow|suis|suivez|cherche|search|find|trouve"
        r"|look\sup|dm)"
        r"(?:[\s-]{1,2}(?:moi|me|for|up|juste|just))?[\s:,→@«\"]{1,3}(?P<name>[a-z_][\w.]{4,30})"
    ),
    pieces("ajout add follow sui cherche search find trouve look dm"),
)
TO_ME = re.compile(r"[\s-](?:moi|me)\b|[👻📸📷🎮]")
SOUGHT = Clue(
    re.compile(
        r"\b(?:cherch|trouv|search|find|look|ajout|add)\w{0,3}[\s-](?:moi"
        r"|me)[\s-](?:up\s)?(?:sous|under"
        r"|avec\s(?:le|mon)\snom|par\s(?:le|mon)\snom|as\s|by\s(?:the\s|my\s)?name"
        r"|with\smy\sname)\b.{0,30}"
    ),
    pieces("cherch trouv search find look ajout add"),
)
SAME_NAME = Clue(
    re.compile(
        rf"\b(?:mon|my|meme|same)\s(?:vrai\s|real\s|user)?(?:nom|name|pseudo|id|user)\s(?:sur"
        rf"|on|in)\s{PLATFORM}\b"
    ),
    pieces("nom name pseudo id user"),
)
FRIEND_CODE = Clue(
    re.compile(
        r"\bcode\s(?:pour|to)\s(?:m'ajouter|me\s(?:trouver|suivre)|(?:add|find|follow)\sme)\b"
        r".{0,12}?\s[\w-]*\d"
        r"|\b(?:codes?\s(?:d')?amis?|friend\scodes?|sw)\b\D{0,25}?\d{4}[\s-]?\d{4}[\s-]?\d{4}(?!\d)"
    ),
    pieces("code sw"),
)
FULL_NAME = Clue(
    re.compile(
        rf"(?<!\w){PLATFORM}\s?(?:[:=→👉-]{{1,2}})\s?(?P<first>[a-z][\w'-]{{1,20}})\s(?P<last>[a-z][\w'-]{{1,20}})"
    ),
    pieces(": = → 👉 -"),
)
GHOST = Clue(
    re.compile(r"[👻📸📷🎮]\s?[:=→-]?\s?(?P<name>[a-z_][\w.]{3,30})"), pieces("👻 📸 📷 🎮")
)
BARE = re.compile(
    r"\s*(?:insta(?:gram)?|ig|snap(?:chat)?|tik\s?tok|discord|fb|bereal|psn|telegram)[^\w]{1,4}"
    r"(?P<name>[a-z_][\w.]{4,30})\W{0,6}"
)
NO_BARE = word_set(
    "merci marketing thanks beaucoup aussi please story stories videos video pourquoi"
)
# "ig = l e a _ e x m p l"
SPACED = Clue(
    re.compile(
        rf"(?<!\w){PLATFORM}\s?(?:[:=→👉]|->|c'?\s?est|is)\s?(?:[a-z0-9_.]\s){{4,30}}[a-z0-9_.](?!\w)"
    ),
    PLATFORM_PIECES,
)
RIOT = Clue(
    re.compile(r"(?<![\w.#])[a-z][\w]{2,15}#(?:na\d|euw|eune|lan|las|oce|br1|kr)(?!\w)"),
    pieces("#"),
)

# A name that any word might be: so much stands around it that it is one.
WORD_NAME = r"(?P<name>[\w][\w.-]{2,30}\s[\w][\w.-]{2,30}|[\w][\w.-]{3,30})"
AROUND = Clue(
    re.compile(
        rf"\b(?:cherche|search(?:\sfor)?|look\s(?:for|up)|find|trouve|mets|taper?|type|r?ajoute"
        rf"|add|dm|i'?m|j'?e?\s?suis|chu"
        rf"|i\sgo\sby|je\sm'appelle)\s{WORD_NAME}\s(?:sur|on|su|sul|dans|in)\s"
        rf"(?:the\s|la\srecherche\s(?:de\s|d')?)?{PLATFORM}(?!\w)"
        rf"|\b(?:sur|on)\s{PLATFORM}\s(?:c'?\s?est|c|it'?s|i'?m|je\ssuis|je\sm'appelle)\s"
        r"(?P<after>[\w][\w.-]{3,30})"
        r"|(?<!\w)(?:sc|snp)\s?:\s?(?P<short>[\w.-]{4,30})"
        r"|\b(?:r?ajoute|add)\s(?P<added>[\w.-]{4,30})\s?👻"
        r"|👻\s?:?\s?(?P<ghost>[a-z][\w.]{4,30})\s*$"
        rf"|\b(?:it's|c'est)\s(?P<everywhere>[\w.]{{5,30}})\s(?:partout"
        rf"|everywhere)\b.{{0,20}}{PLATFORM}"
    ),
    (*PLATFORM_PIECES, "sc", "snp", "👻"),
)
# Two words on a platform of films and songs are somebody's whom all may watch.
PUBLIC = re.compile(r"\s[\w.-]+\s[\w.-]+\s(?:sur|on|su|dans|in)\s(?:youtube|yt|spotify|twitch)$")
OWN = re.compile(r"\b(?:moi|me|my|mon|ma|mes|mine|i'?m|je|j'|chu)\b")
Place = tuple[tuple[int, int], Severity]


def find_accounts(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Yield names under which somebody is found elsewhere, and codes that do the same."""
    view = reading.signed
    for span, severity in islice(places(view), MOST):
        yield view.finding(Kind.HANDLE, span, severity, "handle.account")
    for match in islice(SPACED.finditer(reading.folded.text), MOST):
        yield reading.folded.finding(Kind.HANDLE, match.span(), Severity.HIGH, "handle.spaced")


def places(view: Folded) -> Iterator[Place]:
    """Yield where the accounts stand."""
    text = view.text
    for match in NAMED.finditer(text):
        if severity := judge_named(match):
            yield match.span(), severity
    for pattern in (ADDED, GHOST):
        for match in pattern.finditer(text):
            # "Je suis infirmiere.Je travaille" lacks a space; "suis-moi : lea.roy" does not.
            told = is_no_word(match.group("name")) or TO_ME.search(match.group())
            if told and is_account(match.group("name")):
                yield match.span(), Severity.HIGH
    for span in names_around(text):
        yield span, Severity.MEDIUM
    for pattern in (SOUGHT, SAME_NAME, FRIEND_CODE, RIOT):
        for match in pattern.finditer(text):
            yield match.span(), Severity.MEDIUM
    yield from names_beside(view)
    for span in names_alone(view):
        yield span, Severity.MEDIUM
    for span in find_channels(text):
        yield span, Severity.MEDIUM
    bare = BARE.fullmatch(text) if len(text) < 60 else None
    if bare and bare.group("name") not in NO_BARE:
        yield bare.span("name"), Severity.MEDIUM


def names_beside(view: Folded) -> Iterator[Place]:
    """Yield where a platform is followed by a first and a last name."""
    for match in FULL_NAME.finditer(view.text):
        names = view.source(*match.span("first")), view.source(*match.span("last"))
        if all(name[0].isupper() for name in names):
            yield match.span(), Severity.MEDIUM


def names_around(text: str) -> Iterator[tuple[int, int]]:
    """Yield words that may be any, where so much stands around them that they are names."""
    for match in AROUND.finditer(text):
        if PUBLIC.search(match.group()) and not OWN.search(text):
            continue  # "cherche Khan Academy sur YouTube"
        found = " ".join(name for name in match.groupdict().values() if name)
        if not COMMON.intersection(found.split()):
            yield match.span()


def names_alone(view: Folded) -> Iterator[tuple[int, int]]:
    """Yield clauses of a platform and of a word that is none: "kik zozoexmpl"."""
    for match in CLAUSE_ALONE.finditer(view.text):
        name = match.group("name")
        plain = ENDS_AS_WORDS.fullmatch(name) or is_typed_as_name(view, match)
        if is_unknown(name) and not plain:
            yield match.span()


def is_typed_as_name(view: Folded, match: re.Match[str]) -> bool:
    """Say whether the author typed a word as people, towns and products are: "Discord, Nitro"."""
    typed = view.source(*match.span("name"))
    return typed.istitle() and typed.isalpha()


def judge_named(match: re.Match[str]) -> Severity | None:
    """Judge "mon pseudo c'est lea": after a word for nothing else, any name will do."""
    name = match.group("name").rstrip(".-")
    if is_account(name):
        told = match.group("owned") or match.group("sure") or ":" in match.group("link")
        return Severity.HIGH if told else None
    near = match.string[match.start("about") : match.end() + 30]
    sure = match.group("sure") or BESIDE.pattern.search(near)
    linked = ":" in match.group("link") or (match.group("owned") and match.group("link").strip())
    linked = linked and sure
    return Severity.MEDIUM if linked and name not in NO_VALUE and len(name) > 3 else None


def is_account(name: str) -> bool:
    """Say whether a name is none of the language: lea_03, lea.roy, learoy22."""
    return is_name(name.rstrip(".-")) and re.search(r"[a-z]{3}", name) is not None
