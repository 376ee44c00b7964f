"""What the columns of a file of mentors mean."""

import re
from collections.abc import Callable

from portal.data.findings import wording
from portal.data.letters import squeezed
from portal.data.occupations import occupations
from portal.data.sheets import meanings
from portal.i18n import language
from portal.models.mentors import TrainingPath
from portal.screening import Context, screen
from portal.services.cells import at_most, language_code
from portal.services.columns import columns
from portal.services.faults import Reason, Wrong

MAX_CAPACITY = 50

COLUMNS = columns("mentors", "given_name", "family_name", "email", "noc", "region", "path")


def training_path(text: str) -> TrainingPath:
    """Return how one learns the occupation: "DEP", "maîtrise", "on the job"..."""
    path = meanings("paths").get(squeezed(text))
    if path is None:
        raise Wrong(Reason.NOT_A_PATH)
    return TrainingPath(path)


def noc_codes(text: str) -> tuple[str, ...]:
    """Return the occupations named by their codes, in the order of the cell, once each."""
    codes = list(dict.fromkeys(re.split(r"[\s;,|/]+", text.strip(" ;,|/"))))
    for code in codes:
        if code not in occupations():
            raise Wrong(Reason.NOT_AN_OCCUPATION, value=code[:40])
    return tuple(codes)


def exchange_languages(text: str) -> tuple[str, ...]:
    """Return the languages of exchange, in the order of the cell."""
    words = re.split(r"[\s;,|/&+]+|\bet\b|\band\b", text.casefold())
    return tuple(dict.fromkeys(language_code(word) for word in words if word))


def capacity(text: str) -> int:
    """Return how many open matches at a time."""
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= MAX_CAPACITY:
        raise Wrong(Reason.NOT_A_CAPACITY)
    return int(text)


def screened(most: int, context: Context, *, lines: bool = False) -> Callable[[str], str]:
    """Return a reader of a text that others see: `most` characters, nothing held (R6, R9).

    `lines`: the text may have several; otherwise it is put on one.
    """

    def read(text: str) -> str:
        shown = text.replace("\r\n", "\n") if lines else at_most(most)(text)
        if len(shown) > most:
            raise Wrong(Reason.TOO_LONG, most=str(most))
        verdict = screen(shown, context)
        if verdict.held:
            worst = max(verdict.findings, key=lambda finding: finding.severity)
            name = wording(worst.kind.value, language()).name
            raise Wrong(Reason.NOT_SHOWABLE, kind=name, value=shown[worst.start : worst.end])
        return shown

    return read
