"""Where a student stands today, as SQL: what a counsellor's lists and reports say in a word.

The rules are built once a process; what depends on the time is asked when they run.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    and_,
    bindparam,
    case,
    exists,
    not_,
    or_,
)

from portal import clock
from portal.extensions import UtcDateTime
from portal.models.concerns import Concern
from portal.models.matches import OPEN_STATES, Match, MatchState
from portal.models.people import Person, PersonState
from portal.models.students import Level, Student
from portal.models.threads import Thread
from portal.policies import concerns, students
from portal.policies.participation import known_matches
from portal.policies.viewers import Viewer
from portal.queries.calendar import recent_school_time

NUDGE_AFTER = timedelta(days=14)  # without a visible message in an open match (R17)
LATE_AFTER = timedelta(hours=48)  # without an answer to a request (R18)
REPLY_LATE_AFTER = timedelta(days=7)  # the student waits for a reply in a conversation
START_WITHIN = timedelta(days=14)  # of the account, to write a first message
# The last weeks of the school year (R82), as months and days.
LEAVING_FROM, LEFT_FROM = (5, 15), (7, 1)


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


class Need(StrEnum):
    """Why a student needs the counsellor; most urgent first."""

    CONCERN = "concern"  # an open case that waits for this counsellor
    LATE = "late"  # a first message without an answer
    REPLY_LATE = "reply_late"  # the student wrote last, in a conversation under way
    TO_NUDGE = "to_nudge"  # nobody wrote for long
    CONSENT_MISSING = "consent_missing"
    LEAVING = "leaving"  # the last weeks of the last year, with an open conversation
    NO_PASSWORD = "no_password"  # noqa: S105 - a state, not a password
    NEVER_SIGNED_IN = "never_signed_in"
    NOT_STARTED = "not_started"  # signed in, and has written to nobody for long


@cache
def rules() -> Mapping[Standing, ColumnElement[bool]]:
    """Return the rule of each standing, on its own; needs Person joined to Student."""
    return MappingProxyType(
        {
            Standing.LEFT: Person.state == PersonState.LEFT,
            Standing.SUSPENDED: Person.state == PersonState.SUSPENDED,
            Standing.CONSENT_MISSING: not_(students.may_take_part()),
            Standing.TO_NUDGE: _has_match(match_needs()[Need.TO_NUDGE]),
            Standing.LATE: _has_match(match_needs()[Need.LATE]),
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


def needs(viewer: Viewer) -> Mapping[Need, ColumnElement[bool]]:
    """Return, most urgent first, the rules of those who need `viewer`, their counsellor.

    A student may stand in several of them. Needs Person joined to Student.
    """
    may_take_part, no_password = students.may_take_part(), Person.password_hash.is_(None)
    never, of_match = Person.last_signed_in_at.is_(None), match_needs()
    found = {
        Need.CONCERN: exists().where(
            Concern.student_id == Student.person_id, concerns.waits_for(viewer)
        ),
        Need.LATE: _has_match(of_match[Need.LATE]),
        Need.REPLY_LATE: _has_match(of_match[Need.REPLY_LATE]),
        Need.TO_NUDGE: _has_match(of_match[Need.TO_NUDGE]),
        Need.CONSENT_MISSING: not_(may_take_part),
        Need.LEAVING: _has_match(of_match[Need.LEAVING]),
        Need.NO_PASSWORD: and_(no_password, may_take_part),
        Need.NEVER_SIGNED_IN: and_(never, not_(no_password), may_take_part),
        Need.NOT_STARTED: and_(_long_without_a_match(), may_take_part),
    }
    return MappingProxyType(
        {name: and_(Person.state == PersonState.ACTIVE, found[name]) for name in Need}
    )


@cache
def match_needs() -> Mapping[Need, ColumnElement[bool]]:
    """Return the rules of needs that are about a match; needs Student, Match and Thread joined."""
    talking = _in_state(MatchState.ACTIVE, MatchState.ESTABLISHED)
    awaited = Thread.last_author_id == Match.student_id
    return MappingProxyType(
        {
            Need.LATE: and_(
                Match.state == MatchState.REQUESTED,
                Match.answered_at.is_(None),
                Match.told_mentor_at < _before(LATE_AFTER),
            ),
            Need.REPLY_LATE: and_(
                talking,
                awaited,
                Thread.moved_at < _before(REPLY_LATE_AFTER),
                Thread.moved_at >= _before(NUDGE_AFTER),
            ),
            Need.TO_NUDGE: and_(talking, Thread.moved_at < _before(NUDGE_AFTER)),
            Need.LEAVING: and_(
                Student.level == Level.SEC5,
                bindparam(None, callable_=_is_end_of_year, type_=Boolean()),
                talking,
            ),
        }
    )


def _has_match(rule: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Match.student_id == Student.person_id, Thread.match_id == Match.id, rule)


def _long_without_a_match() -> ColumnElement[bool]:
    # By what may be known: whose first message is held is listed, as one who has not written.
    any_match = exists().where(Match.student_id == Student.person_id, known_matches())
    long_ago = Person.created_at < _before(START_WITHIN)
    return and_(Person.last_signed_in_at.is_not(None), long_ago, not_(any_match))


def _is_end_of_year() -> bool:
    today = clock.today()
    return LEAVING_FROM <= (today.month, today.day) < LEFT_FROM


def _matched(*states: MatchState) -> ColumnElement[bool]:
    return exists().where(
        Match.student_id == Student.person_id, _in_state(*sorted(states)), known_matches()
    )


def _in_state(*states: MatchState) -> ColumnElement[bool]:
    # Not `in_`, whose list is written into the statement again at every run.
    return or_(*(Match.state == state for state in states))


def _before(age: timedelta) -> BindParameter[datetime]:
    # Breaks and holidays stop these clocks (R82): nobody is late for having been away.
    return bindparam(
        None, callable_=lambda: recent_school_time().ago(clock.now(), age), type_=UtcDateTime()
    )
