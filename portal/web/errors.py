"""Errors as pages: what happened, that nothing is lost, and the next step."""

import errno
import logging

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from portal.errors import Conflict, Denied, NotFound, Unavailable
from portal.extensions import db

log = logging.getLogger(__name__)

# A full, worn-out or read-only disk: what the operator must look at.
DISK_FAILURES = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS)
# What is never written back into a page.
SECRET_FIELDS = ("csrf_token", "author_token")


def init_app(app: Flask) -> None:
    """Answer every refusal and every failure with a page that helps."""
    app.register_error_handler(NotFound, lambda _error: _page(404))
    app.register_error_handler(404, lambda _error: _page(404))
    app.register_error_handler(405, lambda _error: _page(404))
    app.register_error_handler(Denied, lambda error: _page(403, str(error)))
    app.register_error_handler(Conflict, lambda error: _page(409, str(error)))
    app.register_error_handler(Unavailable, lambda error: _page(503, str(error)))
    app.register_error_handler(CSRFError, lambda _error: _page(400))
    app.register_error_handler(RequestEntityTooLarge, lambda _error: _page(413))
    app.register_error_handler(OperationalError, _database_out_of_order)
    app.register_error_handler(OSError, _disk_out_of_order)
    app.register_error_handler(HTTPException, lambda error: _page(error.code or 500))
    app.register_error_handler(Exception, _failure)


def typed_texts() -> list[tuple[str, str]]:
    """Return what the person typed in the form just sent: given back on an error page."""
    if request.method != "POST" or request.mimetype == "multipart/form-data":
        return []
    return [
        (name, value)
        for name, value in request.form.items()
        if name not in SECRET_FIELDS and "password" not in name and len(value) > 20
    ]


def _page(status: int, said: str = "") -> ResponseReturnValue:
    typed = typed_texts() if status in (400, 409, 500, 503) else []
    html = render_template("errors/error.html", status=status, said=said, typed=typed)
    return html, status


def _plain_page(status: int) -> ResponseReturnValue:
    """Make a page that asks the database nothing: it may be what is out of order."""
    return render_template("errors/out_of_order.html", status=status, typed=typed_texts()), status


def _database_out_of_order(error: OperationalError) -> ResponseReturnValue:
    # The kind only: the text of the error holds the statement's values.
    log.error("database out of order", extra={"kind": type(error.orig).__name__})
    db.session.rollback()
    return _plain_page(503)


def _disk_out_of_order(error: OSError) -> ResponseReturnValue:
    if error.errno not in DISK_FAILURES:
        return _failure(error)
    log.error("disk out of order", extra={"kind": type(error).__name__, "number": error.errno})
    db.session.rollback()
    return _plain_page(503)


def _failure(error: Exception) -> ResponseReturnValue:
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    where = f"{last.tb_frame.f_code.co_name}:{last.tb_lineno}" if last else "?"
    log.error("failure", extra={"kind": type(error).__name__, "where": where})
    db.session.rollback()
    return _plain_page(500)
