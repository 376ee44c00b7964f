"""The end of a conversation, by the student or the mentor."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.threads.forms import CloseForm
from portal.blueprints.threads.routes import bp
from portal.blueprints.threads.sending import help_now, keep, offer_help, sent, tell, to_coach
from portal.errors import Conflict
from portal.extensions import in_one_go
from portal.i18n import _
from portal.models.people import Person, Role
from portal.queries.drafts import body_of
from portal.queries.moderation import Piece, pieces
from portal.queries.threads import ThreadPage, thread_page
from portal.services import matches, threads
from portal.web.guard import for_roles, signed_in_person


@bp.route("/<int:thread_id>/close", methods=["GET", "POST"])
@for_roles(Role.STUDENT, Role.MENTOR)
def close(thread_id: int) -> ResponseReturnValue:
    """Ask why the conversation ends, take last words, and end it (R20)."""
    viewer, form = signed_in_person(), CloseForm()
    page = thread_page(viewer, thread_id)
    form.offer(to_student=page.by_student)
    if not page.may_close:
        if request.method == "POST" and page.ended_at is not None:
            flash(_("This conversation had already ended."), "info")
        return redirect(url_for(".show", thread_id=thread_id))
    if form.validate_on_submit():
        return _close(viewer, page, form)
    if request.method == "GET":
        form.body.data = body_of(viewer, request.path)
    return _page(page, form)


def _close(viewer: Person, page: ThreadPage, form: CloseForm) -> ResponseReturnValue:
    body, thread_id = form.body.data or "", page.thread_id
    try:
        if body and page.may_reply:
            answer = _coached(viewer, page, form, body)
            if answer is not None:
                return answer
        in_one_go(lambda: _end(viewer, page, form))
    except Conflict as refusal:
        keep(viewer, url_for(".show", thread_id=thread_id), body)
        offer_help(body)
        flash(str(refusal), "warning")
        return redirect(url_for(".show", thread_id=thread_id))
    flash(_("The conversation has ended. It can still be read here."), "success")
    return redirect(url_for(".show", thread_id=thread_id))


def _coached(
    viewer: Person, page: ThreadPage, form: CloseForm, body: str
) -> ResponseReturnValue | None:
    """Show the author what the screen sees in the last words; None when they may go."""
    verdict = threads.look_over(
        author=viewer, thread_id=page.thread_id, body=body, send_key=form.key()
    )
    if to_coach(verdict):
        return _page(page, form, seen=pieces(body, verdict.findings))
    if verdict.alert:
        tell(held=False, verdict=verdict)
    return None


def _end(viewer: Person, page: ThreadPage, form: CloseForm) -> None:
    body = form.body.data or ""
    if body and page.may_reply:
        posted = threads.post_message(
            author=viewer, thread_id=page.thread_id, body=body, send_key=form.key()
        )
        sent(posted, request.path)
    matches.close(actor=viewer, thread_id=page.thread_id, closing=form.reason.data)


def _page(page: ThreadPage, form: CloseForm, *, seen: Sequence[Piece] = ()) -> str:
    return render_template("threads/close.html", page=page, form=form, seen=seen, help=help_now())
