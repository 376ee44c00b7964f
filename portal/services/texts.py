"""The one door of every text that another person sees: messages, names, profiles (R9)."""

from functools import lru_cache

from portal.data.findings import wording
from portal.errors import Invalid
from portal.extensions import db
from portal.i18n import _, language
from portal.queries.rules import board_rules
from portal.screening import Verdict, screen

# A text is screened before it is sent and again under the lock for writing: the screen is
# pure, so the second time is the first one's answer, unless what it depends on has changed.
seen = lru_cache(maxsize=64)(screen)


def look_over(text: str) -> Verdict:
    """Return what the screen sees in a text outside of a conversation, by the board's rules.

    Minors may read it: it is screened as one of theirs.
    """
    return seen(text, board_rules(db.session.connection()).context)


def require_clean(text: str) -> None:
    """Raise Invalid, which names what was seen, for a text that nobody could check in time.

    Names and profiles show as soon as they are saved, so what would be held is refused.
    """
    verdict = look_over(text)
    if verdict.held:
        worst = max(verdict.findings, key=lambda finding: finding.severity)
        name = wording(worst.kind.value, language()).name
        raise Invalid(_("Others will read this, and the portal sees in it: %(kind)s.", kind=name))
