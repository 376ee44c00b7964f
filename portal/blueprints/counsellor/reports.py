"""Participation reports: the page, and the PDF of the same figures."""

from urllib.parse import urlencode

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.counsellor.forms import PeriodForm
from portal.blueprints.counsellor.routes import bp, pdf_answer
from portal.errors import not_found
from portal.i18n import LANGUAGES, _, language
from portal.models.people import Role
from portal.queries import class_groups
from portal.reports import documents, periods
from portal.reports.documents import ReportKind
from portal.reports.periods import Period
from portal.web.guard import for_roles, signed_in_person

ADDRESSED = ("scope", "id", "from", "to", "lang")  # what the address of a report holds


@bp.get("/reports")
@for_roles(Role.COUNSELLOR, Role.STUDENT)
def reports() -> ResponseReturnValue:
    """Show a participation report for a period.

    Without `scope`, a counsellor gets the choice of reports, a student the own one.
    """
    viewer, form = signed_in_person(), PeriodForm(request.args)
    if "scope" not in request.args and not viewer.has(Role.COUNSELLOR):
        return redirect(url_for(".reports", scope=ReportKind.STUDENT, id=viewer.id))
    if "scope" not in request.args:
        groups, schools = class_groups.followed(viewer), class_groups.followed_schools(viewer)
        return render_template("counsellor/reports.html", groups=groups, schools=schools)
    kind, number = _asked()
    good = form.validate()
    period = form.period() if good else periods.school_year()
    report = documents.build(kind, viewer, number, period)
    # The fields show the period counted, so that anyone may correct it.
    form.first.data, form.last.data = (
        form.first.data or period.first,
        form.last.data or period.last,
    )
    return render_template(
        "counsellor/report.html",
        kind=kind,
        number=number,
        form=form,
        # With wrong dates there are no figures: they would be of another period than asked.
        report=report if good else None,
        period=period,
        choices=[
            (periods.month(), _("This month")),
            (periods.term(), _("This term")),
            (periods.school_year(), _("This school year")),
        ],
        is_staff=viewer.has(Role.COUNSELLOR),
    )


@bp.get("/reports.pdf")
@for_roles(Role.COUNSELLOR, Role.STUDENT)
def reports_pdf() -> ResponseReturnValue:
    """Answer with the PDF; `lang` chooses its language, else the reader's."""
    form = PeriodForm(request.args)
    kind, number = _asked()
    if not form.validate():
        asked = {key: request.args[key] for key in ADDRESSED if key in request.args}
        return redirect(f"{url_for('.reports')}?{urlencode(asked)}")
    return _printed(kind, number, form.period())


def _printed(kind: ReportKind, number: int, period: Period) -> Response:
    code = request.args.get("lang")
    code = code if code in LANGUAGES else language()
    report = documents.build(kind, signed_in_person(), number, period)
    document = documents.to_pdf(kind, report, language=code)
    return pdf_answer(document, documents.filename(kind, period, code))


def _asked() -> tuple[ReportKind, int]:
    """Return whose report the address asks for. Raises NotFound when it says nothing sensible."""
    scope = request.args.get("scope", "")
    number = request.args.get("id", type=int)
    known = set(ReportKind) - {ReportKind.BOARD}  # which stands among the administration's pages
    if scope not in known or number is None or number > 2**62:
        not_found("report", scope)
    return ReportKind(scope), number
