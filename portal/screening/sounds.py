"""French words as they sound, for who writes by ear: "suisside", "mourire", "fache"."""

import re
from functools import lru_cache

from portal.screening.folding import squeeze

SAME = {
    "eaux": "o", "eau": "o", "aux": "o", "au": "o", "ph": "f", "qu": "k", "q": "k", "ck": "k",
    "sch": "1", "ch": "1", "sh": "1", "gn": "n", "ss": "s", "z": "s", "oeu": "eu", "oe": "e",
    "ou": "U", "oi": "wa", "aient": "e", "ai": "e", "ei": "e", "y": "i", "h": "", "c": "k",
    "gue": "Ge", "gui": "Gi",
}  # fmt: skip
VOWEL_AHEAD = "(?![aeiouyhnm])"
PARTS = re.compile(
    rf"(?P<in>(?:ain|ein|in|im|yn|un){VOWEL_AHEAD})|(?P<an>(?:an|en|am|em){VOWEL_AHEAD})"
    r"|(?P<soft>c(?=[eiy]))|(?P<j>g(?=[eiy]))|(?P<end>(?:er|ez|et|ee|ees|es|ais|ait|aient)$)"
    r"|(?P<ir>ires?$)|" + "|".join(sorted(SAME, key=len, reverse=True))
)
GROUPS = {"in": "3", "an": "2", "soft": "s", "j": "j", "end": "e", "ir": "ir"}
SILENT_END = re.compile(r"(?<=[a-zU0-9]{2})[tdsxp]+$")


@lru_cache(maxsize=2048)
def sound(word: str) -> str:
    """Return how a folded French word sounds, roughly; conjugated ends in e are one."""
    return SILENT_END.sub("", squeeze(PARTS.sub(said, word)))


def said(part: re.Match[str]) -> str:
    """Return the sound of a group of letters."""
    return GROUPS[part.lastgroup] if part.lastgroup else SAME[part.group()]
