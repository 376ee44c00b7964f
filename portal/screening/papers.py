"""Plates, and one's own numbers whatever the paper or the card that bears them (R6, R38)."""

import re
from collections.abc import Iterator
from itertools import islice

from portal.screening.clues import MOST, Clue, pieces
from portal.screening.findings import Context, Finding, Kind, Severity
from portal.screening.folding import Folded
from portal.screening.spelling import Reading

# Quebec's A12 BCD, the older 123 ABC and ABC 123, Ontario's ABCD 123.
NEW_PLATE = r"[a-z]\d{2}[\s-]?[a-z]{3}"
PLATE = rf"(?:{NEW_PLATE}|[a-z]{{3,4}}[\s-]?\d{{3,4}}|\d{{3}}[\s-]?[a-z]{{3}})"
PLATE_WORD = r"\b(?:plaques?|plates?|plak\w{0,3}|plac|immat\w{0,14}|license|licence)\b"
VEHICLE = (
    r"\b(?:char|auto|voiture|bagnole|minoune|truck|pick-?up|camion(?:nette)?|moto|scooter|car|van"
    r"|jeep|suv|civic|corolla|mazda|hyundai|toyota|honda|kia|elantra|nissan|volks\w*|subaru|tesla"
    r"|ford|chevrolet|dodge|golf|jetta|mercedes|bmw|audi|conduis|drive|driving)\b"
)
NAMED_PLATE = Clue(
    re.compile(
        rf"{PLATE_WORD}[^.!?\n\d]{{0,40}}?(?<![\w-])(?P<after>{PLATE})(?![\w-])"
        rf"|(?<![\w-])(?P<before>{NEW_PLATE})(?![\w-])[^.!?\n]{{0,20}}?{PLATE_WORD}"
        rf"|{VEHICLE}[^.!?\n]{{0,40}}?(?<![\w-])(?P<car>{NEW_PLATE})(?![\w-])"
        rf"|(?<![\w-])(?P<first>{NEW_PLATE})(?![\w-])[^.!?\n]{{0,25}}?{VEHICLE}"
    ),
    (),
    figure=True,
)
OWN = r"(?:mon|ma|mes|my|notre|our|mn)"
BEARER = (
    r"(?:numero|num|no|number|nbr|nombre|carte|card|code|matricule|matr|licen[cs]e|permis"
    r"|certificat\w{0,2}|birth\scertificate|fiche|dossier|compte|account|identifiant|id|passe?ports?"
    r"|uci|iuc|nas|nam|ramq|sin|ssn|nip|visa|mastercard|opus|login|abonnement|membership|police"
    r"|assurance|insurance|transit|folio|da|immatriculation)"
)
# "Mon numero de commande 45012", "my course code": nobody's own.
NOT_ONES_OWN = re.compile(
    r"\b(?:cours|course|class|classe|programme?|projets?|projects?|commandes?|order|pieces?|parts?"
    r"|cnp|noc|produits?|products?|factures?|invoice|salaire|salary|pay|paie|norme|version|serie"
    r"|batch|lot|groupe?s?|budget|facture|devis|inventaire|scie|modele|model|zip|postal|postale"
    r"|dep|dec|aec|mat|couleur|color|colour|page|bus|ligne|points?|score|lines?|lignes?|crash\w*|plante)\b"
)
OWN_NUMBER = Clue(
    re.compile(
        rf"\b{OWN}\s(?P<said>(?:[\w'/-]{{1,14}}\s){{0,4}}?(?P<bearer>{BEARER})\b"
        r"(?:[\s:,#'=()>-]{1,4}(?!\d)[a-z'/-]{1,14}){0,4}?)[\s:,#'=(.>-]{1,4}"
        r"(?P<number>[a-z]{0,4}[\s-]?\d(?:[\s.-]?[a-z]?\d){4,18})(?![\w%$€])(?!\s?[$€%])"
    ),
    pieces(
        "num no nbr nombre card cart code matr licen permis certificat fiche dossier compte"
        " account id pass uci iuc nas nam ramq sin ssn nip visa opus login abonnement member"
        " police assur insur transit folio da immat"
    ),
    figure=True,
)
# The three figures on the back of a card, or its date with its last figures.
CARD_BACK = Clue(
    re.compile(
        r"\b(?:cvv|cvc|cvv2|code\sde\ssecurite|security\scode)\b[^\d.!?\n]{0,15}\d{3,4}(?!\d)"
        r"|\bexp\w{0,8}\s?:?\s?(?:le\s|on\s)?(?:0[1-9]|1[0-2])\s?/\s?\d{2}\b[^.!?\n]{0,20}\b\d{3}\b"
    ),
    pieces("cvv cvc exp securit"),
    figure=True,
)
OWN_PLATE = Clue(
    re.compile(
        r"\b(?:ma\splaque|my\s(?:license\s)?plate)\b[^.!?\n]{0,15}\b(?:personnalis|personali|vanity|custom)\w*\b.{0,12}?\w{2}"
    ),
    ("pla",),
)
ADDRESS_OF_MACHINE = Clue(
    re.compile(
        rf"\b{OWN}\s(?:adresse\s|address\s)?ip\b[^\d.!?\n]{{0,20}}"
        r"(?!10\.|192\.168|127\.|172\.(?:1[6-9]|2\d|3[01]))\d{1,3}(?:\.\d{1,3}){3}(?!\d)"
    ),
    ("ip",),
    figure=True,
)
ASKED_PICTURE = Clue(
    re.compile(
        r"\b(?:photos?|pics?|pictures?|scan|copie|copy|selfie\s(?:with|avec))\s(?:de\s|of\s|d')?(?:both\ssides\sof\s)?"
        r"(?:ton|ta|tes|your|ur)\s(?:\w+\s){0,2}?(?:id|carte\w{0,2}|permis|passe?port|pieces?\sd'identite|card"
        r"|licen[cs]e|visa|nas|sin|birth\scertificate|certificat\sde\snaissance)\b"
        r"|\b(?:bank|debit|credit|visa|guichet|interac|carte|card)\s(?:card\s)?(?:pin|nip)\s?(?:is|est|c'est|:|=)?\s?\d{4}\b"
        r"|\b(?:last|derniers?|premiers?|first)\s(?:(?:four|three|quatre|trois|[34]|digits|chiffres)\s){0,2}"
        r"(?:of|de|on|sur)\s(?:ton|ta|your|ur)\s(?:\w+\s)?(?:carte|card|nas|sin|visa|compte|account|ramq)\b"
        r"|\b(?:[34]|quatre|trois|four|three)\sderniers?\s(?:chiffres\s)?de\s(?:ton|ta)\s(?:carte|nas|compte)\b"
        r"|\b(?:hospital|health|transit|library|student|bus)\scard\s#?\d{5,}"
        r"|\b(?:login|user(?:name)?|identifiant)(?:\s(?:du|de|to|for|the|le|la|portail|portal|prof|is|c'?est|est)){0,4}\s?:?\s\S{4,30}\s?"
        r"(?:/|\sand\s|\set\s|\sthen\s|\spuis\s)\s?(?=\S{0,20}[a-z])\S{3,20}\d"
    ),
    pieces("ton ta tes your ur pin nip card carte login user"),
)
# "Mon code pour rentrer c 8841zou": what opens something is letters and figures.
MIXED = r"(?=[a-z]{0,19}\d)(?=\d{0,19}[a-z])[a-z0-9]{6,20}[!$*#]?(?![\w.-])"
OWN_CODE = Clue(
    re.compile(
        r"\b(?:mon|ma|my|notre|our|(?:le|the|this|ce)(?=[^.!?\n\d]{3,45}\s(?:c'?\s?est|is|:)\s\w*\d))\s(?:code|login|acces|access\scode)\b(?P<about>[^.!?\n\d]{0,40}?)"
        rf"(?<![\w.-])(?P<number>{MIXED})"
    ),
    pieces("code login acces"),
    figure=True,
)
TO_OPEN = re.compile(
    r"\b(?:rentrer|entrer|ouvrir|debarrer|porte|prof|acces|access|connect\w*|login|log\sin|get\sin|enter|open|unlock"
    r"|teacher|door|portail|portal|compte|account|ecole|school|wi-?fi)\b"
)
# "I use hockey4life for everything, so that's my password here too"
REUSED = Clue(
    re.compile(
        rf"\b(?:use|using|utilise|mets|met|prends|put|pick|picked|chose|choisi)\s[\"'«]?\s?{MIXED}[^.!?\n]{{0,60}}?\b"
        r"(?:my|mon|mes|comme|as)\s(?:\w{1,8}\s)?(?:pass\s?words?|mots?\sde\spasse|mdp|pw)\b"
    ),
    pieces("pass mdp pw"),
    figure=True,
)
# What a service sends to prove that a telephone is one's own, in one piece or two.
SENT = r"(?:\d{4,8}|\d{3}\s\d{3})(?![\w%$-]|[.,]\d)"
SENT_CODE = Clue(
    re.compile(
        rf"\b(?:code|number)\s(?:de\sverification|de\sconfirmation|recu|received|they\s(?:just\s)?(?:sent|texted)(?:\s(?:me|you|u))?|i\sgot|par\stexto"
        rf"|by\s(?:text|sms))\b[^.!?\n\d]{{0,20}}(?<![\w$.,-]){SENT}"
        rf"|\bcode\b[^.!?\n\d]{{0,20}}\b(?:te?xt|texto|sms)\b[^.!?\n\d]{{0,10}}(?<![\w$.,-]){SENT}"
        rf"|\b(?:verification|confirmation|security)\scode\b[^.!?\n\d]{{0,15}}(?<![\w$.,-]){SENT}"
    ),
    pieces("code number"),
    figure=True,
)
# Papers of other countries: "DNI 12345678Z", "QQ 12 34 56 C".
ABROAD = Clue(
    re.compile(
        r"\b(?:aadhaa?r|dni|nie|curp|cpf|bvn|nino|ni\snumber|national\sinsurance|nif|pesel|cedula)\b"
        r"\D{0,12}[a-z]{0,2}\s?\d[\d\s./-]{5,15}[a-z]?\b"
        r"|(?<!\w)[a-z]{2}\s\d\d\s\d\d\s\d\d\s[a-d](?!\w)"
    ),
    figure=True,
)
NUMBER_WORDS = frozenset(pieces("numero num no number nbr nombre"))
TELEPHONE_DIGITS = frozenset({7, 10, 11})
OTHERS = (
    (OWN_PLATE, "id.plate"),
    (ASKED_PICTURE, "id.asked"),
    (CARD_BACK, "id.card"),
    (REUSED, "id.password"),
    (SENT_CODE, "id.code"),
    (ABROAD, "id.named"),
    (ADDRESS_OF_MACHINE, "id.machine"),
)


