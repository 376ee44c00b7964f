"""For what no mentor was found: the page, and the PDF and the file of the same figures."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from portal.blueprints.coordinator.routes import bp
from portal.blueprints.counsellor.routes import pdf_answer
from portal.i18n import LANGUAGES, language
from portal.models.people import Person, Role
from portal.reports import gaps as report
from portal.reports.gaps import AXES, Axis, GapReport
from portal.web.guard import for_roles, signed_in_person

RECRUITERS = (Role.COORDINATOR, Role.ADMINISTRATOR)


@bp.get("/gaps")
@for_roles(*RECRUITERS)
def gaps() -> ResponseReturnValue:
    """Show for what nobody was found, by occupation, school and month."""
    viewer = signed_in_person()
    built = _build(viewer, language())
    only = {built.only.axis.value: built.only.value} if built.only else {}
    return render_template(
        "coordinator/gaps.html",
        report=built,
        years=report.years(viewer),
        asked={"year": built.year, **only},
        is_administrator=viewer.has(Role.ADMINISTRATOR),
    )


@bp.get("/gaps.pdf")
@for_roles(*RECRUITERS)
def gaps_pdf() -> ResponseReturnValue:
    """Answer with the PDF; `lang` chooses its language, else the reader's."""
    code = _language()
    built = _build(signed_in_person(), code)
    return pdf_answer(report.to_pdf(built, code=code), report.filename(built, code, "pdf"))


@bp.get("/gaps.csv")
@for_roles(*RECRUITERS)
def gaps_csv() -> ResponseReturnValue:
    """Answer with a file for a spreadsheet; `lang` chooses its language, else the reader's."""
    code = _language()
    built = _build(signed_in_person(), code)
    answer = Response(report.to_csv(built, code=code), content_type="text/csv; charset=utf-8")
    name = report.filename(built, code, "csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _language() -> str:
    asked = request.args.get("lang")
    return asked if asked in LANGUAGES else language()


def _build(viewer: Person, code: str) -> GapReport:
    years = report.years(viewer)
    year = request.args.get("year", years[0], type=int)
    year = year if year in years else years[0]
    return report.gap_report(viewer, year=year, only=_only(), code=code)


def _only() -> tuple[Axis, str] | None:
    """Return the first filter of the address: two at a time would make figures too small."""
    asked = ((axis, request.args.get(axis.value, "")) for axis in AXES)
    return next(((axis, value) for axis, value in asked if value), None)
