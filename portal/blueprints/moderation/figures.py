"""The figures of the queue: the page, for the people who work in it."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.blueprints.counsellor.forms import PeriodForm
from portal.blueprints.moderation.routes import DECIDERS, bp
from portal.i18n import _
from portal.reports import periods
from portal.reports.queue import queue_figures
from portal.web.guard import for_roles, signed_in_person


@bp.get("/figures")
@for_roles(*DECIDERS)
def figures() -> ResponseReturnValue:
    """Show how much waits and how long decisions took, for a period."""
    viewer, form = signed_in_person(), PeriodForm(request.args)
    good, whole = form.validate(), periods.school_year()
    period = form.period() if good else whole
    form.first.data = form.first.data or period.first
    form.last.data = form.last.data or period.last
    return render_template(
        "moderation/figures.html",
        form=form,
        figures=queue_figures(viewer, period) if good else None,
        period=period,
        choices=[
            (periods.month(), _("This month")),
            (periods.term(), _("This term")),
            (whole, _("This school year")),
        ],
    )
