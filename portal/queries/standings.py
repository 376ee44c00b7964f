"""Where a student stands today, as SQL: what a counsellor's lists and reports say in a word.

The rules are built once a process; what depends on the time is asked when they run.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, exists, not_, or_

from portal import clock
from portal.extensions import UtcDateTime
from portal.models.matches import OPEN_STATES, Match, MatchState
from portal.models.people import Person, PersonState
from portal.models.students import Student
from portal.models.threads import Thread
from portal.policies import students
from portal.policies.participation import known_matches

NUDGE_AFTER = timedelta(days=14)  # without a visible message in an open match (R17)
LATE_AFTER = timedelta(hours=48)  # without an answer to a request (R18)


class Standing(StrEnum):
    """One word for a student; the first that applies, in this order."""

    LEFT = "left"
    SUSPENDED = "suspended"
    CONSENT_MISSING = "consent_missing"
    TO_NUDGE = "to_nudge"
    LATE = "late"
    ESTABLISHED = "established"
    ACTIVE = "active"
    WAITING = "waiting"
    FINISHED = "finished"
    NO_PASSWORD = "no_password"  # noqa: S105 - a state, not a password
    NEVER_SIGNED_IN = "never_signed_in"
    NOT_STARTED = "not_started"


# Those who need their counsellor, most urgent first.
NEEDS = (
    Standing.TO_NUDGE,
    Standing.LATE,
    Standing.CONSENT_MISSING,
    Standing.NEVER_SIGNED_IN,
    Standing.NO_PASSWORD,
)


@cache
def rules() -> Mapping[Standing, ColumnElement[bool]]:
    """Return the rule of each standing, on its own; needs Person joined to Student."""
    return MappingProxyType(
        {
            Standing.LEFT: Person.state == PersonState.LEFT,
            Standing.SUSPENDED: Person.state == PersonState.SUSPENDED,
            Standing.CONSENT_MISSING: not_(students.may_take_part()),
            Standing.TO_NUDGE: _silent(),
            Standing.LATE: _unanswered(),
            Standing.ESTABLISHED: _matched(MatchState.ESTABLISHED),
            Standing.ACTIVE: _matched(MatchState.ACTIVE),
            Standing.WAITING: _matched(MatchState.REQUESTED),
            Standing.FINISHED: _matched(*set(MatchState) - set(OPEN_STATES)),
            Standing.NO_PASSWORD: Person.password_hash.is_(None),
            Standing.NEVER_SIGNED_IN: Person.last_signed_in_at.is_(None),
        }
    )


@cache
def standing() -> ColumnElement[str]:
    """Return the first standing whose rule holds; needs Person joined to Student."""
    pairs = [(rule, name.value) for name, rule in rules().items()]
    return case(*pairs, else_=Standing.NOT_STARTED.value)


@cache
def needs() -> Mapping[Standing, ColumnElement[bool]]:
    """Return, most urgent first, the rules of those who need their counsellor.

    A student may stand in several of them. Needs Person joined to Student.
    """
    found = {name: rule for name, rule in rules().items() if name in NEEDS}
    absent = found[Standing.NEVER_SIGNED_IN]
    found[Standing.NEVER_SIGNED_IN] = and_(absent, students.may_take_part())
    return MappingProxyType(
        {name: and_(Person.state == PersonState.ACTIVE, found[name]) for name in NEEDS}
    )


def _matched(*states: MatchState) -> ColumnElement[bool]:
    return exists().where(
        Match.student_id == Student.person_id, _in_state(*sorted(states)), known_matches()
    )


def _in_state(*states: MatchState) -> ColumnElement[bool]:
    # Not `in_`, whose list is written into the statement again at every run.
    return or_(*(Match.state == state for state in states))


def _before(age: timedelta) -> BindParameter[datetime]:
    return bindparam(None, callable_=lambda: clock.now() - age, type_=UtcDateTime())


def _silent() -> ColumnElement[bool]:
    return exists().where(
        Match.student_id == Student.person_id,
        _in_state(MatchState.ACTIVE, MatchState.ESTABLISHED),
        Thread.match_id == Match.id,
        Thread.moved_at < _before(NUDGE_AFTER),
    )


def _unanswered() -> ColumnElement[bool]:
    return exists().where(
        Match.student_id == Student.person_id,
        Match.state == MatchState.REQUESTED,
        Match.answered_at.is_(None),
        Match.told_mentor_at < _before(LATE_AFTER),
    )
