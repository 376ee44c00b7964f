"""The queue of held messages and the decision on each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.moderation.forms import (
    ApproveForm,
    EscalateForm,
    FilterForm,
    NoteForm,
    RedactForm,
    RefuseForm,
)
from portal.errors import Conflict, Invalid
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.people import Person, Role
from portal.queries import concerns, histories
from portal.queries.cases import CasePage, case_page, latest_own
from portal.queries.moderation import (
    ESCALATED_SHOWN,
    Piece,
    QueueRow,
    Wanted,
    counts,
    next_case,
    pieces,
)
from portal.queries.moderation import queue as queue_rows
from portal.services import moderation, reviews
from portal.web.guard import for_roles, signed_in_person
from portal.web.paging import PAGE_SIZE, Page, page_number

bp = Blueprint("moderation", __name__, url_prefix="/moderation")

DECIDERS = (Role.MODERATOR, Role.ADMINISTRATOR)


@dataclass(slots=True)
class Forms:
    """The forms of a case, apart by their prefixes."""

    approve: ApproveForm
    redact: RedactForm
    refuse: RefuseForm
    together: RefuseForm
    escalate: EscalateForm
    note: NoteForm

    @classmethod
    def of_request(cls) -> "Forms":
        """Read them from the request; only the one that was sent keeps what was typed."""
        return cls(
            ApproveForm(prefix="approve"),
            RedactForm(prefix="redact"),
            RefuseForm(prefix="refuse"),
            RefuseForm(prefix="together"),
            EscalateForm(prefix="escalate"),
            NoteForm(prefix="note"),
        )


@bp.get("")
@for_roles(*DECIDERS)
def queue() -> ResponseReturnValue:
    """List what waits by when it is due; what was left to others stands first."""
    viewer, number = signed_in_person(), page_number()
    form = FilterForm(request.args)
    escalated = "escalated" in request.args or not viewer.has(Role.MODERATOR)
    wanted = form.wanted(escalated=escalated)
    offset = (number - 1) * PAGE_SIZE
    rows = queue_rows(viewer, limit=PAGE_SIZE + 1, offset=offset, wanted=wanted)
    above = [] if escalated or number > 1 else _left_to_others(viewer, wanted)
    kept = {key: value for key, value in request.args.items() if key != "page" and value}
    return render_template(
        "moderation/queue.html",
        page=Page(rows[:PAGE_SIZE], number, has_next=len(rows) > PAGE_SIZE),
        above=above,
        counts=counts(viewer),
        form=form,
        wanted=wanted,
        # An administrator meets nothing else than what was left to others: no filter.
        filtered=wanted != Wanted(escalated=not viewer.has(Role.MODERATOR)),
        kept=urlencode(kept),
        proposals=histories.proposals(viewer),
        latest=latest_own(viewer),
        cases=concerns.waiting(viewer),
    )


@bp.route("/<int:hold_id>", methods=["GET", "POST"])
@for_roles(*DECIDERS)
def case(hold_id: int) -> ResponseReturnValue:
    """Show one held message, and take the decision on it."""
    viewer, forms = signed_in_person(), Forms.of_request()
    page = case_page(viewer, hold_id)
    if request.method == "POST":
        return _decide(viewer, page, forms)
    if page.to_claim:
        with unit_of_work():
            beside = [item.hold_id for item in page.also_held if not item.logged]
            moderation.claim(moderator=viewer, hold_id=hold_id, beside=beside)
    forms.redact.body.data = page.body
    return _page(viewer, page, forms)


@bp.post("/<int:hold_id>/undo")
@for_roles(*DECIDERS)
def undo(hold_id: int) -> ResponseReturnValue:
    """Take the own decision back, within 10 minutes and while nobody has read it."""
    viewer = signed_in_person()
    try:
        with unit_of_work():
            moderation.undo(moderator=viewer, hold_id=hold_id)
    except Conflict as refusal:
        flash(str(refusal), "warning")
    else:
        flash(_("Undone: the message waits again, as if nothing had been decided."), "success")
    return redirect(url_for(".case", hold_id=hold_id))


@bp.post("/<int:hold_id>/review")
@for_roles(*DECIDERS)
def review(hold_id: int) -> ResponseReturnValue:
    """Have every message of the case's match read first, or no longer."""
    on = request.form.get("review") == "on"
    with unit_of_work():
        reviews.review_match(moderator=signed_in_person(), hold_id=hold_id, on=on)
    flash(
        _("From now on, every message of this conversation is read first.")
        if on
        else _("The next messages of this conversation pass the screen alone."),
        "success",
    )
    return redirect(url_for(".case", hold_id=hold_id))


def _left_to_others(viewer: Person, wanted: Wanted) -> Sequence[QueueRow]:
    return queue_rows(viewer, limit=ESCALATED_SHOWN, wanted=replace(wanted, escalated=True))


def _decide(viewer: Person, page: CasePage, forms: Forms) -> ResponseReturnValue:
    handler = _HANDLERS.get(request.form.get("decision", ""))
    if handler is None:
        return _page(viewer, page, forms)
    try:
        answer = handler(viewer, page, forms)
    except Conflict as refusal:
        return _page(viewer, case_page(viewer, page.hold_id), forms, said=str(refusal))
    return _page(viewer, page, forms) if answer is None else answer


def _approve(viewer: Person, page: CasePage, forms: Forms) -> ResponseReturnValue | None:
    if not forms.approve.validate():
        return None
    with unit_of_work():
        moderation.approve(moderator=viewer, hold_id=page.hold_id)
    return _next(viewer, _("The message is shown as it was written."))


