"""The board's own guidance content: items, what touches them, minutes."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.guidance.forms import ItemForm, minutes_form, rules_of
from portal.blueprints.guidance.routes import bp
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.guidance import GuidanceActivity, GuidanceArea
from portal.models.people import Role
from portal.queries import guidance as queries
from portal.services import guidance
from portal.web.guard import for_roles, signed_in_person

MOVES = {"up": guidance.move_up, "retire": guidance.retire, "restore": guidance.restore}


@bp.route("/admin/guidance", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def content() -> ResponseReturnValue:
    """List the items by area, and take a new one."""
    viewer, form = signed_in_person(), ItemForm()
    if form.validate_on_submit():
        with unit_of_work():
            guidance.add(actor=viewer, words=form.words())
        flash(_("The item is added at the end of its area."), "success")
        return redirect(url_for(".content"))
    return render_template(
        "guidance/content.html",
        content=queries.edited(viewer),
        areas=list(GuidanceArea),
        form=form,
    )


@bp.route("/admin/guidance/<int:item_id>", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def item(item_id: int) -> ResponseReturnValue:
    """Word one item anew, and say what touches it."""
    viewer = signed_in_person()
    form = ItemForm(obj=queries.edited_item(viewer, item_id))
    if form.validate_on_submit():
        with unit_of_work():
            guidance.change(actor=viewer, item_id=item_id, words=form.words())
        flash(_("Your changes are saved."), "success")
        return redirect(url_for(".content"))
    return render_template("guidance/item.html", form=form)


@bp.post("/admin/guidance/<int:item_id>/place")
@for_roles(Role.ADMINISTRATOR)
def place(item_id: int) -> ResponseReturnValue:
    """Move an item up, retire it, or offer it again."""
    move = MOVES.get(request.form.get("how", ""))
    if move is not None:
        with unit_of_work():
            move(actor=signed_in_person(), item_id=item_id)
    return redirect(url_for(".content"))


@bp.route("/admin/guidance/minutes", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def minutes() -> ResponseReturnValue:
    """Say how many minutes reports count for each activity, and at most how often a year."""
    viewer = signed_in_person()
    form = minutes_form(queries.edited(viewer).rules)
    if form.validate_on_submit():
        with unit_of_work():
            guidance.change_minutes(actor=viewer, rules=rules_of(form))
        flash(_("Your changes are saved."), "success")
        return redirect(url_for(".content"))
    return render_template(
        "guidance/minutes.html",
        form=form,
        activities=list(GuidanceActivity),
    )
