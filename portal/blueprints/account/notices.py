"""What was decided about the reader, and asking for it to be looked at again."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.account.forms import AppealForm
from portal.blueprints.account.routes import bp
from portal.errors import Conflict
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.people import Person, Role
from portal.queries.help_lines import help_lines
from portal.queries.moderation import pieces
from portal.queries.notices import own_notices
from portal.screening import Verdict
from portal.services import sanctions, texts
from portal.web.guard import for_roles, signed_in_person


@bp.route("/notices", methods=["GET", "POST"])
@for_roles(Role.STUDENT, Role.MENTOR)
def notices() -> ResponseReturnValue:
    """List the reminders, warnings and suspensions of the reader, and take an appeal."""
    viewer = signed_in_person()
    rows = own_notices(viewer)
    forms = {row.id: AppealForm(prefix=f"appeal{row.id}") for row in rows if row.may_appeal}
    number, said, seen = request.form.get("notice", type=int), "", Verdict(())
    form = forms.get(number) if number is not None else None
    if request.method == "POST" and form is not None and form.validate():
        seen = texts.look_over(form.body.data)
        if seen.alert:  # what somebody in distress dares to write is sent, and help shown
            session["help"] = True
        if not seen.held or seen.alert or form.anyway.data:
            return _appeal(viewer, number or 0, form.body.data)
    elif request.method == "POST" and form is None:
        said = _("You already asked for this to be looked at again.")
    html = render_template(
        "account/notices.html",
        rows=rows,
        forms=forms,
        said=said,
        number=number,
        seen=pieces(form.body.data, seen.findings) if form is not None and seen.held else (),
        lines=help_lines() if session.pop("help", False) else (),
    )
    return html, 409 if said else 200


def _appeal(viewer: Person, number: int, body: str) -> ResponseReturnValue:
    try:
        with unit_of_work():
            sanctions.appeal(author=viewer, sanction_id=number, body=body)
    except Conflict as refusal:
        flash(str(refusal), "warning")
    else:
        flash(_("Sent: somebody other than the person who decided will look at it."), "success")
    return redirect(url_for("account.notices"))
