"""The inbox and the conversations."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.threads.forms import DeclineForm, MessageForm, OpenForm
from portal.blueprints.threads.sending import (
    help_now,
    keep,
    offer_help,
    sending,
    sent,
    tell,
    to_coach,
)
from portal.errors import Conflict
from portal.extensions import in_one_go, unit_of_work
from portal.i18n import _
from portal.models.people import Person, Role
from portal.queries.drafts import body_of
from portal.queries.moderation import Piece, pieces
from portal.queries.surveys import invitations
from portal.queries.threads import ThreadPage, opening, thread_page
from portal.queries.threads import inbox as inbox_rows
from portal.services import matches, threads
from portal.web.guard import for_roles, reader, signed_in_person
from portal.web.paging import PAGE_SIZE, Page, page_number

bp = Blueprint("threads", __name__, url_prefix="/threads")


@bp.get("")
@for_roles(Role.STUDENT, Role.MENTOR, reads=True)
def inbox() -> ResponseReturnValue:
    """List the reader's conversations, last moved first."""
    viewer, number = reader(), page_number()
    rows = inbox_rows(viewer, limit=PAGE_SIZE + 1, offset=(number - 1) * PAGE_SIZE)
    page = Page(rows[:PAGE_SIZE], number, has_next=len(rows) > PAGE_SIZE)
    return render_template(
        "threads/inbox.html",
        page=page,
        may_search=viewer.has(Role.STUDENT),
        # A student is asked at home.
        surveys=invitations(viewer) if viewer.has(Role.MENTOR) else (),
    )


@bp.route("/<int:thread_id>", methods=["GET", "POST"])
@for_roles(Role.STUDENT, Role.MENTOR, Role.MODERATOR, Role.COUNSELLOR, reads=True)
def show(thread_id: int) -> ResponseReturnValue:
    """Show one conversation and take an answer in it."""
    viewer, form = reader(), MessageForm()
    if form.validate_on_submit():
        return _post(signed_in_person(), thread_id, form)
    page = thread_page(viewer, thread_id, page=page_number(), path=request.path)
    if request.method == "GET" and page.takes_part:
        form.body.data = page.draft
    return _page(page, form)


@bp.route("/<int:thread_id>/decline", methods=["GET", "POST"])
@for_roles(Role.MENTOR)
def decline(thread_id: int) -> ResponseReturnValue:
    """Let a mentor say no kindly."""
    viewer, form = signed_in_person(), DeclineForm()
    if form.validate_on_submit():
        return _decline(viewer, thread_id, form)
    page = thread_page(viewer, thread_id)
    if not page.may_answer_request:
        return redirect(url_for(".show", thread_id=thread_id))
    if request.method == "GET":
        form.body.data = body_of(viewer, request.path)
    return render_template("threads/decline.html", page=page, form=form, seen=())


@bp.post("/<int:thread_id>/withdraw")
@for_roles(Role.STUDENT)
def withdraw(thread_id: int) -> ResponseReturnValue:
    """Let a student take a request back."""
    viewer = signed_in_person()
    with unit_of_work():
        matches.withdraw(student=viewer, thread_id=thread_id)
    flash(_("Your request is withdrawn. You may write to another mentor."), "success")
    return redirect(url_for(".inbox"))


@bp.route("/<int:thread_id>/open", methods=["GET", "POST"])
@for_roles(Role.MODERATOR, Role.COUNSELLOR)
def open(thread_id: int) -> ResponseReturnValue:
    """Ask someone of the staff why they read a conversation, and open it for an hour."""
    viewer, form = signed_in_person(), OpenForm()
    page = opening(viewer, thread_id)
    if page.is_open:
        return redirect(url_for(".show", thread_id=thread_id))
    if form.validate_on_submit():
        with unit_of_work():
            threads.open_with_reason(reader=viewer, thread_id=thread_id, reason=form.reason.data)
        return redirect(url_for(".show", thread_id=thread_id))
    return render_template("threads/open.html", page=page, form=form)


def _post(viewer: Person, thread_id: int, form: MessageForm) -> ResponseReturnValue:
    how, body, key = sending(), form.body.data, form.key()
    try:
        verdict = threads.look_over(author=viewer, thread_id=thread_id, body=body, send_key=key)
        if to_coach(verdict):
            page = thread_page(viewer, thread_id)
            return _page(page, form, seen=pieces(body, verdict.findings))
        number, held = in_one_go(
            lambda: sent(
                threads.post_message(
                    author=viewer,
                    thread_id=thread_id,
                    body=body,
                    send_key=key,
                    asks_for_more=how.asks_for_more,
                ),
                request.path,
            )
        )
    except Conflict as refusal:
        keep(viewer, request.path, body)
        offer_help(body)
        page = thread_page(viewer, thread_id)
        return _page(page, form, said=str(refusal))
    tell(held=held, verdict=verdict)
    return redirect(url_for(".show", thread_id=thread_id, _anchor=f"m{number}"))


def _decline(viewer: Person, thread_id: int, form: DeclineForm) -> ResponseReturnValue:
    body, key = form.letter(), form.key()
    try:
        verdict = threads.look_over(author=viewer, thread_id=thread_id, body=body, send_key=key)
        if to_coach(verdict):
            page, seen = thread_page(viewer, thread_id), pieces(body, verdict.findings)
            return render_template("threads/decline.html", page=page, form=form, seen=seen)
        in_one_go(
            lambda: sent(
                matches.decline(mentor=viewer, thread_id=thread_id, body=body, send_key=key),
                request.path,
            )
        )
    except Conflict as refusal:
        keep(viewer, url_for(".show", thread_id=thread_id), form.body.data or "")
        flash(str(refusal), "warning")
        return redirect(url_for(".show", thread_id=thread_id))
    flash(_("Your answer is sent. The student can now write to another mentor."), "success")
    return redirect(url_for(".show", thread_id=thread_id))


def _page(
    page: ThreadPage,
    form: MessageForm,
    *,
    seen: Sequence[Piece] = (),
    said: str = "",
) -> ResponseReturnValue:
    _note_reading(page)
    html = render_template(
        "threads/show.html",
        page=page,
        form=form,
        seen=seen,
        said=said,
        more=sending().asks_for_more,
        number=page_number(),
        help=help_now(),
    )
    return html, 409 if said else 200


def _note_reading(page: ThreadPage) -> None:
    """Write down who has read, before the page is shown."""
    if page.to_log:
        viewer = signed_in_person()
        with unit_of_work():
            threads.log_reading(reader=viewer, thread_id=page.thread_id)
    elif page.unread_up_to is not None:
        viewer = signed_in_person()
        with unit_of_work():
            threads.mark_read(reader=viewer, thread_id=page.thread_id, up_to=page.unread_up_to)
