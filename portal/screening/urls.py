"""Web addresses: with a scheme, with www, or bare (R6, R8, c.9)."""

import re
from collections.abc import Iterator
from itertools import islice

from portal.screening.allowed import is_allowed_site, site_names
from portal.screening.clues import MOST, Clue
from portal.screening.findings import Context, Finding, Kind, Severity
from portal.screening.folding import Folded, word_set
from portal.screening.spelling import AFTER_PRONOUN, ENDING, SURE_ENDINGS, WORD_ENDINGS, Reading

SCHEME = Clue(
    re.compile(
        r"(?<![a-z0-9+])[a-z][a-z0-9+]{1,11}\s{0,2}:\s{0,2}/\s{0,2}/\s{0,2}"
        r"(?P<host>[^/?#\s]++)\S*+"
    ),
    ("/",),
)
WWW = Clue(
    re.compile(
        r"(?<![a-z0-9])w{3,5}\s{0,3}[.,]\s{0,3}[\w-]++"
        rf"(?:\.[\w-]++|\s{{0,2}}\.\s?(?={ENDING})[\w-]++){{0,5}}"
    ),
    ("www",),
)
HOST = Clue(re.compile(r"(?<![\w@-])[a-z0-9][\w-]*+(?:\.[a-z0-9][\w-]*+)++"), (".",))
SPOKEN = Clue(
    re.compile(
        r"(?<![a-z0-9])w{3}\s[\w-]{2,40}\s(?:com|ca|org|net|fr|quebec)\b"
        r"|\b[\w-]{2,40}[\s.](?:com|ca|gg|ly|me|org|net|io|be|co|ee)\s?(?:slash|barre\soblique)\s?\w+"
        r"|\b[\w-]{3,40}\.[a-z]{2,10}\s?(?:slash|barre\soblique)\s?[a-z]\w+"
        r"|\b(?:bitly|bit\sly|linktree|link\stree|tinyurl|carrd|linktr)\s(?:slash|barre)\s\w+"
    ),
    ("www", "slash", "barre"),
)
COMMA_HOST = Clue(
    re.compile(r"(?<![\w-])[a-z][\w-]{2,}+,(?:com|org|net)(?![\w-])"), (",com", ",org", ",net")
)
# A machine by its number: with a port or a page, or after a word that says that it serves.
MACHINE = Clue(
    re.compile(
        r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{2,5}\b|/[a-z]\w)\S*"
        r"|\b(?:serveur|server|join|connecte\w{0,2}|connect)\b[^.!?\n\d]{0,12}"
        r"(?!10\.|192\.168|127\.)\d{2,3}\.(?:\d{1,3}\.){2}\d{1,3}(?![\w.])"
    ),
    (".",),
    figure=True,
)
GLUED_WWW = Clue(re.compile(r"(?<!\w)www[a-z0-9-]{3,40}(?:com|ca|org|net)(?!\w)"), ("www",))
# Schemes that name no host.
NO_HOST = Clue(
    re.compile(r"(?<!\w)(?:magnet:\?xt=|(?:skype|callto|sms|facetime|tel):[\w+.]{4})\S*"), (":",)
)
# Hosts in other writings, and of one picture: "\u2764.ws".
OTHER_WRITING = re.compile(
    r"(?<![\w.])(?=\w*[^\W\d_a-zA-Z\u00c0-\u024f])[\w-]{2,40}\.(?:[^\W\d_\x00-\u024f]{2,8}|com|net|org|ru|ua"
    r"|cn|jp|kr)(?![\w.])"
    r"|(?<![\w.])[\w-]{3,40}\.[^\W\d_\x00-\u024f]{2,8}(?![\w.])"
    r"|[^\x00-\u024f]\.(?:ws|tk|ml|gq|cc|gg|io)(?=[/\s]|$)"
)
BEYOND_LATIN = re.compile(r"[^\x00-\u024f\u2000-\u206f]\w{0,40}\.|\.[^\x00-\u024f\u2000-\u206f]")
PATH = re.compile(r"[/?#:][^\s<>]*+")
NEXT_WORD = re.compile(r"[\s']{1,2}([a-z]+)")

# Names of techniques that look like sites.
TECHNIQUES = word_set(
    "asp.net vb.net ado.net ml.net b.com socket.io draw.io for.example an.example"
)
# One-letter hosts that exist; any other is an abbreviation, except before endings of no word.
SHORT_HOSTS = word_set("t x g m j")
SHORT_ENDINGS = word_set("ws gg tk")
# Endings that are words, and so only after one that says that a site comes.
NAMED_ENDINGS = word_set(
    "studio design gallery photo photos video social bio zone ink world space tech media news art"
    " lol vip fun pro live works agency academy email life games fashion style tattoo win icu"
    " click download rocks ninja guru network cash"
)
SITE_NAMED = re.compile(
    r"\b(?:site|visite[rz]?|visit|go\sto|check(?=\s)|va\s(?:sur|voir)|portfolio|lien|link|url|web)"
    r"(?:\s(?:c'?\s?est|est|is|on|sur))?\s?:?\s?$"
)
# "a ce point ca", "un point info": no host is called so.
NO_SPELLED_HOST = word_set(
    "a ce cet cette quel tel un une le la les au aux du de bon mon ton mise mi rond petit the"
    " this that some what which mid starting no any one good en et sur avec dans using with in"
    " of and to is or learn microsoft use used uses utilise utilisons"
)
SPELLED_ENDINGS = word_set("com ca org net fr quebec io gg co edu uk ly")


