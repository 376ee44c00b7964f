"""The names by which occupations are found: added, taken away, brought back, and tried."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.admin.forms import NameForm
from portal.blueprints.admin.routes import bp
from portal.data.occupations import occupations
from portal.errors import Invalid
from portal.extensions import unit_of_work
from portal.i18n import LANGUAGES, _, language
from portal.models.people import Role
from portal.queries.occupation_names import names_overview, names_page
from portal.search.finder import Found
from portal.search.occupation_names import newest_finder
from portal.services import occupation_names
from portal.web.boards import forget_board
from portal.web.guard import for_roles, signed_in_person

MOST_SHOWN = 10
LONGEST_TEXT = 200
WAIT_SECONDS = 8  # for a finder that knows the names of this moment


@dataclass(frozen=True, slots=True)
class Trial:
    """What students would be shown for some words."""

    text: str
    language: str
    found: list[Found]
    is_newest: bool  # no: the names of this moment are still being read


@bp.get("/occupations", endpoint="occupations")
@for_roles(Role.ADMINISTRATOR)
def overview() -> ResponseReturnValue:
    """Show what the board changed, and find an occupation by what a student would type."""
    page = names_overview(signed_in_person())
    asked = _asked()
    if asked in occupations():
        return redirect(url_for(".occupation", noc=asked))
    return render_template("admin/occupations.html", page=page, trial=_trial(asked))


@bp.route("/occupations/<noc>", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def occupation(noc: str) -> ResponseReturnValue:
    """Show all names of one occupation; add one."""
    viewer = signed_in_person()
    page = names_page(viewer, noc)
    form = NameForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                occupation_names.add(
                    actor=viewer, noc=noc, language=form.language.data, name=form.name()
                )
        except Invalid as refusal:
            form.masculine.errors = [str(refusal)]
        else:
            return _done(
                noc, _("The name is added: students find the occupation by it in a few seconds.")
            )
    return render_template("admin/occupation.html", page=page, form=form, trial=_trial(_asked()))


@bp.post("/occupations/<noc>/take-away")
@for_roles(Role.ADMINISTRATOR)
def take_name_away(noc: str) -> ResponseReturnValue:
    """No longer find an occupation by one of its names."""
    try:
        with unit_of_work():
            occupation_names.take_away(
                actor=signed_in_person(), noc=noc, language=_language(), masculine=_name()
            )
    except Invalid as refusal:
        flash(str(refusal), "warning")
        return redirect(url_for(".occupation", noc=noc))
    return _done(
        noc, _("The name is taken away. It stands under its language, to be brought back.")
    )


@bp.post("/occupations/<noc>/bring-back")
@for_roles(Role.ADMINISTRATOR)
def bring_name_back(noc: str) -> ResponseReturnValue:
    """Find an occupation again by a name that was taken away."""
    with unit_of_work():
        occupation_names.bring_back(
            actor=signed_in_person(), noc=noc, language=_language(), masculine=_name()
        )
    return _done(noc, _("The name is back: students find the occupation by it in a few seconds."))


def _done(noc: str, sentence: str) -> ResponseReturnValue:
    forget_board()  # this process looks for the new names at its next answer
    flash(sentence, "success")
    return redirect(url_for(".occupation", noc=noc))


def _trial(asked: str) -> Trial | None:
    """Answer the words of the address with the names of this moment; None without words."""
    spoken = request.args.get("titles", "")
    spoken = spoken if spoken in LANGUAGES else language()
    if not asked:
        return None
    finder, is_newest = newest_finder(wait_seconds=WAIT_SECONDS)
    return Trial(asked, spoken, finder.find(asked, spoken)[:MOST_SHOWN], is_newest)


def _asked() -> str:
    return request.args.get("q", "").strip()[:LONGEST_TEXT]


def _language() -> str:
    return request.form.get("language", "")


def _name() -> str:
    return request.form.get("name", "").strip()[: occupation_names.LONGEST_KEPT]
