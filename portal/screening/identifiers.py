"""Numbers, cards and passwords that open something of a person's (R6, R38)."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

from portal.screening.births import BIRTH, judge_birth
from portal.screening.clues import MOST, Clue, pieces, stands_in
from portal.screening.findings import Context, Finding, Kind, Severity
from portal.screening.folding import Folded, word_set
from portal.screening.numbers import SEED, runs
from portal.screening.spelling import Reading

Judge = Callable[[Folded, re.Match[str]], Severity | None]

CUE_REACH = 50

# Four letters of the name, then eight digits: the ministry's permanent code and the health card.
CODE = re.compile(
    r"(?<![\w-])[a-z]{4}(?P<gap>[\s.-]{0,3})\d{4}[\s.-]{0,3}\d{4}(?![\w-]|\.[a-z]{2,4}\b)"
)
CODE_CUE = re.compile(
    r"\b(?:ramq|assurance[\s-]maladie|carte[\s-]soleil|code[\s-]permanent|permanent[\s-]code"
    r"|health[\s-](?:card|insurance)|medicare|nam)\b"
)
NO_CODE = word_set(
    "isbn date issn scan file code info page item tout dans avec pour vers from copy"
)
TRIPLETS = re.compile(r"(?<![\w$.,-])\d{3}[\s.-]\d{3}[\s.-]\d{3}(?![\w$%-]|[.,]\d|\s\d|\s?[$€])")
NINE = re.compile(r"(?<!\d)\d(?:[\s.-]{0,2}\d){8}(?!\d)")
NINE_CUE = re.compile(
    r"\b(?:n\.?a\.?s|assurance[\s-]sociale|s\.?i\.?n|social[\s-](?:insurance|security)"
    r"|my\ssocial|s\.?s\.?n)\b"
    r"\D{0,25}$"
)
AMERICAN = re.compile(r"(?<![\w-])(?!000|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")
CARD = re.compile(r"(?<![\w.,-])[2-6]\d{3}(?:[\s-]{0,2}\d){9,15}(?![\w-])")
CARD_CUE = re.compile(
    r"\b(?:carte|visa|master\s?card|amex|american\sexpress|credit|debit|card|interac)\b"
)
IBAN = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?:\s?[a-z0-9]{4}){3,7}(?:\s?[a-z0-9]{1,3})?(?!\w)")
LETTERS_LAST = {letter: str(ord(letter) - 87) for letter in "abcdefghijklmnopqrstuvwxyz"}

# A word that says which number is coming, a few words, then at least five digits of it.
NAMED = re.compile(
    r"\b(?:passe?ports?|permis\sde\sconduire|driver'?s?\slicen[cs]e|licen[cs]e\s(?:number|plate)"
    r"|(?:plaque|numero)\sd'immatriculation|matricule(?!\sd[eu]s?\s(?:projet|produit|piece|lot|chantier))|(?:numero|no|num|#)\s(?:de\s"
    r"|d')?(?:fiche|eleve|"
    r"etudiant\w{0,2}|employe\w{0,2}|dossier\s(?:etudiant|scolaire|medical|patient|a\sla\sdpj)"
    r"|compte|client|carte|folio|transit|da)|matr?\.?\s(?:etudiant\w{0,2}|employe\w{0,2})"
    r"|ma\sfiche|fiche(?=\s:?\s?\d{7}\b)|fiche\sscolaire|(?<!\w)da(?=\s?:?\s?\d{7}\b)|code[\s-]permanent|permanent[\s-]code|code\sd'etudiant"
    r"|(?:student|employee|account|card|routing|bank|locker)\s(?:id|number|no|num|account)"
    r"|carte\setudiante|student\scard|compte\s(?:bancaire|de\sbanque)|(?:compte|transit"
    r"|folio)(?=\s\d)|ramq|assurance[\s-]maladie"
    r"|carte[\s-]soleil|medicare|health\scard|casier)\b"
    r"(?:[\s:,#'=-]{1,3}(?!\d)[a-z]{1,11}){0,4}?[\s:,#'=.-]{1,4}"
    r"(?P<number>[a-z]{0,4}[\s-]?\d(?:[\s-]?[a-z]?\d){4,15})(?!\w)"
)
NUMBER_PIECES = pieces(
    "pass permis licen immatricul matricule fiche etudiant employe dossier compte client carte"
    " eleve folio transit da permanent student employee account card routing bank locker"
    " ramq assurance"
    " medicare casier"
)
ACCESS_PIECES = pieces(
    "pass code mdp pwd wifi wi-fi combin combo nip pin cvv cvc mp pw cadenas padlock buzz"
    " alarm keypad lock"
)
PART_PIECES = pieces(
    "nas n.a.s sin ssn ramq sociale maladie social permanent card carte permis licen visa pla"
)
SPOKEN_CUE = Clue(
    re.compile(""),
    (
        *pieces(
            "nas n.a.s sin ssn ramq social permanent card nip pin id number numero combin cvv"
        ),
        *pieces("code carte permis pass matricul fiche plaque plate dossier compte account"),
        "n a s",
    ),
)
SOCIAL = "social_insurance"
ACCESS = (
    r"(?:mots?\s?de\s?passe?|mdp|pass\s?words?|passwd|pwd|pass\s?code|passphrase|code\s(?:d'acces"
    r"|secret|wi-?fi|de\s(?:la\sporte|l'alarme|deverrouillage|securite|cadenas|mon\scell?))|wi-?fi"
    r"|(?:door|alarm|locker|access|security|phone|buzzer|gate|garage|building|house|entry"
    r"|intercom|lock\s?box"
    r"|key\s?pad|tablet|screen|unlock)\scode|code\s(?:du|de\sl'|de\sla|pour\sl[ae']"
    r"|to\sthe|for\sthe)\s?"
    r"(?:buzzer|garage|barriere|immeuble|bloc|batisse|sonnette|interphone|cabanon|maison"
    r"|entree|alarme"
    r"|cell|tablette|telephone|casier|locker|door|gate|house|building|alarm|lock)"
    r"|combinaison|combo|nip|pin(?:\s(?:code|number))?|cadenas|code\scvv"
    r"|cvv|cvc|pass|pw|mp)"
)
BETWEEN = (
    r"(?:\s(?:du|de|des|d'|pour|for|to|of|on|a|au|sur|le|la|les|l'|the|mon|ma|mes|my|ton"
    r"|ta|your|vrai"
    r"|portail|portal|chez|nous|moi|ici|home|here|at|compte|account|insta\w{0,4}|snap\w{0,4}|wi-?fi|ordi\w{0,6}|computer"
    r"|laptop|school"
    r"|ecole|email|courriel|gmail|cell?|phone|teams|mozaik|omnivox|netflix|discord|tiktok"
    r"|site|casier"
    r"|locker|porte|door|carte|card)){0,5}"
)
PASSWORD = re.compile(
    rf"(?:\b(?P<owner>mon|ma|mes|my|notre|our)\s)?(?:(?:vrai|new|nouveau|real|debit|bank"
    rf"|card|school|home|phone|old|main"
    rf"|numero\sde|code|email|laptop|ipad|tablet)\s){{0,2}}\b(?P<word>{ACCESS})\b"
    rf"(?:(?<!pin)(?:\s[a-z'-]{{1,12}}){{1,5}}?(?=\s(?:c'?\s?est|is|:|=)\s)"
    rf"|{BETWEEN})(?:\s?[,?])?(?P<link>\s?(?:c'?\s?est|(?<!,\s)it'?s|c|est|is|was|etait|'s|:|=|->"
    rf"|=>|→|➡|sera)\s?:?)?\s{{0,2}}"
    r"(?=[\"'«(]?\s?(?P<value>(?!https?:)[^\s«»\"]{3,40}))"  # seen ahead: "le wifi c'est mdp: x"
)
ASKED = re.compile(
    r"(?<!jamais\s)(?<!never\s)(?<!not\s)(?<!n't\s)"
    r"\b(?:c'?\s?est\squoi|c\squoi|quel\sest|what(?:'s|\sis|s)|donne(?:-moi)?"
    r"|envoie(?:-moi)?|give|send"
    r"|share|tell|file|passe|(?<!avoir\s)besoin\sde|(?<!you'll\s)(?<!will\s)need)(?!\sjamais|\spas)(?:\s(?:me|moi))?\s(?:ton"
    r"|votre|your|ur)\s"
    r"(?:(?:vrai|real|insta|snap|account|wifi|portal|school|email|gmail|laptop|computer|netflix"
    r"|teams|game|old|new|full)\s)?(?:mots?\sde\spasse|mdp|pass\s?words?"
    r"|nip|pin|code"
    r"\spermanent|nas|sin|carte\sde\scredit|credit\scard|login)\b"
    r"|\b(?:ton|your)\s(?:mot\sde\spasse|mdp|password)\s(?:c'?\s?est|c|is)\s(?:quoi|what)\b"
)
NO_VALUE = word_set(
    "lent lente slow down plein gratuit free plate ouvert open"
    " facile faciles long longue trop important importante secret secrets confidentiel bon bonne"
    " mauvais expire expiree perdu oublie que quoi pour pas plus dans les des une mon ton son ses"
    " mes tes votre notre normal strong weak wrong important required not the too something easy"
    " hard long short expired lost forgotten case safe secure private personal mine your his her"
    " obligatoire requis change changer changed sensible different toujours always very tres bien"
    " comme celui ma what comment how why quand when ici here sur avec avant after difficile"
    " simple compromis vole stolen hacked broken brise bloque locked refuse fort faible needed"
    " unique inutile necessaire a and or ou et kept garde jamais never demande asked same meme"
)
EVERYDAY = word_set("pass pw mp pin combo wifi wi-fi")
SHARE = re.compile(r"[\d.,]+%")
HAS_SIGN = re.compile(r"[\d!@#$%^&*_+=]")
SURE_VALUE = re.compile(r"\d+-\d+-\d+|\d{4,8}#|(?=.*[a-z]).*\d.*(?<=.{6})")
PLAIN_VALUE = re.compile(r"[a-z][a-z'-]{2,}")
ACCOUNT_OF_ONES = re.compile(
    r"\b(?:mon|ma|my|notre|our)\s(?:\w+\s){0,2}?(?:compte|account|login|wi-?fi|profile?|portail|ordi\w*"
    r"|laptop|cell\w*|phone|insta\w*|snap\w*|discord|netflix|email|courriel)\b"
)
WIFI = re.compile(r"\b(?:wi-?fi|reseau|network|login|user(?:name)?)\b")
# "Mon nip, le même que ma fête, 0312": one's own, and figures of that length soon after.
OWN_CODE = re.compile(
    r"\b(?:mon|ma|my|notre|our|the|le)\s(?:[a-z'-]{2,12}\s){0,2}?(?:nip|pin|mdp"
    r"|mot\sde\spasse|pass\s?word|pass\s?code"
    r"|combinaison|combination|cadenas|padlock|buzzer|alarme?|keypad|lock\s?box|cvv|cvc"
    r"|code\s(?:pour|to|for|of|de|du|d')\s?(?:[a-z']{1,12}\s){0,4}?(?:r?entrer|get\sin|ouvrir|open|unlock|debarrer|bloc|maison|porte"
    r"|immeuble|garage|cell|cellulaire|telephone"
    r"|tablette|ordi|alarme|casier|cabanon|phone|door|house|building|gate|ipad|laptop"
    r"|locker|shed|computer))\b"
    r"(?=[^.!?\d\n]{1,45}\d)(?P<between>[^.!?\d\n]{1,45}?)(?<![\w$.,-])(?P<value>\d{4}(?:\d{1,4})?)#?(?![\w%$-]"
    r"|\s(?:lignes|lines|fois|times"
    r"|caracteres|characters|ans|years))"
)
# "J'ai mis Licorne_12 comme mot de passe"
BEFORE_WORD = re.compile(
    r"(?<!\S)[\"'«]?(?=\S{0,30}[\d!@#$%^&*_])(?=\S{0,30}[a-z])[^\s\"'»]{5,40}[\"'»]?\s(?:comme|as|pour|for|is|est|c'est)\s"
    r"(?:(?:mon|my|le|the|un|a|our|notre)\s)?(?:mots?\sde\spasse|pass\s?word|mdp|pass\s?code|pw)\b"
)
# "Mot de passe : ma ville de naissance, Oran": a riddle that one reader can solve.
RIDDLE = re.compile(
    r"\b(?:mots?\sde\spasse|pass\s?word|mdp|nip|pin|pass\s?code)(?:\s(?:here|ici|too|aussi))?\s?(?:c'?\s?est|c|est|is|:"
    r"|it's)\s(?:juste\s|just\s)?(?:mon|ma|my|le\snom|the\sname"
    r"|la\sdate|the\ssame\sas|le\smeme\sque)\s(?!pire|worst|probleme|problem|respons|choix"
    r"|choice|own)[a-z]{2}"
)
THING = (
    r"(?:wi-?fi|porte|door|bloc|building|immeuble|garage|gate|barriere|alarme?|casier"
    r"|locker|cadenas|phone|cell|tablette|ipad"
    r"|coffre|safe|cabanon|shed|key|cle|clef)"
)
OPENS = re.compile(
    rf"\b{THING}\b(?=[^.!?\n\d]{{0,80}}\d)(?:[^.!?\n\d]{{0,50}}?\b(?:code|pass)(?:'s|\s?(?:is|c'?\s?est|c|est|:"
    rf"|=))\s#?\d{{4,10}}\b"
    rf"|[^.!?\n\d]{{0,15}}?\b(?:s'ouvre|se\sdebarre|ouvre|debarre|opens?"
    rf"|unlocks?)\s(?:avec|with|by|en\sfaisant)\s"
    r"(?:le\s|the\s|code\s){0,2}#?\d{3,8}\b)"
)
# A lock's three turns: "24-8-36", "12 right, 30 left, 8 right".
TURN = r"\d{1,2}(?:\s(?:a\s)?(?:right|left|droite|gauche))?"
TURNS = re.compile(
    r"\b(?:cadenas|combo|combinaison|combination|lock|locker|padlock|casier|coffre"
    r"|safe)\b[^.!?\n\d]{0,40}"
    rf"(?<![\w.,/-]){TURN}\s?[,\s-]\s?{TURN}\s?[,\s-]\s?{TURN}(?![\w%/-])"
)
# The driving licence of Quebec and of Ontario.
LICENCE = re.compile(r"(?<![\w-])[a-z]\d{4}[\s-](?:\d{6}[\s-]\d{2}|\d{5}[\s-]\d{5})(?![\w-])")
# "Mon NAS commence par 260", "last four of my SIN: 1188".
PART = re.compile(
    r"\b(?:nas|n\.a\.s|sin|ssn|ramq|assurance\s(?:sociale|maladie)|social\sinsurance"
    r"|code\spermanent|health\scard"
    r"|(?:bank|credit|debit)\scard|carte\s(?:de\s)?(?:credit|debit|bancaire|soleil)|permis"
    r"|plaque|plate|licen[cs]e)\b[^.!?\n]{0,30}?"
    r"\b(?:commence|debute|finit|termine|starts?|begins?|ends?|finishes|last|derniers?"
    r"|premiers?|first)\b"
    r"[^.!?\d\n]{0,25}[a-z]?\d{2,6}[a-z]?\b"
    r"|\b(?:last|derniers?|premiers?|first)\s(?:\w+\s){1,3}(?:of|de|du)\s(?:my|mon"
    r"|ma)\s(?:nas|sin|ssn|card|visa|carte|ramq)"
    r"\b[^.!?\d\n]{0,20}\d{3,6}\b"
)
# "My SIN is nine three zero": which number is coming, then figures in words.
TOLD_NUMBER = re.compile(
    r"\b(?:nass?|n\.?\s?a\.?\s?s|sin|ssn|ramq|assurance(?:\s(?:sociale|maladie))?|social\s(?:insurance|security)"
    r"|code\spermanent|health\scard|(?:my|mon)\ssocial|social(?=\s?[:=])"
    r"|nip|pin|(?:student|account|card|health|licen[cs]e)\s(?:id|number)|numero\sd(?:e\s"
    r"|')(?:eleve|etudiant\w{0,2}|fiche|compte|carte)"
    r"|combinaison|cvv|door\scode|code\sd(?:e\s|')(?:la\sporte|alarme)"
    r"|(?:mon|ma|my)\s(?:\w+\s){0,3}?(?:carte|card|permis|passe?port|matricule|fiche|plaque"
    r"|plate|dossier|compte|account|id))\b[^.!?\n\d]{0,45}$"
)


def find_identifiers(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Yield numbers that identify a person or a card, and passwords."""
    view, found = reading.folded, 0
    for clue, judge, rule in RULES:
        for match in clue.finditer(view.text):
            severity = judge(view, match)
            if severity is not None:
                end = max(match.end(group) for group in range(match.re.groups + 1))
                yield view.finding(Kind.ID, (match.start(), end), severity, f"id.{rule}")
                found += 1
            if found == MOST:
                return
    yield from find_told_numbers(view)


