"""The public page on which anyone verifies a printed document by its code."""

from math import ceil

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.queries import prints as queries
from portal.services.prints import plain_code, shown_code
from portal.services.sign_ins import network_of
from portal.web.guard import public
from portal.web.throttle import Throttle

bp = Blueprint("prints", __name__)

# Of one network address: a school shares one, and a guess has one chance in 2 to the 58.
TRIES_PER_MINUTE = 30


@bp.get("/verify")
@public
def ask() -> ResponseReturnValue:
    """Ask for the code of a printed document."""
    typed = request.args.get("code", "").strip()[:100]
    if not typed:
        return render_template("prints/verify.html", typed="", found=None, asked=False)
    code = plain_code(typed)
    if code:
        return redirect(url_for(".verify", code=shown_code(code)))
    return render_template("prints/verify.html", typed=typed, found=None, asked=True), 404


@bp.get("/verify/<code>")
@public
def verify(code: str) -> ResponseReturnValue:
    """Say that a document is authentic and when it was issued: nothing else is public."""
    wait = _wait()
    if wait:
        return _too_often(wait)
    found = queries.verified(plain_code(code))
    page = render_template("prints/verify.html", typed=code[:100], found=found, asked=True)
    return page, 200 if found else 404


def _wait() -> float:
    throttle = current_app.extensions.setdefault("verification_throttle", Throttle())
    network = network_of(request.remote_addr or "")
    return float(throttle.wait(f"address {network}", a_minute=TRIES_PER_MINUTE))


def _too_often(wait: float) -> Response:
    answer = Response(render_template("prints/too_often.html"), status=429)
    answer.headers["Retry-After"] = str(ceil(wait))
    return answer
