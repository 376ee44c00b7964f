"""Counting a search that found nobody: once for a student and an occupation, whatever is reloaded.

What was counted stands in the session, in the student's own browser, until the end of the
session; the board's count holds no person (`services.search_gaps`).
"""

from flask import request, session

from portal.extensions import unit_of_work
from portal.models.people import Person, Role
from portal.search.mentors import MentorResults
from portal.services import search_gaps

COUNTED = "gaps"
MOST_COUNTED = 20  # in a session: a cookie is small, and nobody wonders about more at once


def count_gap(person: Person, results: MentorResults) -> None:
    """Count that nobody can be found for what a student looks for, if it is news.

    A page that the browser fetched ahead is no search.
    """
    if results.gap is None or not person.has(Role.STUDENT) or not results.home.school_ids:
        return
    counted = session.get(COUNTED, [])
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    if request.method == "HEAD" or ahead or results.gap in counted or len(counted) >= MOST_COUNTED:
        return
    session[COUNTED] = [*counted, results.gap]
    with unit_of_work():
        search_gaps.count(school_id=results.home.school_ids[0], noc=results.gap)
