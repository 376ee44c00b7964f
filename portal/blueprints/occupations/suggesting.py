"""Suggestions while typing, for everyone: kept by browsers, and not more often than one types."""

import json
from math import ceil

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from portal.blueprints.occupations.routes import bp
from portal.i18n import LANGUAGES, _, language
from portal.search.suggestions import suggestions
from portal.services.sign_ins import network_of
from portal.web.guard import public, reader_or_none
from portal.web.throttle import Throttle

KEPT_SHORTLY = "public, max-age=2"
# Without a language in the address, the answer is in the reader's.
KEPT_FOR_READER = "private, max-age=2"


@bp.get("/suggest")
@public
def suggest() -> ResponseReturnValue:
    """Return `[{"noc", "title", "also", "sector", "mentors"}]` for what is typed, best first.

    Who asks too often gets 429, a JSON sentence and `Retry-After`.
    """
    wait = _wait()
    if wait:
        return _too_often(ceil(wait))
    asked = request.args.get("lang", "")
    code = asked if asked in LANGUAGES else language()
    answer = Response(
        suggestions(request.args.get("q", ""), code), content_type="application/json"
    )
    answer.headers["Cache-Control"] = KEPT_SHORTLY if asked in LANGUAGES else KEPT_FOR_READER
    answer.add_etag()
    return answer.make_conditional(request)


def _wait() -> float:
    """Return the seconds that this client must wait; 0 for nearly everyone.

    A school shares one address, so people who are signed in count for themselves.
    """
    config, person = current_app.config, reader_or_none()
    throttle = current_app.extensions.setdefault("suggestion_throttle", Throttle())
    if person is not None:
        return float(
            throttle.wait(f"person {person.id}", a_minute=config["SUGGESTIONS_PER_MINUTE"])
        )
    network = network_of(request.remote_addr or "")
    a_minute = config["SUGGESTIONS_PER_MINUTE_PER_ADDRESS"]
    return float(throttle.wait(f"address {network}", a_minute=a_minute))


def _too_often(seconds: int) -> Response:
    said = {"error": _("Too many suggestions at once. Wait a moment."), "retry_after": seconds}
    return Response(
        json.dumps(said, ensure_ascii=False),
        status=429,
        headers={"Retry-After": str(seconds), "Cache-Control": "no-store"},
        content_type="application/json",
    )
