"""Two ways in: six questions about interests, and chance."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.occupations import wording
from portal.blueprints.occupations.forms import InterestsForm
from portal.blueprints.occupations.routes import CHANCE, bp
from portal.blueprints.occupations.seen import note_surprise, seen
from portal.data.exploring import of_level
from portal.data.occupations import Occupation, occupations
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.queries import matching as matching_queries
from portal.search.exploring import by_interests, strongest, surprise
from portal.search.openings import openings
from portal.services import matching
from portal.web.guard import person_or_none, public

MOST_OF_FAMILY = 6
# Levels of training that stand under one heading of the answer.
FAMILIES = (
    ("dep",),
    ("dec", "aec"),
    ("university", "graduate", "health-doctorate"),
    ("on-the-job", "secondary"),
    ("experience",),
)


@bp.route("/interests", methods=["GET", "POST"])
@public
def interests() -> ResponseReturnValue:
    """Ask six questions and answer with occupations that suit.

    The answers come in the body of the request: they stand in no address and no log. Nothing
    of them is kept, unless a student whose suggestions are on presses the button for that.
    """
    form = InterestsForm()
    if not form.validate_on_submit():
        return render_template("occupations/interests.html", form=form)
    letters = strongest(form.answers)
    person = person_or_none()
    may_keep = person is not None and matching_queries.is_on(person)
    if person is not None and may_keep and "keep" in request.form:
        with unit_of_work():
            matching.keep_styles(student=person, letters=letters)
        flash(_("Kept for your suggestions, where you can take it off."), "success")
        return redirect(url_for("matching.choices"))
    return render_template(
        "occupations/interests_found.html",
        form=form,
        may_keep=may_keep,
        types=wording.interests(letters),
        families=_families(form.answers),
        counts=openings().counts,
    )


@bp.get("/surprise", endpoint="surprise")
@public
def by_chance() -> ResponseReturnValue:
    """Lead to an occupation with a mentor free now, far from those already seen."""
    known, here = occupations(), openings()
    free = [known[noc] for noc in here.by_noc if noc in known]
    met = [known[noc] for noc in seen() if noc in known]
    chosen = surprise(free or list(known.values()), met, CHANCE)
    if chosen is None:
        return redirect(url_for(".browse"))
    note_surprise(chosen.noc)
    return redirect(url_for(".show", noc=chosen.noc))


def _families(answers: dict[str, int]) -> list[tuple[str, list[Occupation]]]:
    """Return what suits at each level of training, each occupation once."""
    free, shown = openings().by_noc, set[str]()
    found = []
    for slugs in FAMILIES:
        among = {o.noc: o for slug in slugs for o in of_level(slug) if o.noc not in shown}
        # Of two that suit alike, the one that somebody can be asked about comes first.
        ordered = sorted(among.values(), key=lambda o: o.noc not in free)
        rows = by_interests(answers, ordered, limit=MOST_OF_FAMILY)
        shown.update(o.noc for o in rows)
        if rows:
            found.append((wording.family(slugs[0]), rows))
    return found
