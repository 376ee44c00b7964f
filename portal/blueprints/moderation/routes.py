"""The queue of held messages and the decision on each."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.moderation.forms import ApproveForm, RedactForm, RefuseForm
from portal.errors import Conflict, Invalid
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.moderation import RefusalReason
from portal.models.people import Person, Role
from portal.queries.moderation import CasePage, Piece, case_page, counts, next_case, pieces
from portal.queries.moderation import queue as queue_rows
from portal.services import moderation
from portal.web.guard import for_roles, signed_in_person
from portal.web.paging import PAGE_SIZE, Page, page_number

bp = Blueprint("moderation", __name__, url_prefix="/moderation")


@dataclass(slots=True)
class Forms:
    """The three forms of a case, apart by their prefixes."""

    approve: ApproveForm
    redact: RedactForm
    refuse: RefuseForm

    @classmethod
    def of_request(cls) -> "Forms":
        """Read them from the request."""
        return cls(
            ApproveForm(prefix="approve"), RedactForm(prefix="redact"), RefuseForm(prefix="refuse")
        )


@bp.get("")
@for_roles(Role.MODERATOR)
def queue() -> ResponseReturnValue:
    """List what waits, the most severe first, then the oldest."""
    viewer, number = signed_in_person(), page_number()
    rows = queue_rows(viewer, limit=PAGE_SIZE + 1, offset=(number - 1) * PAGE_SIZE)
    page = Page(rows[:PAGE_SIZE], number, has_next=len(rows) > PAGE_SIZE)
    return render_template("moderation/queue.html", page=page, counts=counts(viewer))


@bp.route("/<int:hold_id>", methods=["GET", "POST"])
@for_roles(Role.MODERATOR)
def case(hold_id: int) -> ResponseReturnValue:
    """Show one held message, and take the decision on it."""
    viewer, forms = signed_in_person(), Forms.of_request()
    page = case_page(viewer, hold_id)
    if request.method == "POST":
        return _decide(viewer, page, forms)
    if page.to_claim:
        with unit_of_work():
            moderation.claim(moderator=viewer, hold_id=hold_id)
    forms.redact.body.data = page.body
    return _page(page, forms)


def _decide(viewer: Person, page: CasePage, forms: Forms) -> ResponseReturnValue:
    decision = request.form.get("decision")
    try:
        if decision == "approve" and forms.approve.validate():
            with unit_of_work():
                moderation.approve(moderator=viewer, hold_id=page.hold_id)
            return _next(viewer, _("The message is shown as it was written."))
        if decision == "redact" and forms.redact.validate():
            with unit_of_work():
                moderation.redact(
                    moderator=viewer,
                    hold_id=page.hold_id,
                    body=forms.redact.body.data,
                    confirmed=forms.redact.confirmed.data,
                )
            return _next(viewer, _("The message is shown with your text."))
        if decision == "refuse" and forms.refuse.validate():
            with unit_of_work():
                moderation.refuse(
                    moderator=viewer,
                    hold_id=page.hold_id,
                    reason=RefusalReason(forms.refuse.reason.data),
                    note=forms.refuse.note.data,
                )
            return _next(viewer, _("The message is refused; its author reads why."))
    except Conflict as refusal:
        return _page(case_page(viewer, page.hold_id), forms, said=str(refusal))
    except Invalid as problem:
        forms.redact.body.errors = [str(problem)]
    return _page(page, forms, still=_still_found(page, forms))


def _still_found(page: CasePage, forms: Forms) -> Sequence[Piece]:
    """Return the new text with what the screen still sees in it marked, or nothing."""
    text = forms.redact.body.data or ""
    if not forms.redact.errors or text == page.body:
        return ()
    found = moderation.look_over(body=text)
    return pieces(text, found) if found else ()


def _next(viewer: Person, done: str) -> ResponseReturnValue:
    flash(done, "success")
    hold_id = next_case(viewer)
    if hold_id is None:
        return redirect(url_for(".queue"))
    return redirect(url_for(".case", hold_id=hold_id))


def _page(
    page: CasePage, forms: Forms, *, said: str = "", still: Sequence[Piece] = ()
) -> ResponseReturnValue:
    if not forms.redact.body.data:
        forms.redact.body.data = page.body
    html = render_template("moderation/case.html", page=page, forms=forms, said=said, still=still)
    return html, 409 if said else 200