def judge_code(view: Folded, match: re.Match[str]) -> Severity | None:
    """Judge "TREL 0256 1234": spaced, its letters are capitals or its name stands near."""
    if has_before(CODE_CUE, view.text, match) or last_code_cue(view.text) >= match.end():
        return Severity.HIGH
    letters = view.source(match.start(), match.start() + 4)
    is_word = letters.casefold() in NO_CODE or (match.group("gap") and not letters.isupper())
    return None if is_word else Severity.HIGH


@lru_cache(maxsize=4)
def last_code_cue(text: str) -> int:
    """Return where the last name of such a code begins, or -1."""
    return max((cue.start() for cue in CODE_CUE.finditer(text)), default=-1)


def judge_triplets(_view: Folded, match: re.Match[str]) -> Severity | None:
    """Judge 046 454 286: a social insurance number when its last digit checks."""
    digits = figures(match.group())
    return Severity.MEDIUM if passes_luhn(digits) and not digits.endswith("00") else None


def judge_nine(view: Folded, match: re.Match[str]) -> Severity | None:
    """Judge nine digits right after the name of such a number."""
    before = view.text[max(0, match.start() - CUE_REACH) : match.start()]
    return Severity.HIGH if NINE_CUE.search(before) else None


def judge_card(view: Folded, match: re.Match[str]) -> Severity | None:
    """Judge the long number of a bank's card, which checks or is named so."""
    digits = figures(match.group())
    named = has_before(CARD_CUE, view.text, match) and len(digits) >= 15
    checks = passes_luhn(digits) and len(set(digits)) > 1
    return Severity.HIGH if named or checks else None


