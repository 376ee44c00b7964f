"""What is new for a student who comes home."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.extensions import db
from portal.models.activities import ActivityKind
from portal.models.people import Person
from portal.queries.activities import done
from portal.queries.groups import lively
from portal.queries.matches import ended_unread
from portal.queries.notices import is_recent, latest_decision
from portal.queries.reflections import to_write
from portal.queries.saved_searches import new_ones


@dataclass(frozen=True, slots=True)
class News:
    """What happened since the student was here."""

    noticed_at: datetime | None  # when something was decided about the student, lately
    came: int  # mentors who fit a kept search
    ended_thread_id: int | None  # a conversation that somebody else ended, not opened since
    reflect_thread_id: int | None  # an answered conversation on which nothing is written yet
    groups: int  # of the student, with something new in them, or that ask him or her in
    oriented: bool  # has read what a mentor is, and what to keep to oneself (R4)


def news(viewer: Person) -> News:
    """Return what is new for the student `viewer`, in one statement."""
    oriented = done(viewer, ActivityKind.ORIENTED)
    ended, answered = ended_unread(viewer), to_write(viewer)
    wanted = select(
        latest_decision(viewer), new_ones(viewer), ended, answered, lively(viewer), oriented
    )
    decided_at, came, ended_id, answered_id, groups, ready = db.session.execute(wanted).one()
    noticed_at = decided_at if is_recent(decided_at) else None
    return News(noticed_at, came or 0, ended_id, answered_id, groups, bool(ready))
