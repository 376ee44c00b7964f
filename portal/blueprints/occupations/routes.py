"""Occupations: browse them, read about one, suggestions while typing. Open to everyone."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from random import SystemRandom

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.matching.viewing import note_view
from portal.blueprints.mentors.filters import language_names, path_names
from portal.blueprints.occupations import wording
from portal.blueprints.occupations.seen import is_surprise, note_seen
from portal.blueprints.orientation.steps import note_search
from portal.data.exploring import levels, levels_of, of_level, of_subject, subjects
from portal.data.occupations import Occupation, Sector, by_sector, occupations, sectors
from portal.data.programs import programs_of
from portal.data.worded import Worded
from portal.errors import not_found
from portal.i18n import LANGUAGES, language
from portal.models.people import Role
from portal.queries.curiosities import is_curious
from portal.queries.question_answers import of_occupation
from portal.search.analysis import split
from portal.search.exploring import related
from portal.search.highlights import Highlighter
from portal.search.occupations import finder
from portal.search.openings import mentors_of, openings
from portal.search.shown_names import names_shown
from portal.web.guard import person_or_none, public
from portal.web.paging import page_number

bp = Blueprint("occupations", __name__, url_prefix="/occupations")

LONGEST_TEXT = 200
MOST_FOUND = 30
MOST_GUESSED = 8  # of occupations that the words hardly mean
MOST_DRAWN = 5
CHANCE = SystemRandom()
NO_WORDS = Highlighter("")


@bp.get("")
@public
def browse() -> ResponseReturnValue:
    """Show the ways in, the occupations of one of them, or those that some words mean."""
    text = request.args.get("q", "").strip()[:LONGEST_TEXT]
    sector = sectors().get(request.args.get("sector", ""))
    level = levels().get(request.args.get("level", ""))
    subject = subjects().get(request.args.get("subject", ""))
    if text:
        note_search(person_or_none())
        return _found(text)
    if sector is not None:
        return _of_sector(sector)
    if level is not None:
        return _by_sectors(level, level.about(language()), of_level(level.slug))
    if subject is not None:
        return _by_sectors(subject, "", of_subject(subject.slug))
    return _ways_in()


@bp.get("/<noc>")
@public
def show(noc: str) -> ResponseReturnValue:
    """Show one occupation and how many mentors do it; who they are is for people signed in."""
    occupation = occupations().get(noc) or not_found("occupation", noc)
    person = person_or_none()
    note_seen(noc)
    note_view(person, noc)
    near, here = related(occupation), openings()
    number = page_number()
    pairs, more_pairs = of_occupation(noc, page=number)
    return render_template(
        "occupations/show.html",
        occupation=occupation,
        names={code: names_shown(occupation, code) for code in LANGUAGES},
        ways=levels_of(occupation),
        programs=programs_of(noc),
        interests=wording.interests(occupation.riasec),
        pairs=pairs,
        more_pairs=more_pairs,
        number=number,
        related=[one.occupation for one in near],
        why={one.occupation.noc: wording.kin(one.reasons) for one in near},
        mentors=here.counts.get(noc, 0),
        cards=mentors_of(person, noc) if person is not None else [],
        counts=here.counts,
        may_search=person is None or bool(person.roles - {Role.MENTOR}),
        is_student=person is not None and person.has(Role.STUDENT),
        is_curious=person is not None and is_curious(person, noc),
        has_email=person is not None and bool(person.email),
        by_chance=is_surprise(noc),
        path_names=path_names(),
        language_names=language_names,
        words=NO_WORDS,
        may_recommend=person is not None and person.has(Role.COUNSELLOR),
    )


@bp.context_processor
def _words() -> dict[str, Callable[[int], str]]:
    return {
        "how_many_mentors": wording.how_many_mentors,
        "how_many_occupations": wording.how_many_occupations,
    }


def _ways_in() -> str:
    here = openings()
    by_name = sorted(sectors().values(), key=lambda s: _alphabetical(s.name(language())))
    person = person_or_none()
    return render_template(
        "occupations/browse.html",
        sectors=[(s, len(by_sector()[s.slug]), here.of_sector(s.slug)) for s in by_name],
        levels=[(level, len(of_level(slug))) for slug, level in levels().items()],
        subjects=subjects().values(),
        is_student=person is not None and person.has(Role.STUDENT),
    )


def _of_sector(sector: Sector) -> str:
    rows = _sorted(by_sector()[sector.slug])
    return render_template(
        "occupations/list.html", sector=sector, rows=rows, counts=openings().counts
    )


def _by_sectors(way: Worded, about: str, found: tuple[Occupation, ...]) -> str:
    """List many occupations under their sectors."""
    held = {occupation.sector for occupation in found}
    by_name = sorted(held, key=lambda sector: _alphabetical(sector.name(language())))
    return render_template(
        "occupations/by_sectors.html",
        title=way.name(language()),
        about=about,
        total=len(found),
        parts=[(s, _sorted(o for o in found if o.sector is s)) for s in by_name],
        counts=openings().counts,
    )


def _found(text: str) -> ResponseReturnValue:
    """List what the words may mean; who gets little or nothing of it is shown other ways on."""
    here, found = language(), finder().find(text, language())[:MOST_FOUND]
    rows = [one.occupation for one in found]
    if rows and _is_headline(text, rows[0]):  # a suggestion was chosen: go straight there
        return redirect(url_for(".show", noc=rows[0].noc))
    is_likely = bool(found) and found[0].is_likely
    rows = rows if is_likely else rows[:MOST_GUESSED]
    return render_template(
        "occupations/found.html",
        text=text,
        rows=rows,
        also={one.occupation.noc: one.also(here) for one in found},
        is_likely=is_likely,
        others=() if is_likely else _with_mentors(besides=rows),
        counts=openings().counts,
    )


def _with_mentors(*, besides: Iterable[Occupation]) -> list[Occupation]:
    """Draw some occupations that have a mentor with room: another way on, and never the same."""
    left = sorted(openings().by_noc.keys() - {occupation.noc for occupation in besides})
    drawn = CHANCE.sample(left, min(MOST_DRAWN, len(left)))
    return [occupations()[noc] for noc in drawn if noc in occupations()]


def _is_headline(text: str, occupation: Occupation) -> bool:
    return text.casefold() in {occupation.headline(code).casefold() for code in LANGUAGES}


def _sorted(found: Iterable[Occupation]) -> list[Occupation]:
    return sorted(found, key=lambda o: _alphabetical(o.headline(language())))


@lru_cache(maxsize=2048)  # of sectors and headlines
def _alphabetical(text: str) -> list[str]:
    return split(text)
