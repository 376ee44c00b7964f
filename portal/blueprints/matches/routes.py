"""The first message, which begins a match."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.threads.forms import MessageForm
from portal.blueprints.threads.sending import help_now, keep, offer_help, tell, to_coach
from portal.errors import Conflict, NotFound
from portal.extensions import in_one_go
from portal.i18n import _
from portal.models.people import Person, Role
from portal.queries.drafts import body_of
from portal.queries.matches import WritePage, open_thread_id, others, write_page
from portal.queries.moderation import Piece, pieces
from portal.services import drafts, matches
from portal.web.guard import for_roles, signed_in_person

bp = Blueprint("matches", __name__)


@bp.route("/mentors/<int:mentor_id>/write", methods=["GET", "POST"])
@for_roles(Role.STUDENT)
def write(mentor_id: int) -> ResponseReturnValue:
    """Help a student write a first message, and send it."""
    student, form = signed_in_person(), MessageForm()
    start = request.form.get("start")
    if start is None and form.validate_on_submit():
        return _send(student, mentor_id, form)
    try:
        page = write_page(student, mentor_id)
    except NotFound:
        if request.method == "GET":
            raise
        return _refused(student, mentor_id, form.body.data, _gone())
    if page.open_thread_id is not None and request.method == "GET":
        return redirect(url_for("threads.show", thread_id=page.open_thread_id))
    if request.method == "GET":
        form.body.data = body_of(student, request.path)
    if start is not None:
        form.body.data = "\n\n".join(filter(None, (form.body.data, _prompt(start))))
    return _page(student, page, form)


def prompts() -> dict[str, str]:
    """Three ways to begin; each can be chosen without losing what is written."""
    return {
        "day": _("Hello, I am curious about your job. What does an ordinary day look like?"),
        "path": _("Hello, I am thinking of studying for this job. Which path did you take?"),
        "choice": _("Hello, I hesitate between two paths. What helped you choose yours?"),
    }


def _prompt(start: str) -> str:
    return prompts().get(start, "")


def _gone() -> str:
    return str(_("This mentor does not take new conversations at the moment."))


def _send(student: Person, mentor_id: int, form: MessageForm) -> ResponseReturnValue:
    body, key = form.body.data, form.key()
    try:
        verdict = matches.look_over(student=student, mentor_id=mentor_id, body=body, send_key=key)
        if to_coach(verdict):
            page = write_page(student, mentor_id)
            return _page(student, page, form, seen=pieces(body, verdict.findings))
        thread_id, held = in_one_go(lambda: _request(student, mentor_id, body, key))
    except Conflict as refusal:
        return _refused(student, mentor_id, body, str(refusal))
    tell(held=held, verdict=verdict)
    return redirect(url_for("threads.show", thread_id=thread_id))


def _request(student: Person, mentor_id: int, body: str, key: str) -> tuple[int, bool]:
    thread = matches.request_match(student=student, mentor_id=mentor_id, body=body, send_key=key)
    drafts.discard(person_id=student.id, path=request.path)
    return thread.id, thread.last_author_id is None


def _refused(student: Person, mentor_id: int, body: str, said: str) -> ResponseReturnValue:
    """Keep the text: in the conversation that exists, or here beside other mentors."""
    offer_help(body)
    thread_id = open_thread_id(student, mentor_id)
    if thread_id is not None:
        address = url_for("threads.show", thread_id=thread_id)
        keep(student, address, body)
        flash(_("You already talk with this mentor. Your text waits below, not sent yet."), "info")
        return redirect(address)
    keep(student, request.path, body)
    return _unavailable(student, mentor_id, body, said), 409


def _page(
    student: Person, page: WritePage, form: MessageForm, *, seen: Sequence[Piece] = ()
) -> ResponseReturnValue:
    if page.refusal or (not page.has_room and not seen):
        said = page.refusal or _("This mentor has the number of students that suits them for now.")
        return _unavailable(student, page.mentor_id, form.body.data, said)
    return render_template(
        "matches/write.html", page=page, form=form, seen=seen, prompts=prompts()
    )


def _unavailable(student: Person, mentor_id: int, body: str, said: str) -> str:
    mentors = others(student, mentor_id)
    return render_template(
        "matches/unavailable.html",
        said=said,
        written=body,
        mentors=mentors,
        help=help_now(),
    )
