"""What is wrong with a line of a file: the number, the reason, and the sentence for people."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.i18n import _l


class Reason(StrEnum):
    """Why a line cannot be imported."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    EXTRA_CELLS = "extra_cells"
    TWICE = "twice"
    NOT_A_NAME = "not_a_name"
    NOT_A_DATE = "not_a_date"
    NO_SUCH_DAY = "no_such_day"
    IN_THE_FUTURE = "in_the_future"
    TOO_OLD = "too_old"
    TOO_YOUNG = "too_young"
    NOT_A_LEVEL = "not_a_level"
    NOT_A_LANGUAGE = "not_a_language"
    NOT_AN_EMAIL = "not_an_email"
    EMAIL_TAKEN = "email_taken"
    PERMANENT_CODE = "permanent_code"
    NOT_AN_OCCUPATION = "not_an_occupation"
    NOT_A_REGION = "not_a_region"
    NOT_A_PATH = "not_a_path"
    NOT_A_CAPACITY = "not_a_capacity"
    NOT_SHOWABLE = "not_showable"
    NOT_A_CODE = "not_a_code"


_SENTENCES: dict[Reason, Any] = {
    Reason.EMPTY: _l("“%(column)s” is empty."),
    Reason.TOO_LONG: _l("“%(column)s” is too long: at most %(most)s characters."),
    Reason.EXTRA_CELLS: _l(
        "The line has more cells than the first line. Put quotation marks around a text that "
        "holds the separator."
    ),
    Reason.TWICE: _l("“%(column)s” already stands on line %(first)s: %(value)s."),
    Reason.NOT_A_NAME: _l("“%(column)s” holds something that no name holds: %(value)s."),
    Reason.NOT_A_DATE: _l(
        "“%(column)s” is not a date: %(value)s. Write 2010-05-31 or 31/05/2010."
    ),
    Reason.NO_SUCH_DAY: _l(
        "“%(column)s” is a day that does not exist: %(value)s (read as day, month, year)."
    ),
    Reason.IN_THE_FUTURE: _l("“%(column)s” is in the future: %(value)s."),
    Reason.TOO_OLD: _l("“%(column)s” is before 1920: %(value)s."),
    Reason.TOO_YOUNG: _l("“%(column)s” makes this person younger than 10: %(value)s."),
    Reason.NOT_A_LEVEL: _l(
        "“%(column)s” is not a known level: %(value)s. Write sec. 1 to sec. 5, FGA or FP."
    ),
    Reason.NOT_A_LANGUAGE: _l("“%(column)s” is not French or English: %(value)s."),
    Reason.NOT_AN_EMAIL: _l("“%(column)s” is not an email address: %(value)s."),
    Reason.EMAIL_TAKEN: _l("“%(column)s” belongs to someone else here: %(value)s."),
    Reason.PERMANENT_CODE: _l(
        "“%(column)s” looks like a permanent code. The portal does not keep it: give the "
        "board's own number."
    ),
    Reason.NOT_AN_OCCUPATION: _l("“%(column)s” is not a NOC 2021 code: %(value)s."),
    Reason.NOT_A_REGION: _l("“%(column)s” is not a region of Quebec: %(value)s."),
    Reason.NOT_A_PATH: _l(
        "“%(column)s” is not a known path: %(value)s. Write DEP, DEC, bachelor's, graduate or "
        "on the job."
    ),
    Reason.NOT_A_CAPACITY: _l("“%(column)s” is not a number from 1 to 50: %(value)s."),
    Reason.NOT_SHOWABLE: _l("“%(column)s” holds what others may not read (%(kind)s): %(value)s."),
    Reason.NOT_A_CODE: _l("“%(column)s” is not a code of six digits: %(value)s."),
}


class Wrong(Exception):
    """A cell cannot be read; the reason, and what its sentence needs beside the value."""

    def __init__(self, reason: Reason, **values: str) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.values = values


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong on one line of a file."""

    line: int
    reason: Reason
    values: dict[str, str]

    @property
    def sentence(self) -> str:
        """The reason in the language of the reader."""
        return str(_SENTENCES[self.reason]) % self.values
