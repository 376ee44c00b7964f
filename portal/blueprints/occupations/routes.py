"""Occupations: browse them, read about one, suggestions while typing. Open to everyone."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.occupations import wording
from portal.data.occupations import Occupation, Sector, by_sector, occupations, sectors
from portal.errors import not_found
from portal.i18n import LANGUAGES, language
from portal.models.people import Role
from portal.search.analysis import split
from portal.search.occupations import finder, related
from portal.search.suggestions import mentor_counts, suggestions
from portal.web.guard import person_or_none, public

bp = Blueprint("occupations", __name__, url_prefix="/occupations")

LONGEST_TEXT = 200
MOST_FOUND = 30
KEPT_A_MINUTE = [("Cache-Control", "public, max-age=60")]


@bp.get("")
@public
def browse() -> ResponseReturnValue:
    """List the sectors, the occupations of one sector, or those that some words mean."""
    text = request.args.get("q", "").strip()[:LONGEST_TEXT]
    sector = sectors().get(request.args.get("sector", ""))
    if text:
        return _found(text)
    if sector is not None:
        return _of_sector(sector)
    counted = [(s, len(by_sector()[s.slug])) for s in sectors().values()]
    counted.sort(key=lambda pair: _alphabetical(pair[0].name(language())))
    return render_template("occupations/browse.html", sectors=counted)


@bp.get("/<noc>")
@public
def show(noc: str) -> ResponseReturnValue:
    """Show one occupation and how many mentors do it; who they are is for people signed in."""
    occupation = occupations().get(noc) or not_found("occupation", noc)
    person = person_or_none()
    return render_template(
        "occupations/show.html",
        occupation=occupation,
        training=wording.training(occupation.teer),
        interests=wording.interests(occupation.riasec),
        related=related(occupation),
        mentors=mentor_counts().by_noc.get(noc, 0),
        counts=mentor_counts().by_noc,
        may_search=person is None or bool(person.roles - {Role.MENTOR}),
    )


@bp.get("/suggest")
@public
def suggest() -> ResponseReturnValue:
    """Return `[{"noc", "title", "sector", "mentors"}]` for what is being typed, best first."""
    asked = request.args.get("lang", "")
    code = asked if asked in LANGUAGES else language()
    found = suggestions(request.args.get("q", ""), code)
    return Response(found, headers=KEPT_A_MINUTE, content_type="application/json")


def _of_sector(sector: Sector) -> str:
    rows = sorted(by_sector()[sector.slug], key=lambda o: _alphabetical(o.headline(language())))
    return render_template(
        "occupations/list.html", text="", sector=sector, rows=rows, counts=mentor_counts().by_noc
    )


def _found(text: str) -> ResponseReturnValue:
    rows = [found.occupation for found in finder().find(text, language())[:MOST_FOUND]]
    if rows and _is_headline(text, rows[0]):  # a suggestion was chosen: go straight there
        return redirect(url_for(".show", noc=rows[0].noc))
    return render_template(
        "occupations/list.html", text=text, sector=None, rows=rows, counts=mentor_counts().by_noc
    )


def _is_headline(text: str, occupation: Occupation) -> bool:
    return text.casefold() in {occupation.headline(code).casefold() for code in LANGUAGES}


def _alphabetical(text: str) -> list[str]:
    return split(text)