def _redact(viewer: Person, page: CasePage, forms: Forms) -> ResponseReturnValue | None:
    form = forms.redact
    if not form.validate():
        return None
    body = form.body.data
    try:
        with unit_of_work():
            moderation.redact(
                moderator=viewer,
                hold_id=page.hold_id,
                body=body,
                confirmed=form.confirmed.data,
            )
    except moderation.StillFound as problem:
        form.body.errors = [str(problem)]
        found = moderation.left_in_case(moderator=viewer, hold_id=page.hold_id, body=body)
        still = pieces(body, found)
        return _page(viewer, page, forms, still=still, confirmable=not problem.firm)
    except Invalid as problem:
        form.body.errors = [str(problem)]
        return None
    return _next(viewer, _("The message is shown with your text."))


def _refuse(viewer: Person, page: CasePage, forms: Forms) -> ResponseReturnValue | None:
    form = forms.refuse
    if not form.validate():
        return None
    try:
        with unit_of_work():
            step = moderation.refuse(
                moderator=viewer,
                hold_id=page.hold_id,
                reason_id=form.reason.data,
                note=form.note.data,
            )
            proposes = step is not None
    except Invalid as problem:
        form.reason.errors = [str(problem)]
        return None
    return _refused(viewer, page, proposes, _("The message is refused; its author reads why."))


def _approve_together(viewer: Person, _case: CasePage, forms: Forms) -> ResponseReturnValue | None:
    ticked = _ticked()
    try:
        with unit_of_work():
            moderation.approve_together(moderator=viewer, hold_ids=ticked)
    except Invalid as problem:
        forms.together.reason.errors = [str(problem)]
        return None
    return _next(viewer, _("The messages are shown as they were written."))


def _refuse_together(viewer: Person, page: CasePage, forms: Forms) -> ResponseReturnValue | None:
    form = forms.together
    if not form.validate():
        return None
    try:
        with unit_of_work():
            step = moderation.refuse_together(
                moderator=viewer,
                hold_ids=_ticked(),
                reason_id=form.reason.data,
                note=form.note.data,
            )
            proposes = step is not None
    except Invalid as problem:
        form.reason.errors = [str(problem)]
        return None
    return _refused(viewer, page, proposes, _("The messages are refused; their author reads why."))


def _escalate(viewer: Person, page: CasePage, forms: Forms) -> ResponseReturnValue | None:
    if not forms.escalate.validate():
        return None
    with unit_of_work():
        moderation.escalate(
            moderator=viewer, hold_id=page.hold_id, note=forms.escalate.note.data or ""
        )
    return _next(viewer, _("Left to others: another moderator or an administrator decides."))


def _take_back(viewer: Person, page: CasePage, _forms: Forms) -> ResponseReturnValue:
    with unit_of_work():
        moderation.take_back(moderator=viewer, hold_id=page.hold_id)
    flash(_("The message is yours to decide again."), "success")
    return redirect(url_for(".case", hold_id=page.hold_id))


def _skip(viewer: Person, page: CasePage, _forms: Forms) -> ResponseReturnValue:
    with unit_of_work():
        moderation.leave(moderator=viewer, hold_id=page.hold_id)
    return _go_to(next_case(viewer, after=page.hold_id))


def _write_note(viewer: Person, page: CasePage, forms: Forms) -> ResponseReturnValue | None:
    if not forms.note.validate():
        return None
    with unit_of_work():
        moderation.write_note(moderator=viewer, hold_id=page.hold_id, body=forms.note.body.data)
    flash(_("The note is kept: the team reads it here."), "success")
    return redirect(url_for(".case", hold_id=page.hold_id, _anchor="notes"))


Handler = Callable[[Person, CasePage, Forms], ResponseReturnValue | None]
_HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        "approve": _approve,
        "redact": _redact,
        "refuse": _refuse,
        "approve-together": _approve_together,
        "refuse-together": _refuse_together,
        "escalate": _escalate,
        "take-back": _take_back,
        "skip": _skip,
        "note": _write_note,
    }
)


def _ticked() -> list[int]:
    return [number for number in request.form.getlist("hold", type=int) if number < 2**62]


def _refused(viewer: Person, page: CasePage, proposes: bool, done: str) -> ResponseReturnValue:
    """Go on, or stay where a step of the ladder is proposed."""
    if not proposes:
        return _next(viewer, done)
    flash(done, "success")
    return redirect(url_for(".case", hold_id=page.hold_id))


def _next(viewer: Person, done: str) -> ResponseReturnValue:
    flash(done, "success")
    return _go_to(next_case(viewer))


def _go_to(hold_id: int | None) -> ResponseReturnValue:
    if hold_id is None:
        return redirect(url_for(".queue"))
    return redirect(url_for(".case", hold_id=hold_id))


def _page(
    viewer: Person,
    page: CasePage,
    forms: Forms,
    *,
    said: str = "",
    still: Sequence[Piece] = (),
    confirmable: bool = False,
) -> ResponseReturnValue:
    if not forms.redact.body.data:
        forms.redact.body.data = page.body
    html = render_template(
        "moderation/case.html",
        page=page,
        forms=forms,
        said=said,
        still=still,
        confirmable=confirmable,
        ticked=_ticked() if request.method == "POST" else [page.hold_id],
        proposed=histories.proposed_by(page.hold_id) if page.outcome else None,
        latest=latest_own(viewer) if not page.outcome else None,
        may_read_on=viewer.has(Role.MODERATOR),
    )
    return html, 409 if said else 200
