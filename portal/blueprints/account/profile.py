"""What a mentor ticks for the own profile: interests, and whom they can help best."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.account.routes import bp
from portal.blueprints.matching.forms import MentorChoicesForm
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.people import Role
from portal.queries.matching import mentor_choices
from portal.services import mentors
from portal.web.guard import for_roles, signed_in_person


@bp.route("/profile", methods=["GET", "POST"])
@for_roles(Role.MENTOR)
def profile() -> ResponseReturnValue:
    """Let a mentor say what they like and whom they can help best."""
    person = signed_in_person()
    form = MentorChoicesForm(mentor_choices(person))
    if form.validate_on_submit():
        with unit_of_work():
            mentors.change_choices(
                mentor=person,
                interests=(*form.work.data, *form.life.data),
                helps=form.helps.data,
                newcomers_welcome=form.newcomers_welcome.data,
            )
        flash(_("Your changes are saved."), "success")
        return redirect(url_for("account.profile"))
    return render_template("account/profile.html", form=form)
