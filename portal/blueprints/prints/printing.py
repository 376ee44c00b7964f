"""A report as a page and as a file: allowed, made with its code, written down, handed over."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response

from portal.blueprints.counsellor.forms import PeriodForm
from portal.blueprints.prints.forms import OrderForm
from portal.errors import Conflict
from portal.extensions import unit_of_work
from portal.i18n import _, language
from portal.models.people import Person
from portal.models.prints import Names, PrintForm, PrintKind
from portal.queries import prints as queries
from portal.reports import documents, files, periods
from portal.reports.documents import ReportKind
from portal.reports.periods import Period
from portal.reports.sections import Paper
from portal.services import prints
from portal.services.prints import Order

MEDIA = {
    PrintForm.PDF: "application/pdf",
    PrintForm.PDF_A: "application/pdf",
    PrintForm.CSV: "text/csv; charset=utf-8",
    PrintForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report as a page shows it. `paper` is None where the days asked for are wrong."""

    kind: ReportKind
    number: int
    named: bool
    may_choose_names: bool
    paper: Paper | None
    fault: str  # why it is not printed; "" for one that is
    period: Period
    choices: Sequence[tuple[Period, str]]
    dates: PeriodForm
    order: OrderForm


def order_form(viewer: Person, kind: ReportKind) -> OrderForm:
    """Return the form with which `viewer` prints a report of that kind."""
    printed = PrintKind(kind.value)
    names = queries.names(printed)
    return OrderForm(
        purposes=queries.offered(viewer, printed),
        may_be_named=names is not Names.NEVER,
        may_be_anonymous=names is not Names.ALWAYS,
        forms=documents.forms(kind),
    )


def page_of(
    viewer: Person,
    kind: ReportKind,
    number: int,
    dates: PeriodForm,
    order: OrderForm,
    *,
    named: bool,
) -> ReportPage:
    """Return the report as `viewer` reads it on the page. Raises NotFound when it is not theirs.

    With wrong dates there are no figures: they would be of another period than asked.
    """
    good = not dates.errors
    period = dates.period() if good else periods.school_year()
    report = documents.build(kind, viewer, number, period, named=named)
    # The fields show the period counted, so that anyone may correct it.
    dates.first.data = dates.first.data or period.first
    if not named and not order.is_submitted():
        order.names.data = "no"  # as on the page
    dates.last.data = dates.last.data or period.last
    return ReportPage(
        kind=kind,
        number=number,
        named=named,
        may_choose_names=queries.names(PrintKind(kind.value)) is Names.BY_CHOICE,
        paper=documents.in_words(report, language()) if good else None,
        fault=documents.fault_of(report, language()),
        period=period,
        choices=[
            (periods.month(), _("This month")),
            (periods.term(), _("This term")),
            (periods.school_year(), _("This school year")),
            (periods.last_school_year(), _("Last school year")),
        ],
        dates=dates,
        order=order,
    )


def file_of(
    viewer: Person, kind: ReportKind, number: int, period: Period, form: OrderForm
) -> Response:
    """Answer with the report as a file, after it was written down who prints it for whom.

    Raises NotFound, Denied or Invalid as `policies.prints` decides, Conflict where there is
    nothing to print, Unavailable without WeasyPrint; nothing is written down then.
    """
    order = Order(
        kind=PrintKind(kind.value),
        number=number,
        form=PrintForm(form.form.data),
        language=form.spoken.data or language(),
        first=period.first,
        last=period.last,
        named=form.named,
        meant_for=form.purpose,
        reason=form.reason.data or "",
    )
    prints.check(person=viewer, order=order)
    report = documents.build(kind, viewer, number, period, named=order.named)
    if fault := documents.fault_of(report, language()):
        raise Conflict(fault)
    content, code = files.make(order, report)  # what cannot be made is not written down
    with unit_of_work():
        prints.record(person=viewer, order=order, code=code)
    answer = Response(content, content_type=MEDIA[order.form])
    name = documents.filename(kind, period, order.language, order.form)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
