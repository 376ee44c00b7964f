"""Usernames that the portal issues to those who have no e-mail address."""

import re
import secrets
from collections.abc import Sequence

from sqlalchemy import select

from portal.data.letters import squeezed
from portal.extensions import db
from portal.models.people import Person

NAME_LETTERS = 9  # of a username, before its digits


def new_usernames(names: Sequence[tuple[str, str]]) -> list[str]:
    """Return a username for each (given, family) name: free, short, without accents.

    Such as `zdamour4821`: the digits are drawn, so nothing about the person tells them.
    """
    chosen: list[str] = [""] * len(names)
    used: set[str] = set()
    open_places = list(range(len(names)))
    digits = 4
    while open_places:
        drawn = {place: _drawn(*names[place], digits) for place in open_places}
        wanted = set(drawn.values())
        used |= set(db.session.scalars(select(Person.username).where(Person.username.in_(wanted))))
        again = []
        for place, username in drawn.items():
            if username in used:
                again.append(place)
            else:
                used.add(username)
                chosen[place] = username
        # A name that hundreds share needs room: one more digit for those still without one.
        open_places, digits = again, digits + 1
    return chosen


def _drawn(given: str, family: str, digits: int) -> str:
    def ascii_of(name: str) -> str:
        return re.sub(r"[^a-z]", "", squeezed(name))

    stem = (ascii_of(given)[:1] + ascii_of(family))[:NAME_LETTERS] or "eleve"
    return f"{stem}{secrets.randbelow(10**digits):0{digits}}"
