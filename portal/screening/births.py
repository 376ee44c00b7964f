"""A whole date of birth, which with a name says who somebody is (R38)."""

import re
from functools import lru_cache

from portal.screening.clues import Clue, pieces
from portal.screening.findings import Severity
from portal.screening.folding import Folded

FULL_NAME = re.compile(
    r"\b(?:je\sm'appelle|mon\snom(?:\scomplet)?(?:\sc)?(?:'?\s?est|\s?:)|moi\sc'?\s?est"
    r"|my(?:\sfull)?\sname(?:'s|\sis|\s?:)"
    r"|i'?m|i\sam|je\ssuis|nom\s?:"
    r"|name\s?:)\s(?P<first>[a-z][\w'-]{1,20})\s(?P<last>[a-z][\w'-]{1,20})"
)
NAME_AFTER = re.compile(
    r"(?:[,:(-]\s(?P<first>[a-z][\w'-]{1,20})\s(?P<last>[a-z][\w'-]{1,20})\s*[.)]?$)"
)
LONGEST_NAME = 120  # characters at the end of a text in which a name may stand
OLDEST_READER = "1990"  # who was born before is in the history books, or tells of a career
MONTH = (
    r"(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre"
    r"|decembre|january"
    r"|february|march|april|may|june|july|august|september|october|november|december|jan"
    r"|feb|fev|mar"
    r"|avr|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
)
DAY = (
    rf"(?:\d{{1,2}}(?:er|st|nd|rd|th)?\s(?:of\s)?{MONTH},?\s(?:19|20)\d\d"
    rf"|{MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d"
    r"|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d)"
)
BORN = re.compile(
    rf"\b(?:(?P<asked>date\sde\s(?:naissance|fete)|date\sof\sbirth|birth\s?date|dob|ddn)"
    rf"|nee?|born|ma\sfete|my\sbirthday"
    rf"|anniversaire)\b(?=\D{{0,52}}\d)\D{{0,40}}?{DAY}(?!\d)"
)
BIRTH = Clue(BORN, pieces("naissance birth dob ddn ne born fete anniversaire"), True)


def judge_birth(view: Folded, match: re.Match[str]) -> Severity | None:
    """Note a whole date of birth; as on a form, or with a name, it is held."""
    if match.group("asked"):
        return Severity.MEDIUM
    if match.group()[-4:].isdigit() and match.group()[-4:] < OLDEST_READER:
        return Severity.NOTED
    after = NAME_AFTER.search(view.text, max(match.end(), len(view.text) - LONGEST_NAME))
    named = (after and is_named(view, after)) or tells_full_name(view)
    return Severity.MEDIUM if named else Severity.NOTED


@lru_cache(maxsize=4)
def tells_full_name(view: Folded) -> bool:
    """Say whether somebody tells a first and a last name somewhere in the text."""
    return any(is_named(view, name) for name in FULL_NAME.finditer(view.text))


def is_named(view: Folded, name: re.Match[str]) -> bool:
    """Say whether a first and a last name were typed as names."""
    return all(view.source(*name.span(part))[:1].isupper() for part in ("first", "last"))
