"""Suggestions of mentors: turning them on and off, and the page that shows them."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.matching.forms import ChoicesForm
from portal.blueprints.matching.wording import why
from portal.blueprints.mentors.filters import language_names, path_names
from portal.errors import Conflict
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.people import Person, Role
from portal.queries import matching as queries
from portal.queries.help_lines import help_lines
from portal.search.matching import suggestions
from portal.services import matching, texts
from portal.web.guard import for_roles, signed_in_person

bp = Blueprint("matching", __name__)


@bp.get("/suggestions")
@for_roles(Role.STUDENT)
def show() -> ResponseReturnValue:
    """Show the mentors suggested to the reader, each with the reason; nothing while it is off."""
    viewer = signed_in_person()
    if not queries.is_on(viewer):
        return render_template("matching/off.html", kept=queries.own_choices(viewer))
    return render_template(
        "matching/show.html",
        rows=suggestions(viewer),
        set_aside=queries.set_aside(viewer),
        just_set_aside=session.pop("set_aside", None),
        why=why,
        path_names=path_names(),
        language_names=language_names,
        lines=help_lines() if session.pop("help", False) else (),
    )


@bp.route("/account/suggestions", methods=["GET", "POST"])
@for_roles(Role.STUDENT)
def choices() -> ResponseReturnValue:
    """Tell what suggestions use, then turn them on or change what they may use (R35)."""
    viewer = signed_in_person()
    kept = queries.own_choices(viewer)
    form = ChoicesForm(kept)
    refused = ""
    if kept.may_choose and form.validate_on_submit():
        try:
            _choose(viewer, form)
        except Conflict as refusal:
            refused = str(refusal)
        else:
            flash(_("Your suggestions are on. Here they are."), "success")
            return redirect(url_for(".show"))
    html = render_template(
        "matching/choices.html",
        kept=kept,
        form=form,
        refused=refused,
    )
    return html, 409 if refused else 200


@bp.post("/account/suggestions/off")
@for_roles(Role.STUDENT)
def turn_off() -> ResponseReturnValue:
    """Turn suggestions off and erase all that belongs to them."""
    viewer = signed_in_person()
    with unit_of_work():
        matching.turn_off(student=viewer)
    session.pop("set_aside", None)
    flash(_("Suggestions are off, and everything that belonged to them is erased."), "success")
    return redirect(url_for(".choices"))


@bp.post("/suggestions/no-thanks")
@for_roles(Role.STUDENT)
def decline() -> ResponseReturnValue:
    """Take the invitation off the student's home for good."""
    with unit_of_work():
        matching.decline(student=signed_in_person())
    flash(
        _("Suggestions stay off. You find them in your account, should you want them."), "success"
    )
    return redirect(url_for("front.home"))


@bp.post("/suggestions/<int:mentor_id>/not-for-me")
@for_roles(Role.STUDENT)
def set_aside(mentor_id: int) -> ResponseReturnValue:
    """Hear "not for me"; the next page offers to undo it."""
    with unit_of_work():
        matching.set_aside(student=signed_in_person(), mentor_id=mentor_id)
    session["set_aside"] = mentor_id
    return redirect(url_for(".show"))


@bp.post("/suggestions/<int:mentor_id>/take-back")
@for_roles(Role.STUDENT)
def take_back(mentor_id: int) -> ResponseReturnValue:
    """Let a mentor who was set aside be suggested again."""
    with unit_of_work():
        matching.take_back(student=signed_in_person(), mentor_id=mentor_id)
    flash(_("This mentor may be suggested to you again."), "success")
    return redirect(url_for(".show"))


def _choose(viewer: Person, form: ChoicesForm) -> None:
    chosen = form.choices()
    with unit_of_work():
        matching.choose(student=viewer, choices=chosen)
    # Nobody reads these words; whoever writes of distress is shown at once whom to call (R15).
    if chosen.own_words and texts.look_over(chosen.own_words).alert:
        session["help"] = True
