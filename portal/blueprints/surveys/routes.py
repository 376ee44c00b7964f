"""Three questions after five messages and at the end of a conversation."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.blueprints.surveys.forms import SurveyForm
from portal.errors import Conflict, not_found
from portal.extensions import in_one_go
from portal.i18n import _
from portal.models.people import Person, Role
from portal.models.surveys import SurveyOccasion
from portal.queries.surveys import invitation
from portal.services import surveys
from portal.web.guard import for_roles, signed_in_person
from portal.web.sessions import home_address

bp = Blueprint("surveys", __name__, url_prefix="/surveys")


@bp.route("/<int:match_id>/<occasion>", methods=["GET", "POST"])
@for_roles(Role.STUDENT, Role.MENTOR)
def show(match_id: int, occasion: str) -> ResponseReturnValue:
    """Ask the three questions, or note that somebody would rather not answer (`do=decline`)."""
    if occasion not in set(SurveyOccasion):
        not_found("survey", occasion)
    person, when = signed_in_person(), SurveyOccasion(occasion)
    page = invitation(person, match_id, when)
    form = SurveyForm()
    form.put(when, _questions(when))
    if not form.validate_on_submit():
        return render_template("surveys/show.html", page=page, form=form)
    try:
        in_one_go(lambda: _keep(person, match_id, when, form))
    except Conflict as before:
        flash(str(before), "info")
    else:
        flash(_("Thank you."), "success")
    return redirect(home_address(person.roles))


def _keep(person: Person, match_id: int, occasion: SurveyOccasion, form: SurveyForm) -> None:
    if request.form.get("do") == "decline":
        surveys.decline(person=person, match_id=match_id, occasion=occasion)
        return
    surveys.answer(
        person=person,
        match_id=match_id,
        occasion=occasion,
        influence=form.opinion(form.influence),
        purposes=form.purposes.data or [],
        recommends=form.opinion(form.recommends),
    )


def _questions(occasion: SurveyOccasion) -> tuple[str, str, str]:
    if occasion is SurveyOccasion.MENTOR_CLOSING:
        return (
            _("Was this conversation worth your time?"),
            _("What did you bring to it?"),
            _("Would you recommend being a mentor here?"),
        )
    return (
        _("Did this conversation influence your choice of studies or of work?"),
        _("What was it good for?"),
        _("Would you recommend it to a friend?"),
    )
