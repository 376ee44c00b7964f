"""Accounts on other platforms, named, asked for or pointed at (R6, R8, c.9)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from portal.screening.clues import MOST
from portal.screening.findings import Context, Finding, Kind, Severity
from portal.screening.folding import Folded, squeeze, word_set
from portal.screening.spelling import Reading

# Digits and signs drawn as letters: sn@p, 1nsta, disc0rd. A 1 is an i or an l, so both
# letters are read as one.
DRAWN = str.maketrans("0134578@$!|l", "oieastbasiii")


@lru_cache(maxsize=8192)
def key(word: str) -> str:
    """Return the form under which a platform's name is known, however it is drawn."""
    return squeeze(word.translate(DRAWN))


def keys(words: str) -> frozenset[str]:
    """Return the keys of several words."""
    return frozenset(key(word) for word in words.split())


# The name alone says nothing: « j'ai travaillé chez Instagram » passes (c.9).
PLATFORMS = keys(
    "instagram insta ig snapchat snap tiktok discord messenger whatsapp telegram facebook fb"
    " linkedin skype bereal twitter kik wechat viber reddit twitch youtube roblox xbox psn steam"
    " gmail hotmail imessage facetime wattpad vsco bluesky bsky onlyfans tumblr omegle yubo wizz"
    " groupme kakaotalk icloud"
)
# Everyday words too, so they need more around them.
WORKADAY = keys("signal teams zoom line threads outlook fortnite minecraft valorant overwatch")

DOUBLED = re.compile(r"(.)\1+")
KNOWN = PLATFORMS | WORKADAY
LONG_NAMES = frozenset(name for name in PLATFORMS if len(name) > 5)  # chance makes no such words
NO_LETTER = re.compile(r"\W+")
OWNERS = keys("mon ma ton ta votre my your ur yer mn tn")
QUALIFIERS = keys(
    "compte user username pseudo nom vrai perso page profil account real new nouveau"
)
LINKS = keys(
    "c est cest is s moi me m name user username pseudo nom handle tag id compte account add"
    " ajoute my mon sous under at en"
)
NAMING = keys("c est cest is")
LIKED = keys("prefere preferee favori favorite favourite")
PRONOUNS = keys("moi me m us nous te toi t se s vous you u")
OTHERS = keys("se s")
TOWARDS = keys("on sur su via in par dans to with avec through over")
REACH = keys(
    "ajoute ajouter rajoute ajoutes add adding find trouve trouver rejoins rejoindre rejoint reach"
    " text texte texter txt ecris ecrire ecrit ecrivez write message msg contact contacte"
    " contacter parle parler parles jase jaser talk chat chatte chatter discute discuter suis"
    " suivre follow cherche chercher search look call appelle appeler hit dm pm mp snap send"
    " envoie envoyer ping reponds repondre join joins"
)
MOVE = keys(
    "continue continuer continuons continuerait parlons parler jasons jaser discutons discuter"
    " talk talking chat chatting move switch passons passer passe go allons viens venez venir"
    " come meet connect texter"
)
BETWEEN = keys("ca it this that plus la y tout over ensemble together conversation the to ici on")
HAVE = keys("as tas ta a avez have got use utilises got")
# "Do you have LinkedIn tips", "do you use TikTok for your business": no account is asked for.
OF_TALK = keys(
    "tips tip tutorials tutorial videos video ads posts jobs courses lessons templates filters for"
    " pour comme conseils trucs"
)
YOU = keys("tu t vous you u ya tas")
ARTICLES = keys("un une l le la an a any des the") | YOU
BE_ON = frozenset((key(be), key(on)) for be in ("suis", "m", "im", "am") for on in ("sur", "on"))

WORD = re.compile(r"@?[\w$](?:[\w$@|#.!]*[\w$@])?")
LOOKS_LIKE_NAME = re.compile(r"@.+|(?=.*[a-z])(?!\d+[a-z]{1,3}$).*[\d_#.].*")
INCLUSIVE = re.compile(r".*\.(?:e|s|es|ne|nes|se|ses|te|le|ve|ere|trice|rice|ice|euse)(?:\.?s)?")
FILE = re.compile(
    r".*\.(?:pdf|docx?|xlsx?|pptx?|csv|txt|png|jpe?g|gif|py|js|html?|css|zip|mp[34]"
    r"|dwg|dxf|blend|psd|ai|svg|stl|step|skp|rvt|gcode|wav|mov|avi|java|cpp|cs|ino|ipynb|sql"
    r"|json|xml|ya?ml|sh|bat|exe|rar|od[ts]|rtf|tex|apk|log|ini|cfg|bak|md|indd|fig|sb3|flp|fbx)"
)
SEPARATOR = re.compile(r"\s*(?:[:=>\u2192\u27a1\u21d2\U0001f449]|->|=>|(?<=\s)-(?=\s))")
SENTENCE_END = re.compile(r"[.?!;]")
LINE_END = re.compile(r"\s*(?:[.,!?)\n]|$)")

