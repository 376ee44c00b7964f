"""Who may be written to now, by occupation."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, select

from portal.models.mentors import Mentor, MentorOccupation
from portal.policies import mentors as policy
from portal.queries.rows import rows_of


@dataclass(frozen=True, slots=True)
class Opening:
    """A mentor with room left, in one of their occupations."""

    noc: str
    mentor_id: int
    reply_hours: int | None


def openings_now() -> list[Opening]:
    """Return every mentor who can be found now, once for each occupation. One statement."""
    return [Opening(*row) for row in rows_of(_openings(), {})]


@cache
def _openings() -> Select[str, int, int | None]:
    return (
        select(MentorOccupation.noc, Mentor.person_id, Mentor.reply_hours)
        .join(Mentor, Mentor.person_id == MentorOccupation.mentor_id)
        .join(Mentor.person)
        .where(policy.findable())
        .order_by(MentorOccupation.noc, Mentor.person_id)
    )
