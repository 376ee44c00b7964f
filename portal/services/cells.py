"""The cells of a line, read one by one: what people write, and what it means."""

import re
import unicodedata
from collections.abc import Callable
from typing import TypeVar

from email_validator import EmailNotValidError, validate_email

from portal.data.letters import squeezed
from portal.data.regions import regions
from portal.data.sheets import meanings
from portal.services.faults import Fault, Reason, Wrong
from portal.services.sheets import Line

Value = TypeVar("Value")

SHOWN = 80  # characters of a wrong value that are repeated to the person
MAX_NAME = 80
_IN_NAMES = frozenset(" '’ʼ‘´`.-‐‑–·,()")


class Cells:
    """The cells of one line, read one after the other; what is wrong gathers in `faults`."""

    def __init__(self, line: Line, headers: dict[str, str]) -> None:
        self.line = line
        self.headers = headers
        self.faults: list[Fault] = []
        if line.extra:
            self.fault("", Reason.EXTRA_CELLS)

    def needed(self, key: str, parse: Callable[[str], Value], fallback: Value) -> Value:
        """Return what `parse` makes of a cell that must not be empty, or `fallback`."""
        if not self.line.cells.get(key):
            self.fault(key, Reason.EMPTY)
            return fallback
        return self.given(key, parse, fallback)

    def given(self, key: str, parse: Callable[[str], Value], fallback: Value) -> Value:
        """Return what `parse` makes of a cell; `fallback` when it is empty or absent."""
        text = self.line.cells.get(key, "")
        if not text:
            return fallback
        try:
            return parse(text)
        except Wrong as wrong:
            self.fault(key, wrong.reason, **wrong.values)
            return fallback

    def once(self, key: str, value: str, seen: dict[str, int]) -> None:
        """Note that `value` stands on this line; a second time in a file is a fault."""
        if not value:
            return
        first = seen.setdefault(value, self.line.number)
        if first != self.line.number:
            self.fault(key, Reason.TWICE, first=str(first))

    def fault(self, key: str, reason: Reason, **values: str) -> None:
        """Add a fault of the cell `key`."""
        text = self.line.cells.get(key, "")
        if reason is Reason.PERMANENT_CODE:
            text = ""  # not even a preview keeps it (R38)
        shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
        told = {"column": self.headers.get(key, key), "value": shown, **values}
        self.faults.append(Fault(self.line.number, reason, told))


def one_line(text: str) -> str:
    """Return `text` in composed letters, on one line, without invisible marks."""
    seen = (c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
    return " ".join("".join(seen).split())


def at_most(most: int) -> Callable[[str], str]:
    """Return a reader of a text of one line that has `most` characters at most."""

    def read(text: str) -> str:
        shown = one_line(text)
        if len(shown) > most:
            raise Wrong(Reason.TOO_LONG, most=str(most))
        return shown

    return read


def person_name(text: str) -> str:
    """Return a given or family name; letters of any script, no digit, no sign."""
    name = at_most(MAX_NAME)(text)
    letters = [c for c in name if c not in _IN_NAMES]
    if not letters or any(unicodedata.category(c)[0] not in "LM" for c in letters):
        raise Wrong(Reason.NOT_A_NAME)
    return name


def email_address(text: str) -> str:
    """Return an e-mail address in small letters; its domain is not asked about."""
    try:
        checked = validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        raise Wrong(Reason.NOT_AN_EMAIL) from None
    return checked.normalized.lower()


def language_code(text: str) -> str:
    """Return "fr" or "en"."""
    code = meanings("languages").get(squeezed(text))
    if code is None:
        raise Wrong(Reason.NOT_A_LANGUAGE)
    return code


def region_code(text: str) -> str:
    """Return the two digits of a region of Quebec, given by its number or its name."""
    word = squeezed(text)
    found = re.fullmatch(r"(\d{1,2})(\D.*)?", word)
    if found and found[1].zfill(2) in regions():
        return found[1].zfill(2)
    for code, name in regions().items():
        if squeezed(name) == word:
            return code
    raise Wrong(Reason.NOT_A_REGION)


def six_digits(text: str) -> str:
    """Return a code of the ministry; a spreadsheet may have taken its first zeros away."""
    word = text.strip()
    if not re.fullmatch(r"[0-9]{1,6}", word):
        raise Wrong(Reason.NOT_A_CODE)
    return word.zfill(6)
