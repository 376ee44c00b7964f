"""Which occupations have a mentor with room left now: counts for everyone, names for some."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from flask import current_app
from sqlalchemy.exc import OperationalError

from portal import clock
from portal.data.occupations import by_sector
from portal.models.people import Person
from portal.queries import mentors
from portal.queries.mentors import MentorCard
from portal.queries.openings import Opening, openings_now
from portal.search.ranking import draws, likelihood, turn_of

KEEP_SECONDS = 4  # a change shows within five: the request takes a moment, too


@dataclass(frozen=True, slots=True)
class Openings:
    """The mentors with room left for each occupation that has one, as known at one moment."""

    by_noc: Mapping[str, tuple[Opening, ...]]

    @property
    def counts(self) -> dict[str, int]:
        """How many mentors each occupation has."""
        return {noc: len(found) for noc, found in self.by_noc.items()}

    def of_sector(self, slug: str) -> int:
        """Return how many mentors a sector has; one of two of its occupations counts once."""
        nocs = (occupation.noc for occupation in by_sector()[slug])
        return len({one.mentor_id for noc in nocs for one in self.by_noc.get(noc, ())})


def openings() -> Openings:
    """Return who has room left now, as this process knew it at most `KEEP_SECONDS` ago."""
    kept = current_app.extensions.get("openings")
    if kept is not None and time.monotonic() - kept[0] < KEEP_SECONDS:
        return cast(Openings, kept[1])
    known = kept[1] if kept else Openings({})
    with suppress(OperationalError):  # a locked database stops nobody from reading
        known = _read()
    current_app.extensions["openings"] = (time.monotonic(), known)
    return cast(Openings, known)


def mentors_of(viewer: Person, noc: str, *, limit: int = 6) -> list[MentorCard]:
    """Return the first mentors of an occupation whom `viewer` may find, in the directory's order.

    Likelihood of a good answer, then the day's turn of this reader. Nobody for who has no
    directory. At most one statement.
    """
    found = openings().by_noc.get(noc, ())
    ids = [opening.mentor_id for opening in found]
    turns = draws(ids, day=clock.today(), turn=turn_of(viewer.id))
    likely = [likelihood(has_room=True, reply_hours=one.reply_hours) for one in found]
    ordered = [number for *_rank, number in sorted(zip(likely, turns, ids, strict=True))]
    return mentors.cards(viewer, ordered[:limit]) if ordered else []


def _read() -> Openings:
    found: dict[str, list[Opening]] = {}
    for opening in openings_now():
        found.setdefault(opening.noc, []).append(opening)
    return Openings({noc: tuple(rows) for noc, rows in found.items()})
