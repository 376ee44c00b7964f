"""E-mail addresses, whole or left for the reader to complete (R6, R8, c.9)."""

import re
from collections.abc import Iterator
from itertools import islice

from portal.screening.clues import MOST
from portal.screening.findings import Context, Finding, Kind, Severity
from portal.screening.folding import stretchy_clue
from portal.screening.spelling import MAIL_HOST, MAIL_HOSTS, Reading

# Possessive quantifiers, and a start only where a run starts: each character is read once.
ADDRESS = re.compile(r"(?<![\w.+%-])[\w.+%-]++@[\w-]++(?:\.[\w-]++)++")
AT_MAIL_HOST = re.compile(rf"(?:(?<![\w.+%-])[\w.+%-]++\s?)?@\s?{MAIL_HOST}")
# "lea@exemple": three letters each side at least, since "5@7" is an hour and "sn@p" a word.
# Nor who works on which machine, nor the version of a program.
UNFINISHED = re.compile(
    r"(?<![\w.+%-])(?=[\w.+%-]{0,20}[a-z])"
    r"(?!(?:users?|username|root|admin|git|pi|postgres|ubuntu|sudo|host|student|name)@)"
    r"[\w.+%-]{3,}+@(?!(?:localhost|server|serveur|host(?:name)?|machine|domain|domaine|company"
    r"|entreprise|latest|next|stable|version|home|work|school|ecole)\b)[a-z][\w-]{3,}+(?!\.\w)"
)
HOST_WITH_ENDING = re.compile(
    rf"(?<![\w.-])(?:{'|'.join(MAIL_HOSTS)})\s?\.\s?(?:com|ca|fr|net|me|qc)(?!\w)"
    rf"|(?<![\w.-])(?:{'|'.join(MAIL_HOSTS)})\scom(?!\w)"
)
AT_THE_HOST = re.compile(
    rf"(?<![\w.+%-])[\w.+%-]++\s(?:at|chez|sur|on|with|a)\s(?:the\s|le\s)?"
    rf"(?:(?:google|{'|'.join(MAIL_HOSTS)})\s(?:one|mail|account)\b)"
)
# "lea_roy à gmail": only after what looks like an account's name.
NAME_AT_HOST = re.compile(
    rf"(?<![\w.+%-])(?=[a-z]*[\d_.])[\w.+%-]{{4,}}+,?\s(?:a|at|chez|sur|on)\s{MAIL_HOST}"
    rf"|\b(?:[a-z][\w.]{{2,30}}|[a-z]{{3,}}\s\d{{1,4}})\s(?:chez|a|at)\s(?:gmail|hotmail|icloud)\b"
    rf"|\b[a-z][\w.]{{2,30}}\s(?:chez|a|at)\s(?:{'|'.join(MAIL_HOSTS)})\s?[.\s]\s?(?:com|ca|fr|qc)\b"
    rf"|\b(?:send|write|e-?mail|envoi\w?|ecri[st])\b[^.!?\n]{{1,30}}?\s(?!team|staff|office|work|look|people|support|friend)[a-z]{{3,20}}\s(?:at|chez)\s"
    rf"(?:{'|'.join(MAIL_HOSTS)})\s*(?=$|[.!?,\n])"
)
# "zoe.exmplATexmplDOTcom": capitals part what no sign does; a known host needs none.
GLUED = re.compile(
    r"(?<![\w.@])[a-z0-9][a-z0-9._-]{1,40}(?:AT|AROBASE?|ARO)[a-z0-9][a-z0-9-]{1,30}"
    r"(?:(?:DOT|POINT|PT)[a-z]{2,6}){1,3}(?![\w@])"
)
GLUED_HOST = re.compile(
    rf"(?<![\w.@])[\w.-]{{3,40}}?(?:at|arobase?)(?:{'|'.join(MAIL_HOSTS)})"
    r"(?:\.|dot|point)?(?:com|ca|fr|net)(?![\w@])"
)
LEFT_OPEN = re.compile(r"(?<![\w.+%-])(?=[a-z]*[\d_.])[\w.+%-]{4,}+@(?=\s*$|\s*\n)")
A_HOST = re.compile(stretchy_clue("google", *MAIL_HOSTS))
# "bibi exmpl @ live ca": a blank where the full stop should be.
NO_DOT = re.compile(r"(?<![\w.+%-])[\w.+%-]{2,}+\s?@\s?[a-z-]{2,20}\s(?:com|ca|fr|qc|net)(?!\w)")
SIGNED_RULES = (
    (NO_DOT, Severity.MEDIUM, "email.unfinished"),
    (ADDRESS, Severity.HIGH, "email.address"),
    (AT_MAIL_HOST, Severity.HIGH, "email.known_host"),
    (LEFT_OPEN, Severity.MEDIUM, "email.unfinished"),
    (UNFINISHED, Severity.MEDIUM, "email.unfinished"),
)
HOST_RULES = (
    (HOST_WITH_ENDING, Severity.HIGH, "email.known_host"),
    (NAME_AT_HOST, Severity.HIGH, "email.known_host"),
    (GLUED_HOST, Severity.HIGH, "email.known_host"),
    (AT_THE_HOST, Severity.MEDIUM, "email.hinted_host"),
)


def find_emails(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Yield what reads as an e-mail address once at signs and dots are signs."""
    view = reading.signed
    rules = (SIGNED_RULES if "@" in view.text else ()) + (
        HOST_RULES if A_HOST.search(view.text) else ()
    )
    for pattern, severity, rule in rules:
        for match in islice(pattern.finditer(view.text), MOST):
            yield view.finding(Kind.EMAIL, match.span(), severity, rule)
    if "AT" in view.original or "ARO" in view.original:
        for match in islice(GLUED.finditer(view.original), MOST):
            yield Finding(Kind.EMAIL, *match.span(), Severity.HIGH, "email.glued")
