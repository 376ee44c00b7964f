"""What tells that somebody speaks of a home, and doors told without a kind of street (R6, c.9)."""

import re
from collections.abc import Iterator
from itertools import islice

from portal.screening.clues import Clue, pieces, stands_in
from portal.screening.folding import Folded, word_set

SMALL = (
    r"deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze"
    r"|seize|vingts?"
    r"|trente|quarante|cinquante|soixante|cents?|mille|two|three|four|five|seven|eight|nine|ten"
    r"|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty"
    r"|forty|fifty|sixty|seventy|eighty|ninety|hundred"
)
SPOKEN = rf"(?:{SMALL})(?:(?:\s|-|\set\s)(?:{SMALL}|une?|one)){{0,6}}"
HOME = (
    r"\bj'?\s?(?:'|e\s)?(?:habite|abite|reste|vis|demeure)\b|\b(?:on|nous)\s(?:habit"
    r"|rest)\w{1,4}\b"
    r"|\b(?:chez|ché|che)\s(?:nous|moi|ma\smere|mon\spere|mes\sparents|nouzot)"
    r"|\b(?:mon|notre|ma)\s(?:adresse|maison|appart\w{0,6}|bloc|condo|rue|building|ferme"
    r"|chalet|logement|immeuble|duplex|triplex|roulotte)\b"
    r"|\b(?:i|we)(?:'m|\sam|\sare|'re)?\s(?:live|living|liv|stay|staying)\b"
    r"|\b(?:my|our)\s(?:[a-z]{4,7}\s)?(?:address|addy|adress|house|place|apartment|apt|home|street"
    r"|building|farm|condo|flat|trailer|cabin|dorm|duplex)\b"
    r"|\b(?:i|we|i've|we've)\s(?:just\s)?moved?\s(?:to|into)\b|\b(?:on|j'ai|je)\s(?:a\s"
    r"|est\s|suis\s|viens\sde\s)?demenage\w{0,2}\b"
    r"|\ben\spension\b|\b(?:we|i)\srent\b|\b(?:je|on)\sloue\b|\bat\smy\s(?:dad|mom|mum"
    r"|aunt|uncle|gran\w{0,4}|dad's|mom's)\b"
    r"|\bchez\s(?:mon|ma)\s(?:oncle|tante|grand-(?:mere|pere)|blonde|chum)\b"
)
# Somebody is told to go there, or one's own is told.
CALLED = (
    r"|\b(?:viens|venez|vient|passe[sz]?|rejoins|rejoint)\b|\bsi\stu\s(?:passes?|viens)\b"
    r"|\b(?:meet|pick|visit|see)\s(?:me|us)\b|\bcome\s(?:over|by|see|to)\b|\bdrop\s(?:by|in)\b"
    r"|\b(?:i'?m|we're|j'?\s?suis|chu)\s(?:at|au)\s\d{1,4}\s(?!%)|\b(?:sonne|cogne|frappe)[szr]?\b|\b(?:ring|knock|buzz)\b|\b(?:find|reach)\s(?:me"
    r"|us)\b|\bme\strouver\b"
    r"|\b(?:mon|ma|my)\s(?:ecole|school|job|travail|work)\b|\b(?:envoie|envoyer|livrer"
    r"|ship|mail|send)\b"
)
HOME_PIECES = pieces(
    "habit abite rest vi demeur che adresse maison appart bloc condo rue building li stay address"
    " pension rent loue house place apartment apt home street ferme chalet logement farm"
    " flat move demenag immeuble plex roulotte trailer cabin dorm"
)
CALLED_PIECES = pieces(
    "vien venez passe rejoin si me come see visit pick drop ecole school job travail work envo"
    " sui chu i'm im we're livre ship mail send sonne cogne frappe ring knock buzz find reach"
    " trouver"
)
AT_HOME = Clue(re.compile(HOME), HOME_PIECES)
PERSONAL = Clue(re.compile(HOME + CALLED), HOME_PIECES + CALLED_PIECES)
INSTITUTION = re.compile(
    r"\b(?:revenu\squebec|services?\s(?:quebec|canada)|hydro.quebec|general(?=\sis\s(?:at|on))|cegeps?|colleges?|universit\w{1,3}|campus|pavillon|ecoles?|schools?|siege"
    r"|head\soffices?"
    r"|headquarters?|centres?|center|cfp|hopital|hospital|clini(?:que|c)|bureaux?|offices?"
    r"|usine|plant"
    r"|factory|entreprise|compagnie|company|magasin|store|shop|boutique|biblio\w{0,8}"
    r"|library|musee"
    r"|museum|palais|court(?:house)?|garage|restaurant|salon|ateliers?|hotel|mairie"
    r"|city\shall|pharmac"
    r"\w{1,3}|succursale|branch|clsc|cisss|ciusss|theatre|theater|arena|gare|station|ministere"
    r"|ministry|ordre|association|organisme|firme|firm|banque|bank|caisse|caserne|aeroport"
    r"|pont|bridge|travaux|construi\w{1,4}|accidents?|airport|laborato\w{1,4}|lab|studio"
    r"|mcgill|concordia|polytechnique|dawson|vanier|bishop'?s|marianopolis"
    r"|boulangerie|bakery|salle|portes\souvertes|open\shouse"
    r"|chantier|construction|commission|federation|syndicat|union|editions?|inc)\b"
)
# "L'ITHQ est au", "la SAAQ, ", "BAnQ:": an institution by its initials.
INITIALS = re.compile(
    r"\b(?:[A-ZÉ]{3,8}|[A-Z]{1,4}[a-z][A-Z]{1,4})\b,?[:\s]{1,2}"
    r"(?:(?:est|is|se trouve|a lieu|has|are)\s)?(?:(?:situé|située|located|installé|based)\s)?"
    r"(?:(?:au|at|on|sur|à)\s)?(?:the\s|le\s)?$"
)
INITIALS_REACH = 40
SENTENCE_END = re.compile(r"[!?\n]|(?<=[a-z]{5})\.\s")

