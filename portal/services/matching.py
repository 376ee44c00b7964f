"""Suggestions turned on, changed and off, and what a student says of them (s. 65.0.1, R35)."""

from dataclasses import dataclass

from sqlalchemy import delete, select

from portal import clock
from portal.data.interests import interests, known
from portal.data.occupations import occupations
from portal.data.regions import regions
from portal.errors import Conflict
from portal.extensions import Model, db
from portal.i18n import _, language
from portal.models.matching import DismissedMentor, MatchingProfile, ViewedOccupation
from portal.models.mentors import TrainingPath
from portal.models.people import Person
from portal.policies import matching as policy
from portal.policies import mentors
from portal.queries import matching as queries
from portal.services import audit

LONGEST_WORDS = 300
MOST_VIEWS = 30  # occupations kept because they were opened; older ones are forgotten
STYLES = "RIASEC"
_TABLES: tuple[type[Model], ...] = (DismissedMentor, ViewedOccupation, MatchingProfile)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a student lets suggestions use; anything left empty is not used."""

    interests: tuple[str, ...] = ()
    own_words: str = ""
    uses_curiosities: bool = False
    uses_views: bool = False
    region: str = ""
    path: str = ""
    styles: bool = False  # whether the answers kept from the six questions stay


def choose(*, student: Person, choices: Choices) -> None:
    """Turn suggestions on with these choices, or change them when they are on.

    What is no longer allowed is erased. Raises NotFound for who is no student, Denied
    under 14, Conflict when nothing at all is allowed.
    """
    policy.get_choosing(student)
    profile = db.session.get(MatchingProfile, student.id)
    kept_styles = profile.riasec if profile is not None and choices.styles else ""
    if not (_uses_anything(choices) or kept_styles):
        raise Conflict(_("Choose at least one thing that suggestions may use."))
    if policy.profile_of(student) is None:
        agreed = f"text {policy.TEXT_VERSION} {language()}"
        audit.record(student, "suggestions.turned_on", "student", student.id, detail=agreed)
    if profile is None:
        profile = MatchingProfile(student_id=student.id)
        db.session.add(profile)
    # The text stands above the form each time: saving is agreeing again.
    profile.text_version, profile.turned_on_at = policy.TEXT_VERSION, clock.now()
    _keep(profile, choices, kept_styles)
    if not choices.uses_views:
        _erase(ViewedOccupation, student.id)


def turn_off(*, student: Person) -> None:
    """Turn suggestions off and erase all that was given for them or noted; again: nothing."""
    if db.session.get(MatchingProfile, student.id) is not None:
        erase(student_id=student.id)
        audit.record(student, "suggestions.turned_off", "student", student.id)


def decline(*, student: Person) -> None:
    """Hear that a student does not want to be told of suggestions again; a second time: nothing.

    They stay off, and may be turned on in the account as before. Raises NotFound for who is no
    student, Denied under 14.
    """
    policy.get_choosing(student)
    if queries.is_invited(student):
        audit.record(student, f"{queries.CHOSE}declined", "student", student.id)


def erase(*, student_id: int) -> None:
    """Erase all that suggestions hold of a student: choices, own words, views, those set aside."""
    for table in _TABLES:
        _erase(table, student_id)


def erase_lapsed() -> None:
    """Erase all of those who agreed too long ago and were not asked anew since (R30, R41)."""
    for student_id in db.session.scalars(
        select(MatchingProfile.student_id).where(policy.lapsed())
    ).all():
        erase(student_id=student_id)


def set_aside(*, student: Person, mentor_id: int) -> None:
    """Keep that a mentor is "not for me"; a second click changes nothing.

    Raises NotFound while suggestions are off, or for a mentor whom the student does not find.
    """
    policy.get_profile(student)
    mentors.get_for_request(student, mentor_id)
    if db.session.get(DismissedMentor, (student.id, mentor_id)) is None:
        db.session.add(DismissedMentor(student_id=student.id, mentor_id=mentor_id))


def take_back(*, student: Person, mentor_id: int) -> None:
    """Forget that a mentor was set aside: they may be suggested again."""
    kept = db.session.get(DismissedMentor, (student.id, mentor_id))
    if kept is not None:
        db.session.delete(kept)


def note_view(*, student: Person, noc: str) -> None:
    """Note that a student opened an occupation's page; nothing unless they allowed it."""
    profile = policy.profile_of(student)
    if profile is None or not profile.uses_views or noc not in occupations():
        return
    seen = db.session.get(ViewedOccupation, (student.id, noc))
    if seen is not None:
        seen.viewed_at = clock.now()
    else:
        db.session.add(ViewedOccupation(student_id=student.id, noc=noc))
    _forget_old_views(student.id)


def keep_styles(*, student: Person, letters: str) -> None:
    """Keep the RIASEC letters of the six questions for the suggestions, strongest first.

    Raises NotFound while suggestions are off: then nothing may be kept.
    """
    profile = policy.get_profile(student)
    profile.riasec = "".join(dict.fromkeys(letter for letter in letters if letter in STYLES))


def _uses_anything(choices: Choices) -> bool:
    return bool(
        choices.interests
        or choices.own_words
        or choices.uses_curiosities
        or choices.uses_views
        or choices.region
        or choices.path
    )


def _keep(profile: MatchingProfile, choices: Choices, styles: str) -> None:
    profile.interests = known(choices.interests, interests())
    profile.own_words = choices.own_words[:LONGEST_WORDS]
    profile.uses_curiosities = choices.uses_curiosities
    profile.uses_views = choices.uses_views
    profile.region = choices.region if choices.region in regions() else ""
    profile.path = choices.path if choices.path in set(TrainingPath) else ""
    profile.riasec = styles


def _forget_old_views(student_id: int) -> None:
    db.session.flush()
    oldest_first = (
        select(ViewedOccupation)
        .where(ViewedOccupation.student_id == student_id)
        .order_by(ViewedOccupation.viewed_at.desc(), ViewedOccupation.noc)
        .offset(MOST_VIEWS)
    )
    for old in db.session.scalars(oldest_first):
        db.session.delete(old)


def _erase(table: type[Model], student_id: int) -> None:
    db.session.execute(delete(table).where(table.student_id == student_id))  # type: ignore[attr-defined]
