"""The board's report: the page, its files, its next steps; and what was printed by whom."""

from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.admin.routes import bp
from portal.blueprints.counsellor.forms import PeriodForm
from portal.blueprints.prints.forms import NextStepsForm
from portal.blueprints.prints.printing import file_of, order_form, page_of
from portal.errors import Invalid
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.people import Role
from portal.models.prints import PrintKind
from portal.queries import prints as queries
from portal.queries.letterheads import ONLY_BOARD
from portal.reports import periods
from portal.reports.cells import said
from portal.reports.documents import ReportKind
from portal.services import prints
from portal.services.next_steps import write_next_steps
from portal.web.guard import for_roles, signed_in_person
from portal.web.paging import Page, page_number

ADDRESSED = ("from", "to")


@bp.route("/report", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def report() -> ResponseReturnValue:
    """Show the board's totals for a period, without a name; a POST answers with the file."""
    viewer = signed_in_person()
    period, order = PeriodForm(request.args), order_form(viewer, ReportKind.BOARD)
    if period.validate() and order.validate_on_submit():
        return file_of(viewer, ReportKind.BOARD, ONLY_BOARD, period.period(), order)
    page = page_of(viewer, ReportKind.BOARD, ONLY_BOARD, period, order, named=False)
    asked = {key: request.args[key] for key in ADDRESSED if key in request.args}
    address = f"{url_for('.report')}?{urlencode(asked)}"
    return render_template("admin/report.html", page=page, say=said, address=address)


@bp.route("/report/next-steps", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def report_next_steps() -> ResponseReturnValue:
    """Write what stands at the end of the board's report of this school year."""
    viewer = signed_in_person()
    year = periods.school_year().school_year
    form = NextStepsForm(body=queries.next_steps(viewer, PrintKind.BOARD, ONLY_BOARD, year))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                write_next_steps(
                    person=viewer,
                    kind=PrintKind.BOARD,
                    number=ONLY_BOARD,
                    school_year=year,
                    body=form.body.data or "",
                )
        except Invalid as refused:
            form.body.errors = [str(refused)]
        else:
            flash(_("The next steps are saved."), "success")
            return redirect(url_for(".report"))
    return render_template("prints/next_steps.html", form=form, back_to=url_for(".report"))


@bp.get("/prints")
@for_roles(Role.ADMINISTRATOR)
def printed() -> ResponseReturnValue:
    """List what was printed, by whom and for whom; students are not named."""
    number, typed = page_number(), request.args.get("code", "").strip()[:100]
    outside = request.args.get("outside") == "1"
    code = prints.plain_code(typed) or typed  # what can be no code finds nothing
    rows, total = queries.listed(signed_in_person(), page=number, code=code, outside=outside)
    page = Page(rows, number, number * queries.PAGE_SIZE < total, total)
    return render_template(
        "admin/prints.html",
        page=page,
        typed=typed,
        outside=outside,
        shown_code=prints.shown_code,
    )
