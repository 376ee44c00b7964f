"""Participation reports: the page, the files of the same figures, and their next steps."""

from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.counsellor.forms import PeriodForm
from portal.blueprints.counsellor.routes import bp
from portal.blueprints.prints.forms import NextStepsForm
from portal.blueprints.prints.printing import file_of, order_form, page_of
from portal.errors import Invalid, not_found
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.people import Role
from portal.models.prints import PrintKind
from portal.queries import class_groups
from portal.queries import prints as queries
from portal.reports import periods
from portal.reports.cells import said
from portal.reports.documents import ReportKind
from portal.services.next_steps import write_next_steps
from portal.web.guard import for_roles, signed_in_person

ADDRESSED = ("scope", "id", "from", "to", "names")  # what the address of a report holds


@bp.route("/reports", methods=["GET", "POST"])
@for_roles(Role.COUNSELLOR, Role.STUDENT)
def reports() -> ResponseReturnValue:
    """Show a participation report for a period; a POST answers with it as a file.

    Without `scope`, a counsellor gets the choice of reports, a student the own one.
    """
    viewer = signed_in_person()
    if "scope" not in request.args and not viewer.has(Role.COUNSELLOR):
        return redirect(url_for(".reports", scope=ReportKind.STUDENT, id=viewer.id))
    if "scope" not in request.args:
        groups, schools = class_groups.followed(viewer), class_groups.followed_schools(viewer)
        return render_template("counsellor/reports.html", groups=groups, schools=schools)
    kind, number = _asked()
    period, order = PeriodForm(request.args), order_form(viewer, kind)
    if period.validate() and order.validate_on_submit():
        return file_of(viewer, kind, number, period.period(), order)
    named = request.args.get("names") != "no"
    page = page_of(viewer, kind, number, period, order, named=named)
    asked = {key: request.args[key] for key in ADDRESSED if key in request.args}
    return render_template(
        "counsellor/report.html",
        page=page,
        say=said,
        address=f"{url_for('.reports')}?{urlencode(asked)}",
        asked={key: value for key, value in asked.items() if key not in ("from", "to")},
        is_staff=viewer.has(Role.COUNSELLOR),
    )


@bp.route("/reports/next-steps", methods=["GET", "POST"])
@for_roles(Role.COUNSELLOR)
def next_steps() -> ResponseReturnValue:
    """Write what stands at the end of a group's or school's report of this school year."""
    kind, number = _asked()
    viewer = signed_in_person()
    year = periods.school_year().school_year
    form = NextStepsForm(body=queries.next_steps(viewer, PrintKind(kind.value), number, year))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                write_next_steps(
                    person=viewer,
                    kind=PrintKind(kind.value),
                    number=number,
                    school_year=year,
                    body=form.body.data or "",
                )
        except Invalid as refused:
            form.body.errors = [str(refused)]
        else:
            flash(_("The next steps are saved."), "success")
            return redirect(url_for(".reports", scope=kind.value, id=number))
    return render_template(
        "prints/next_steps.html",
        form=form,
        back_to=url_for(".reports", scope=kind.value, id=number),
    )


def _asked() -> tuple[ReportKind, int]:
    """Return whose report the address asks for. Raises NotFound when it says nothing sensible."""
    scope = request.args.get("scope", "")
    number = request.args.get("id", type=int)
    known = set(ReportKind) - {ReportKind.BOARD}  # which stands among the administration's pages
    if scope not in known or number is None or number > 2**62:
        not_found("report", scope)
    return ReportKind(scope), number
