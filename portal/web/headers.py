"""What every answer tells the browser: load nothing from elsewhere, keep nothing private."""

from flask import Flask, Response, current_app, request

from portal.web.guard import access_of, reader_or_none

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


def init_app(app: Flask) -> None:
    """Put the headers on every answer."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if _is_private():
        headers["Cache-Control"] = "no-store"  # the next pupil's Back button shows nothing (R81)
    return response


def _is_private() -> bool:
    if request.endpoint is None or reader_or_none() is not None:
        return request.endpoint is not None and not request.endpoint.endswith("static")
    return not access_of(current_app, request.endpoint).public or request.method == "POST"
