"""Groups proposed by students, made, changed and decided on by staff."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.groups.forms import GroupForm, ProposalForm, RefusalForm
from portal.blueprints.groups.routes import bp
from portal.blueprints.threads.sending import lines_for
from portal.errors import Conflict, Invalid
from portal.extensions import in_one_go, unit_of_work
from portal.i18n import _
from portal.models.groups import MAKERS
from portal.models.people import Role
from portal.queries.memberships import (
    group_to_change,
    programs_to_choose,
    schools_to_choose,
)
from portal.services import groups
from portal.web.guard import for_roles, signed_in_person


@bp.route("/propose", methods=["GET", "POST"])
@for_roles(Role.STUDENT)
def propose() -> ResponseReturnValue:
    """Let a student propose a group."""
    student, form = signed_in_person(), ProposalForm()
    if not form.validate_on_submit():
        return render_template("groups/propose.html", form=form, said="", lines=())
    said, key = form.said(), form.key()
    try:
        in_one_go(lambda: groups.propose(student=student, said=said, send_key=key).id)
    except (Conflict, Invalid) as refusal:
        lines = lines_for(f"{form.name.data}\n{form.description.data}")
        page = render_template("groups/propose.html", form=form, said=str(refusal), lines=lines)
        return page, 409 if isinstance(refusal, Conflict) else 200
    flash(
        _("Your proposal is sent. A person decides on it, and you see the answer here."), "success"
    )
    return redirect(url_for(".listing", show="proposed"))


@bp.route("/new", methods=["GET", "POST"])
@for_roles(*MAKERS)
def make() -> ResponseReturnValue:
    """Make a group."""
    actor, form = signed_in_person(), GroupForm()
    form.offer(schools_to_choose(actor), programs_to_choose())
    if form.validate_on_submit():
        plan, key = form.plan(), form.key()
        try:
            group_id = in_one_go(lambda: groups.make(actor=actor, plan=plan, send_key=key).id)
        except Invalid as wrong:
            return _form(form, None, said=str(wrong))
        flash(_("The group is open."), "success")
        return redirect(url_for(".show", group_id=group_id))
    return _form(form, None)


@bp.route("/<int:group_id>/edit", methods=["GET", "POST"])
@for_roles(*MAKERS)
def change(group_id: int) -> ResponseReturnValue:
    """Change what a group says and whom it is for."""
    actor = signed_in_person()
    known = group_to_change(actor, group_id)
    form = GroupForm(data=known)
    form.offer(schools_to_choose(actor), programs_to_choose())
    if form.validate_on_submit():
        plan = form.plan()
        try:
            with unit_of_work():
                groups.change(actor=actor, group_id=group_id, plan=plan)
        except Invalid as wrong:
            return _form(form, group_id, said=str(wrong))
        flash(_("The group is changed."), "success")
        return redirect(url_for(".show", group_id=group_id))
    return _form(form, group_id)


@bp.post("/<int:group_id>/accept")
@for_roles(*MAKERS)
def accept(group_id: int) -> ResponseReturnValue:
    """Open a group that a student proposed."""
    actor = signed_in_person()
    try:
        with unit_of_work():
            groups.accept(actor=actor, group_id=group_id)
    except Conflict as late:
        flash(str(late), "warning")
        return redirect(url_for(".listing", show="proposed"))
    flash(_("The group is open."), "success")
    return redirect(url_for(".show", group_id=group_id))


@bp.route("/<int:group_id>/refuse", methods=["GET", "POST"])
@for_roles(*MAKERS)
def refuse(group_id: int) -> ResponseReturnValue:
    """Say no to a group that a student proposed."""
    actor, form = signed_in_person(), RefusalForm()
    known = group_to_change(actor, group_id)
    if form.validate_on_submit():
        line = form.answer.data
        try:
            with unit_of_work():
                groups.refuse(actor=actor, group_id=group_id, answer=line)
        except Conflict as late:
            flash(str(late), "warning")
        except Invalid as wrong:
            form.answer.errors = [str(wrong)]
            return render_template("groups/refuse.html", form=form, known=known)
        return redirect(url_for(".listing", show="proposed"))
    return render_template("groups/refuse.html", form=form, known=known)


def _form(form: GroupForm, group_id: int | None, *, said: str = "") -> str:
    return render_template("groups/form.html", form=form, group_id=group_id, said=said)
