"""Answers to the three questions: optional, once, and never shown with a name."""

from collections.abc import Sequence

from sqlalchemy import select

from portal import clock
from portal.errors import Conflict, not_found
from portal.extensions import db
from portal.i18n import _
from portal.models.matches import Match
from portal.models.people import Person
from portal.models.surveys import Opinion, SurveyAnswer, SurveyOccasion
from portal.policies import surveys as policy

# What for: codes of the second question, for students and for mentors.
PURPOSES = ("discover", "confirm", "rule_out", "path", "motivation")
MENTOR_PURPOSES = ("day", "path", "advice", "encourage", "listen")


def purposes_of(occasion: SurveyOccasion) -> Sequence[str]:
    """Return the codes among which the second question lets one choose."""
    return MENTOR_PURPOSES if occasion is SurveyOccasion.MENTOR_CLOSING else PURPOSES


def answer(
    *,
    person: Person,
    match_id: int,
    occasion: SurveyOccasion,
    influence: Opinion | None,
    purposes: Sequence[str],
    recommends: Opinion | None,
) -> None:
    """Keep the answers, each of which may be missing; the first ones given stand.

    Raises NotFound when nothing is asked of `person` about this match, Conflict when it was
    answered before.
    """
    _make_sure_it_is_asked(person, match_id, occasion)
    known = purposes_of(occasion)
    _add(
        SurveyAnswer(
            match_id=match_id,
            occasion=occasion,
            person_id=person.id,
            answered_at=clock.now(),
            influence=influence,
            purposes=[code for code in known if code in purposes],
            recommends=recommends,
        )
    )


def decline(*, person: Person, match_id: int, occasion: SurveyOccasion) -> None:
    """Note that `person` would rather not answer, and is not asked again. Raises as `answer`."""
    _make_sure_it_is_asked(person, match_id, occasion)
    _add(
        SurveyAnswer(
            match_id=match_id,
            occasion=occasion,
            person_id=person.id,
            answered_at=clock.now(),
            declined=True,
        )
    )


def _make_sure_it_is_asked(person: Person, match_id: int, occasion: SurveyOccasion) -> None:
    wanted = select(Match.id).where(Match.id == match_id, policy.open_to(person, occasion))
    if db.session.scalar(wanted) is None:
        not_found("survey", match_id)
    if db.session.get(SurveyAnswer, (match_id, occasion)) is not None:
        raise Conflict(_("You have answered this already. Thank you."))


def _add(row: SurveyAnswer) -> None:
    db.session.add(row)
    db.session.flush()
