"""Sign in, sign out."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.sign_in.forms import SignInForm, SignOutForm
from portal.extensions import csrf, unit_of_work
from portal.i18n import _
from portal.services import sign_ins
from portal.services.sign_ins import Account
from portal.web.addresses import own_address
from portal.web.guard import person_or_none, public
from portal.web.sessions import AFTER_WELCOME, close_session, home_address, open_session

bp = Blueprint("sign_in", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def show() -> ResponseReturnValue:
    """Open a session; someone who has one goes on."""
    person = person_or_none()
    if person is not None:
        return redirect(_wanted_address() or home_address(person.roles))
    form = SignInForm()
    if form.validate_on_submit():
        return _try_to_sign_in(form)
    return render_template("sign_in/show.html", form=form)


def _try_to_sign_in(form: SignInForm) -> ResponseReturnValue:
    with unit_of_work():
        attempt = sign_ins.begin(name=form.name.data, address=request.remote_addr or "")
    if attempt.is_refused:
        form.password.errors = [attempt.wait_sentence]
        return render_template("sign_in/show.html", form=form), 429
    right = attempt.matches(form.password.data)  # takes as long without an account
    if attempt.account is None or not right:
        form.password.errors = [_("This name and password do not go together. Check both.")]
        return render_template("sign_in/show.html", form=form)
    with unit_of_work():
        sign_ins.succeed(attempt=attempt)
    return _let_in(attempt.account)


def _let_in(account: Account) -> ResponseReturnValue:
    if not account.may_take_part:
        return render_template("sign_in/not_yet.html"), 403
    open_session(account.session_id, newcomer=account.newcomer)
    if account.newcomer:
        session[AFTER_WELCOME] = _wanted_address()
        return redirect(url_for("account.welcome"))
    return redirect(_wanted_address() or home_address(account.roles))


def _wanted_address() -> str | None:
    """Return the page that asked for the sign-in, or None when it is no place to go back to."""
    address = own_address(request.args.get("next", ""))
    elsewhere = ("/sign-", "/password", "/account/draft")
    return None if address == "/" or address.startswith(elsewhere) else address


@bp.post("/sign-out")
@csrf.exempt  # type: ignore[untyped-decorator]  # the form checks it, when there is a session
@public
def sign_out() -> ResponseReturnValue:
    """Close the session, also one that has already ended."""
    if person_or_none() is None or SignOutForm().validate_on_submit():
        close_session(_("You are signed out."))
    return redirect(url_for("front.home"))
