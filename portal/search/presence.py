"""Who can be found at this moment, laid over the index as bit sets (decision 0023).

The index holds everyone who takes part; whether they are on pause, full or past
their verification changes without it. A process asks the database at most every
few seconds, in one statement, whatever the worker does or does not do.
"""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from portal import clock
from portal.queries import mentors
from portal.queries.mentors import Presence
from portal.search.ranking import LIKELIHOODS, likelihood
from portal.search.reader import Bits, Directory, to_bits

KEEP = timedelta(seconds=4)  # a change shows within five: the request takes a moment, too


@dataclass(frozen=True, slots=True, eq=False)
class Present:
    """Those of one directory who answer students now, as bit sets."""

    directory: Directory
    on_duty: Bits
    free: Bits  # with room left
    newcomers: Bits  # who gladly answer someone new to Quebec
    likelihoods: tuple[Bits, ...]  # of a good answer, the best first


class PresenceView:
    """What a process knows of who is there; asked again when it is `KEEP` old."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._lock = threading.Lock()
        self._asked_at: datetime | None = None
        self._rows: list[Presence] = []
        self._laid: Present | None = None

    def over(self, directory: Directory) -> Present:
        """Return who of `directory` is there, as known at most `KEEP` ago."""
        with self._lock:
            now = clock.now()
            # A clock that was set back does not make the answer younger.
            if self._asked_at is None or not timedelta(0) <= now - self._asked_at < KEEP:
                self._ask(now)
            if self._laid is None or self._laid.directory is not directory:
                self._laid = _lay(self._rows, directory)
            return self._laid

    def _ask(self, now: datetime) -> None:
        rows = mentors.on_duty_now()
        if rows != self._rows:
            self._rows, self._laid = rows, None
        self._asked_at = now


def present(directory: Directory) -> Present:
    """Return who of `directory` can be found now, as this process knows it."""
    view: PresenceView = current_app.extensions.setdefault("presence_view", PresenceView())
    return view.over(directory)


def _lay(rows: list[Presence], directory: Directory) -> Present:
    place = directory.places
    known = [(place[row.mentor_id], row) for row in rows if row.mentor_id in place]
    ranks: dict[int, list[int]] = {rank: [] for rank in LIKELIHOODS}
    for number, row in known:
        rank = likelihood(has_room=row.has_room, reply_hours=row.reply_hours)
        ranks[rank].append(number)
    return Present(
        directory=directory,
        on_duty=to_bits(number for number, _row in known),
        free=to_bits(number for number, row in known if row.has_room),
        newcomers=to_bits(number for number, row in known if row.newcomers_welcome),
        likelihoods=tuple(to_bits(ranks[rank]) for rank in LIKELIHOODS),
    )
