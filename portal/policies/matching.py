"""Who may turn suggestions on, whose are on, and which mentors may be suggested to whom."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, bindparam, select
from sqlalchemy.types import Date

from portal import clock
from portal.errors import Denied, not_found
from portal.extensions import db
from portal.i18n import _
from portal.models.matches import Match
from portal.models.matching import DismissedMentor, MatchingProfile
from portal.models.mentors import Mentor
from portal.models.people import Person, Role
from portal.models.students import Student
from portal.policies import mentors, students
from portal.policies.viewers import Viewer

# Raise it with every change of templates/matching/told.html: the choice is to one text, and
# who agreed to another one is asked anew (R30, R35).
TEXT_VERSION = "1"
# A consent is limited in time (R30): after a school year and a summer it is asked anew.
AGREED_FOR = timedelta(days=366)


def may_choose() -> ColumnElement[bool]:
    """Say which students may turn suggestions on: those of 14 or older.

    They are profiling (s. 65.0.1, R35), a purpose of its own (R30). Under 14 it would take
    the consent of a parent to that purpose (R31); the one on record is to taking part.
    """
    oldest = bindparam(None, callable_=students.last_birth_date_under_14, type_=Date())
    return Student.born_on <= oldest


def turned_on() -> ColumnElement[bool]:
    """Say whose suggestions are on: those who agreed, lately, to the text as it reads now.

    Needs Student joined to MatchingProfile.
    """
    return and_(MatchingProfile.text_version == TEXT_VERSION, ~lapsed(), may_choose())


def lapsed() -> ColumnElement[bool]:
    """Say which choices were made too long ago to hold."""
    return MatchingProfile.turned_on_at < clock.now() - AGREED_FOR


def get_choosing(person: Person) -> Student:
    """Return the student, who may turn suggestions on.

    Raises NotFound for who is no student, Denied under 14.
    """
    student = db.session.get(Student, person.id) if person.has(Role.STUDENT) else None
    if student is None:
        not_found("student", person.id)
    if students.needs_parental_consent(student.born_on):
        raise Denied(_("Suggestions stay off until you are 14."))
    return student


def get_profile(person: Person) -> MatchingProfile:
    """Return the choices of a student whose suggestions are on; to others there are none."""
    return profile_of(person) or not_found("suggestions of", person.id)


def profile_of(person: Viewer) -> MatchingProfile | None:
    """Return the choices of a student whose suggestions are on, None while they are off."""
    wanted = (
        select(MatchingProfile)
        .join(Student, Student.person_id == MatchingProfile.student_id)
        .where(MatchingProfile.student_id == person.id, turned_on())
    )
    return db.session.scalar(wanted)


def suggestible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Say whom `viewer` may be given: found, with room, not set aside, never matched with before.

    Needs Person joined to Mentor.
    """
    set_aside = select(DismissedMentor.mentor_id).where(DismissedMentor.student_id == viewer.id)
    known = select(Match.mentor_id).where(Match.student_id == viewer.id)
    return and_(
        mentors.findable(),
        Mentor.person_id.not_in(set_aside),
        Mentor.person_id.not_in(known),
    )
