"""Searches that a person keeps: the list, keeping one, forgetting it and taking that back."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.blueprints.saved_searches import terms
from portal.errors import Conflict, Invalid
from portal.extensions import in_one_go, unit_of_work
from portal.i18n import _
from portal.models.people import Role
from portal.queries import saved_searches as query
from portal.search.fitting import fitting_now
from portal.services import saved_searches as service
from portal.web.guard import for_roles, signed_in_person

bp = Blueprint("saved_searches", __name__, url_prefix="/saved-searches")

# Who has the directory; a mentor does not search mentors.
KEEPERS = (
    Role.STUDENT,
    Role.COUNSELLOR,
    Role.MODERATOR,
    Role.COORDINATOR,
    Role.ADMINISTRATOR,
)
FORGOTTEN = "forgotten_search"  # in the session: what the next page offers to take back


@bp.get("")
@for_roles(*KEEPERS)
def mine() -> ResponseReturnValue:
    """List the searches that the reader keeps, with who came to fit them."""
    person, now = signed_in_person(), clock.now()
    lines = query.mine(person)
    page = render_template(
        "saved_searches/mine.html",
        lines=lines,
        labels={line.id: terms.labels(line.terms) for line in lines},
        forgotten=session.pop(FORGOTTEN, None),
        most=service.MOST,
        has_email=bool(person.email),
    )
    if any(line.new for line in lines):
        with unit_of_work():
            service.seen(person=person, until=now)
    return page


@bp.post("")
@for_roles(*KEEPERS)
def save() -> ResponseReturnValue:
    """Keep the search whose parameters were sent, as the directory's address holds them."""
    person, wanted = signed_in_person(), terms.read(request.form)
    try:
        known = fitting_now(wanted, person.language)
        in_one_go(lambda: service.save(person=person, terms=wanted, known=known))
    except (Conflict, Invalid) as refusal:
        flash(str(refusal), "warning")
    else:
        session.pop(FORGOTTEN, None)
        flash(_("The search is kept. You will be told when somebody new fits."), "success")
    return redirect(url_for(".mine"))


@bp.post("/<int:search_id>/forget")
@for_roles(*KEEPERS)
def forget(search_id: int) -> ResponseReturnValue:
    """Forget a search; the next page offers to take it back."""
    with unit_of_work():
        service.forget(person=signed_in_person(), search_id=search_id)
    session[FORGOTTEN] = search_id
    return redirect(url_for(".mine"))


@bp.post("/<int:search_id>/restore")
@for_roles(*KEEPERS)
def restore(search_id: int) -> ResponseReturnValue:
    """Take back that a search was forgotten."""
    try:
        with unit_of_work():
            service.restore(person=signed_in_person(), search_id=search_id)
    except Conflict as refusal:
        flash(str(refusal), "warning")
    else:
        session.pop(FORGOTTEN, None)
        flash(_("The search is kept again."), "success")
    return redirect(url_for(".mine"))
