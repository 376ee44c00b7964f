"""Which mentors can be found, by whom, and who may be written to."""

from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    and_,
    bindparam,
    exists,
    false,
    or_,
    select,
    true,
)
from sqlalchemy.orm import contains_eager, selectinload

from portal import clock
from portal.errors import not_found
from portal.extensions import db
from portal.models.matches import Match
from portal.models.mentors import Mentor
from portal.models.people import Person, PersonState, Role

SEARCHERS = (
    Role.STUDENT,
    Role.COUNSELLOR,
    Role.MODERATOR,
    Role.COORDINATOR,
    Role.ADMINISTRATOR,
)


def taking_part() -> ColumnElement[bool]:
    """Say which mentors are screened and active, on pause or not (R1).

    Needs Person joined to Mentor.
    """
    return and_(
        Mentor.activated_at.is_not(None),
        Mentor.deactivated_at.is_(None),
        Person.state == PersonState.ACTIVE,
    )


def verified(mentor: Any = Mentor) -> ColumnElement[bool]:
    """Say whose verification by the board holds today, to its last day included (R51).

    The one place for that rule; `mentor` is Mentor or an alias of it. Without a recorded
    end, it holds.
    """
    return or_(mentor.screened_until.is_(None), mentor.screened_until >= _today())


def on_duty() -> ColumnElement[bool]:
    """Say which mentors answer students now, full or not (R1, R13, R19, R51).

    They take part, are not on pause, not hidden, and their verification holds. Needs
    Person joined to Mentor.
    """
    back = or_(Mentor.paused_until.is_(None), Mentor.paused_until <= _today())
    return and_(taking_part(), Mentor.hidden_at.is_(None), back, verified())


def has_room() -> ColumnElement[bool]:
    """Say which mentors may take one more match."""
    return Mentor.open_matches < Mentor.capacity


def findable() -> ColumnElement[bool]:
    """Say which mentors can be found now: on duty, with room left (R19).

    Needs Person joined to Mentor.
    """
    return and_(on_duty(), has_room())


def _today() -> BindParameter[date]:
    # Asked when the statement runs, which may be long after it was built.
    return bindparam(None, callable_=clock.today, type_=Date())


def may_search(viewer: Person) -> bool:
    """Say whether `viewer` has the directory: a mentor does not search mentors."""
    return viewer.has(*SEARCHERS)


def searchable_by(viewer: Person) -> ColumnElement[bool]:
    """Say which mentors `viewer` finds."""
    return findable() if may_search(viewer) else false()


def reachable_by(viewer: Person) -> ColumnElement[bool]:
    """Say whom `viewer` finds who asks for the full ones, too: they are shown, marked."""
    return on_duty() if may_search(viewer) else false()


def readable_by(viewer: Person) -> ColumnElement[bool]:
    """Say whose profile `viewer` may open: those found, one's own, one's matches'."""
    own = Mentor.person_id == viewer.id
    if viewer.has(Role.COORDINATOR):
        return true()
    matched = exists().where(Match.student_id == viewer.id, Match.mentor_id == Mentor.person_id)
    return or_(reachable_by(viewer), own, matched)


def get_readable(viewer: Person, mentor_id: int) -> Mentor:
    """Return the mentor with person and occupations; a forbidden one is absent."""
    return _get(mentor_id, readable_by(viewer))


def get_for_request(student: Person, mentor_id: int) -> Mentor:
    """Return a mentor to whom `student` may write first (R5); anyone else is absent.

    Whether there is room is decided when a place is taken: one who is full is told apart
    from one who is absent.
    """
    rule = reachable_by(student) if student.has(Role.STUDENT) else false()
    return _get(mentor_id, rule)


def managed_by(viewer: Person) -> ColumnElement[bool]:
    """Say whom `viewer` screens, activates and deactivates."""
    return true() if viewer.has(Role.COORDINATOR) else false()


def get_managed(viewer: Person, mentor_id: int) -> Mentor:
    """Return a mentor whom `viewer` manages; to others there is none."""
    return _get(mentor_id, managed_by(viewer))


def _get(mentor_id: int, rule: ColumnElement[bool]) -> Mentor:
    wanted = (
        select(Mentor)
        .join(Mentor.person)
        .options(contains_eager(Mentor.person), selectinload(Mentor.occupations))
        .where(Mentor.person_id == mentor_id, rule)
    )
    return db.session.scalar(wanted) or not_found("mentor", mentor_id)
