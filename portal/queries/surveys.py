"""What is still to be asked of whom, and what the answers say together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Executable, select

from portal.data.occupations import Occupation, occupations
from portal.errors import not_found
from portal.extensions import db
from portal.models.matches import Match, MatchState
from portal.models.people import Role
from portal.models.students import Student
from portal.models.surveys import Opinion, SurveyAnswer, SurveyOccasion
from portal.policies import surveys as policy
from portal.policies.viewers import AnyoneWith, Viewer
from portal.queries.rows import rows_of

MOST = 3  # invitations at once


@dataclass(frozen=True, slots=True)
class Invitation:
    """Three questions that somebody may answer, about a conversation on an occupation."""

    match_id: int
    occasion: SurveyOccasion
    occupation: Occupation


@dataclass(frozen=True, slots=True)
class Voice:
    """What people answered, as counts; whoever shows them hides the small ones (R42)."""

    answers: int
    influence: Counter[Opinion]
    purposes: Counter[str]
    recommends: Counter[Opinion]


@dataclass(frozen=True, slots=True)
class Voices:
    """What students answered, and what mentors did."""

    students: Voice
    mentors: Voice


Answer = tuple[Opinion | None, Sequence[str], Opinion | None]


def invitations(viewer: Viewer) -> list[Invitation]:
    """List what is asked of `viewer` now, the newest conversation first."""
    found = rows_of(_invitations(viewer.roles), {"viewer_id": viewer.id})
    return [
        Invitation(number, _occasion(viewer, state), occupations()[noc])
        for number, state, noc in found
    ]


@cache
def _invitations(roles: frozenset[Role]) -> Executable:
    return (
        select(Match.id, Match.state, Match.noc)
        .where(policy.asked(AnyoneWith(roles)))
        .order_by(Match.id.desc())
        .limit(MOST)
    )


def invitation(viewer: Viewer, match_id: int, occasion: SurveyOccasion) -> Invitation:
    """Return the questions asked of `viewer` about a match. Raises NotFound for any other."""
    wanted = select(Match.noc).where(Match.id == match_id, policy.open_to(viewer, occasion))
    noc = db.session.scalar(wanted) or not_found("survey", match_id)
    return Invitation(match_id, occasion, occupations()[noc])


def voices(within: ColumnElement[bool], *, since: datetime, until: datetime) -> Voices:
    """Count the answers about matches of the students `within`, a rule on Student.

    `until` is the first moment after the period. Who would rather not answer is not counted.
    """
    wanted = (
        select(
            SurveyAnswer.occasion,
            SurveyAnswer.influence,
            SurveyAnswer.purposes,
            SurveyAnswer.recommends,
        )
        .join(Match, Match.id == SurveyAnswer.match_id)
        .join(Student, Student.person_id == Match.student_id)
        .where(within, SurveyAnswer.declined.is_(False))
        .where(SurveyAnswer.answered_at >= since, SurveyAnswer.answered_at < until)
    )
    of_mentors: list[Answer] = []
    of_students: list[Answer] = []
    for occasion, influence, purposes, recommends in db.session.execute(wanted):
        mentors = occasion is SurveyOccasion.MENTOR_CLOSING
        (of_mentors if mentors else of_students).append((influence, purposes, recommends))
    return Voices(_voice(of_students), _voice(of_mentors))


def _voice(rows: Sequence[Answer]) -> Voice:
    return Voice(
        answers=len(rows),
        influence=Counter(row[0] for row in rows if row[0] is not None),
        purposes=Counter(code for row in rows for code in row[1]),
        recommends=Counter(row[2] for row in rows if row[2] is not None),
    )


def _occasion(viewer: Viewer, state: MatchState) -> SurveyOccasion:
    if state is MatchState.ESTABLISHED:
        return SurveyOccasion.ESTABLISHED
    student = viewer.has(Role.STUDENT)
    return SurveyOccasion.CLOSING if student else SurveyOccasion.MENTOR_CLOSING
