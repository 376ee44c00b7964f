"""What suggestions are made from, and what a student sees of the own choices."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from flask import current_app
from sqlalchemy import String, cast, exists, func, literal, select, union_all

from portal.data.occupations import occupations
from portal.errors import not_found
from portal.extensions import db
from portal.matching import MentorProfile
from portal.models.access_log import AuditEntry
from portal.models.curiosities import Curiosity
from portal.models.matching import DismissedMentor, MatchingProfile, ViewedOccupation
from portal.models.mentors import Mentor, MentorOccupation, mentor_name
from portal.models.people import Person
from portal.models.students import Student
from portal.policies import matching as policy
from portal.policies import mentors
from portal.policies.viewers import Viewer

CHOSE = "suggestions."  # how the record names what a student chose of them
BATCH = 500  # fewer than the variables that one statement may hold
_MENTOR = (
    Mentor.person_id,
    cast(Mentor.changed_at, String),
    Mentor.languages,
    Mentor.region,
    Mentor.path,
    Mentor.interests,
    Mentor.helps,
    Mentor.open_matches,
    Mentor.capacity,
    MentorOccupation.noc,
)
# Of each mentor, when the row last moved and what it said: read anew only when it moves, as
# reading 2,650 of them at each page took longer than ranking them.
_Known = dict[int, tuple[str, MentorProfile]]


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


def is_invited(viewer: Viewer) -> bool:
    """Say whether to tell a student that there are suggestions: who never chose yes or no.

    What they chose is on the record (`suggestions.…`). One statement.
    """
    chose = select(AuditEntry.id).where(
        AuditEntry.noun == "student",
        AuditEntry.noun_id == viewer.id,
        AuditEntry.event.startswith(CHOSE),
    )
    kept = select(MatchingProfile).where(MatchingProfile.student_id == viewer.id)
    wanted = select(
        exists().where(Student.person_id == viewer.id, policy.may_choose())
        & ~exists(chose)
        & ~exists(kept)
    )
    return bool(db.session.scalar(wanted))


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
    """Return every mentor who may be suggested to `viewer`: one statement, two after changes.

    Who they are now is asked each time; what is known of one stays until their row moves.
    """
    wanted = (
        select(Mentor.person_id, cast(Mentor.changed_at, String))
        .join(Mentor.person)
        .where(policy.suggestible_to(viewer))
        .order_by(Mentor.person_id)
    )
    rows = db.session.connection().execute(wanted).all()
    known = _profiles()
    moved = {number for number, at in rows if number not in known or known[number][0] != at}
    if moved:
        known.update(_read_profiles(moved))
    return [known[number][1] for number, _at in rows if number in known]


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


def _profiles() -> _Known:
    return current_app.extensions.setdefault("mentor_profiles", {})  # type: ignore[no-any-return]


def _read_profiles(numbers: Collection[int]) -> _Known:
    wanted = (
        select(*_MENTOR)
        .join(Mentor.occupations)
        .order_by(Mentor.person_id, MentorOccupation.position)
    )
    if len(numbers) <= BATCH:  # else all of them: a statement holds no more values
        wanted = wanted.where(Mentor.person_id.in_(numbers))
    rows = db.session.connection().execute(wanted).all()
    grouped = ((number, list(those)) for number, those in groupby(rows, key=itemgetter(0)))
    return {number: (those[0][1], _mentor(those)) for number, those in grouped}


def _mentor(rows: Sequence[Any]) -> MentorProfile:
    number, _at, languages, region, path, interests, helps, matches, capacity, _noc = rows[0]
    nocs = tuple(row[-1] for row in rows)
    still = [occupations()[noc] for noc in nocs if noc in occupations()]
    return MentorProfile(
        id=number,
        languages=frozenset(languages),
        occupations=nocs,
        fields=tuple(one.sector.slug for one in still),
        styles=tuple(one.riasec for one in still),
        region=region,
        path=path.value,
        interests=frozenset(interests),
        helps=frozenset(helps),
        open_matches=matches,
        capacity=capacity,
    )
