"""How long mentors take to answer a first message."""

from collections import defaultdict
from datetime import timedelta
from statistics import median

from sqlalchemy import select

from portal import clock
from portal.models.matches import Match
from portal.queries.rows import rows_of

WINDOW = timedelta(days=90)
FEWEST_ANSWERS = 3  # below them, one slow week would say all about somebody


def usual_hours() -> dict[int, int]:
    """Return the median hours to a first answer lately, for each mentor with enough answers.

    From when the first message could be read to the mentor's first visible words, a kind no
    included. In one statement.
    """
    wanted = select(Match.mentor_id, Match.told_mentor_at, Match.answered_at).where(
        Match.told_mentor_at.is_not(None), Match.answered_at > clock.now() - WINDOW
    )
    hours: dict[int, list[float]] = defaultdict(list)
    for mentor_id, told_at, answered_at in rows_of(wanted, {}):
        hours[mentor_id].append(max(answered_at - told_at, timedelta(0)) / timedelta(hours=1))
    return {
        mentor_id: round(median(taken))
        for mentor_id, taken in hours.items()
        if len(taken) >= FEWEST_ANSWERS
    }
