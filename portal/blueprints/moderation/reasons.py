"""The reasons for refusing a message: read, worded, ordered, retired."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.moderation.forms import ReasonForm
from portal.blueprints.moderation.routes import DECIDERS, bp
from portal.errors import Conflict
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.queries.refusals import listed, one
from portal.services import refusals
from portal.web.guard import for_roles, signed_in_person


@bp.route("/reasons", methods=["GET", "POST"])
@for_roles(*DECIDERS)
def reasons() -> ResponseReturnValue:
    """List the reasons, and take a new one."""
    viewer, form = signed_in_person(), ReasonForm()
    if form.validate_on_submit():
        with unit_of_work():
            refusals.add(actor=viewer, words=form.words())
        flash(_("The reason is added at the end of the list."), "success")
        return redirect(url_for(".reasons"))
    return render_template("moderation/reasons.html", rows=listed(viewer), form=form)


@bp.route("/reasons/<int:reason_id>", methods=["GET", "POST"])
@for_roles(*DECIDERS)
def reason(reason_id: int) -> ResponseReturnValue:
    """Word one reason anew."""
    viewer = signed_in_person()
    row = one(viewer, reason_id)
    form = ReasonForm(obj=row)
    if form.validate_on_submit():
        with unit_of_work():
            refusals.change(actor=viewer, reason_id=reason_id, words=form.words())
        flash(_("Your changes are saved."), "success")
        return redirect(url_for(".reasons"))
    return render_template("moderation/reason.html", row=row, form=form)


@bp.post("/reasons/<int:reason_id>/place")
@for_roles(*DECIDERS)
def reason_place(reason_id: int) -> ResponseReturnValue:
    """Move a reason up, retire it, or offer it again."""
    viewer, how = signed_in_person(), request.form.get("how")
    try:
        with unit_of_work():
            if how == "up":
                refusals.move_up(actor=viewer, reason_id=reason_id)
            elif how == "retire":
                refusals.retire(actor=viewer, reason_id=reason_id)
            elif how == "restore":
                refusals.restore(actor=viewer, reason_id=reason_id)
    except Conflict as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for(".reasons"))
