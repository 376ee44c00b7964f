"""Names told beside a platform, and one's own channel, server or shared document (R6, R8)."""

import re
from collections.abc import Iterator

from portal.screening.clues import Clue, pieces
from portal.screening.folding import word_set
from portal.screening.handles import is_name

PLATFORM = (
    r"(?:insta\w{0,4}|ig|snap\w{0,5}|tik\s?tok|discord|fb|facebook|messenger|whats\s?app|telegram"
    r"|linkedin|twitter|reddit|roblox|fortnite|minecraft|xbox|psn|steam|twitch|bereal"
    r"|be\sreal|valorant"
    r"|threads|lemon8|signal|disc|spotify|pinterest|strava|brawl\sstars|clash\s(?:royale"
    r"|of\sclans)|epic(?:\sgames)?"
    r"|nintendo|playstation|genshin|youtube|yt|wattpad|yubo|kik|rec\sroom|vrchat"
    r"|soundcloud|deviantart"
    r"|bluesky|mastodon|duolingo|letterboxd|locket|airbuds|skype|viber|wechat|line|kick"
    r"|tumblr|vsco|ao3|pinterest|weverse|chess\.com|geometry\sdash|ubisoft|activision)"
)
PLATFORM_PIECES = pieces(
    "insta ig snap tik disc fb facebook messenger whats telegram linkedin twitter reddit roblox"
    " fortnite minecraft xbox psn steam twitch real valorant threads lemon8 signal"
    " spotify pinterest"
    " strava brawl clash epic nintendo playstation genshin youtube yt wattpad yubo kik vrchat"
    " soundcloud deviantart bluesky mastodon duolingo letterboxd locket airbuds skype viber wechat"
    " ubisoft activision line kick tumblr vsco room ao3 weverse chess geometry"
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
COMMON = NO_VALUE | word_set(
    "actif active often souvent rarement rarely important difficile facile rendu plein"
    " pareil surtout plutot vraiment really tout some any jobs stages videos work hard easy"
    " more less addicted quelqu'un quelque something someone des posts ads pubs sciences"
    " science allergique tombe quoi where learning doing working looking trying scrolling"
    " watching malade meilleur better best moi me nous us captions subtitles music musique sound"
    " texte effets filtres friends people amis gens them him lui"
)


# A name that no word looks like, beside a platform: "I stream on Twitch, maxou_le_vrai".
OWN_PLACE = Clue(
    re.compile(
        rf"\b(?:mon|ma|my)\s(?:{PLATFORM}\s)?(?:chaine|channel|serveur|server|compte|account"
        rf"|stream|crew|clan|guild|guilde|page|blogue?"
        rf"|podcast|name|nom|pseudo)\s(?:{PLATFORM}\s|sur\s{PLATFORM}\s"
        rf"|on\s{PLATFORM}\s)?(?:s'appelle|is\scalled|is\snamed|called)\s\w{{3,}}"
        # "Mon Spotify c'est fleurdelys.x"
        rf"|\b(?:mon|ma|my)\s{PLATFORM}\s?(?:c'?\s?est|est|is|:|="
        rf"|->)\s?@?(?P<name>[a-z0-9_][\w.]{{3,30}})"
        # One name everywhere.
        r"|\b(?:mon|my)\s(?:@|user\w{0,4}|pseudo|handle|tag|gamer\s?tag|id"
        r"|nom\sd'utilisateur)[^.!?\n]{0,20}?\b(?:meme|same)\s(?:partout"
        r"|everywhere|for\s(?:all|every)|sur\stou[ts])\b"
        r"|\b(?:i\sgo\sby|i'?m|je\ssuis|chu|je\sm'appelle|c'est|it's|search|cherche"
        r"|tape)\s(?P<any>[\w][\w.-]{3,30})\s(?:on|sur)\s"
        r"(?:[a-z]+\s){0,3}?(?:every|all|toutes?|tous|chaque)\s(?:the\s|my\s|of\s|them\s|les\s"
        r"|mes\s){0,2}(?:apps?|applis?|socials?|platforms?|games?"
        r"|jeux|plateformes?|reseaux)\b"
    ),
    pieces("mon ma my go m suis chu est it search cherche tape"),
)
# "Discord, mon nom là-bas c'est Brumeux"
NAME_THERE = re.compile(
    r"\b(?:mon\snom|my\sname|mon\spseudo)\s(?:la-bas|la|dessus|dedans|there|on\s(?:it"
    r"|there))\s?,?\s?(?:c'?\s?est|est|is|:)\s\w{3,}"
)
# "There is only one Zyad Modele on Snap, that's me"
ITS_ME = Clue(
    re.compile(
        rf"(?<!\w){PLATFORM}(?!\w)[^.!?\n]{{0,25}}?\b(?:c'?\s?est\s(?:moi|mon\scompte|ma\spage)"
        rf"|that'?s\s(?:me|my\saccount)|it'?s\sme)\b"
        rf"|[\"«'“]\s?[\w. ]{{4,30}}\s?[\"»'”],?\s(?:sur|on)\s{PLATFORM}(?!\w)"
    ),
    PLATFORM_PIECES,
)
# "Duolingo? i'm polyglot.pat"
DOTTED = re.compile(
    r"\b(?:i'?m|je\ssuis|chu|c'?est|it'?s|under|sous)\s(?P<name>[a-z]{3,}[._][a-z]{2,15})(?![\w.])"
)
# "kik lea_exmpl", "threads handle: zozoexmpl": a clause of a platform and a name alone. What
# names other things too needs "id" or a colon.
WITH_NAME = (
    r"(?:user(?:name)?|nom|name|pseudo|handle|tag|id|gamer\s?tag|code|account|acc"
    r"|compte|live|tv|connect|slash|barre)"
)
CLAUSE_ALONE = Clue(
    re.compile(
        rf"(?:^|[.!?;,\n(])\s{{0,2}}(?:(?:et|and|pis|on|sur|mon|my|or|ou)\s)?(?:{PLATFORM}(?:\s{WITH_NAME})?"
        rf"|(?P<short>x|mc|ea|line|signal|threads|epic|kick|disc)(?:\s{WITH_NAME}|(?=\s?[:=])))"
        r"\s?(?:is|c'?\s?est|c|[:=>-]|->)?\s{1,2}@?(?P<name>[a-z][a-z0-9_.-]{4,28}[a-z0-9_])(?:#\d{4,8})?"
        r"\s{0,2}(?=$|[.!?;,\n)]|(?:lol|pls|stp|add|ajoute\w*|et|and|if|si)\b)"
    ),
    (*PLATFORM_PIECES, "x", "mc", "ea"),
)
# "u/lea_exmpl", "skype live:leaexmpl"
BY_FORM = Clue(
    re.compile(
        r"(?<![\w./])/?u/(?P<reddit>[a-z][\w-]{3,20})(?![\w/])"
        r"|(?<!\w)(?:skype[^.!?\n]{0,15}?live:|live:\.cid\.)[a-z0-9][\w.]{3,}"
    ),
    ("u/", "live:"),
)
ENDS_AS_WORDS = re.compile(
    r".*(?:ings?|ers?|tions?|ments?|ism|ists?|eurs?|euses?|age|iques?|ables?|aient|ions|able|ance|ence|ality)"
)
BESIDE = Clue(re.compile(rf"(?<!\w){PLATFORM}(?!\w)"), PLATFORM_PIECES)
ACCOUNT = re.compile(
    r"(?<![\w./@#-])(?=[\w.]{5,30}(?!\w))(?!(?:fifa|nba|nhl|gta|cod|madden|covid|windows"
    r"|office|web|sims|python"
    r"|lemon|version|grade|sec|group|groupe)\d)(?:[a-z]+\d{0,4}_[a-z0-9_]{2,}"
    r"|[a-z]{4,}\d{2,4}|_+[a-z][\w]{3,}|[a-z]{2,}_+)(?!\w)"
)
SPEAKS = re.compile(
    r"\b(?:mon|ma|my|moi|me|je|j|chu|i|i'm|im|tape|type|cherche|search|look|find|trouve"
    r"|ajoute|add|follow|c'est|it's)\b"
)
GAME_TAG = Clue(
    re.compile(
        r"\b(?:tags?|club|clan|brawl\sstars|clash|joueur"
        r"|player)\b[^.!?\n]{0,30}?#(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]{5,10}\b"
        r"|\b(?:invit\w{0,6}|server|serveur|discord|lobby|room|party)\s(?:code|lien"
        r"|link)\b(?:\s(?:is|est|c'est)|\s?:)\s"
        r"(?=[a-z]*\d)(?=\d*[a-z])\w{5,10}\b"
    ),
    ("#", "invit", "server", "serveur", "discord", "lobby", "room", "party"),
    True,
)
SHARED = Clue(
    re.compile(
        r"\b(?:google\s?(?:docs?|drive|slides|sheets?|doc's)|gdocs?|docs?\spartages?"
        r"|shared\s(?:docs?|file|folder)|padlet"
        r"|canva|notion|onedrive|dropbox|kahoot|jamboard)\b[^.!?\n]{0,50}?\b(?:ecri[st]"
        r"|parle[rz]?|jase[rz]?|chatter?|repond\w{0,3}"
        r"|write|chat|talk|text|message|answer)[\s-](?:moi|me|us|nous|there|la|dedans|to\sme"
        r"|with\sme|in\sit)\b"
        r"|\b(?:ecri[st]|parle[rz]?|jase[rz]?|chatter?|write|chat|talk|message)[\s-](?:moi\s"
        r"|me\s|us\s|nous\s|to\sme\s|to\seach\sother\s"
        r"|ensemble\s|la\s)?(?:in|on|through|dans|sur|par|via)\s(?:the\s|a\s|my\s|our\s|un\s"
        r"|le\s|mon\s|notre\s)?(?:comments?\sof\s(?:the|my)\s)?"
        r"(?:google\s?(?:docs?|drive|slides)|docs?\spartages?|shared\sdocs?|padlet|canva)\b"
    ),
    pieces("google gdoc doc shared padlet canva notion onedrive dropbox kahoot jamboard"),
)


def find_channels(text: str) -> Iterator[tuple[int, int]]:
    """Yield where one's own place or name elsewhere stands."""
    for pattern in (GAME_TAG, SHARED, BY_FORM):
        for match in pattern.finditer(text):
            yield match.span()
    for match in OWN_PLACE.finditer(text):
        if is_own_place(match):
            yield match.span()
    if BESIDE.may_match(text) and SPEAKS.search(text) and BESIDE.pattern.search(text):
        yield from find_beside(text)


def find_beside(text: str) -> Iterator[tuple[int, int]]:
    """Yield names of accounts in a text that names a platform too."""
    for pattern in (ACCOUNT, NAME_THERE, ITS_ME.pattern):
        for match in pattern.finditer(text):
            yield match.span()
    for match in DOTTED.finditer(text):
        if is_name(match.group("name")):
            yield match.span()


def is_own_place(match: re.Match[str]) -> bool:
    """Say whether the name told for one's own channel or account is one."""
    if match.group("name"):
        return is_name(match.group("name").rstrip("."))
    return match.group("any") is None or match.group("any") not in COMMON
