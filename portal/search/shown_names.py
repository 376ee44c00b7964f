"""The everyday names that the page of an occupation shows: the shipped and the board's own."""

from contextlib import suppress
from dataclasses import dataclass

from flask import current_app
from sqlalchemy.exc import OperationalError

from portal.data.occupations import Name, Occupation, name_key
from portal.queries.occupation_names import NO_NAMES, BoardNames, hand_names
from portal.web.boards import current_board


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a process has read, as of one stamp of the board."""

    stamp: str
    names: BoardNames


def names_shown(occupation: Occupation, language: str) -> list[Name]:
    """Return them in `language`, the headline first, without those that the board took away.

    What was imported and the names of narrower jobs are for the finder: they would be hundreds.
    """
    own = _own()
    headline, *others = occupation.names(language)
    here = occupation.noc, language
    kept = [name for name in others if (*here, name_key(name.masculine)) not in own.removed]
    shown = {name_key(name.masculine) for name in (headline, *others)}
    added = [one.name for one in own.added if (one.noc, one.language) == here]
    return [headline, *kept, *(n for n in added if name_key(n.masculine) not in shown)]


def _own() -> BoardNames:
    """Return what the board changed by hand: read once, until its stamp moves."""
    stamp = current_board().names_stamp
    found = current_app.extensions.get("shown_names")
    if not isinstance(found, _Kept):
        found = _Kept("", NO_NAMES)  # a board without a stamp never changed a name
    if found.stamp != stamp:
        with suppress(OperationalError):  # a locked database stops nobody from reading
            found = _Kept(stamp, hand_names())
            current_app.extensions["shown_names"] = found
    return found.names
