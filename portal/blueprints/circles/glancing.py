"""Questions of a circle that wait for the adult of the class."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.circles.routes import bp
from portal.blueprints.class_periods.forms import SendBackForm
from portal.errors import Conflict, Invalid
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.people import Person, Role
from portal.queries import circles as query
from portal.services import circles
from portal.web.guard import for_roles, signed_in_person


@bp.get("/<int:group_id>/waiting")
@for_roles(Role.COUNSELLOR)
def waiting(group_id: int) -> ResponseReturnValue:
    """Show the questions that wait for a glance; each reading is written down."""
    return _waiting(group_id, SendBackForm(formdata=None), 0)


@bp.post("/<int:group_id>/waiting/<int:message_id>")
@for_roles(Role.COUNSELLOR)
def decide(group_id: int, message_id: int) -> ResponseReturnValue:
    """Let a question go, or give it back with a line (`do=back`)."""
    actor, form = signed_in_person(), SendBackForm()
    back = request.form.get("do") == "back"
    if back and not form.validate():
        return _waiting(group_id, form, message_id)
    try:
        with unit_of_work():
            _decide(actor, group_id, message_id, form.line.data if back else None)
    except Invalid as wrong:
        form.line.errors = [str(wrong)]
        return _waiting(group_id, form, message_id)
    except Conflict as late:
        flash(str(late), "warning")
    else:
        flash(_("It is given back.") if back else _("The circle reads it now."), "success")
    return redirect(url_for(".waiting", group_id=group_id))


def _decide(actor: Person, group_id: int, message_id: int, line: str | None) -> None:
    """Give the question back with `line`, or let it go when there is none."""
    if line is None:
        circles.let_go(actor=actor, group_id=group_id, message_id=message_id)
        return
    circles.send_back(actor=actor, group_id=group_id, message_id=message_id, line=line)


def _waiting(group_id: int, form: SendBackForm, message_id: int) -> str:
    viewer = signed_in_person()
    rows = query.waiting_questions(viewer, group_id)
    page = query.circle_page(viewer, group_id)
    if rows:
        with unit_of_work():
            circles.note_reading(actor=viewer, group_id=group_id)
    return render_template(
        "circles/waiting.html", page=page, rows=rows, form=form, wrong=message_id
    )
