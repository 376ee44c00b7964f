"""Before the first message: what a mentor is, what to keep to oneself, where to get help."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.orientation.forms import OrientationForm
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.activities import ActivityKind
from portal.models.people import Role
from portal.queries.activities import has_done
from portal.services import activities
from portal.web.guard import for_roles, signed_in_person

bp = Blueprint("orientation", __name__, url_prefix="/orientation")


@bp.route("", methods=["GET", "POST"])
@for_roles(Role.STUDENT)
def show() -> ResponseReturnValue:
    """Show the orientation, and take the answers to its four situations (R4)."""
    student, form = signed_in_person(), OrientationForm()
    if form.validate_on_submit():
        with unit_of_work():
            activities.record(student_id=student.id, kind=ActivityKind.ORIENTED)
        flash(
            _("You are ready. Look for an occupation or a mentor that makes you curious."),
            "success",
        )
        return redirect(url_for("front.home"))
    done = has_done(student, ActivityKind.ORIENTED)
    return render_template("orientation/show.html", form=form, done=done)