def find_papers(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Yield plates, and numbers that somebody says are their own."""
    view = reading.folded
    for span, rule in islice(places(view), MOST):
        yield view.finding(Kind.ID, span, Severity.HIGH, rule)


def places(view: Folded) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield where they stand, and by which rule."""
    for match in NAMED_PLATE.finditer(view.text):
        if is_plate(view, match):
            yield match.span(), "id.plate"
    for match in OWN_NUMBER.finditer(view.text):
        if not NOT_ONES_OWN.search(match.group("said")) and not is_telephone(match):
            yield match.span(), "id.own"
    for match in OWN_CODE.finditer(view.text):
        if TO_OPEN.search(match.group()) and not NOT_ONES_OWN.search(match.group("about")):
            yield match.span(), "id.password"
    for clue, rule in OTHERS:
        for match in clue.finditer(view.text):
            yield match.span(), rule


def is_telephone(match: re.Match[str]) -> bool:
    """Say whether "my number" is a telephone number, which has its own detector."""
    digits = sum(sign.isdigit() for sign in match.group("number"))
    return match.group("bearer") in NUMBER_WORDS and digits in TELEPHONE_DIGITS


def is_plate(view: Folded, match: re.Match[str]) -> bool:
    """Say whether letters and figures are a plate: those of a car alone stand in capitals."""
    found = match.group("after") or match.group("before")
    if found:
        name = "after" if match.group("after") else "before"
        short = len(re.sub(r"[\s-]", "", found)) == 6 and found[0].isalpha() and found[1].isdigit()
        return short or is_upper(view, match.span(name)) or " " not in found
    name = "car" if match.group("car") else "first"
    return is_upper(view, match.span(name))


def is_upper(view: Folded, span: tuple[int, int]) -> bool:
    """Say whether the letters were typed as capitals."""
    return view.source(*span).isupper()
