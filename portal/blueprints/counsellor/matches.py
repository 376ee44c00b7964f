"""A counsellor ends a match of a student, or opens one again (R20)."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.counsellor.forms import CloseMatchForm, PasswordForm
from portal.blueprints.counsellor.routes import bp
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.people import Role
from portal.queries.matches import followed_match
from portal.services import matches
from portal.web.guard import for_roles, signed_in_person


@bp.route("/matches/<int:match_id>", methods=["GET", "POST"], endpoint="match")
@for_roles(Role.COUNSELLOR)
def close_match(match_id: int) -> ResponseReturnValue:
    """Ask why a match ends, and end it; of one that was ended, offer to open it again."""
    viewer, form = signed_in_person(), CloseMatchForm()
    page = followed_match(viewer, match_id)
    if page.is_open and form.validate_on_submit():
        with unit_of_work():
            ended = matches.close(actor=viewer, match_id=match_id, closing=form.reason.data)
        if ended:
            flash(_("The conversation has ended; both people are told kindly."), "success")
        else:
            flash(_("This conversation had already ended."), "info")
        return redirect(url_for(".student", student_id=page.student_id))
    return render_template("counsellor/match.html", page=page, form=form)


@bp.post("/matches/<int:match_id>/reopen")
@for_roles(Role.COUNSELLOR)
def reopen_match(match_id: int) -> ResponseReturnValue:
    """Open a closed match again."""
    viewer = signed_in_person()
    PasswordForm().validate_on_submit()
    page = followed_match(viewer, match_id)
    with unit_of_work():
        matches.reopen(actor=viewer, match_id=match_id)
    flash(_("The conversation is open again: both can write in it."), "success")
    return redirect(url_for(".student", student_id=page.student_id))