def judge_iban(_view: Folded, match: re.Match[str]) -> Severity | None:
    """Judge an international account number by its remainder."""
    plain = re.sub(r"\s", "", match.group())
    number = "".join(LETTERS_LAST.get(char, char) for char in plain[4:] + plain[:4])
    return Severity.HIGH if int(number) % 97 == 1 else None


def judge_password(view: Folded, match: re.Match[str]) -> Severity | None:
    """Judge what follows "mon mot de passe c'est": a plain word only when one's own is told."""
    value = match.group("value").rstrip(".,;:!?)'")
    owned = match.group("owner") or ":" in (match.group("link") or "")
    told = match.group("link") or SURE_VALUE.fullmatch(value)
    before = (first_end(cue, view.text) <= match.start() for cue in (WIFI, ACCOUNT_OF_ONES))
    owned = owned or (told and any(before))
    sure = match.group("word") == "pw" and SURE_VALUE.fullmatch(value)
    if match.group("word") in EVERYDAY and not (owned or sure):
        return None
    if value in NO_VALUE or len(value) < 3 or SHARE.fullmatch(value):
        return None
    named = match.group("link") or match.group("owner") or SURE_VALUE.fullmatch(value)
    if HAS_SIGN.search(value) and named:
        return Severity.HIGH
    near = match.group("owner") or owned or stands_in(ACCOUNT_OF_ONES, view.text)
    plain = near and match.group("link") and PLAIN_VALUE.fullmatch(value)
    return Severity.MEDIUM if plain else None


