"""Questions and answers of a circle that is over, for the page of an occupation."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.circles.forms import ShareForm
from portal.blueprints.circles.routes import bp
from portal.errors import Conflict, Invalid, not_found
from portal.extensions import in_one_go, unit_of_work
from portal.i18n import _
from portal.models.people import Role
from portal.models.topics import QuestionAnswer
from portal.queries.circles import circle_page
from portal.queries.question_answers import question_to_share
from portal.services import question_answers
from portal.services.question_answers import Words
from portal.web.guard import for_roles, signed_in_person


@bp.route("/<int:group_id>/questions/<int:message_id>/share", methods=["GET", "POST"])
@for_roles(Role.MENTOR, Role.COUNSELLOR)
def share(group_id: int, message_id: int) -> ResponseReturnValue:
    """Propose a question and its answer for an occupation's page."""
    actor = signed_in_person()
    asked, reply = question_to_share(actor, group_id, message_id)
    page = circle_page(actor, group_id)
    form, said = ShareForm(data={"question": asked, "answer": reply, "noc": page.noc}), ""
    if form.validate_on_submit():
        words = Words(
            form.question.data, form.answer.data, form.spoken.data, form.noc.data.strip()
        )
        key = form.key()
        try:
            in_one_go(
                lambda: (
                    question_answers.propose(
                        actor=actor,
                        group_id=group_id,
                        question_id=message_id,
                        words=words,
                        send_key=key,
                    ).id
                )
            )
        except (Invalid, Conflict) as wrong:
            said = str(wrong)
        else:
            flash(_("It is proposed. It shows once the other one agrees, too."), "success")
            return redirect(url_for(".show", group_id=group_id))
    return render_template("circles/share.html", page=page, form=form, said=said)


@bp.post("/<int:group_id>/shared/<int:number>")
@for_roles(Role.MENTOR, Role.COUNSELLOR)
def shared(group_id: int, number: int) -> ResponseReturnValue:
    """Agree to a question and its answer on an occupation's page, or take it off."""
    actor = signed_in_person()
    verbs: dict[str, Callable[..., QuestionAnswer]] = {
        "agree": question_answers.agree,
        "withdraw": question_answers.withdraw,
    }
    verb = verbs.get(request.form.get("do", "")) or not_found("deed", number)
    try:
        with unit_of_work():
            verb(actor=actor, number=number)
    except Conflict as late:
        flash(str(late), "warning")
    else:
        flash(_("Your decision is kept."), "success")
    return redirect(url_for(".show", group_id=group_id))
