"""Reporting, raising a concern, and looking after one."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.concerns.forms import (
    CloseForm,
    NoteForm,
    RaiseForm,
    ReopenForm,
    ReportForm,
    SettleForm,
)
from portal.errors import Conflict
from portal.extensions import in_one_go, unit_of_work
from portal.i18n import _
from portal.models.concerns import HANDLERS, Concern, ConcernTopic
from portal.models.people import Person, Role
from portal.queries import concerns as queries
from portal.queries.concern_cases import case_page
from portal.queries.drafts import body_of
from portal.queries.help_lines import help_lines
from portal.services import concern_cases as cases
from portal.services import concern_reports, concerns, drafts, threads
from portal.services.concern_reports import REPORT_TOPICS
from portal.web.guard import for_everyone_signed_in, for_roles, signed_in_person
from portal.web.paging import PAGE_SIZE, Page, page_number

bp = Blueprint("concerns", __name__)

LISTS = ("mine", "open", "closed", "raised")


@dataclass(slots=True)
class CaseForms:
    """The forms of a case, apart by their prefixes."""

    note: NoteForm
    settle: SettleForm
    close: CloseForm
    reopen: ReopenForm

    @classmethod
    def of_request(cls) -> "CaseForms":
        """Read them from the request."""
        return cls(
            NoteForm(), SettleForm(prefix="settle"), CloseForm(prefix="close"),
            ReopenForm(prefix="reopen"),
        )  # fmt: skip


@bp.route("/messages/<int:message_id>/report", methods=["GET", "POST"])
@for_roles(Role.STUDENT, Role.MENTOR, Role.COUNSELLOR, Role.MODERATOR)
def report_message(message_id: int) -> ResponseReturnValue:
    """Report a message: one tap chooses what it is about, and sends."""
    viewer, form, topic = signed_in_person(), ReportForm(), _tapped()
    if topic is not None and form.validate_on_submit():
        return _received(
            in_one_go(
                lambda: _sent(
                    concern_reports.report_message(
                        reporter=viewer,
                        message_id=message_id,
                        topic=topic,
                        body=form.body.data,
                        send_key=form.key(),
                    )
                )
            )
        )
    page = queries.reportable_message(viewer, message_id)
    if page.to_log and page.thread_id is not None:
        with unit_of_work():
            threads.log_reading(reader=viewer, thread_id=page.thread_id)
    return _report_page(viewer, page, form)


@bp.route("/mentors/<int:mentor_id>/report", methods=["GET", "POST"])
@for_everyone_signed_in
def report_profile(mentor_id: int) -> ResponseReturnValue:
    """Report a mentor's profile, in the same two taps."""
    viewer, form, topic = signed_in_person(), ReportForm(), _tapped()
    if topic is not None and form.validate_on_submit():
        return _received(
            in_one_go(
                lambda: _sent(
                    concern_reports.report_profile(
                        reporter=viewer,
                        mentor_id=mentor_id,
                        topic=topic,
                        body=form.body.data,
                        send_key=form.key(),
                    )
                )
            )
        )
    return _report_page(viewer, queries.reportable_profile(viewer, mentor_id), form)


@bp.route("/threads/<int:thread_id>/concern", methods=["GET", "POST"])
@for_roles(Role.MENTOR, Role.COUNSELLOR, Role.MODERATOR)
def raise_one(thread_id: int) -> ResponseReturnValue:
    """Take the concern of a mentor or of the staff about a conversation."""
    viewer, form = signed_in_person(), RaiseForm()
    if form.validate_on_submit():
        topic, priority = form.chosen()
        return _received(
            in_one_go(
                lambda: _sent(
                    concerns.raise_one(
                        author=viewer,
                        thread_id=thread_id,
                        topic=topic,
                        priority=priority,
                        body=form.body.data,
                        send_key=form.key(),
                    )
                )
            )
        )
    page = queries.raisable(viewer, thread_id)
    if request.method == "GET":
        form.body.data = body_of(viewer, request.path)
    contacts = queries.contacts()
    return render_template("concerns/raise.html", page=page, form=form, contacts=contacts)


@bp.get("/concerns/<int:concern_id>/received")
@for_everyone_signed_in
def received(concern_id: int) -> ResponseReturnValue:
    """Tell who reported what happens next, and later that the case is closed."""
    page = queries.receipt(signed_in_person(), concern_id)
    return render_template(
        "concerns/received.html", page=page, help_lines=help_lines(), contacts=queries.contacts()
    )


@bp.get("/concerns")
@for_roles(Role.MENTOR, *HANDLERS)
def list_open() -> ResponseReturnValue:
    """List the cases: mine, open, closed; and what the reader raised."""
    viewer, number = signed_in_person(), page_number()
    handles = viewer.has(*HANDLERS)
    counts = queries.counts(viewer) if handles else None
    show = _list_to_show(counts)
    limit, offset = PAGE_SIZE + 1, (number - 1) * PAGE_SIZE
    if show == "raised":
        receipts = queries.raised(viewer, limit=limit, offset=offset)
        sent = Page(receipts[:PAGE_SIZE], number, has_next=len(receipts) > PAGE_SIZE)
        return render_template("concerns/raised.html", page=sent, counts=counts, show=show)
    rows = queries.concerns(viewer, show, limit=limit, offset=offset)
    page = Page(rows[:PAGE_SIZE], number, has_next=len(rows) > PAGE_SIZE)
    return render_template("concerns/list.html", page=page, counts=counts, show=show)


