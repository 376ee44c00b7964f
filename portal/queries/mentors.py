"""What is read of mentors: cards of the directory, a profile, counts, what the index needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, exists, func, select
from sqlalchemy.orm import contains_eager, selectinload

from portal import clock
from portal.data.interests import helps, interests, known
from portal.data.occupations import Occupation, occupations
from portal.data.regions import regions
from portal.extensions import db
from portal.i18n import language
from portal.models.mentors import Mentor, MentorOccupation, TrainingPath, mentor_name
from portal.models.people import Person, Role
from portal.policies import mentors as policy
from portal.queries.matches import open_thread_id

BATCH = 500  # fewer than the variables that one statement may hold
_Line = Row[*tuple[Any, ...]]
_CARD = (
    Mentor.person_id,
    Mentor.shows_full_name,
    Mentor.job_title_fr,
    Mentor.job_title_en,
    Mentor.topics_fr,
    Mentor.topics_en,
    Mentor.region,
    Mentor.path,
    Mentor.languages,
    Mentor.newcomers_welcome,
    Mentor.open_matches,
    Mentor.capacity,
)


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
    topics: tuple[Passage, ...]  # what they like to talk about: the reader's language first
    newcomers_welcome: bool
    has_room: bool


class Writing(Enum):
    """Whether the viewer may write a first message to a mentor, or why not."""

    MAY_WRITE = "may_write"
    IN_TOUCH = "in_touch"  # their match is open: the thread is the place
    FULL = "full"
    PAUSED = "paused"
    UNVERIFIED = "unverified"  # the board's verification has ended and is not renewed yet
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
    likes: tuple[str, ...]  # what the mentor ticked, as the reader's language says it
    helps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Presence:
    """What the index does not hold of a mentor who is on duty: it may change at any time."""

    mentor_id: int
    has_room: bool
    newcomers_welcome: bool
    reply_hours: int | None


def cards(viewer: Person, ids: Sequence[int], *, full_too: bool = False) -> list[MentorCard]:
    """Return the mentors among `ids` whom `viewer` may find, in the order of `ids`.

    The index proposes and this disposes: somebody who is deactivated, on pause or, unless
    `full_too`, full is absent, whatever the index says. One statement.
    """
    if not policy.may_search(viewer):
        return []
    found: dict[int, list[_Line]] = {}
    for row in db.session.execute(_findable_cards(full_too), {"ids": ids}):
        found.setdefault(row.person_id, []).append(row)
    here = language()
    return [_card_of_rows(found[number], here) for number in ids if number in found]


def profile(viewer: Person, mentor_id: int) -> MentorProfile:
    """Return one mentor's page as `viewer` may read it. Raises NotFound."""
    mentor = policy.get_readable(viewer, mentor_id)
    here = language()
    thread_id = open_thread_id(viewer, mentor_id) if viewer.has(Role.STUDENT) else None
    return MentorProfile(
        card=_card(mentor, mentor.shown_name, [row.noc for row in mentor.occupations], here),
        employer=mentor.employer or "",
        bio=passage(mentor, "bio", here),
        topics=passage(mentor, "topics", here),
        writing=_writing(viewer, mentor, thread_id),
        thread_id=thread_id,
        may_search=policy.may_search(viewer),
        back_on=mentor.paused_until if _is_paused(mentor) else None,
        likes=tuple(interests()[c].name(here) for c in known(mentor.interests, interests())),
        helps=tuple(helps()[code].name(here) for code in known(mentor.helps, helps())),
    )


def on_duty_now() -> list[Presence]:
    """Return everyone who answers students at this moment, full or not. One statement.

    Which mentors a reader may find is `policies.mentors`; this is what narrows the index
    down to them.
    """
    return [Presence(*row) for row in db.session.connection().execute(_on_duty())]


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
    belongs = policy.taking_part() & Mentor.hidden_at.is_(None)
    wanted = _whole().where(belongs).order_by(Mentor.person_id)
    if ids is None:
        return list(db.session.scalars(wanted))
    chosen = sorted(set(ids))
    found: list[Mentor] = []
    for start in range(0, len(chosen), BATCH):
        batch = wanted.where(Mentor.person_id.in_(chosen[start : start + BATCH]))
        found += db.session.scalars(batch)
    return found


def passage(thing: object, name: str, here: str) -> Passage | None:
    """Return `<name>_fr` or `_en` of `thing`: in the language `here`, else the other one."""
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


@cache
def _on_duty() -> Select[*tuple[Any, ...]]:
    # Not a join: SQLite then begins with the 70,000 active people, which takes five times as long.
    answers = exists().where(Person.id == Mentor.person_id, policy.on_duty()).correlate(Mentor)
    return (
        select(Mentor.person_id, policy.has_room(), Mentor.newcomers_welcome, Mentor.reply_hours)
        .where(answers)
        .order_by(Mentor.person_id)
    )


@cache  # entities and a statement built anew were a fifth of a search
def _findable_cards(full_too: bool) -> Select[*tuple[Any, ...]]:
    """Return the statement of the cards among `ids`: a row for each occupation of a mentor."""
    rule = policy.on_duty() if full_too else policy.findable()
    return (
        select(*_CARD, Person.given_name, Person.family_name, MentorOccupation.noc)
        .join(Mentor.person)
        .outerjoin(Mentor.occupations)
        .where(Mentor.person_id.in_(bindparam("ids", expanding=True)), rule)
        .order_by(Mentor.person_id, MentorOccupation.position)
    )


def _card_of_rows(rows: Sequence[_Line], here: str) -> MentorCard:
    of = rows[0]
    name = mentor_name(of.given_name, of.family_name, whole=of.shows_full_name)
    return _card(of, name, [row.noc for row in rows], here)


def _card(mentor: Mentor | _Line, name: str, nocs: Iterable[str], here: str) -> MentorCard:
    done = [occupations().get(noc) for noc in nocs]
    return MentorCard(
        mentor_id=mentor.person_id,
        name=name,
        job_title=passage(mentor, "job_title", here),
        occupations=tuple(occupation for occupation in done if occupation is not None),
        region=regions().get(mentor.region, ""),
        path=mentor.path,
        languages=tuple(mentor.languages),
        topics=_topics(mentor, here),
        newcomers_welcome=mentor.newcomers_welcome,
        has_room=mentor.open_matches < mentor.capacity,
    )


def _topics(mentor: Mentor | _Line, here: str) -> tuple[Passage, ...]:
    both = (Passage(mentor.topics_fr, "fr"), Passage(mentor.topics_en, "en"))
    return tuple(said for said in (both if here == "fr" else both[::-1]) if said.text)


def _writing(viewer: Person, mentor: Mentor, thread_id: int | None) -> Writing:
    if not viewer.has(Role.STUDENT):
        return Writing.NOT_A_STUDENT
    if thread_id is not None:
        return Writing.IN_TOUCH
    if not (mentor.activated_at and not mentor.deactivated_at and mentor.person.is_active):
        return Writing.AWAY
    if not mentor.is_verified:
        return Writing.UNVERIFIED
    if _is_paused(mentor):
        return Writing.PAUSED
    return Writing.MAY_WRITE if mentor.open_matches < mentor.capacity else Writing.FULL


def _is_paused(mentor: Mentor) -> bool:
    return mentor.paused_until is not None and mentor.paused_until > clock.today()
