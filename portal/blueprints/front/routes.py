"""The front door and the language switch."""

from flask import Blueprint, abort, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from portal.blueprints.matching.wording import why
from portal.extensions import unit_of_work
from portal.i18n import LANGUAGES
from portal.models.people import Role
from portal.queries.follow_ups import words_for
from portal.queries.help_lines import help_lines
from portal.queries.home import news
from portal.queries.matching import is_invited
from portal.queries.recommendations import received
from portal.queries.surveys import invitations
from portal.queries.threads import inbox
from portal.search.matching import suggestions
from portal.services import people
from portal.web.addresses import own_address
from portal.web.guard import person_or_none, public
from portal.web.sessions import home_address

bp = Blueprint("front", __name__)

LATEST = 3  # conversations of a student, at home
SUGGESTED = 3  # mentors


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """Say what this is and how to join; to a student, show what is theirs and the ways on."""
    person = person_or_none()
    if person is None:
        return render_template("front/home.html", way_on="")
    if person.has(Role.STUDENT):
        suggested = suggestions(person, limit=SUGGESTED)  # nobody while they are off
        return render_template(
            "front/student.html",
            name=person.first_name,
            news=news(person),
            words=words_for(person),
            surveys=invitations(person),
            recommended=received(person, limit=LATEST),
            latest=inbox(person, limit=LATEST),
            suggested=suggested,
            invited=not suggested and is_invited(person),
            why=why,
        )
    return render_template("front/home.html", way_on=home_address(person.roles))


@bp.get("/help")
@public
def help_page() -> ResponseReturnValue:
    """List whom a young person may call or write to, to anyone who asks."""
    return render_template("front/help.html", lines=help_lines())


@bp.get("/language/<code>")
@public
def language(code: str) -> ResponseReturnValue:
    """Keep the reader's choice of language and go back to the page."""
    if code not in LANGUAGES:
        abort(404)
    session["language"] = code
    person = person_or_none()
    if person is not None and person.language != code:
        with unit_of_work():
            people.choose_language(person=person, language=code)
    return redirect(own_address(request.args.get("next", "/")))