ENDINGS = SURE_ENDINGS | WORD_ENDINGS | NAMED_ENDINGS
OTHER_RULES = (
    (COMMA_HOST, "url.comma"),
    (SPOKEN, "url.spoken"),
    (MACHINE, "url.machine"),
    (GLUED_WWW, "url.www"),
    (NO_HOST, "url.scheme"),
)


def find_urls(reading: Reading, context: Context) -> Iterator[Finding]:
    """Yield web addresses, except those of `context.allowed_sites`."""
    view = reading.signed
    allowed = site_names(context.allowed_sites)
    for find in (find_schemes, find_www, find_bare, find_comma, find_other_writing):
        yield from islice(find(view, allowed), MOST)


def find_schemes(view: Folded, allowed: frozenset[str]) -> Iterator[Finding]:
    """Yield `scheme://...` whatever the scheme: hxxp reads as well as http."""
    for match in SCHEME.finditer(view.text):
        if not is_allowed_site(view.source(*match.span("host")), allowed):
            yield view.finding(Kind.URL, match.span(), Severity.HIGH, "url.scheme")


def find_www(view: Folded, allowed: frozenset[str]) -> Iterator[Finding]:
    """Yield `www.` and what follows, with spaces or without."""
    for match in WWW.finditer(view.text):
        if not is_allowed_site(view.source(*match.span()), allowed):
            yield view.finding(Kind.URL, match.span(), Severity.HIGH, "url.www")


def find_bare(view: Folded, allowed: frozenset[str]) -> Iterator[Finding]:
    """Yield hosts of known endings, with their path."""
    done = 0
    for match in HOST.finditer(view.text):
        end = host_end(view, match)
        if match.start() < done or not end:
            continue
        if is_allowed_site(view.source(match.start(), end), allowed):
            continue
        path = PATH.match(view.text, end)
        done = path.end() if path else end
        yield view.finding(Kind.URL, (match.start(), done), Severity.HIGH, "url.host")


def find_comma(view: Folded, _allowed: frozenset[str]) -> Iterator[Finding]:
    """Yield "monsite,com", a comma where the full stop should be, and "gg slash abc"."""
    for pattern, rule in OTHER_RULES:
        for match in pattern.finditer(view.text):
            yield view.finding(Kind.URL, match.span(), Severity.MEDIUM, rule)


def find_other_writing(view: Folded, _allowed: frozenset[str]) -> Iterator[Finding]:
    """Yield hosts whose letters are not ours, which folding would turn into look-alikes."""
    if BEYOND_LATIN.search(view.original):
        for match in OTHER_WRITING.finditer(view.original):
            yield Finding(Kind.URL, *match.span(), Severity.MEDIUM, "url.writing")


def host_end(view: Folded, match: re.Match[str]) -> int:
    """Return where the host in a dotted word ends, or 0 when it is no host."""
    labels = match.group().split(".")
    for place in range(len(labels) - 1, 0, -1):
        if labels[place] in ENDINGS:
            end = match.start() + len(".".join(labels[: place + 1]))
            return end if is_host(view, labels[: place + 1], match.start(), end) else 0
    return 0


def is_host(view: Folded, labels: list[str], start: int, end: int) -> bool:
    """Say whether dotted labels that end like a site are one."""
    before, ending = labels[-2], labels[-1]
    has_path = view.text.startswith("/", end) and view.text[end + 1 : end + 2].isalnum()
    if has_path:
        return True
    short = len(before) == 1 and before not in SHORT_HOSTS and ending not in SHORT_ENDINGS
    if ".".join(labels) in TECHNIQUES or short:
        return False
    if ending in NAMED_ENDINGS and SITE_NAMED.search(view.text, max(0, start - 30), start):
        return not is_missing_space(view, start, end, ending)
    if ending in WORD_ENDINGS:
        own = ending == "me" and len(before) > 4 and not NEXT_WORD.match(view.text, end)
        return own or (len(labels) > 2 and labels[0] == "www")
    if ending in NAMED_ENDINGS:
        return labels[0] == "www" or (
            "-" in before.strip("-") and not is_spelled(view, end - len(ending) - 1)
        )
    dot = end - len(ending) - 1
    if before in NO_SPELLED_HOST and view.source(dot, dot + 1) != ".":
        return False  # "du .NET"
    if is_spelled(view, dot) and SITE_NAMED.search(view.text, max(0, start - 30), start):
        return before not in NO_SPELLED_HOST
    if is_spelled(view, dot) and (
        before in NO_SPELLED_HOST
        or (ending not in SPELLED_ENDINGS and not is_named(view, before, dot))
    ):
        return False
    return not is_missing_space(view, start, end, ending)


def is_spelled(view: Folded, dot: int) -> bool:
    """Say whether the dot at that place was written as a word."""
    return view.source(dot, dot + 1).strip(" \t\n.。．｡") != ""


def is_named(view: Folded, before: str, dot: int) -> bool:
    """Say whether no sentence would have this: "faux-souliers point shop", "jeux[point]club"."""
    return "-" in before.strip("-") or view.source(dot, dot + 1).strip()[:1] in {"[", "(", "{"}


def is_missing_space(view: Folded, start: int, end: int, ending: str) -> bool:
    """Say whether the full stop ends a sentence: "C'est bien.Ca va aller"."""
    word = view.source(end - len(ending), end)
    if "ç" in word.casefold():
        return True
    follows = NEXT_WORD.match(view.text, end)
    if ending == "ca" and follows and follows.group(1) in AFTER_PRONOUN:
        return True
    before = view.source(start, end - len(ending))
    return bool(follows) and word.istitle() and before[1:].islower()