# "45 Elgin", "77 de l'Eglise", "890 Concession 4": a capital tells that it is a name.
DOOR = Clue(
    re.compile(
        r"(?<![\w$#/:-])(?<!\d[.,])(?P<number>\d{1,5})\s?[a-c]?,?\s(?P<article>(?:de\sla\s"
        r"|de\sl'|des\s|du\s|de\s|d')?)"
        r"(?P<name>[a-z][\w'.-]{2,24})"
    ),
    figure=True,
)
YEAR = re.compile(r"(?:19|20)\d\d")
NO_STREET = word_set(
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre january"
    " february march april may june july august september october november december lundi mardi"
    " mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday"
    " sunday canadiens quebecois francais euros dollars mbps ghz"
)
MOST_DOORS, DOOR_BEFORE, DOOR_AFTER = 200, 90, 60

ROOM_WORD = (
    r"(?:chambre|chbre|room|rm|app?t?|appart(?:ement)?|apartment|unit|suite|porte|door|lot"
    r"|logement|studio|loft)"
)
DWELLING = (
    r"(?:residences?|dorms?|dormitory|rpa|foyer|bloc|tour|tower|immeuble|building|condos?"
    r"|motel|camping|campground|trailer\spark|maisons\smobiles|coop\w*)"
)
ROOM_NUMBER = rf"{ROOM_WORD}\.?\s(?:#|no\.?\s|number\s|numero\s)?\d{{1,5}}"
MINE = (
    r"(?:j'?e?\s?(?:reste|vis|habite|demeure|loge)|je\ssuis|chu|j'suis|on\s(?:reste|vit"
    r"|habite|est)"
    r"|(?:i|we)(?:'m|'re|\sam|\sare)?\s(?:live|living|stay|staying)|i'?m|i\sam|we're|mon"
    r"|ma|notre|my|our)"
)
NEAR_HOME = (
    r"(?:\s(?:a|at)?\s?(?:\d{1,2}|une?|deux|trois|cinq|dix|one|two|three|five"
    r"|ten)\s(?:minutes?|min|coins?|rues?|pas|blocks?|doors?)\s"
    r"(?:a\spied\s|walk\s|away\s)?(?:de\schez\s(?:moi|nous)|from\s(?:my|our)\s(?:house"
    r"|place|home))"
    r"|(?:a\scote|pres|proche|en\sface|en\sarriere|derriere|devant"
    r"|au\sbout)\s(?:de\s)?(?:chez\s(?:moi|nous)|ma"
    r"\s(?:maison|rue|cour)|mon\s(?:bloc|appart\w*))|(?:near|by|behind|beside|next\sto"
    r"|across\sfrom"
    r"|close\sto|in\sfront\sof)\s(?:my|our)\s(?:house|place|home|building|street|apartment"
    r"|backyard))"
)
SPOT = r"(?:parc|park|skate\s?park|arret|stop|depanneur|patinoire|rink|terrain|playground|piscine)"
ROOM = Clue(
    re.compile(
        # "Chambre 406, résidence les Pins", "room 312 of the Evelyn residence"
        rf"\b{MINE}\b(?:(?=\D{{0,130}}\d)[^.!?\n]{{0,40}}?\b(?:{ROOM_NUMBER}\b[^.!?\n]{{0,30}}?\b{DWELLING}\b"
        rf"|{DWELLING}\b[^.!?\n]{{0,40}}?\b{ROOM_NUMBER}\b)"
        rf"|[^.!?\n]{{0,30}}?\b(?:etage|floor)\b(?:,?\s{ROOM_NUMBER}"
        rf"|\s(?:du|de\sla|of)\s(?:\d|{DWELLING}\s(?:\w+\s){{0,2}}(?:sur|on)\s)))"
        # "My locker is number 118, second floor": which one, and where it is or what to do there
        r"|\b(?:mon|my)\s(?:casier|locker|case)\b(?:\s(?!a\b"
        r"|has\b)[a-z']{1,11}){0,4}?\s?[:#]?\s?(?:[a-z]-?)?\d{2,4}\b(?=[^.!?\n]{0,40}?\b(?:floor"
        r"|etage|corridor|hall|aile|wing|bloc|sous-sol|basement|gym\w*|a\scote|pres|beside|near|next"
        r"|laisse\w*|leave|drop|put|mets|viens|come|meet)\b)"
    ),
    pieces(
        "chambre chbre room rm app apt appart apartment unit suite porte door etage floor casier"
        " locker case lot logement studio loft"
    ),
    True,
)
HAUNT = Clue(
    re.compile(
        rf"\b{SPOT}\s(?:de\sla\s|du\s"
        rf"|de\s)?(?:rue\s)?(?P<name>[a-z][\w'-]{{2,20}})[^.!?\n]{{0,30}}?(?<!\w){NEAR_HOME}"
        rf"|\b(?:mon|my)\s(?:bus\s)?(?:arret|stop)(?:\s(?:d'auto)?bus"
        rf"|\sd'autobus)?\s(?:c'?\s?est|est|is|:)\s(?:au|a|at"
        r"|devant|en\sface|in\sfront|sur|on|coin|the|le|celui)\b"
        r"|\b(?:descends|debarque|embarque|get\s(?:off|on)"
        r"|picked\sup)\b[^.!?\n]{0,20}?\b(?:arret|stop)\s(?:at\s|on\s|de\s"
        r"|coin\s)?[a-z][\w-]{2,20}"
        r"\s(?:et|and|/|&)\s[a-z]"
        rf"|\b(?:bus|autobus|ligne)\s(?:#|no\s)?\d[^.!?\n]{{0,30}}?\b(?:arret"
        rf"|stop)\b[^.!?\n]{{0,30}}?\b{NEAR_HOME}"
        rf"|\b(?:arret|stop)\s[^.!?\n]{{0,12}}?\b(?:on|sur|at"
        rf"|coin)\s[^.!?\n]{{0,30}}?\b{NEAR_HOME}"
    ),
    pieces("parc park arret stop depanneur patinoire rink terrain playground piscine"),
)
ORDER = (
    r"(?:\d{1,2}(?:e|er|ere|eme|ieme|st|nd|rd|th)|premiere|deuxieme|troisieme|quatrieme|cinquieme"
    r"|sixieme|derniere|avant-derniere|first|second|third|fourth|fifth|sixth|last)"
)
# The way to a house: "the third house after the church", "tourne à gauche sur Gouin, c'est ...".
WAY_THERE = Clue(
    re.compile(
        rf"\b{ORDER}\s(?:maison|house|driveway|duplex|bungalow|entree)\s?(?:blanche|bleue|rouge"
        rf"|white|red|blue)?\s?"
        r"(?:a\s(?:droite|gauche)|apres|passe|after|past|on\s(?:the|your)\s(?:left|right)"
        r"|du\scul[\s-]de[\s-]sac)\b"
        r"|\b(?:two|three|four|\d|deux|trois)\s(?:doors?|houses?|maisons?|portes?)\s(?:down|up"
        r"|over|apres|avant|past|from)\b"
        r"|\b(?:maison|house|bungalow)\s(?:(?:en|with|avec)\s)?\w{3,10}\s(?:du\srang"
        r"|de\sla\srue|du\schemin|de\sl'avenue|sur\sla\srue|sur\sle"
        r"\s(?:rang|chemin))\s(?!principale)\w{3,}"
        r"|\b(?:find\sus|find\sme|we're|i'm|my\shouse|our\shouse|j'habite|viens|on\sreste"
        r"|on\sest)\b[^.!?\n]{0,25}?\b(?:at\sthe\send\sof"
        r"|au\sbout\sd[eu])\s(?:la\s|the\s)?(?:rue|rang|chemin|[a-z]{3,15}\s(?:street|road"
        r"|lane|drive|avenue))\b"
        r"|\b(?:derniere|last)\s(?:maison\s|house\s)?(?:du\s(?:cul[\s-]de[\s-]sac|rang)"
        r"|on\sthe\s(?:street|road|dead\send))\b"
        r"|\b(?:metro|station|bus|arret|stop|feu|lights?)\b[^.!?\n]{0,40}?\b(?:marche|walk"
        r"|continue|monte|descends)\b[^.!?\n]{0,25}?"
        r"(?:jusqu'au|au|to|until)\s(?:number\s|numero\s)?\d{2,5}\b(?!\s(?:mai|juin|min|m\b"
        r"|metres?|km))"
    ),
    pieces(
        "maison house driveway duplex bungalow entree door porte end bout derniere last metro"
        " station bus arret stop feu light"
    ),
)
# Somebody tells which house they worked on.
WORKED_ON = re.compile(
    r"\b(?:framed|built|painted|roofed|renovated|sold|construit\w*|peint\w*|renove\w*|vendu\w*|clients?|chantier)\b"
)
# "Je reste vingt-deux soixante Panet"; "the corner lot, Birch and 3rd": capitals tell the names.
NAMED_PLACE = Clue(
    re.compile(
        rf"\b(?:habite|reste|vis|demeure|live|living|stay|rent"
        rf"|loue)\s(?:[a-z]+\s){{0,2}}?(?:at\s|au\s|a\s|sur\s)?{SPOKEN}\s(?:de\sla\s|des\s|du\s"
        rf"|de\s)?"
        r"(?P<door>[a-z][\w'-]{2,20})"
        rf"|\b{MINE}\b[^.!?\n]{{0,30}}?\b(?:corner\s(?:lot|house)|{DWELLING}"
        rf"|maison)\b[^.!?\n]{{0,15}}?(?:\s(?:at|on|au\scoin(?:\sde)?"
        r"|coin|sur|entre|between|de)|,)\s(?P<one>[a-z][\w'-]{2,20})\s(?:and|et"
        r"|&)\s(?P<other>[a-z\d][\w'-]{2,20})"
    ),
    pieces(
        "habite rent loue reste vis demeure live living stay lot house bloc tour tower"
        " immeuble building condo maison dorm residence"
    ),
)


