"""Passwords: forgotten, set from a mailed link, changed."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.passwords.forms import ChangePasswordForm, ForgotForm, NewPasswordForm
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.services import passwords, people, sign_ins
from portal.web.guard import for_everyone_signed_in, public, signed_in_person
from portal.web.sessions import open_session

bp = Blueprint("passwords", __name__, url_prefix="/password")


@bp.route("/forgot", methods=["GET", "POST"])
@public
def forgot() -> ResponseReturnValue:
    """Mail a link to whoever has an email here; the answer tells nobody who has."""
    form = ForgotForm()
    if not form.validate_on_submit():
        return render_template("passwords/forgot.html", form=form)
    with unit_of_work():
        people.send_reset_link(name=form.name.data, address=request.remote_addr or "")
    return render_template("passwords/link_sent.html")


@bp.route("/reset/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> ResponseReturnValue:
    """Set the password of the person whose link this is; a dead link says what to do."""
    person = passwords.person_of_token(token)
    if person is None:
        return render_template("passwords/dead_link.html"), 410
    form = NewPasswordForm(person)
    if not form.validate_on_submit():
        return render_template("passwords/reset.html", form=form)
    password_hash = passwords.hash_password(form.new_password.data)
    with unit_of_work():
        passwords.reset(token=token, password_hash=password_hash)
    flash(_("Your password is set. Sign in with it."), "success")
    return redirect(url_for("sign_in.show"))


@bp.route("/change", methods=["GET", "POST"])
@for_everyone_signed_in
def change() -> ResponseReturnValue:
    """Change the own password; this session goes on, all others end."""
    person = signed_in_person()
    form = ChangePasswordForm(person)
    if not form.validate_on_submit():
        return render_template("passwords/change.html", form=form)
    with unit_of_work():
        attempt = sign_ins.begin_again(person=person, address=request.remote_addr or "")
    if attempt.is_refused or not attempt.matches(form.password.data):
        wrong = _("This is not the password you have now.")
        form.password.errors = [attempt.wait_sentence if attempt.is_refused else wrong]
        return render_template("passwords/change.html", form=form)
    password_hash = passwords.hash_password(form.new_password.data)
    with unit_of_work():
        people.change_password(person=person, attempt=attempt, password_hash=password_hash)
    open_session(person.get_id())
    flash(_("Your password is changed. Every other open session of yours has ended."), "success")
    return redirect(url_for("account.show"))