TAG = re.compile(r"(?<![\w.#])(?=[\d_.]{0,20}[a-z])[\w.]{2,}+#\d{4}(?!\w)")
COUNTED_THINGS = word_set(
    "no num numero dossier projet project item bug issue ticket commande order room local"
)
AT_NAME = re.compile(
    # Not "@types/node", a package of programs.
    r"(?<![\w.@+-])@(?P<name>[a-z_][\w.]{2,}+)(?!@|/(?!(?:insta|snap|tik|disc|ig\b))[a-z])"
    r"|\b(?:mon|my|ton|your|ur|the|le)\s@(?=[\s?!]|$)(?!\s(?:sign|symbol|key|button|touche|in|dans)\w*)"
    r"|^\s*@\s(?P<alone>[a-z_][\w.]{3,30})\s*$"
    r"|^\s*(?P<under>[a-z][a-z0-9.]*_[\w.]*[a-z0-9])\s*$"
)
# "lea underscore exmpl", "lea tiret bas exmpl": a name said aloud.
SAID_ALOUD = re.compile(
    r"\b(?P<before>[a-z][a-z0-9]{1,20})\s"
    r"(?:under\s?score|tiret\s(?:du\s|en\s)?bas|barre\s(?:du\s|en\s)?bas|trait\sdu\sbas)\s"
    r"(?P<after>[a-z0-9]{2,20})\b"
)
NOT_IN_NAMES = word_set(
    "an the use uses using un une le la les des du de avec with and et ou or no sans add put mets"
    " is est in dans between entre not pas before after avant apres to for pour at by as on it"
    " means instead character symbol sign key caractere symbole signe touche double its cest c"
)
# Annotations of programming languages, and groups that nobody is reached by.
NO_NAMES = word_set(
    "override deprecated test autowired property media import include staticmethod"
    " classmethod  dataclass param return returns nullable component entity controller service"
    " bean inject  before after suppresswarnings functionalinterface pytest.fixture fixture"
    " app.route keyframes  charset everyone tous toutes all here channel"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text, and the key under which a platform would be known."""

    text: str
    key: str
    start: int
    end: int


Stretch = tuple[int, int, Severity, str]  # first word, last word, how grave, by which rule


def find_handles(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Yield accounts, by a name or beside a platform's."""
    yield from islice(find_beside_platforms(reading.signed), MOST)
    yield from islice(find_names(reading.folded), MOST)


def find_beside_platforms(view: Folded) -> Iterator[Finding]:
    """Yield what stands beside a platform's name and makes it a way to reach somebody."""
    words = words_of(view.text) if names_platform(view.text) else []
    for place, word in enumerate(words):
        if word.key in PLATFORMS or word.key in WORKADAY:
            for first, last, severity, rule in judge_platform(view.text, words, place):
                span = words[first].start, words[last].end
                yield view.finding(Kind.HANDLE, span, severity, rule)


def names_platform(text: str) -> bool:
    """Say whether a platform's name may stand in `text`, its words run together."""
    drawn = DOUBLED.sub(r"\1", text.translate(DRAWN))
    if not KNOWN.isdisjoint(NO_LETTER.split(drawn)):
        return True
    together = DOUBLED.sub(r"\1", "".join(drawn.split()))
    return any(name in together for name in LONG_NAMES)


def words_of(text: str) -> list[Word]:
    """Return the words, with "tik tok" and "face book" as one."""
    words: list[Word] = []
    for match in WORD.finditer(text):
        word = Word(match.group(), key(match.group()), *match.span())
        before = words[-1] if words else word
        whole = before.key + word.key
        if whole in PLATFORMS and not {before.key, word.key} & PLATFORMS:
            words[-1] = Word(text[before.start : word.end], whole, before.start, word.end)
        else:
            words.append(word)
    return words


def find_names(folded: Folded) -> Iterator[Finding]:
    """Yield names that show by themselves what they are: lea#4411, @lea."""
    for match in TAG.finditer(folded.text) if "#" in folded.text else ():
        if match.group().partition("#")[0] not in COUNTED_THINGS:
            yield folded.finding(Kind.HANDLE, match.span(), Severity.MEDIUM, "handle.tag")
    at_names = "@" in folded.text or "_" in folded.text
    for match in AT_NAME.finditer(folded.text) if at_names else ():
        named = (match.group("name") or "").rstrip(".") not in NO_NAMES
        if named and not FILE.fullmatch(match.group("under") or ""):
            yield folded.finding(Kind.HANDLE, match.span(), Severity.MEDIUM, "handle.at")
    aloud = "score" in folded.text or " bas " in folded.text
    for match in SAID_ALOUD.finditer(folded.text) if aloud else ():
        if NOT_IN_NAMES.isdisjoint(match.group("before", "after")):
            yield folded.finding(Kind.HANDLE, match.span(), Severity.MEDIUM, "handle.aloud")


def judge_platform(text: str, words: list[Word], place: int) -> Iterator[Stretch]:
    """Yield why the platform at `place` is a way to reach somebody, the gravest first."""
    named = name_after(text, words, place)
    owner = owner_before(text, words, place)
    first = place if owner is None else owner
    if named:
        yield first, named, Severity.HIGH, "handle.named"
    elif (before := name_before(words, place)) is not None:
        yield before, place, Severity.HIGH, "handle.named"
    elif owner is not None and is_owned(text, words, place):
        yield first, place, Severity.MEDIUM, "handle.owned"
    elif (verb := invitation_before(words, place)) is not None:
        yield verb, place, Severity.MEDIUM, "handle.invitation"
    elif is_asking(words, place) and (asked := asked_before(words, place)) is not None:
        yield asked, place, Severity.MEDIUM, "handle.asked"


def name_after(text: str, words: list[Word], place: int) -> int | None:
    """Return where the account's name stands after the platform: "insta: lea_03"."""
    for at in range(place + 1, min(place + 5, len(words))):
        if is_name(words[at].text):
            return at
        if words[at].key not in LINKS:
            break
    for at in range(place + 1, min(place + 9, len(words))):
        if words[at].text.strip("_") != words[at].text and len(words[at].text) > 4:
            return at  # "insta, but with underscores: __lea"
    following = place + 1
    if text[max(0, words[place].start - 1)] == "-":
        return None  # "checker-messenger - railway transport"
    if following < len(words) and SEPARATOR.match(text, words[place].end, words[following].start):
        # "snap: lea" and no more; "Instagram: on y vend des pubs" goes on.
        for at in range(following, min(following + 2, len(words))):
            if LINE_END.match(text, words[at].end):
                return at
    return None


def name_before(words: list[Word], place: int) -> int | None:
    """Return where the name stands before the platform: "lea_03 sur insta"."""
    for at in (place - 1, place - 2):
        if at >= 0 and is_name(words[at].text) and is_no_word(words[at].text):
            return at
        if at < 0 or words[at].key not in TOWARDS:
            break
    return None


def is_no_word(name: str) -> bool:
    """Say whether a name is more than two words with a full stop between: "super.insta"."""
    return not name.replace(".", "").isalpha() or name.count(".") > 1


def is_name(word: str) -> bool:
    """Say whether a word looks like an account: lea_03, l.e.a, @lea; not rapport.pdf."""
    if len(word) < 4 or not LOOKS_LIKE_NAME.fullmatch(word):
        return False
    return not (INCLUSIVE.fullmatch(word) or FILE.fullmatch(word))


def owner_before(text: str, words: list[Word], place: int) -> int | None:
    """Return where "mon", "your" and the like stand before the platform."""
    for at in range(place - 1, max(place - 4, -1), -1):
        if SENTENCE_END.search(text, words[at].end, words[at + 1].start):
            return None
        if words[at].key in OWNERS:
            return at
        if words[at].key not in QUALIFIERS:
            return None
    return None


def is_naming(text: str, words: list[Word], place: int) -> bool:
    """Say whether "c'est", "is" or a colon follows the platform."""
    after = words[place + 1] if place + 1 < len(words) else None
    return bool(after and (after.key in NAMING or SEPARATOR.match(text, words[place].end)))


def is_owned(text: str, words: list[Word], place: int) -> bool:
    """Say whether "mon insta" is an account: one's favourite is somebody else's."""
    if place + 1 < len(words) and words[place + 1].key in LIKED:
        return False
    return words[place].key in PLATFORMS or is_naming(text, words, place)


def invitation_before(words: list[Word], place: int) -> int | None:
    """Return where "ajoute-moi" or "on continue sur" begins before the platform."""
    nearest = [word.key for word in words[max(0, place - 2) : place]]
    if not TOWARDS.intersection(nearest):
        return None
    for at in range(place - 1, max(place - 7, -1), -1):
        around = {words[near].key for near in (at - 1, at + 1) if 0 <= near < place}
        if words[place].key in WORKADAY and "on" not in {word.key for word in words[:at]}:
            around -= OTHERS  # "mon equipe se parle sur Teams"
        if words[at].key in REACH and around & PRONOUNS:
            return at
        between = {word.key for word in words[at + 1 : place]}
        if words[at].key in MOVE and between <= BETWEEN | TOWARDS:
            return at
    return None


def is_asking(words: list[Word], place: int) -> bool:
    """Say whether a platform may be asked for: its name is not the first of two nouns."""
    following = words[place + 1].key if place + 1 < len(words) else ""
    return words[place].key in PLATFORMS and following not in OF_TALK


def asked_before(words: list[Word], place: int) -> int | None:
    """Return where "as-tu", "do you have" or "je suis sur" begins before the platform."""
    if place >= 2 and (words[place - 2].key, words[place - 1].key) in BE_ON:
        return place - 2
    at, said_you = place - 1, False
    while at > max(place - 4, 0) and words[at].key in ARTICLES - HAVE:
        said_you |= words[at].key in YOU
        at -= 1
    if at < 0 or words[at].key not in HAVE:
        return None
    said_you |= words[at].key in YOU or (at > 0 and words[at - 1].key in YOU)
    return at if said_you else None
