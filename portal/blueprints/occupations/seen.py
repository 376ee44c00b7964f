"""Which occupations somebody has looked at in this session: known to the session alone.

It ends with the session, stands in no table and no log, and serves chance only, so that a
surprise is far from what was seen. A visitor without a session gets one with the first surprise.
"""

from flask import session

SEEN, SURPRISE = "occupations_seen", "surprise"
MOST_SEEN = 40  # codes of five digits: a small part of what a cookie holds


def note_seen(noc: str) -> None:
    """Remember in the session that the page of `noc` was opened."""
    if "_user_id" not in session and SEEN not in session:
        return
    seen = session.get(SEEN, [])
    if noc not in seen[-1:]:
        session[SEEN] = [*(code for code in seen if code != noc), noc][-MOST_SEEN:]


def seen() -> list[str]:
    """Return the codes seen in this session, the latest last."""
    return list(session.get(SEEN, []))


def note_surprise(noc: str) -> None:
    """Remember that chance chose `noc`, for the page that comes next."""
    session.setdefault(SEEN, [])
    session[SURPRISE] = noc


def is_surprise(noc: str) -> bool:
    """Say whether chance chose `noc` last."""
    return bool(session.get(SURPRISE) == noc)
