"""Counting searches: once for a student and an occupation or a sector, whatever is reloaded.

What was counted stands in the session, in the student's own browser, until the end of the
session; the counts hold no person (`services.search_gaps`, `services.class_searches`).
"""

from flask import request, session

from portal.extensions import unit_of_work
from portal.models.people import Person, Role
from portal.search.mentors import MentorQuery, MentorResults
from portal.services import class_searches, search_gaps

COUNTED, SECTORS = "gaps", "sectors"
MOST_COUNTED = 20  # in a session: a cookie is small, and nobody wonders about more at once


def count_gap(person: Person, results: MentorResults) -> None:
    """Count that nobody can be found for what a student looks for, if it is news."""
    if results.gap is None or not _is_search_of(person) or not results.home.school_ids:
        return
    if _is_news(COUNTED, results.gap):
        with unit_of_work():
            search_gaps.count(school_id=results.home.school_ids[0], noc=results.gap)


def count_sector(person: Person, query: MentorQuery, results: MentorResults) -> None:
    """Count for the class groups of a student which sector was looked for, if it is news."""
    if not (query.text or query.occupation or query.sector) or not _is_search_of(person):
        return
    sector = results.meant.sector.slug if results.meant else query.sector or ""
    nobody = results.gap is not None
    if _is_news(SECTORS, f"{sector}{'-' * nobody}"):
        with unit_of_work():
            class_searches.count(student_id=person.id, sector=sector, nobody=nobody)


def _is_search_of(person: Person) -> bool:
    """Say whether a student asks; a page that the browser fetched ahead is no search."""
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    return person.has(Role.STUDENT) and request.method != "HEAD" and not ahead


def _is_news(name: str, what: str) -> bool:
    counted = session.get(name, [])
    if what in counted or len(counted) >= MOST_COUNTED:
        return False
    session[name] = [*counted, what]
    return True
