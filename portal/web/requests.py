"""One line of the log for each request: which page, how it went, how long. Never who."""

import logging
import time

from flask import Flask, Response, g, request

log = logging.getLogger("portal.requests")


def init_app(app: Flask) -> None:
    """Time every request and log it."""
    app.before_request(_start)
    app.after_request(_write)


def _start() -> None:
    g.started_at = time.perf_counter()


def _write(response: Response) -> Response:
    if request.endpoint is None or not request.endpoint.endswith("static"):
        spent = time.perf_counter() - g.get("started_at", time.perf_counter())
        fields = {
            "endpoint": request.endpoint or "-",
            "method": request.method,
            "status": response.status_code,
            "ms": round(spent * 1000, 1),
        }
        log.info("request", extra=fields)
    return response