def find_doors(view: Folded) -> Iterator[tuple[int, int]]:
    """Yield the numbers before a capital that stand near "j'habite" or "come over".

    What a place open to the public was named before passes, unless a home is spoken of.
    """
    for match in islice(DOOR.finditer(view.text), MOST_DOORS):
        if is_door(view, match):
            yield match.span()


def is_door(view: Folded, match: re.Match[str]) -> bool:
    """Say whether a number before a name is the door of a home, or of where to come."""
    if not is_capital(view, match.start("name")) or match.group("name") in NO_STREET:
        return False
    number = match.group("number")
    if not match.group("article") and (YEAR.fullmatch(number) or len(number) < 2):
        return False
    around = view.text[max(0, match.start() - DOOR_BEFORE) : match.end() + DOOR_AFTER]
    if AT_HOME.pattern.search(around):
        return True
    called = PERSONAL.pattern.search(around) is not None
    return called and not is_institution(view, match.start())


def find_rooms(view: Folded) -> Iterator[tuple[int, int]]:
    """Yield rooms of a residence, lockers, and the park beside one's home."""
    for match in ROOM.finditer(view.text):
        yield match.span()
    for match in WAY_THERE.finditer(view.text):
        if not stands_in(WORKED_ON, view.text):
            yield match.span()
    for match in NAMED_PLACE.finditer(view.text):
        names = [part for part in ("door", "one", "other") if match.group(part)]
        if all(is_capital(view, match.start(part)) for part in names):
            yield match.span()
    for match in HAUNT.finditer(view.text):
        if match.group("name") is None or is_capital(view, match.start("name")):
            yield match.span()


def is_capital(view: Folded, place: int) -> bool:
    """Say whether the author typed a capital or a figure there."""
    char = view.source(place, place + 1)
    return char.isupper() or char.isdigit()


def is_institution(view: Folded, start: int) -> bool:
    """Say whether the sentence names a place open to the public before the address."""
    before = SENTENCE_END.split(view.text[max(0, start - 120) : start])[-1]
    if INSTITUTION.search(before):
        return True
    typed = view.source(max(0, start - INITIALS_REACH), start) if start else ""
    return INITIALS.search(typed) is not None
