"""The board's report on the supervision of exchanges: the page, and the PDF of its figures."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.admin.routes import bp
from portal.blueprints.counsellor.forms import PeriodForm
from portal.blueprints.counsellor.routes import pdf_answer
from portal.i18n import LANGUAGES, _, language
from portal.models.people import Role
from portal.reports import documents, periods
from portal.reports.documents import ReportKind
from portal.web.guard import for_roles, signed_in_person

ONLY_BOARD = 1  # the number of the one board


@bp.get("/report")
@for_roles(Role.ADMINISTRATOR)
def report() -> ResponseReturnValue:
    """Show the board's totals for a period, without a name."""
    form = PeriodForm(request.args)
    good = form.validate()
    period = form.period() if good else periods.school_year()
    built = documents.build(ReportKind.BOARD, signed_in_person(), ONLY_BOARD, period)
    form.first.data = form.first.data or period.first
    form.last.data = form.last.data or period.last
    return render_template(
        "admin/report.html",
        form=form,
        report=built if good else None,
        period=period,
        choices=[
            (periods.month(), _("This month")),
            (periods.term(), _("This term")),
            (periods.school_year(), _("This school year")),
        ],
    )


@bp.get("/report.pdf")
@for_roles(Role.ADMINISTRATOR)
def report_pdf() -> ResponseReturnValue:
    """Answer with the PDF; `lang` chooses its language, else the reader's."""
    form = PeriodForm(request.args)
    if not form.validate():
        return redirect(url_for(".report"))
    code = request.args.get("lang")
    code = code if code in LANGUAGES else language()
    period = form.period()
    built = documents.build(ReportKind.BOARD, signed_in_person(), ONLY_BOARD, period)
    document = documents.to_pdf(ReportKind.BOARD, built, language=code)
    return pdf_answer(document, documents.filename(ReportKind.BOARD, period, code))
