"""The own account: first steps, profile, drafts, who has seen my exchanges."""

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.account.forms import AvailabilityForm, ProfileForm, WelcomeForm
from portal.blueprints.threads.sending import lines_for
from portal.data.help_lines import HelpLine
from portal.errors import Invalid, not_found
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.people import Role
from portal.queries import access_log
from portal.queries.people import AccountPage, account_page, first_steps
from portal.services import drafts, passwords, people
from portal.web import guard
from portal.web.authors import author_of
from portal.web.guard import for_everyone_signed_in, for_roles, signed_in_person
from portal.web.paging import PAGE_SIZE, Page, page_number
from portal.web.sessions import AFTER_WELCOME, home_address, open_session

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.route("/welcome", methods=["GET", "POST"])
@for_roles(*Role, newcomers=True)
def welcome() -> ResponseReturnValue:
    """Take a newcomer's own password, and from 14 on the own consent (R30, R31, R32)."""
    person = signed_in_person()
    steps = first_steps(person)
    if not steps.needs_password and not steps.needs_consent:
        session.pop("newcomer", None)
        return redirect(home_address(person.roles))
    form = WelcomeForm(person, steps)
    if not form.validate_on_submit():
        return render_template("account/welcome.html", form=form, steps=steps)
    chosen = form.new_password.data if steps.needs_password else None
    password_hash = passwords.hash_password(chosen) if chosen else None
    with unit_of_work():
        people.settle_in(
            person=person, password_hash=password_hash, consents_today=steps.needs_consent
        )
    wanted = session.get(AFTER_WELCOME)
    open_session(person.get_id())
    flash(_("Welcome. Everything is ready for you."), "success")
    return redirect(wanted or home_address(person.roles))


@bp.route("", methods=["GET", "POST"])
@for_everyone_signed_in
def show() -> ResponseReturnValue:
    """Show what the portal knows of the reader, and change the profile."""
    person = signed_in_person()
    page = account_page(person)
    form, refused = ProfileForm(obj=page), ""
    if form.validate_on_submit():
        try:
            with unit_of_work():
                people.change_profile(
                    person=person, language=form.language.data, pseudonym=form.pseudonym.data
                )
        except Invalid as problem:
            form.pseudonym.errors, refused = [str(problem)], form.pseudonym.data
        else:
            return _saved()
    mentor = AvailabilityForm(formdata=None, obj=page, prefix="mentor-")
    return _account(page, form, mentor, lines_for(refused))


@bp.post("/availability")
@for_roles(Role.MENTOR)
def availability() -> ResponseReturnValue:
    """Change when and how much a mentor answers."""
    person = signed_in_person()
    form = AvailabilityForm(prefix="mentor-")
    if not form.validate():
        page = account_page(person)
        return _account(page, ProfileForm(formdata=None, obj=page), form, ())
    with unit_of_work():
        people.change_availability(
            person=person, paused_until=form.paused_until.data, capacity=form.capacity.data
        )
    return _saved()


def _account(
    page: AccountPage, form: ProfileForm, mentor: AvailabilityForm, lines: Sequence[HelpLine]
) -> str:
    return render_template(
        "account/show.html", page=page, form=form, mentor_form=mentor, lines=lines
    )


def _saved() -> ResponseReturnValue:
    flash(_("Your changes are saved."), "success")
    return redirect(url_for("account.show"))


@bp.get("/privacy")
@for_roles(Role.STUDENT)
def privacy() -> ResponseReturnValue:
    """Show a student who may read the own exchanges, and who did, when and why (R23, R44)."""
    number = page_number()
    rows = access_log.readers(
        signed_in_person(), limit=PAGE_SIZE + 1, offset=(number - 1) * PAGE_SIZE
    )
    page = Page(rows[:PAGE_SIZE], number, has_next=len(rows) > PAGE_SIZE)
    return render_template("account/privacy.html", page=page)


@bp.post("/draft")
@for_everyone_signed_in
def draft() -> ResponseReturnValue:
    """Keep a text while it is written."""
    path = request.form.get("path", "")
    if not drafts.has_place(path):
        not_found("form", path)
    person_id = signed_in_person().id
    with unit_of_work():
        drafts.save(person_id=person_id, path=path, body=request.form.get("body", ""))
    return Response(status=204, mimetype="text/plain")


@guard.when_session_is_lost
def keep_text() -> bool:
    """Keep the text of a form that its author opened signed in and sent signed out."""
    author_id = author_of(request.form.get("author_token", ""))
    texts = {path: text for path, text in _texts() if text.strip() and drafts.has_place(path)}
    if author_id is None or not texts:
        return False
    with unit_of_work():
        for path, text in texts.items():
            drafts.save(person_id=author_id, path=path, body=text)
    return True


def _texts() -> Iterator[tuple[str, str]]:
    """Give what the form holds with its place; each of several texts has one of its own."""
    own = request.form.get("path", "") if request.endpoint == "account.draft" else request.path
    for name, text in request.form.items():
        if name == "body" or name.startswith("body_"):
            part = name.removeprefix("body").replace("_", "/", 1)
            yield own + part, text
