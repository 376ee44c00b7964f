"""A session begins and ends; and where each role begins its visit."""

import time
from collections.abc import Collection

from flask import flash, session, url_for

from portal.i18n import language
from portal.models.people import Role

HOMES = {
    Role.STUDENT: "front.home",
    Role.MENTOR: "threads.inbox",
    Role.COUNSELLOR: "counsellor.home",
    Role.MODERATOR: "moderation.queue",
    Role.COORDINATOR: "coordinator.home",
    Role.ADMINISTRATOR: "admin.home",
}

AFTER_WELCOME = "after_welcome"  # where a newcomer wanted to go


def open_session(session_id: str, *, newcomer: bool = False) -> None:
    """Begin a new session for `Person.get_id()`; of the old one only the language stays."""
    chosen = session.get("language")
    session.clear()
    session.update(_user_id=session_id, _fresh=True, seen=int(time.time()))
    if chosen is not None:
        session["language"] = chosen
    if newcomer:
        session["newcomer"] = True


def close_session(sentence: str) -> None:
    """End the session; the next page, in the same language, says `sentence`."""
    spoken = language()
    session.clear()
    session["language"] = spoken
    flash(sentence, "success")


def home_address(roles: Collection[Role]) -> str:
    """Return the page where someone of `roles` begins: the first role decides."""
    first = next((role for role in Role if role in roles), None)
    return url_for("front.home" if first is None else HOMES[first])