@lru_cache(maxsize=4)
def first_end(pattern: re.Pattern[str], text: str) -> int:
    """Return where the first match of a pattern ends, or far behind the text."""
    named = pattern.search(text)
    return named.end() if named else len(text) + 1


def find_told_numbers(view: Folded) -> Iterator[Finding]:
    """Yield four figures in words or more after the name of the number that they are."""
    if not (SPOKEN_CUE.may_match(view.text) and SEED.search(view.text)):
        return
    for run in islice(runs(view.text), MOST):
        if len(run) < 3 or not any(piece.spoken for piece in run):
            continue
        before = view.text[max(0, run[0].start - 2 * CUE_REACH) : run[0].start]
        if TOLD_NUMBER.search(before):
            span = run[0].start, run[-1].end
            yield view.finding(Kind.ID, span, Severity.HIGH, "id.spoken")


def always(_view: Folded, _match: re.Match[str]) -> Severity | None:
    """Judge what its form or its name has already told."""
    return Severity.HIGH


RULES: tuple[tuple[Clue, Judge, str], ...] = (
    (Clue(ASKED, pieces("ton your ur votre")), always, "asked"),
    (Clue(CODE, figure=True), judge_code, "personal_code"),
    (Clue(NINE, pieces("nas n.a.s social sin s.i.n ssn s.s.n"), True), judge_nine, SOCIAL),
    (Clue(TRIPLETS, figure=True), judge_triplets, SOCIAL),
    (Clue(AMERICAN, ("-",), True), always, SOCIAL),
    (Clue(CARD, figure=True), judge_card, "card"),
    (Clue(IBAN, figure=True), judge_iban, "account"),
    (Clue(NAMED, NUMBER_PIECES, True), always, "named"),
    (Clue(PASSWORD, ACCESS_PIECES), judge_password, "password"),
    (Clue(OWN_CODE, ACCESS_PIECES, True), always, "password"),
    (Clue(BEFORE_WORD, pieces("pass mdp pw")), always, "password"),
    (Clue(RIDDLE, pieces("pass mdp nip pin")), always, "password"),
    (
        Clue(OPENS, pieces("code pass s'ouvre debarre ouvre open unlock"), True),
        always,
        "password",
    ),
    (Clue(TURNS, pieces("cadenas comb lock casier coffre safe"), True), always, "password"),
    (Clue(LICENCE, figure=True), always, "named"),
    (Clue(PART, PART_PIECES, True), always, "part"),
    (BIRTH, judge_birth, "birth"),
)


def has_before(cue: re.Pattern[str], text: str, match: re.Match[str]) -> bool:
    """Say whether a cue stands shortly before the match."""
    return bool(cue.search(text, max(0, match.start() - CUE_REACH), match.start()))


def figures(text: str) -> str:
    """Return the digits of a text."""
    return "".join(char for char in text if char.isdigit())


def passes_luhn(digits: str) -> bool:
    """Say whether the last digit checks the others, as on cards."""
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (
        sum(value - 9 if value > 9 else value for value in doubled)
        + sum(int(digit) for digit in digits[::-2])
    ) % 10 == 0
