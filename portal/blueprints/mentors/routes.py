"""The directory of mentors and the page of one mentor."""

from dataclasses import replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.blueprints.mentors import filters
from portal.blueprints.mentors.gaps import count_gap, count_sector
from portal.blueprints.orientation.steps import note_search
from portal.extensions import unit_of_work
from portal.i18n import language
from portal.models.people import Role
from portal.queries import mentors
from portal.search.highlights import Highlighter
from portal.search.index import IndexOutOfOrder
from portal.search.mentors import MentorQuery, MentorResults, search_mentors
from portal.services.search import ask_for_rebuild, rebuild_is_waiting
from portal.web.guard import for_everyone_signed_in, for_roles, signed_in_person

bp = Blueprint("mentors", __name__, url_prefix="/mentors")


@bp.get("")
@for_roles(Role.STUDENT, Role.COUNSELLOR, Role.MODERATOR, Role.COORDINATOR, Role.ADMINISTRATOR)
def search() -> ResponseReturnValue:
    """Show the mentors that the address asks for; every part of the search is in it."""
    viewer, query = signed_in_person(), filters.read(request.args)
    try:
        results = search_mentors(viewer, query, reader_language=language())
    except IndexOutOfOrder:
        return _being_rebuilt(query)
    page = _directory(query, results)
    count_gap(viewer, results)
    count_sector(viewer, query, results)
    if query.text or query.filters:
        note_search(viewer)
    return page


@bp.get("/<int:mentor_id>")
@for_everyone_signed_in
def show(mentor_id: int) -> ResponseReturnValue:
    """Show one mentor, and whether the reader may write."""
    viewer = signed_in_person()
    return render_template(
        "mentors/show.html",
        page=mentors.profile(viewer, mentor_id),
        may_recommend=viewer.has(Role.COUNSELLOR),
        path_names=filters.path_names(),
        language_names=filters.language_names,
    )


def _directory(query: MentorQuery, results: MentorResults) -> str:
    return render_template(
        "mentors/search.html",
        query=query,
        results=results,
        chips=filters.chips(query),
        filters=filters.filters(query, results),
        boxes=filters.boxes(query, results),
        words=Highlighter(query.text),
        to_save=filters.to_save(query, results),
        whole=filters.address(MentorQuery(text=query.text)),
        address=lambda number: filters.address(replace(query, page=number)),
        path_names=filters.path_names(),
        language_names=filters.language_names,
    )


def _being_rebuilt(query: MentorQuery) -> str:
    page = render_template("mentors/being_rebuilt.html", query=query)
    if not rebuild_is_waiting():  # so that only the first reader waits for the write lock
        with unit_of_work():
            ask_for_rebuild()
    return page
