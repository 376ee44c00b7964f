"""Accounts told by their name, whatever the platform: a pseudonym, a gamertag (R6, R8)."""

import re
from collections.abc import Iterator
from itertools import islice

from portal.screening.clues import MOST, Clue, pieces
from portal.screening.findings import Context, Finding, Kind, Severity
from portal.screening.folding import Folded, word_set
from portal.screening.handles import is_name, is_no_word
from portal.screening.spelling import Reading

PLATFORM = (
    r"(?:insta\w{0,4}|ig|snap\w{0,5}|tik\s?tok|discord|fb|facebook|messenger|whats\s?app|telegram"
    r"|linkedin|twitter|reddit|roblox|fortnite|minecraft|xbox|psn|steam|twitch|bereal|be\sreal|valorant"
    r"|threads|lemon8|signal|disc|spotify|pinterest|strava|brawl\sstars|clash\s(?:royale|of\sclans)|epic(?:\sgames)?"
    r"|nintendo|playstation|genshin|youtube|yt|wattpad|yubo|kik|rec\sroom|vrchat|soundcloud|deviantart"
    r"|bluesky|mastodon|duolingo|letterboxd|locket|airbuds|skype|viber|wechat|line|kick|tumblr|vsco)"
)
PLATFORM_PIECES = pieces(
    "insta ig snap tik disc fb facebook messenger whats telegram linkedin twitter reddit roblox"
    " fortnite minecraft xbox psn steam twitch real valorant threads lemon8 signal spotify pinterest"
    " strava brawl clash epic nintendo playstation genshin youtube yt wattpad yubo kik vrchat"
    " soundcloud deviantart bluesky mastodon duolingo letterboxd locket airbuds skype viber wechat"
    " line kick tumblr vsco room"
)
OWNED = r"(?:(?:mon|ma|my|mes|le|the|notre|our)\s)"
# Nouns that only an account goes by, and those that need a name which looks like one.
SURE_NOUN = (
    r"(?:pseudo\w{0,5}|user\s?name|gamer\s?tag|gamer\s?name|nom\sd'(?:utilisateur|usager)|screen\s?name|finsta|rinsta|priv|spam\saccount|alt\saccount"
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
        "pseudo user gamer utilisateur usager screen insta snap handle ign blaze @ insta priv spam alt tag id compte"
        " account nick profil blase gt surnom disc"
    ),
)
NO_VALUE = word_set(
    "pas not the une des les mon ton son que qui quoi trop tres bien deja encore toujours"
    " prive private public bloque blocked locked verrouille banned banni suspendu suspended"
    " required obligatoire visible cache hidden my your his her their our taken pris drole"
    " funny plate long court ridicule comme like pour for sur dans avec with same meme est"
    " sont mauvais bon good bad wrong correct secret nouveau new vieux old different unique"
    " qu'on what how why just juste gonna going always working broken parce because and mais"
    " but donc moi toi anonyme anonymous full vide empty"
)
ADDED = Clue(
    re.compile(
        r"(?<!\w)(?:ajoute[sz]?|rajoute|add|follow|suis|suivez|cherche|search|find|trouve|look\sup|dm)"
        r"(?:[\s-]{1,2}(?:moi|me|for|up))?[\s:,→@]{1,3}(?P<name>[a-z_][\w.]{4,30})"
    ),
    pieces("ajout add follow sui cherche search find trouve look dm"),
)
TO_ME = re.compile(r"[\s-](?:moi|me)\b|[👻📸📷🎮]")
SOUGHT = Clue(
    re.compile(
        r"\b(?:cherch|trouv|search|find|look|ajout|add)\w{0,3}[\s-](?:moi|me)[\s-](?:up\s)?(?:sous|under"
        r"|avec\s(?:le|mon)\snom|par\s(?:le|mon)\snom|as\s|by\s(?:the\s|my\s)?name|with\smy\sname)\b.{0,30}"
    ),
    pieces("cherch trouv search find look ajout add"),
)
SAME_NAME = Clue(
    re.compile(
        rf"\b(?:mon|my|meme|same)\s(?:vrai\s|real\s|user)?(?:nom|name|pseudo|id|user)\s(?:sur|on|in)\s{PLATFORM}\b"
    ),
    pieces("nom name pseudo id user"),
)
FRIEND_CODE = Clue(
    re.compile(
        r"\b(?:codes?\s(?:d')?amis?|friend\scodes?|sw)\b\D{0,25}?\d{4}[\s-]?\d{4}[\s-]?\d{4}(?!\d)"
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
RIOT = Clue(
    re.compile(r"(?<![\w.#])[a-z][\w]{2,15}#(?:na\d|euw|eune|lan|las|oce|br1|kr)(?!\w)"),
    pieces("#"),
)

# A name that any word might be: so much stands around it that it is one.
WORD_NAME = r"(?P<name>[\w][\w.-]{2,30}\s[\w][\w.-]{2,30}|[\w][\w.-]{3,30})"
AROUND = Clue(
    re.compile(
        rf"\b(?:cherche|search(?:\sfor)?|look\s(?:for|up)|find|trouve|mets|tape|type|r?ajoute|add|dm|i'?m|j'?e?\s?suis|chu"
        rf"|i\sgo\sby|je\sm'appelle)\s{WORD_NAME}\s(?:sur|on|su|dans|in)\s"
        rf"(?:the\s|la\srecherche\s(?:de\s|d')?)?{PLATFORM}(?!\w)"
        rf"|\b(?:sur|on)\s{PLATFORM}\s(?:c'?\s?est|c|it'?s|i'?m|je\ssuis|je\sm'appelle)\s"
        r"(?P<after>[\w][\w.-]{3,30})"
        r"|(?<!\w)(?:sc|snp)\s?:\s?(?P<short>[\w.-]{4,30})"
        r"|\b(?:r?ajoute|add)\s(?P<added>[\w.-]{4,30})\s?👻|👻\s?:?\s?(?P<ghost>[a-z][\w.]{4,30})\s*$"
        rf"|\b(?:it's|c'est)\s(?P<everywhere>[\w.]{{5,30}})\s(?:partout|everywhere)\b.{{0,20}}{PLATFORM}"
    ),
    (*PLATFORM_PIECES, "sc", "snp", "👻"),
)
# A name that no word looks like, anywhere beside a platform: "I stream on Twitch, type maxou_le_vrai".
OWN_PLACE = Clue(
    re.compile(
        rf"\b(?:mon|ma|my)\s(?:{PLATFORM}\s)?(?:chaine|channel|serveur|server|compte|account|stream|crew|clan|guild|guilde|page|blogue?"
        rf"|podcast|name|nom|pseudo)\s(?:{PLATFORM}\s|sur\s{PLATFORM}\s|on\s{PLATFORM}\s)?(?:s'appelle|is\scalled|is\snamed|called)\s\w{{3,}}"
        # "Mon Spotify c'est fleurdelys.x"
        rf"|\b(?:mon|ma|my)\s{PLATFORM}\s?(?:c'?\s?est|est|is|:|=|->)\s?@?(?P<name>[a-z0-9_][\w.]{{3,30}})"
        # One name everywhere.
        r"|\b(?:mon|my)\s(?:@|user\w{0,4}|pseudo|handle|tag|gamer\s?tag|id|nom\sd'utilisateur)[^.!?\n]{0,20}?\b(?:meme|same)\s(?:partout"
        r"|everywhere|for\s(?:all|every)|sur\stou[ts])\b"
        r"|\b(?:i\sgo\sby|i'?m|je\ssuis|chu|je\sm'appelle|c'est|it's|search|cherche|tape)\s(?P<any>[\w][\w.-]{3,30})\s(?:on|sur)\s"
        r"(?:[a-z]+\s){0,3}?(?:every|all|toutes?|tous|chaque)\s(?:the\s|my\s|of\s|them\s|les\s|mes\s){0,2}(?:apps?|applis?|socials?|platforms?|games?"
        r"|jeux|plateformes?|reseaux)\b"
    ),
    pieces("mon ma my go m suis chu est it search cherche tape"),
)
# "Discord, mon nom là-bas c'est Brumeux"
NAME_THERE = re.compile(
    r"\b(?:mon\snom|my\sname|mon\spseudo)\s(?:la-bas|la|dessus|dedans|there|on\s(?:it|there))\s?,?\s?(?:c'?\s?est|est|is|:)\s\w{3,}"
)
BESIDE = Clue(re.compile(rf"(?<!\w){PLATFORM}(?!\w)"), PLATFORM_PIECES)
ACCOUNT = re.compile(
    r"(?<![\w./@#-])(?=[\w.]{5,30}(?!\w))(?!(?:fifa|nba|nhl|gta|cod|madden|covid|windows|office|web|sims|python"
    r"|lemon|version|grade|sec|group|groupe)\d)(?:[a-z]+\d{0,4}_[a-z0-9_]{2,}|[a-z]{4,}\d{2,4}|_+[a-z][\w]{3,}|[a-z]{2,}_+)(?!\w)"
)
SPEAKS = re.compile(
    r"\b(?:mon|ma|my|moi|me|je|j|chu|i|i'm|im|tape|type|cherche|search|look|find|trouve|ajoute|add|follow|c'est|it's)\b"
)
GAME_TAG = Clue(
    re.compile(
        r"\b(?:tags?|club|clan|brawl\sstars|clash|joueur|player)\b[^.!?\n]{0,30}?#(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]{5,10}\b"
        r"|\b(?:invit\w{0,6}|server|serveur|discord|lobby|room|party)\s(?:code|lien|link)\b(?:\s(?:is|est|c'est)|\s?:)\s"
        r"(?=[a-z]*\d)(?=\d*[a-z])\w{5,10}\b"
    ),
    ("#", "invit", "server", "serveur", "discord", "lobby", "room", "party"),
    True,
)
SHARED = Clue(
    re.compile(
        r"\b(?:google\s?(?:docs?|drive|slides|sheets?|doc's)|gdocs?|docs?\spartages?|shared\s(?:docs?|file|folder)|padlet"
        r"|canva|notion|onedrive|dropbox|kahoot|jamboard)\b[^.!?\n]{0,50}?\b(?:ecri[st]|parle[rz]?|jase[rz]?|chatter?|repond\w{0,3}"
        r"|write|chat|talk|text|message|answer)[\s-](?:moi|me|us|nous|there|la|dedans|to\sme|with\sme|in\sit)\b"
        r"|\b(?:ecri[st]|parle[rz]?|jase[rz]?|chatter?|write|chat|talk|message)[\s-](?:moi\s|me\s|us\s|nous\s|to\sme\s|to\seach\sother\s"
        r"|ensemble\s|la\s)?(?:in|on|through|dans|sur|par|via)\s(?:the\s|a\s|my\s|our\s|un\s|le\s|mon\s|notre\s)?(?:comments?\sof\s(?:the|my)\s)?"
        r"(?:google\s?(?:docs?|drive|slides)|docs?\spartages?|shared\sdocs?|padlet|canva)\b"
    ),
    pieces("google gdoc doc shared padlet canva notion onedrive dropbox kahoot jamboard"),
)
COMMON = NO_VALUE | word_set(
    "actif active often souvent rarement rarely important difficile facile rendu plein"
    " pareil surtout plutot vraiment really tout some any jobs stages videos work hard easy"
    " more less addicted quelqu'un quelque something someone des posts ads pubs sciences"
    " science allergique tombe quoi where learning doing working looking trying scrolling"
    " watching malade meilleur better best moi me nous us captions subtitles music musique sound"
    " texte effets filtres friends people amis gens them him lui"
)


Place = tuple[tuple[int, int], Severity]


def find_accounts(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Yield names under which somebody is found elsewhere, and codes that do the same."""
    view = reading.signed
    for span, severity in islice(places(view), MOST):
        yield view.finding(Kind.HANDLE, span, severity, "handle.account")


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
    for pattern in (SOUGHT, SAME_NAME, FRIEND_CODE, RIOT):
        for match in pattern.finditer(text):
            yield match.span(), Severity.MEDIUM
    for match in AROUND.finditer(text):
        found = " ".join(name for name in match.groupdict().values() if name)
        if not COMMON.intersection(found.split()):
            yield match.span(), Severity.MEDIUM
    for match in FULL_NAME.finditer(text):
        names = view.source(*match.span("first")), view.source(*match.span("last"))
        if all(name[0].isupper() for name in names):
            yield match.span(), Severity.MEDIUM
    for pattern in (GAME_TAG, SHARED):
        for match in pattern.finditer(text):
            yield match.span(), Severity.MEDIUM
    for match in OWN_PLACE.finditer(text):
        if is_own_place(match):
            yield match.span(), Severity.MEDIUM
    if BESIDE.may_match(text) and BESIDE.pattern.search(text) and SPEAKS.search(text):
        for pattern in (ACCOUNT, NAME_THERE):
            for match in pattern.finditer(text):
                yield match.span(), Severity.MEDIUM
    bare = BARE.fullmatch(text) if len(text) < 60 else None
    if bare and bare.group("name") not in NO_BARE:
        yield bare.span("name"), Severity.MEDIUM


def is_own_place(match: re.Match[str]) -> bool:
    """Say whether the name told for one's own channel or account is one."""
    if match.group("name"):
        return is_name(match.group("name").rstrip("."))
    return match.group("any") is None or match.group("any") not in COMMON


def judge_named(match: re.Match[str]) -> Severity | None:
    """Judge "mon pseudo c'est lea": after a word for nothing else, any name will do."""
    name = match.group("name").rstrip(".-")
    if is_account(name):
        told = match.group("owned") or match.group("sure") or ":" in match.group("link")
        return Severity.HIGH if told else None
    sure = match.group("sure") or re.search(PLATFORM, match.group("about"))
    linked = ":" in match.group("link") or (match.group("owned") and match.group("link").strip())
    linked = linked and sure
    return Severity.MEDIUM if linked and name not in NO_VALUE and len(name) > 3 else None


def is_account(name: str) -> bool:
    """Say whether a name is none of the language: lea_03, lea.roy, learoy22."""
    return is_name(name.rstrip(".-")) and re.search(r"[a-z]{3}", name) is not None
