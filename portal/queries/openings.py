"""Who may be written to now, by occupation."""

from datetime import date
from functools import lru_cache

from sqlalchemy import Select, select

from portal import clock
from portal.models.mentors import Mentor, MentorOccupation
from portal.policies import mentors as policy
from portal.queries.rows import rows_of


def openings_now() -> list[tuple[str, int]]:
    """Return every occupation (NOC) with each mentor of it who has room left. One statement."""
    return [(noc, number) for noc, number in rows_of(_openings(clock.today()), {})]


@lru_cache(maxsize=2)  # the policy's rule holds today's date
def _openings(_today: date) -> Select[str, int]:
    return (
        select(MentorOccupation.noc, Mentor.person_id)
        .join(Mentor, Mentor.person_id == MentorOccupation.mentor_id)
        .join(Mentor.person)
        .where(policy.findable(), policy.has_room())
        .order_by(MentorOccupation.noc, Mentor.person_id)
    )
