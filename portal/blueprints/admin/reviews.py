"""Where every message is read first: the programs' page, and a switch beside each school."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.admin.routes import bp
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.people import Role
from portal.queries.programs import programs as program_rows
from portal.services import reviews
from portal.web.guard import for_roles, signed_in_person


@bp.get("/programs")
@for_roles(Role.ADMINISTRATOR)
def programs() -> ResponseReturnValue:
    """List the programs and how their messages are read."""
    return render_template("admin/programs.html", programs=program_rows(signed_in_person()))


@bp.post("/programs/<int:program_id>")
@for_roles(Role.ADMINISTRATOR)
def change_program(program_id: int) -> ResponseReturnValue:
    """Keep how a program's messages are read."""
    ticked = set(request.form.getlist("rule"))
    with unit_of_work():
        reviews.change_program(
            actor=signed_in_person(),
            program_id=program_id,
            full_review="full_review" in ticked,
            adults_only="adults_only" in ticked,
            links_pass="links_pass" in ticked,
        )
    flash(_("The program's rules are saved."), "success")
    return redirect(url_for(".programs"))


@bp.post("/schools/<int:school_id>/review")
@for_roles(Role.ADMINISTRATOR)
def review_school(school_id: int) -> ResponseReturnValue:
    """Have every message of a school read first, or no longer."""
    with unit_of_work():
        reviews.review_school(
            actor=signed_in_person(), school_id=school_id, on=request.form.get("review") == "on"
        )
    return redirect(url_for(".schools"))
