"""What suggestions are made from, and what a student sees of the own choices."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import String, cast, func, literal, select, union_all

from portal.data.occupations import occupations
from portal.errors import not_found
from portal.extensions import db
from portal.matching import MentorProfile
from portal.models.curiosities import Curiosity
from portal.models.matching import DismissedMentor, MatchingProfile, ViewedOccupation
from portal.models.mentors import Mentor, MentorOccupation, mentor_name
from portal.models.people import Person
from portal.models.students import Student
from portal.policies import matching as policy
from portal.policies import mentors
from portal.policies.viewers import Viewer

# The lists of codes as text: each is read once a process, not once for each of 2,650 mentors.
_MENTOR = (
    Mentor.person_id,
    cast(Mentor.languages, String),
    Mentor.region,
    Mentor.path,
    cast(Mentor.interests, String),
    cast(Mentor.helps, String),
    Mentor.open_matches,
    Mentor.capacity,
    MentorOccupation.noc,
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a student whose suggestions are on lets them use; what is not allowed is empty."""

    curious: frozenset[str]
    viewed: frozenset[str]
    interests: frozenset[str]
    own_words: str
    styles: str
    region: str
    path: str


@dataclass(frozen=True, slots=True)
class OwnChoices:
    """What the page of a student's choices shows."""

    may_choose: bool  # 14 or older
    is_on: bool
    asks_anew: bool  # on, but the text has changed since
    interests: Sequence[str] = ()
    own_words: str = ""
    uses_curiosities: bool = False
    uses_views: bool = False
    styles: str = ""
    region: str = ""
    path: str = ""
    views: int = 0  # occupations kept because their page was opened


@dataclass(frozen=True, slots=True)
class MentorChoices:
    """What a mentor ticked for the own profile."""

    interests: Sequence[str]
    helps: Sequence[str]
    newcomers_welcome: bool


@dataclass(frozen=True, slots=True)
class SetAside:
    """A mentor of whom the student said "not for me"."""

    mentor_id: int
    name: str


def is_on(viewer: Viewer) -> bool:
    """Say whether the suggestions of `viewer` are on."""
    return policy.profile_of(viewer) is not None


def notes_views(viewer: Viewer) -> bool:
    """Say whether the suggestions of `viewer` may know which occupations they open."""
    kept = policy.profile_of(viewer)
    return kept is not None and kept.uses_views


def own_choices(viewer: Viewer) -> OwnChoices:
    """Return the choices of the student `viewer`; raises NotFound for who is no student."""
    views = select(func.count()).where(ViewedOccupation.student_id == viewer.id)
    wanted = (
        select(MatchingProfile, policy.may_choose(), policy.turned_on(), views.scalar_subquery())
        .select_from(Student)
        .outerjoin(MatchingProfile, MatchingProfile.student_id == Student.person_id)
        .where(Student.person_id == viewer.id)
    )
    found = db.session.execute(wanted).one_or_none() or not_found("student", viewer.id)
    kept, may_choose, on, viewed = found
    if kept is None:
        return OwnChoices(may_choose=bool(may_choose), is_on=False, asks_anew=False)
    return OwnChoices(
        may_choose=bool(may_choose),
        is_on=bool(on),
        asks_anew=not on,
        interests=kept.interests,
        own_words=kept.own_words,
        uses_curiosities=kept.uses_curiosities,
        uses_views=kept.uses_views,
        styles=kept.riasec,
        region=kept.region,
        path=kept.path,
        views=viewed,
    )


def wishes(viewer: Viewer) -> Wishes | None:
    """Return what the suggestions of `viewer` may use, None while they are off. Two statements."""
    kept = policy.profile_of(viewer)
    if kept is None:
        return None
    curious, viewed = _known_occupations(viewer)
    return Wishes(
        curious=curious if kept.uses_curiosities else frozenset(),
        viewed=viewed if kept.uses_views else frozenset(),
        interests=frozenset(kept.interests),
        own_words=kept.own_words,
        styles=kept.riasec,
        region=kept.region,
        path=kept.path,
    )


def mentor_profiles(viewer: Viewer) -> list[MentorProfile]:
    """Return every mentor who may be suggested to `viewer`, in one statement."""
    wanted = (
        select(*_MENTOR)
        .select_from(Mentor)
        .join(Mentor.person)
        .join(Mentor.occupations)
        .where(policy.suggestible_to(viewer))
        .order_by(Mentor.person_id, MentorOccupation.position)
    )
    rows = db.session.connection().execute(wanted).all()
    return [_mentor(list(those)) for _id, those in groupby(rows, key=itemgetter(0))]


def set_aside(viewer: Viewer) -> list[SetAside]:
    """List whom `viewer` set aside and could be given again, the last one first."""
    wanted = (
        select(Mentor.person_id, Person.given_name, Person.family_name, Mentor.shows_full_name)
        .join(Mentor.person)
        .join(DismissedMentor, DismissedMentor.mentor_id == Mentor.person_id)
        .where(DismissedMentor.student_id == viewer.id, mentors.findable())
        .order_by(DismissedMentor.dismissed_at.desc(), Mentor.person_id)
    )
    return [
        SetAside(number, mentor_name(given, family, whole=whole))
        for number, given, family, whole in db.session.execute(wanted)
    ]


def mentor_choices(viewer: Viewer) -> MentorChoices:
    """Return what the mentor `viewer` ticked; raises NotFound for who is no mentor."""
    wanted = select(Mentor.interests, Mentor.helps, Mentor.newcomers_welcome).where(
        Mentor.person_id == viewer.id
    )
    row = db.session.execute(wanted).one_or_none() or not_found("mentor", viewer.id)
    return MentorChoices(*row)


def _known_occupations(viewer: Viewer) -> tuple[frozenset[str], frozenset[str]]:
    curious = select(Curiosity.noc, literal(1)).where(Curiosity.student_id == viewer.id)
    viewed = select(ViewedOccupation.noc, literal(0)).where(
        ViewedOccupation.student_id == viewer.id
    )
    rows = db.session.execute(union_all(curious, viewed)).all()
    return (
        frozenset(noc for noc, is_curious in rows if is_curious and noc in occupations()),
        frozenset(noc for noc, is_curious in rows if not is_curious and noc in occupations()),
    )


def _mentor(rows: Sequence[Any]) -> MentorProfile:
    number, languages, region, path, interests, helps, matches, capacity, _noc = rows[0]
    nocs = tuple(row[-1] for row in rows)
    return MentorProfile(
        id=number,
        languages=_codes(languages),
        occupations=nocs,
        fields=_fields(nocs),
        styles=_styles(nocs),
        region=region,
        path=path.value,
        interests=_codes(interests),
        helps=_codes(helps),
        open_matches=matches,
        capacity=capacity,
    )


@lru_cache(maxsize=8192)
def _codes(text: str) -> frozenset[str]:
    return frozenset(json.loads(text))


@lru_cache(maxsize=2048)
def _fields(nocs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(occupations()[noc].sector.slug for noc in _still(nocs))


@lru_cache(maxsize=2048)
def _styles(nocs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(occupations()[noc].riasec for noc in _still(nocs))


def _still(nocs: tuple[str, ...]) -> Iterator[str]:
    return (noc for noc in nocs if noc in occupations())
