"""The state of a match in the words of who reads it."""

from functools import cache

from portal.i18n import _, in_language
from portal.models.matches import MatchState


@cache
def state_text(code: str, state: MatchState, by_student: bool, nuance: str) -> str:
    """Return the state in the words of its reader, in the language `code`.

    `nuance`: "checked" while the first message waits for the team, "more" once
    the mentor asked for more. Kept, as an inbox says it 25 times.
    """
    with in_language(code):
        return str(_state_words(by_student, nuance)[state])


def _state_words(by_student: bool, nuance: str) -> dict[MatchState, str]:
    mine, theirs = _("Waiting for an answer"), _("Waiting for your answer")
    if nuance == "checked":
        mine = _("First message being checked by the team")
    if nuance == "more":
        mine, theirs = _("The mentor asks for more before saying yes"), _("You asked for more")
    return {
        MatchState.REQUESTED: mine if by_student else theirs,
        MatchState.ACTIVE: _("Conversation under way"),
        MatchState.ESTABLISHED: _("Established relationship"),
        MatchState.DECLINED: _("Declined"),
        MatchState.EXPIRED: _("Ended without an answer"),
        MatchState.WITHDRAWN: _("Withdrawn"),
        MatchState.CLOSED: _("Ended"),
    }
