"""HTTP around the rooms: who may, which language, how errors and pages look."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.web import boards, errors, guard, headers, requests, templating

__all__ = ["guard", "init_app"]


def init_app(app: Flask) -> None:
    """Put everything but the guard, which must come first, around the application."""
    boards.init_app(app)
    requests.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    templating.init_app(app)
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
