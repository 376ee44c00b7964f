"""The at signs and dots that people write out: "arobase", "(at)", "point com" (R8)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.screening.folding import Folded, fold, stretchy, word_set

# Endings that nearly always mean a site. Inclusive writing (ami.es, coiffeur.se,
# technicien.ne) keeps several national ones out.
SURE_ENDINGS = word_set(
    "com ca org net edu gov info quebec io gg ly gl fr uk eu ch co app dev xyz site online"
    " shop store club link gle ee tk ru cn jp nl gd blog tv biz cc top website page wiki chat"
    " ws fyi codes moe example onion test"
)
# Endings that are also everyday words: after a full stop they are a missing space.
WORD_ENDINGS = word_set("me be de it is at to us la fun live pro art in so ai now id im")
# "bien.ca va": with these after it, "ca" is the pronoun and the space is missing.
AFTER_PRONOUN = word_set(
    "va fait me m te t se s a prend depend marche serait doit peut vaut sonne semble existe"
    " commence donne aide dure paye coute veut arrive change reste parait fonctionne y l n ne"
    " nous vous etait sera fera ira devrait pourrait risque ressemble tombe permet demande est"
    " implique passe adonne avait avance parle finit termine aurait aura c lui leur les le la"
)
MAIL_HOSTS = sorted(
    word_set(
        "gmail hotmail outlook yahoo icloud protonmail videotron sympatico gmx aol ymail proton"
    )
)

ENDING = "(?:co+m+|" + "|".join(sorted(SURE_ENDINGS - {"com"})) + r"|qc)(?![\w@])"
MAIL_HOST = stretchy(*MAIL_HOSTS) + r"\b"
PERSONAL_HOST = stretchy("gmail", "hotmail", "icloud", "protonmail") + r"\b"
OPEN, SHUT = r"[(\[{<*_|]", r"[)\]}>*_|]"
AT_SIGN = stretchy("arobase", "arobas", "arobaz", "at sign")
DOT_WORD = stretchy("dot", "point", "punto")
GAP = r"[\s,_-]{1,3}"

# Three or more lone letters in a row: "g m a i l", "s.n.a.p".
LONE_LETTERS = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .*_-][^\W\d_](?![^\W_])){2,}+")
LONGEST_RUN = 600  # characters; of a longer one, only the ends are anybody's address
BETWEEN_LETTERS = re.compile(r"[ .*_-]")

HOST_AHEAD = rf"(?=[\w-]{{1,63}}\s{{0,3}}\.\s{{0,3}}{ENDING}|{MAIL_HOST})"
SPELLED_HOST_AHEAD = (
    rf"(?={PERSONAL_HOST}"
    rf"|(?:[\w-]{{1,63}}[\s(\[_-]{{1,3}}{DOT_WORD}[\s)\]_-]{{1,3}}){{1,3}}(?:{ENDING}|me\b))"
)
SPELLED_AT = re.compile(
    rf"\s{{0,3}}{OPEN}\s{{0,2}}(?:{stretchy('at')}|{AT_SIGN}|a|@)\s{{0,2}}{SHUT}\s{{0,3}}(?=\w)"
    rf"|{GAP}a commercial{GAP}(?:(?={MAIL_HOST})|{HOST_AHEAD}|{SPELLED_HOST_AHEAD})"
    rf"|{GAP}{AT_SIGN}{GAP}(?=\w)"
    rf"|(?<=\w)\s{{1,3}}at\s{{1,3}}{SPELLED_HOST_AHEAD}"
    rf"|(?<=\w)\s{{1,3}}@\s{{0,3}}{HOST_AHEAD}|(?<=\w)@\s{{1,3}}{HOST_AHEAD}"
)
SPELLED_DOT = re.compile(
    rf"\s{{0,3}}{OPEN}\s{{0,2}}(?:{DOT_WORD}|pt|[.,])\s{{0,2}}{SHUT}\s{{0,3}}(?=\w)"
    rf"|(?<=\w){GAP}{DOT_WORD}{GAP}(?=\w)"
)
# "gmail . com", "www .exemple. ca": a full stop has no space before it, and "com" opens no
# sentence.
SPACED_DOT = re.compile(
    rf"(?<=\w)\s{{1,3}}\.\s{{0,3}}(?={ENDING})|(?<=\w)\.\s{{1,3}}(?=(?:com|org|qc)\b)"
    rf"|(?<=\w)[·•∘◦](?={ENDING})"
)


# "g mail", "hot-mail": hosts that many type as two words.
SPLIT_HOST = re.compile(
    r"(?<=\bg)[\s-](?=mail\b)|(?<=\bhot)[\s-](?=mail\b)|(?<=\bproton)[\s-](?=mail\b)"
)
# What the three patterns above cannot do without.
# No pattern begins with a letter repeated: "aaaa" would be read once from each of its letters.
AT_CLUE = re.compile(rf"@|ar+o+b+a|(?<![a-z])a+t+(?![a-z])|commercial|{OPEN}\s{{0,2}}a")
DOT_CLUE = re.compile(rf"do+t|po+i+n+t|pu+n+t+o|{OPEN}\s{{0,2}}(?:p+t|[.,])")
SPACED_CLUE = re.compile(r"\s\.|\.\s|[·•∘◦]")


@dataclass(frozen=True, slots=True)
class Reading:
    """The same text, read three ways; a detector takes the one that suits it.

    `folded`: one plain spelling. `joined`: with "s n a p" as one word too.
    `signed`: with "arobase" and "point" as `@` and `.` too.
    """

    folded: Folded
    joined: Folded
    signed: Folded


def read(text: str) -> Reading:
    """Return the readings of `text`, made once for all detectors."""
    folded = fold(text)
    joined = folded.rewritten(gaps_between_letters(folded.text), "")
    if "mail" in joined.text:
        joined = joined.replaced(SPLIT_HOST, "")
    return Reading(folded, joined, in_signs(joined))


def in_signs(joined: Folded) -> Folded:
    """Return the text with written-out at signs and dots as `@` and `.`."""
    signed = joined.replaced(SPELLED_AT, "@") if AT_CLUE.search(joined.text) else joined
    if DOT_CLUE.search(signed.text):
        signed = signed.replaced(SPELLED_DOT, ".")
    return signed.replaced(SPACED_DOT, ".") if SPACED_CLUE.search(signed.text) else signed


def gaps_between_letters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the separators inside runs of lone letters."""
    for run in LONE_LETTERS.finditer(text):
        start, end = run.span()
        parts = [(start, end)]
        if end - start > LONGEST_RUN:
            parts = [(start, start + LONGEST_RUN // 2), (end - LONGEST_RUN // 2, end)]
        for part in parts:
            for gap in BETWEEN_LETTERS.finditer(text, *part):
                yield gap.span()
