"""A student's short guided reflection on a conversation, theirs until they share it."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.reflections.forms import ReflectionForm
from portal.blueprints.threads.sending import help_now, offer_help_for
from portal.errors import Conflict, Invalid
from portal.extensions import in_one_go, unit_of_work
from portal.i18n import _
from portal.models.people import Person, Role
from portal.queries.moderation import Piece, pieces
from portal.queries.reflections import PARTS, draft_path, reflection_page
from portal.services import drafts, reflections
from portal.services.reflections import Kept
from portal.web.guard import for_roles, signed_in_person

bp = Blueprint("reflections", __name__, url_prefix="/threads")


@bp.route("/<int:thread_id>/reflection", methods=["GET", "POST"])
@for_roles(Role.STUDENT)
def show(thread_id: int) -> ResponseReturnValue:
    """Show the own reflection; keep it (`do=keep`), or share it with the own counsellors."""
    student, form = signed_in_person(), ReflectionForm()
    if form.validate_on_submit():
        return _keep(student, thread_id, form)
    if request.method == "GET":
        page = reflection_page(student, thread_id)
        form.fill(page.texts, page.stamp)
    return _page(student, thread_id, form)


@bp.post("/<int:thread_id>/reflection/erase")
@for_roles(Role.STUDENT)
def erase(thread_id: int) -> ResponseReturnValue:
    """Erase the own reflection for good, with what was being written."""
    student = signed_in_person()
    with unit_of_work():
        reflections.erase(student=student, thread_id=thread_id)
        _forget(student, thread_id)
    flash(_("Your reflection is erased. Nobody can read it any more."), "success")
    return redirect(url_for("threads.show", thread_id=thread_id))


def _keep(student: Person, thread_id: int, form: ReflectionForm) -> ResponseReturnValue:
    share = request.form.get("do") == "share"
    try:
        kept = in_one_go(lambda: _kept(student, thread_id, form, share=share))
    except Invalid as wrong:
        form.body_surprised.errors = [str(wrong)]
        return _page(student, thread_id, form)
    except Conflict as other:
        return _page(student, thread_id, form, said=str(other))
    offer_help_for(kept.verdict)
    if kept.seen:
        words = form.words()
        seen = {part: pieces(words[part], one.findings) for part, one in kept.seen.items()}
        return _page(student, thread_id, form, seen=seen)
    flash(
        _("It is kept. Your guidance counsellors can read it.")
        if kept.shared
        else _("It is kept, for you alone."),
        "success",
    )
    return redirect(url_for(".show", thread_id=thread_id))


def _kept(student: Person, thread_id: int, form: ReflectionForm, *, share: bool) -> Kept:
    kept = reflections.keep(
        student=student,
        thread_id=thread_id,
        words=form.words(),
        share=share,
        stamp=form.stamp.data,
    )
    _forget(student, thread_id)
    return kept


def _forget(student: Person, thread_id: int) -> None:
    for part in PARTS:
        drafts.discard(person_id=student.id, path=draft_path(thread_id, part))


def _page(
    student: Person,
    thread_id: int,
    form: ReflectionForm,
    *,
    seen: Mapping[str, Sequence[Piece]] | None = None,
    said: str = "",
) -> ResponseReturnValue:
    page = reflection_page(student, thread_id)
    if said or seen:
        form.stamp.data = page.stamp  # from here on, this version was seen
    html = render_template(
        "reflections/show.html", page=page, form=form, seen=seen or {}, said=said, help=help_now()
    )
    return html, 409 if said else 200
