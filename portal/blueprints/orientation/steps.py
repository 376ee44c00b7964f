"""Noting that a student searched: once a day and session, and never for what."""

from flask import request, session

from portal import clock
from portal.extensions import unit_of_work
from portal.models.activities import ActivityKind
from portal.models.people import Person, Role
from portal.services import activities

SEARCHED_ON = "searched_on"  # in the session: a page that reads writes once a day


def note_search(person: Person | None) -> None:
    """Note that a student looked for something today, if it is news.

    A page that the browser fetched ahead is no search.
    """
    today = clock.today().isoformat()
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "") or request.method == "HEAD"
    if person is None or not person.has(Role.STUDENT) or ahead:
        return
    if session.get(SEARCHED_ON) != today:
        session[SEARCHED_ON] = today
        with unit_of_work():
            activities.record(student_id=person.id, kind=ActivityKind.SEARCHED)
