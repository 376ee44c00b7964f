"""Sentences that refuse or advise against what they name: no request, and no datum (R6, R8).

"Ne donne jamais ton numéro", "if anyone asks you to chat elsewhere, tell your teacher",
"j'ai effacé mon compte": the detectors see the number, the place and the account all the same.
"""

import re
from collections.abc import Iterable, Iterator

from portal.screening.findings import Finding
from portal.screening.folding import fold

# What only names a way to reach somebody; a datum with a form stays one, whoever advises.
ASKING = frozenset(
    {
        *("phone.asked", "email.asked", "id.asked", "address.hints:ask"),
        *("handle.asked", "handle.owned", "handle.invitation", "handle.elsewhere"),
    }
)
HANDLE_HINTS = "handle.hints:"
SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)|\n")
TOLD_OF = (
    r"(?:quelqu'un|qqn|un\sadulte|une\spersonne|un\sinconnu|un\setranger|un\smentor\w*|une\smentore"
    r"|(?:some|any)(?:one|body)|an\sadult|a\s(?:stranger|mentor|person|grown.?up|recruiter|scammer|company)"
    r"|un\s(?:recruteur|fraudeur)|people)"
)
ADVICE = re.compile(
    rf"\b(?:si|quand|if|when|whenever)\s{TOLD_OF}\b.{{3,90}}\b(?:parle|parles|parlez|dis|dites|avertis\w*"
    r"|signale\w*|refuse\w*|bloque\w*|tell|report|talk\sto|speak\sto|block|refuse|say\sno|let\s(?:a|the|your))\b"
    r"|\b(?:donne\w?|donnez|partage\w?|partagez|publie\w?|ecris|envoie\w?)\sjamais\s(?:ton|ta|tes|votre|vos|d'|de)"
    r"|\b(?:never|don't\sever|do\snot\sever)\s(?:give|share|post|send|write)\b"
    r"|\bne\s(?:m'|nous\s)?(?:donne[zs]?|partage[zs]?|envoie|envoies|envoyez|laisse[zs]?)\spas\s(?:ton|votre|vos|d'|de)"
    r"|\b(?:no\sneed\sto|you\sdon't\s(?:have|need)\sto|you\sshould\s?n(?:o|')t)\s(?:give|share|send|post)\b"
    r"|\b(?:personne|nobody|no\sone)\s(?:ne\s)?(?:devrait|doit|va|should|will|may)\b.{0,20}\b(?:demander|ask)\b"
)
# One's own number or account, which one keeps.
KEPT = re.compile(
    r"\bje\s(?:ne\s)?(?:donne|partage|peux|dois|veux|vais)\s(?:pas|jamais)\b"
    r"|\bi\s(?:can't|cannot|can\snot|don't|do\snot|won't|never|am\snot\sallowed\sto|'m\snot\sallowed\sto)\s"
    r"(?:give|share|send|hand|have|use|text|chat|talk)\b"
    r"|\bpas\s(?:le\s)?droit\s(?:de|d')|\bnot\sallowed\sto\b|\bagainst\sthe\srules\b|\b(?:contre|dans)\sles\sregles\b"
)
CLOSED = re.compile(
    r"\b(?:efface|supprime|desactive|ferme|desinstalle|lache|quitte|pirate|hacke|deleted|deactivated|closed"
    r"|uninstalled|quit|left|hacked|vole|perdu|stole|stolen|lost|banned)\s(?:de\s)?(?:mon|ma|mes|my)\b"
    r"|\b(?:mon|ma|my)\s(?:\w+\s){1,2}(?:a\sete|s'est\sfait|est|was|is|got|has\sbeen)\s"
    r"(?:hacke|hacked|pirate|banned|banni|deleted|supprime|stolen|vole|suspended|suspendu|locked|barre)\b"
)
# Accounts as employers see them, and a console that a parent keeps.
OF_WORK = re.compile(
    r"\b(?:on|sur|dans)\s(?:my|mon|a|un)\s(?:cv|resume|curriculum)\b|\b(?:compan(?:y|ies)|employers?|recruiters?"
    r"|universities|employeurs?|compagnies|recruteu\w+|entreprises)\b.{0,30}\b(?:check|look|see|regard\w+|verifi\w+"
    r"|consult\w+|fouill\w+)\b|\b(?:enleve|confisque|pris|coupe|took|takes|taken|confiscated)\s(?:away\s)?(?:mon|ma|my)\b"
)
# What takes the excuse back: "but you are special", "except me", "mine is new".
TAKEN_BACK = re.compile(
    r"\b(?:mais|sauf|excepte|but|except|though|unless|instead|plutot|quand\smeme|anyway|moi|toi|me"
    r"|mine|yours|backup|le\stien|la\stienne|n'importe\squi|just\sanyone|nouveau|nouvelle|new|ajoute\w*|add"
    r"|rajoute\w*|alors|so|then|fait\sque|maintenant|now|trouve\w*|find|cherche|search|sur\sl'autre)\b"
)


REACH = 160  # characters on each side: a longer sentence says more than one thing


def without_refused(findings: Iterable[Finding], text: str) -> Iterator[Finding]:
    """Yield the findings but those that their own sentence refuses or advises against."""
    for finding in findings:
        if not (may_be_refused(finding) and is_refused(finding, text)):
            yield finding


def may_be_refused(finding: Finding) -> bool:
    """Say whether a finding names a way to reach somebody, and no datum."""
    return finding.rule in ASKING or finding.rule.startswith(HANDLE_HINTS)


def is_refused(finding: Finding, text: str) -> bool:
    """Say whether the sentence around a finding is advice, or keeps what it names."""
    sentence = fold(sentence_around(text, finding.start, finding.end)).text
    if TAKEN_BACK.search(sentence):
        return False
    if ADVICE.search(sentence):
        return True
    kept = any(form.search(sentence) for form in (KEPT, CLOSED, OF_WORK))
    return finding.rule in ASKING and kept


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the sentence in which a stretch stands, as far as it is near."""
    before, after = text[max(0, start - REACH) : start], text[end : end + REACH]
    *_, begin = 0, *(match.end() for match in SENTENCE_END.finditer(before))
    stop = SENTENCE_END.search(after)
    return before[begin:] + text[start:end] + (after[: stop.start()] if stop else after)
