"""One person's history with the moderators, and the steps of the ladder."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.moderation.forms import AnswerForm, StepForm
from portal.blueprints.moderation.routes import DECIDERS, bp
from portal.errors import Conflict, Denied
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.people import Person
from portal.queries.histories import person_page
from portal.services import sanctions
from portal.web.guard import for_roles, signed_in_person


@dataclass(slots=True)
class Forms:
    """The two forms of one step, apart from those of the others by their prefixes."""

    step: StepForm
    answer: AnswerForm


@bp.route("/people/<int:person_id>", methods=["GET", "POST"])
@for_roles(*DECIDERS)
def person(person_id: int) -> ResponseReturnValue:
    """Show what was decided about one person; take a decision on a step or an appeal."""
    viewer = signed_in_person()
    page, said = person_page(viewer, person_id), ""
    forms = {
        row.id: Forms(StepForm(prefix=f"step{row.id}"), AnswerForm(prefix=f"answer{row.id}"))
        for row in page.steps
    }
    number = request.form.get("step", type=int)
    if request.method == "POST" and number in forms:
        try:
            if _decided(viewer, number, request.form.get("how"), forms[number]):
                return redirect(url_for(".person", person_id=person_id))
        except (Conflict, Denied) as refusal:
            said = str(refusal)
            page = person_page(viewer, person_id)
    html = render_template("moderation/person.html", page=page, forms=forms, said=said)
    return html, 409 if said else 200


def _decided(viewer: Person, number: int, how: str | None, forms: Forms) -> bool:
    """Do what the button says; False when a field must be filled in first."""
    if how == "apply" and forms.step.validate():
        with unit_of_work():
            sanctions.apply(actor=viewer, sanction_id=number, note=forms.step.note.data)
        flash(_("It is done: the person reads your words."), "success")
    elif how == "dismiss":
        with unit_of_work():
            sanctions.dismiss(actor=viewer, sanction_id=number)
        flash(_("The proposal is let go; the person learns nothing of it."), "success")
    elif how in ("lift", "uphold") and forms.answer.validate():
        with unit_of_work():
            sanctions.answer_appeal(
                actor=viewer,
                sanction_id=number,
                lift=how == "lift",
                answer=forms.answer.answer.data,
            )
        flash(_("The person reads your answer."), "success")
    else:
        return False
    return True
