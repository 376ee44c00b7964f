"""Mentors whom staff may ask into a circle or a group, by name or occupation."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, case, exists, or_, select, true

from portal.data.occupations import occupations
from portal.extensions import db
from portal.i18n import language
from portal.models.mentors import Mentor, MentorOccupation
from portal.models.people import Person, folded
from portal.policies import mentors as mentors_policy
from portal.queries.names import writer

MENTORS = 15  # to choose from


@dataclass(frozen=True, slots=True)
class MentorChoice:
    """A mentor whom staff may ask."""

    mentor_id: int
    name: str
    occupation: str
    languages: Sequence[str]


def mentors_to_ask(words: str, nocs: Sequence[str]) -> list[MentorChoice]:
    """List mentors on duty by name or occupation, those of the occupation first.

    All words of a name must be theirs, in any order, whatever the accents.
    """
    somebody = writer()
    first = select(MentorOccupation.noc).where(
        MentorOccupation.mentor_id == Mentor.person_id, MentorOccupation.position == 0
    )
    does = exists().where(
        MentorOccupation.mentor_id == Mentor.person_id, MentorOccupation.noc.in_(nocs)
    )
    named = and_(*(Person.folded_name.contains(word) for word in folded(words).split()), true())
    wanted = (
        select(Mentor.person_id, somebody.name, first.scalar_subquery(), Mentor.languages)
        .join(Mentor.person)
        .where(mentors_policy.on_duty(), or_(does, named))
    )
    rows = somebody.join(wanted, Mentor.person_id).order_by(
        case((does, 0), else_=1) if nocs else Mentor.person_id, Mentor.person_id
    )
    return [
        MentorChoice(number, name, _headline(noc), spoken)
        for number, name, noc, spoken in db.session.execute(rows.limit(MENTORS))
    ]


def mentor_to_ask(mentor_id: int) -> MentorChoice | None:
    """Return a mentor on duty whom staff may ask, or None for anybody else."""
    somebody = writer()
    first = select(MentorOccupation.noc).where(
        MentorOccupation.mentor_id == Mentor.person_id, MentorOccupation.position == 0
    )
    wanted = (
        select(Mentor.person_id, somebody.name, first.scalar_subquery(), Mentor.languages)
        .join(Mentor.person)
        .where(mentors_policy.on_duty(), Mentor.person_id == mentor_id)
    )
    row = db.session.execute(somebody.join(wanted, Mentor.person_id)).one_or_none()
    return None if row is None else MentorChoice(row[0], row[1], _headline(row[2]), row[3])


def _headline(noc: str | None) -> str:
    known = occupations().get(noc or "")
    return known.headline(language()) if known is not None else ""
