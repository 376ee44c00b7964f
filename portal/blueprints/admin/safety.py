"""The page of what the board decides about safety."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.admin.forms import SPARE_LINES, SafetyForm
from portal.blueprints.admin.routes import bp
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.people import Role
from portal.queries.boards import safety_of
from portal.services import boards, calendar, help_lines
from portal.web.boards import forget_board
from portal.web.guard import for_roles, signed_in_person


@bp.route("/safety", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def safety() -> ResponseReturnValue:
    """Show and change what the board decides about safety."""
    viewer = signed_in_person()
    known = safety_of(viewer)
    form = SafetyForm(
        data={
            **known.figures,
            "closed_days": "\n".join(f"{day} {name}".rstrip() for day, name in known.closed_days),
            "lines": [*known.help_lines, *[{}] * SPARE_LINES],
        }
    )
    if form.validate_on_submit():
        with unit_of_work():
            boards.change_safety(actor=viewer, rules=form.rules())
            calendar.replace_closed_days(actor=viewer, days=form.days())
            help_lines.replace(actor=viewer, lines=form.help_lines())
        forget_board()
        flash(_("The rules of safety are saved."), "success")
        return redirect(url_for(".safety"))
    return render_template("admin/safety.html", form=form)
