"""A period in the computer lab, live: who has come how far, first messages, the bell."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.class_periods.forms import BeginForm, SendBackForm
from portal.errors import Conflict, Invalid
from portal.extensions import unit_of_work
from portal.i18n import _, _n
from portal.models.people import Person, Role
from portal.queries import class_groups
from portal.queries import class_periods as query
from portal.queries.class_periods import Step
from portal.services import class_periods
from portal.web.guard import for_roles, signed_in_person

bp = Blueprint("class_periods", __name__, url_prefix="/counsellor")


@bp.route("/class-groups/<int:class_group_id>/period", methods=["GET", "POST"])
@for_roles(Role.COUNSELLOR)
def begin(class_group_id: int) -> ResponseReturnValue:
    """Prepare a period of a class group and begin it; one that goes on is shown."""
    viewer, form = signed_in_person(), BeginForm()
    group = class_groups.class_group_page(viewer, class_group_id)
    number = query.under_way(viewer, class_group_id)
    if number is None and form.validate_on_submit():
        with unit_of_work():
            number = class_periods.begin(
                actor=viewer,
                class_group_id=class_group_id,
                minutes=form.minutes.data,
                glance=form.glance.data,
            ).id
    if number is not None:
        return redirect(url_for(".show", class_period_id=number))
    return render_template("class_periods/begin.html", form=form, group=group)


@bp.get("/class-periods/<int:class_period_id>")
@for_roles(Role.COUNSELLOR)
def show(class_period_id: int) -> ResponseReturnValue:
    """Show how far each student has come; the page keeps itself up to date."""
    page = query.class_period_page(signed_in_person(), class_period_id)
    return render_template("class_periods/show.html", page=page, steps=list(Step))


@bp.get("/class-periods/<int:class_period_id>/messages")
@for_roles(Role.COUNSELLOR)
def messages(class_period_id: int) -> ResponseReturnValue:
    """Show the first messages that wait for a glance; each reading is written down."""
    return _messages(class_period_id, SendBackForm(formdata=None), 0)


@bp.post("/class-periods/<int:class_period_id>/messages/<int:message_id>")
@for_roles(Role.COUNSELLOR)
def decide(class_period_id: int, message_id: int) -> ResponseReturnValue:
    """Let a first message go, or give it back with a line (`do=back`)."""
    actor, form = signed_in_person(), SendBackForm()
    back = request.form.get("do") == "back"
    if back and not form.validate():
        return _messages(class_period_id, form, message_id)
    try:
        with unit_of_work():
            _decide(actor, class_period_id, message_id, form.line.data if back else None)
    except Invalid as wrong:
        form.line.errors = [str(wrong)]
        return _messages(class_period_id, form, message_id)
    except Conflict as late:
        flash(str(late), "warning")
    else:
        flash(_("It is given back.") if back else _("It has gone to the mentor."), "success")
    return redirect(url_for(".messages", class_period_id=class_period_id))


@bp.post("/class-periods/<int:class_period_id>/sign-out")
@for_roles(Role.COUNSELLOR)
def sign_out(class_period_id: int) -> ResponseReturnValue:
    """Sign every student of the group out: the bell rings."""
    with unit_of_work():
        number = class_periods.sign_everyone_out(
            actor=signed_in_person(), class_period_id=class_period_id
        )
    flash(
        _n(
            "%(num)s student is signed out. What was being written is kept.",
            "%(num)s students are signed out. What they were writing is kept.",
            number,
        ),
        "success",
    )
    return redirect(url_for(".show", class_period_id=class_period_id))


@bp.post("/class-periods/<int:class_period_id>/end")
@for_roles(Role.COUNSELLOR)
def end(class_period_id: int) -> ResponseReturnValue:
    """End the period; what nobody looked at goes to the moderation team."""
    with unit_of_work():
        class_periods.end(actor=signed_in_person(), class_period_id=class_period_id)
    flash(_("The period is over."), "success")
    return redirect(url_for(".show", class_period_id=class_period_id))


def _decide(actor: Person, class_period_id: int, message_id: int, line: str | None) -> None:
    """Give the message back with `line`, or let it go when there is none."""
    if line is None:
        class_periods.let_go(actor=actor, class_period_id=class_period_id, message_id=message_id)
    else:
        class_periods.send_back(
            actor=actor, class_period_id=class_period_id, message_id=message_id, line=line
        )


def _messages(class_period_id: int, form: SendBackForm, message_id: int) -> str:
    viewer = signed_in_person()
    page = query.class_period_page(viewer, class_period_id)
    rows = query.first_messages(viewer, class_period_id)
    if rows:
        with unit_of_work():
            class_periods.note_reading(actor=viewer, class_period_id=class_period_id)
    return render_template(
        "class_periods/messages.html", page=page, rows=rows, form=form, wrong=message_id
    )