@bp.get("/concerns/<int:concern_id>")
@for_roles(*HANDLERS)
def case(concern_id: int) -> ResponseReturnValue:
    """Show one case; that it was opened and read is written down first."""
    viewer, forms = signed_in_person(), CaseForms.of_request()
    forms.note.body.data = body_of(viewer, url_for(".note", concern_id=concern_id))
    return _case(viewer, concern_id, forms)


@bp.post("/concerns/<int:concern_id>/take")
@for_roles(*HANDLERS)
def take(concern_id: int) -> ResponseReturnValue:
    """Take charge of a case."""
    with unit_of_work():
        cases.take(
            handler=signed_in_person(),
            concern_id=concern_id,
            instead_of=request.form.get("instead_of", type=int),
        )
    return _back(concern_id, _("You look after this case now."))


@bp.post("/concerns/<int:concern_id>/notes")
@for_roles(*HANDLERS)
def note(concern_id: int) -> ResponseReturnValue:
    """Add a note to the journal."""
    viewer, forms = signed_in_person(), CaseForms.of_request()
    if not forms.note.validate():
        return _case(viewer, concern_id, forms)
    with unit_of_work():
        cases.note(handler=viewer, concern_id=concern_id, body=forms.note.body.data)
        drafts.discard(person_id=viewer.id, path=request.path)
    return _back(concern_id, _("The note is in the journal."))


@bp.post("/concerns/<int:concern_id>/duties/<rule>")
@for_roles(*HANDLERS)
def settle(concern_id: int, rule: str) -> ResponseReturnValue:
    """Write down that a duty is settled."""
    viewer, forms = signed_in_person(), CaseForms.of_request()
    if not forms.settle.validate():
        return _case(viewer, concern_id, forms)
    with unit_of_work():
        words = forms.settle.body.data or ""
        cases.settle(handler=viewer, concern_id=concern_id, rule=rule, body=words)
    return _back(concern_id, _("It is written down as settled."))


@bp.post("/concerns/<int:concern_id>/close")
@for_roles(*HANDLERS)
def close(concern_id: int) -> ResponseReturnValue:
    """Close a case with a reason and a note."""
    viewer, forms = signed_in_person(), CaseForms.of_request()
    if not forms.close.validate():
        return _case(viewer, concern_id, forms)
    try:
        with unit_of_work():
            cases.close(
                handler=viewer,
                concern_id=concern_id,
                reason=forms.close.closing(),
                body=forms.close.body.data,
            )
    except Conflict as refusal:
        return _case(viewer, concern_id, forms, said=str(refusal))
    return _back(concern_id, _("The case is closed."))


@bp.post("/concerns/<int:concern_id>/reopen")
@for_roles(*HANDLERS)
def reopen(concern_id: int) -> ResponseReturnValue:
    """Open a closed case again."""
    viewer, forms = signed_in_person(), CaseForms.of_request()
    if not forms.reopen.validate():
        return _case(viewer, concern_id, forms)
    with unit_of_work():
        cases.reopen(handler=viewer, concern_id=concern_id, body=forms.reopen.body.data)
    return _back(concern_id, _("The case is open again, and it is yours."))


def _list_to_show(counts: queries.Counts | None) -> str:
    """Return the list asked for; else the reader's own cases, or all when only those wait."""
    if counts is None:
        return "raised"
    asked = request.args.get("show", "open" if counts.open and not counts.mine else "mine")
    return asked if asked in LISTS else "raised"


def _tapped() -> ConcernTopic | None:
    """Return the topic of the button that sent the form, None for a request that has none."""
    value = request.form.get("topic", "")
    return next((topic for topic in REPORT_TOPICS if topic.value == value), None)


def _sent(concern: Concern) -> int:
    """Forget the draft; return the concern's number, which the commit would expire."""
    drafts.discard(person_id=signed_in_person().id, path=request.path)
    return concern.id


def _received(concern_id: int) -> ResponseReturnValue:
    return redirect(url_for(".received", concern_id=concern_id))


def _report_page(viewer: Person, page: queries.Reportable, form: ReportForm) -> str:
    if request.method == "GET":
        form.body.data = body_of(viewer, request.path)
    topics = [topic.value for topic in REPORT_TOPICS]
    return render_template("concerns/report.html", page=page, form=form, topics=topics)


def _case(
    viewer: Person, concern_id: int, forms: CaseForms, *, said: str = ""
) -> ResponseReturnValue:
    page = case_page(viewer, concern_id)
    if page.to_open:
        with unit_of_work():
            cases.open_case(handler=viewer, concern_id=concern_id)
        page = case_page(viewer, concern_id)
    html = render_template("concerns/case.html", page=page, forms=forms, said=said)
    return html, 409 if said else 200


def _back(concern_id: int, done: str) -> ResponseReturnValue:
    flash(done, "success")
    return redirect(url_for(".case", concern_id=concern_id))
