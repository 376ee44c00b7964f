"""A student's own list of occupations to find out more about."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.data.occupations import occupations
from portal.errors import Conflict, not_found
from portal.extensions import in_one_go, unit_of_work
from portal.i18n import _, language
from portal.models.people import Role
from portal.queries import curiosities as queries
from portal.search.openings import openings
from portal.services import curiosities
from portal.web.guard import for_roles, signed_in_person

bp = Blueprint("curiosities", __name__, url_prefix="/curiosities")

TAKEN_OFF = "curiosity_taken_off"  # in the session, so that the next page offers it back


@bp.get("")
@for_roles(Role.STUDENT)
def mine() -> ResponseReturnValue:
    """Show the own list with what to do next, and whether the counsellors may read it."""
    viewer = signed_in_person()
    return render_template(
        "curiosities/mine.html",
        page=queries.own(viewer),
        has_email=bool(viewer.email),
        counts=openings().counts,
        taken_off=occupations().get(session.pop(TAKEN_OFF, "")),
    )


@bp.post("")
@for_roles(Role.STUDENT)
def change() -> ResponseReturnValue:
    """Put an occupation on the list (`do=add`) or take it off; a second click changes nothing."""
    student, noc = signed_in_person(), request.form.get("noc", "")
    occupation = occupations().get(noc) or not_found("occupation", noc)
    if request.form.get("do") == "remove":
        with unit_of_work():
            curiosities.remove(student=student, noc=noc)
        session[TAKEN_OFF] = noc
        return redirect(url_for(".mine"))
    try:
        in_one_go(lambda: curiosities.add(student=student, noc=noc))
    except Conflict as refusal:
        flash(str(refusal), "warning")
        return redirect(url_for(".mine"))
    name = occupation.headline(language())
    flash(_("“%(occupation)s” is on your list.", occupation=name), "success")
    back = request.form.get("back") == "list"
    return redirect(url_for(".mine") if back else url_for("occupations.show", noc=noc))


@bp.post("/sharing")
@for_roles(Role.STUDENT)
def share() -> ResponseReturnValue:
    """Let the own counsellors read the list (`share=yes`), or no longer."""
    shares = request.form.get("share") == "yes"
    with unit_of_work():
        curiosities.share(student=signed_in_person(), shares=shares)
    flash(
        _("Your guidance counsellors now see your list.")
        if shares
        else _("Your list is yours alone again."),
        "success",
    )
    return redirect(url_for(".mine"))
