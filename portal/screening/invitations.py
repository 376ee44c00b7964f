"""Asking for contact data, or inviting to go elsewhere, before any datum is given (R6)."""

import re
from collections.abc import Iterator

from portal.screening.clues import Clue, pieces
from portal.screening.findings import Context, Finding, Kind, Severity
from portal.screening.spelling import Reading

REQUEST = r"\b(?<!n')(?<!never )(?<!not )(?<!n't )(?<!'ai )"  # advice against, or told
VERB = (
    rf"{REQUEST}(?:donn(?:e|es|er|ez)|envo(?:ie|ies|i|yer|yez)|send|give|gimme|drop|share"
    r"|voici|voila|here(?: i|')s|c'?est quoi|quel(?:le)? est|what(?: i|'|)s|besoin de|i need"
    r"|i want|je veux|can i (?:get|have))\b"
)
# What one does with the thing as well: only a number is asked for so, or "laisse-moi ton cell".
HANDLED = rf"{REQUEST}(?<!j')(?:passe|laisse|note|(?:prend|ecri)s?|file(?! with))\b"
FEW_WORDS = r"(?:[\s'-]{1,2}[a-z]{1,8}){0,3}?[\s'-]{1,2}"
OWNER = r"(?:ton|ta|tes|votre|vos|your|ur|mon|ma|my)\s"
PRIVATE = r"(?:(?:adresse|perso|personal|own|private|vrai|real|home|cell|phone)\s){0,2}"
NUMBER = r"(?:num(?:ero)?|number|phone number|digits)"
PHONE = r"(?:num(?:ero)?|number|cell(?:ulaire)?|tel(?:ephone)?|phone number|digits)"
EMAIL = r"(?:courriel|e-?mails?|mail|email address)"
# "ton numero de dossier", "your number one tip"
NOT_A_LINE = r"(?!\s(?:d'|du\b|des\b|of\b|one\b|1\b|de (?!(?:tel|cell))))\b"
AWAY = r"(?:ailleurs|(?:sur|dans|par) une? autre (?:app\w{0,10}|site|plateforme|place))"
OUT = (
    r"(?:somewhere else|elsewhere|(?:on )?another app"
    r"|off (?:here|this|the (?:site|app|portal|platform)))"
)
A_PHONE, AN_EMAIL = pieces("num cell tel phone digits"), pieces("courriel mail")

RULES = (
    (Kind.PHONE, rf"{VERB}{FEW_WORDS}{OWNER}{PRIVATE}{PHONE}{NOT_A_LINE}", "phone.asked"),
    (
        Kind.PHONE,
        rf"{HANDLED}(?:{FEW_WORDS}{OWNER}{PRIVATE}{NUMBER}"
        rf"|[\s-]{{1,2}}(?:moi|nous|me|us)\s{OWNER}{PRIVATE}{PHONE}){NOT_A_LINE}",
        "phone.asked",
    ),
    (Kind.EMAIL, rf"(?:{VERB}|{HANDLED}){FEW_WORDS}{OWNER}{PRIVATE}{EMAIL}\b", "email.asked"),
    (
        Kind.PHONE,
        rf"\b{OWNER}(?:{PHONE} (?:perso\w{{0,4}}|prive)|personal {PHONE})\b",
        "phone.asked",
    ),
    (
        Kind.EMAIL,
        rf"\b{OWNER}(?:{EMAIL} (?:perso\w{{0,4}}|prive)|personal {EMAIL})\b",
        "email.asked",
    ),
    (
        Kind.HANDLE,
        r"\b(?:ajoute|rajoute|add|follow|suis)[\s-]{1,2}(?:moi|me)\s(?:sur|on)\s"
        r"(?!(?:la|le|les|l|ma|ta|sa|un|une|mon|ton|ce|cette|the|your|my|this|that|a|an|our)\b)[a-z]+",
        "handle.invitation",
    ),
    (Kind.HANDLE, r"\b(?:dm|pm|mp|snap|inbox)[\s-]{1,2}(?:moi|me)\b", "handle.invitation"),
    (
        Kind.HANDLE,
        r"\b(?:ecri[stv]?|parle|envoie|texte|message|write|text|dm)[\s-]{1,2}(?:moi|me)\s"
        r"(?:en|in)\s(?:prive|private|dms?|mp|pm)\b",
        "handle.invitation",
    ),
    (
        Kind.HANDLE,
        rf"\b(?:(?:parl|jas|discut|continu)ons|(?:se|te|me|nous) (?:parl|jas|ecri|text)\w{{1,3}}"
        rf"|on (?:continue|jase|parle)|text(?:e|er))\s(?:[a-z]{{1,8}}\s)?{AWAY}\b",
        "handle.elsewhere",
    ),
    (
        Kind.HANDLE,
        rf"\b(?:talk|chat|text|continue|meet|message)\s(?:[a-z]{{1,8}}\s)?{OUT}\b",
        "handle.elsewhere",
    ),
)
# What the patterns above cannot do without, in the same order.
PIECES = (
    A_PHONE,
    A_PHONE,
    AN_EMAIL,
    A_PHONE,
    AN_EMAIL,
    pieces("ajout add follow suis"),
    pieces("dm pm mp snap inbox"),
    pieces("priv dm mp pm"),
    pieces("ailleurs autre"),
    ("elsewhere", "where else", "another app", "off "),
)
PATTERNS = tuple(
    (kind, Clue(re.compile(pattern), needed), rule)
    for (kind, pattern, rule), needed in zip(RULES, PIECES, strict=True)
)


def find_invitations(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Yield requests for contact data: the answer is what R6 keeps from being sent."""
    for kind, pattern, rule in PATTERNS:
        for match in pattern.finditer(reading.folded.text):
            yield reading.folded.finding(kind, match.span(), Severity.MEDIUM, rule)
