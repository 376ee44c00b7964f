"""Who is asked which three questions, and when: about own conversations, once each."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, exists, false, not_, or_

from portal import clock
from portal.extensions import UtcDateTime
from portal.models.matches import Match, MatchState
from portal.models.people import Role
from portal.models.surveys import SurveyAnswer, SurveyOccasion
from portal.policies.viewers import Viewer

ASKED_FOR = timedelta(days=30)  # from the moment on; later, one no longer remembers


def _since() -> BindParameter[datetime]:
    return bindparam(None, callable_=lambda: clock.now() - ASKED_FOR, type_=UtcDateTime())


def _ended() -> ColumnElement[bool]:
    """Say which conversations came to their end after an answer."""
    return and_(
        Match.state == MatchState.CLOSED, Match.answered_at.is_not(None), Match.ended_at > _since()
    )


def _moments(viewer: Viewer) -> Mapping[SurveyOccasion, ColumnElement[bool]]:
    student = Match.student_id == viewer.id if viewer.has(Role.STUDENT) else false()
    mentor = Match.mentor_id == viewer.id if viewer.has(Role.MENTOR) else false()
    return MappingProxyType(
        {
            SurveyOccasion.ESTABLISHED: and_(
                student, Match.state == MatchState.ESTABLISHED, Match.established_at > _since()
            ),
            SurveyOccasion.CLOSING: and_(student, _ended()),
            SurveyOccasion.MENTOR_CLOSING: and_(mentor, _ended()),
        }
    )


def open_to(viewer: Viewer, occasion: SurveyOccasion) -> ColumnElement[bool]:
    """Say about which matches `viewer` may be asked, answered before or not."""
    return _moments(viewer)[occasion]


def unanswered(occasion: SurveyOccasion) -> ColumnElement[bool]:
    """Say about which matches nobody has answered on this occasion."""
    return not_(
        exists().where(SurveyAnswer.match_id == Match.id, SurveyAnswer.occasion == occasion)
    )


def asked(viewer: Viewer) -> ColumnElement[Any]:
    """Say about which matches something is still to be asked of `viewer`."""
    return or_(*(and_(rule, unanswered(occasion)) for occasion, rule in _moments(viewer).items()))
