"""Which occupations have a mentor with room left now: counts for everyone, names for some."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import cast

from flask import current_app
from sqlalchemy.exc import OperationalError

from portal import clock
from portal.data.occupations import by_sector
from portal.models.people import Person
from portal.queries import mentors
from portal.queries.mentors import MentorCard
from portal.queries.openings import openings_now

KEEP_SECONDS = 4  # a change shows within five: the request takes a moment, too


@dataclass(frozen=True, slots=True)
class Openings:
    """The mentors with room left for each occupation that has one, as known at one moment."""

    ids_by_noc: Mapping[str, tuple[int, ...]]

    @property
    def counts(self) -> dict[str, int]:
        """How many mentors each occupation has."""
        return {noc: len(ids) for noc, ids in self.ids_by_noc.items()}

    def of_sector(self, slug: str) -> int:
        """Return how many mentors a sector has; one of two of its occupations counts once."""
        nocs = (occupation.noc for occupation in by_sector()[slug])
        return len({number for noc in nocs for number in self.ids_by_noc.get(noc, ())})


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
    """Return some mentors of an occupation whom `viewer` may find, other ones first each day.

    Nobody for who has no directory. At most one statement.
    """
    ids = list(openings().ids_by_noc.get(noc, ()))
    _draw(clock.today()).shuffle(ids)
    return mentors.cards(viewer, ids[:limit]) if ids else []


def _draw(day: date) -> Random:
    return Random(day.toordinal())  # a turn for everyone, no secret


def _read() -> Openings:
    found: dict[str, list[int]] = {}
    for noc, number in openings_now():
        found.setdefault(noc, []).append(number)
    return Openings({noc: tuple(ids) for noc, ids in found.items()})
