"""What is read of mentors: cards of the directory, a profile, counts, what the index needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import contains_eager, selectinload

from portal import clock
from portal.data.occupations import Occupation, occupations
from portal.data.regions import regions
from portal.extensions import db
from portal.i18n import language
from portal.models.mentors import Mentor, MentorOccupation, TrainingPath
from portal.models.people import Person, Role
from portal.policies import mentors as policy
from portal.queries.matches import open_thread_id

BATCH = 500  # fewer than the variables that one statement may hold


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and the language it is in, which may not be the page's."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class MentorCard:
    """What a card of the directory shows."""

    mentor_id: int
    name: str
    job_title: Passage | None
    occupations: tuple[Occupation, ...]
    region: str
    path: TrainingPath
    languages: tuple[str, ...]
    has_room: bool


class Writing(Enum):
    """Whether the viewer may write a first message to a mentor, or why not."""

    MAY_WRITE = "may_write"
    IN_TOUCH = "in_touch"  # their match is open: the thread is the place
    FULL = "full"
    PAUSED = "paused"
    AWAY = "away"  # no longer takes part
    NOT_A_STUDENT = "not_a_student"


@dataclass(frozen=True, slots=True)
class MentorProfile:
    """What the page of one mentor shows."""

    card: MentorCard
    employer: str
    bio: Passage | None
    topics: Passage | None
    writing: Writing
    thread_id: int | None  # of the viewer's open match with this mentor
    may_search: bool  # whether the viewer has the directory to go back to
    back_on: date | None


def cards(viewer: Person, ids: Sequence[int], *, with_room: bool = False) -> list[MentorCard]:
    """Return the mentors among `ids` whom `viewer` may find, in the order of `ids`.

    The index proposes and this disposes: somebody who is deactivated or on
    pause is absent, whatever the index says. Two statements.
    """
    room = policy.has_room() if with_room else true()
    wanted = _whole().where(Mentor.person_id.in_(ids), policy.searchable_by(viewer), room)
    found = {mentor.person_id: mentor for mentor in db.session.scalars(wanted)}
    return [_card(found[mentor_id]) for mentor_id in ids if mentor_id in found]


def profile(viewer: Person, mentor_id: int) -> MentorProfile:
    """Return one mentor's page as `viewer` may read it. Raises NotFound."""
    mentor = policy.get_readable(viewer, mentor_id)
    thread_id = open_thread_id(viewer, mentor_id) if viewer.has(Role.STUDENT) else None
    return MentorProfile(
        card=_card(mentor),
        employer=mentor.employer or "",
        bio=passage(mentor, "bio"),
        topics=passage(mentor, "topics"),
        writing=_writing(viewer, mentor, thread_id),
        thread_id=thread_id,
        may_search=viewer.has(*policy.SEARCHERS),
        back_on=mentor.paused_until if _is_paused(mentor) else None,
    )


def counts_by_noc() -> dict[str, int]:
    """Return how many mentors can be found now for each occupation that has one."""
    counted = (
        select(MentorOccupation.noc, func.count())
        .join(Mentor, Mentor.person_id == MentorOccupation.mentor_id)
        .join(Mentor.person)
        .where(policy.findable())
        .group_by(MentorOccupation.noc)
    )
    return dict(db.session.execute(counted).all())


def to_index(ids: Iterable[int] | None = None) -> list[Mentor]:
    """Return the mentors who belong in the index, of `ids` or all, with what it needs of them.

    Those on pause are among them: they come back on a day when nothing is written.
    """
    wanted = _whole().where(policy.taking_part()).order_by(Mentor.person_id)
    if ids is None:
        return list(db.session.scalars(wanted))
    chosen = sorted(set(ids))
    found: list[Mentor] = []
    for start in range(0, len(chosen), BATCH):
        batch = wanted.where(Mentor.person_id.in_(chosen[start : start + BATCH]))
        found += db.session.scalars(batch)
    return found


def passage(thing: object, name: str) -> Passage | None:
    """Return `<name>_fr` or `_en` of `thing`: the reader's language, else the other one."""
    here = language()
    for code in (here, "en" if here == "fr" else "fr"):
        if text := getattr(thing, f"{name}_{code}"):
            return Passage(text, code)
    return None


def _whole() -> Select[Mentor]:
    return (
        select(Mentor)
        .join(Mentor.person)
        .options(contains_eager(Mentor.person), selectinload(Mentor.occupations))
    )


def _card(mentor: Mentor) -> MentorCard:
    done = [occupations().get(row.noc) for row in mentor.occupations]
    return MentorCard(
        mentor_id=mentor.person_id,
        name=mentor.shown_name,
        job_title=passage(mentor, "job_title"),
        occupations=tuple(occupation for occupation in done if occupation is not None),
        region=regions().get(mentor.region, ""),
        path=mentor.path,
        languages=tuple(mentor.languages),
        has_room=mentor.open_matches < mentor.capacity,
    )


def _writing(viewer: Person, mentor: Mentor, thread_id: int | None) -> Writing:
    if not viewer.has(Role.STUDENT):
        return Writing.NOT_A_STUDENT
    if thread_id is not None:
        return Writing.IN_TOUCH
    if not (mentor.activated_at and not mentor.deactivated_at and mentor.person.is_active):
        return Writing.AWAY
    if _is_paused(mentor):
        return Writing.PAUSED
    return Writing.MAY_WRITE if mentor.open_matches < mentor.capacity else Writing.FULL


def _is_paused(mentor: Mentor) -> bool:
    return mentor.paused_until is not None and mentor.paused_until > clock.today()
