"""Codes that open a class group or a discussion group: short, readable aloud, for some days."""

import secrets
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.school_time import last_day, school_year
from portal.screening import Kind, screen

# Heard alike in both languages, and none is taken for another on paper: no c, g, h, j, q, w, x, y.
CONSONANTS, VOWELS = "bdfklmnprstvz", "aeio"
SYLLABLES = 5  # 52 to the power of 5: 380 million
RUDE = frozenset((Kind.INSULT, Kind.PROFANITY, Kind.SEXUAL, Kind.HATE))


class Lasting(StrEnum):
    """How long a code is good."""

    TODAY = "today"
    TWO_WEEKS = "two_weeks"
    SCHOOL_YEAR = "school_year"


def plain(typed: str) -> str:
    """Return a code as it is compared: spaces, dashes and capitals are forgiven."""
    return "".join(sign for sign in typed.casefold() if sign.isalnum())


def spoken(code: str) -> str:
    """Return a code as it is printed and read aloud: "BADO-KIRE-SU"."""
    pairs = [code[place : place + 4] for place in range(0, len(code), 4)]
    return "-".join(pairs).upper()


def end_of(lasting: Lasting) -> datetime:
    """Return until when a code made now is good: the last minute of its last day."""
    today = clock.today()
    day = {
        Lasting.TODAY: today,
        Lasting.TWO_WEEKS: today + timedelta(days=14),
        Lasting.SCHOOL_YEAR: last_day(school_year(today)),
    }[lasting]
    return clock.at(day, time(23, 59))


def new(column: Any) -> str:
    """Return a code that `column` does not hold yet and that nobody minds reading to a class."""
    while True:
        code = "".join(
            secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _place in range(SYLLABLES)
        )
        used = db.session.scalar(select(column).where(column == code))
        parts = " ".join((code, code[:4], code[4:8], code[2:6], code[6:]))
        rude = any(finding.kind in RUDE for finding in screen(parts).findings)
        if used is None and not rude:
            return code
