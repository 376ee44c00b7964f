"""The page of the screen's rules: try a sentence, see what a change would do, change, undo."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.rules.forms import AllowForm, LevelsForm, TryForm, WatchForm, chosen
from portal.data.allowed import AllowedKind
from portal.data.watchlists import entries
from portal.errors import Conflict
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.people import Person, Role
from portal.queries.moderation import pieces
from portal.queries.rules import (
    Effect,
    effect,
    rules_now,
    rules_page,
    without_phrase,
    without_thing,
)
from portal.screening import Context, Kind, Verdict, screen
from portal.services import rules
from portal.web.guard import for_roles, signed_in_person

bp = Blueprint("rules", __name__, url_prefix="/moderation/rules")
KEEPERS = (Role.MODERATOR, Role.ADMINISTRATOR)

Form = WatchForm | AllowForm | LevelsForm


@dataclass
class Forms:
    """The four forms of the page, of which one may have been sent."""

    attempt: TryForm = field(default_factory=lambda: TryForm(prefix="try"))
    watch: WatchForm = field(default_factory=lambda: WatchForm(prefix="watch"))
    allow: AllowForm = field(default_factory=lambda: AllowForm(prefix="allow"))
    levels: LevelsForm = field(default_factory=lambda: LevelsForm(prefix="levels"))


@bp.get("")
@for_roles(*KEEPERS)
def show() -> ResponseReturnValue:
    """Show the rules, and a box in which to try a sentence."""
    return _page(signed_in_person(), Forms())


@bp.get("/lists/<kind>")
@for_roles(*KEEPERS)
def lists(kind: str) -> ResponseReturnValue:
    """Show what the portal came with for one kind, as the lists write it."""
    listed = [entry for entry in entries() if entry.kind == kind]
    if kind not in list(Kind):
        abort(404)
    return render_template("rules/lists.html", kind=kind, kinds=list(Kind), listed=listed)


@bp.post("/try")
@for_roles(*KEEPERS)
def try_out() -> ResponseReturnValue:
    """Show what the screen finds in a sentence; nothing is kept."""
    viewer, forms = signed_in_person(), Forms()
    if not forms.attempt.validate():
        return _page(viewer, forms)
    return _page(viewer, forms, verdict=screen(forms.attempt.text.data, rules_now(viewer)))


@bp.post("/watched")
@for_roles(*KEEPERS)
def watch() -> ResponseReturnValue:
    """Show what watching for a phrase would do, or watch for it."""
    viewer, forms = signed_in_person(), Forms()
    return _change(
        viewer, forms, forms.watch, lambda: rules.watch(actor=viewer, phrase=forms.watch.words())
    )


@bp.post("/watched/<int:phrase_id>/remove")
@for_roles(*KEEPERS)
def unwatch(phrase_id: int) -> ResponseReturnValue:
    """Show what no longer watching for one of the board's phrases would do, or stop it."""
    viewer = signed_in_person()
    if request.form.get("how") == "see":
        words, left = without_phrase(viewer, phrase_id)
        return _without(viewer, words, left, lambda forms: forms.watch)
    with unit_of_work():
        rules.unwatch(actor=viewer, phrase_id=phrase_id)
    return _done()


@bp.post("/allowed")
@for_roles(*KEEPERS)
def allow() -> ResponseReturnValue:
    """Show what letting a thing pass would do, or let it pass."""
    viewer, forms = signed_in_person(), Forms()
    form = forms.allow
    return _change(
        viewer,
        forms,
        form,
        lambda: rules.allow(
            actor=viewer,
            kind=AllowedKind(form.kind.data),
            value=form.value.data,
            note=form.note.data,
        ),
    )


@bp.post("/allowed/remove")
@for_roles(*KEEPERS)
def disallow() -> ResponseReturnValue:
    """Show what no longer letting a thing pass would do, or stop it."""
    viewer = signed_in_person()
    code, _colon, value = request.form.get("thing", "").partition(":")
    if code not in list(AllowedKind) or not value:
        return redirect(url_for(".show"))
    kind = AllowedKind(code)
    if request.form.get("how") == "see":
        left = without_thing(viewer, kind, value)
        return _without(viewer, value, left, lambda forms: forms.allow)
    with unit_of_work():
        rules.disallow(actor=viewer, kind=kind, value=value)
    return _done()


@bp.post("/levels")
@for_roles(*KEEPERS)
def levels() -> ResponseReturnValue:
    """Show what other levels would do, or keep them."""
    viewer, forms = signed_in_person(), Forms()

    def keep() -> None:
        insults, profanity = forms.levels.levels()
        rules.set_levels(actor=viewer, insults_from=insults, profanity_from=profanity)

    return _change(viewer, forms, forms.levels, keep)


@bp.post("/changes/<int:change_id>/undo")
@for_roles(*KEEPERS)
def undo(change_id: int) -> ResponseReturnValue:
    """Put back what a change changed."""
    viewer = signed_in_person()
    try:
        with unit_of_work():
            rules.undo(actor=viewer, change_id=change_id)
    except Conflict as refusal:
        flash(str(refusal), "warning")
        return redirect(url_for(".show"))
    return _done()


def _change(
    viewer: Person, forms: Forms, form: Form, keep: Callable[[], object]
) -> ResponseReturnValue:
    """Keep the change, or only try it on the last messages when that was asked."""
    if not form.validate():
        return _page(viewer, forms)
    if request.form.get("how") == "see":
        tried = effect(viewer, form.changed(rules_now(viewer)))
        return _page(viewer, forms, tried=tried, of=form)
    with unit_of_work():
        keep()
    return _done()


def _without(
    viewer: Person, words: str, left: Context, section: Callable[[Forms], Form]
) -> ResponseReturnValue:
    """Show in its section what taking `words` out would have done; nothing is changed."""
    forms = Forms()
    return _page(viewer, forms, tried=effect(viewer, left), of=section(forms), without=words)


def _done() -> ResponseReturnValue:
    flash(_("The rules are changed; the next message meets the new ones."), "success")
    return redirect(url_for(".show"))


def _page(
    viewer: Person,
    forms: Forms,
    *,
    verdict: Verdict | None = None,
    tried: Effect | None = None,
    of: Form | None = None,
    without: str = "",
) -> ResponseReturnValue:
    page = rules_page(viewer)
    if not forms.levels.is_submitted() or forms.levels.insults_from.data is None:
        forms.levels.insults_from.data = chosen(page.insults_from)
        forms.levels.profanity_from.data = chosen(page.profanity_from)
    marked = pieces(forms.attempt.text.data, verdict.findings) if verdict else ()
    return render_template(
        "rules/show.html",
        page=page,
        forms=forms,
        verdict=verdict,
        marked=marked,
        tried=tried,
        of=of,
        without=without,
    )
