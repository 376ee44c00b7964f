"""The name that staff look for: kept in the session, so in no address and no log."""

from typing import Any

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm


def looked_for(key: str) -> str:
    """Return the name kept under `key`, or "" unless the address says that one was looked for."""
    return session.get(key, "") if request.args.get("found") else ""


def look_for(form: FlaskForm, key: str, endpoint: str, **values: Any) -> ResponseReturnValue:
    """Keep the name that was sent under `key`, and lead to the list at `endpoint`."""
    words = (form.words.data or "").strip()
    if not form.validate_on_submit() or not words:
        session.pop(key, None)
        return redirect(url_for(endpoint, **values))
    session[key] = words
    return redirect(url_for(endpoint, found=1, **values))
