"""What the portal is compared with: a bare page and a bare JSON answer, served the same way."""

from flask import Flask, Response, render_template
from flask_login import LoginManager, current_user, login_required
from jinja2 import DictLoader
from sqlalchemy import select

from portal import settings
from portal.extensions import db
from portal.models.people import Person
from portal.models.threads import Thread

ROWS = 25
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ person.given_name }}</title></head>
<body><h1>{{ person.given_name }}</h1><ul>
{% for thread, author in rows %}
<li><a href="/{{ thread.id }}">{{ author.given_name }} {{ author.family_name }}</a>
<time>{{ thread.moved_at }}</time> {{ author.language }} {{ thread.opened_at }}</li>
{% endfor %}
</ul></body></html>
"""
FILLER = b"<!-- equal bytes -->" * 20_000


def page_app() -> Flask:
    """Return an application of one page, `/<first>/<size>`, for people who are signed in.

    Flask-Login reads the person of the session from the database; one
    statement reads 25 threads, from the number `first` on, each joined to the
    person who began it; Jinja prints them; filler makes up the bytes to `size`.
    """
    app = _app()
    app.jinja_loader = DictLoader({"page.html": PAGE})
    logins = LoginManager(app)
    logins.session_protection = None
    logins.user_loader(_person)
    app.add_url_rule("/<int:first>/<int:size>", view_func=login_required(_show))
    return app


def json_app() -> Flask:
    """Return an application that answers `/<size>` with so many bytes of JSON and no more."""
    app = _app()
    app.add_url_rule("/<int:size>", view_func=_json)
    return app


def _app() -> Flask:
    app = Flask(__name__)
    app.config.from_mapping(settings.load())
    db.init_app(app)  # gunicorn's settings let go of its connections after each fork
    return app


def _person(session_id: str) -> Person | None:
    return db.session.get(Person, int(session_id.partition(".")[0]))


def _show(first: int, size: int) -> Response:
    wanted = (
        select(Thread, Person)
        .join(Person, Person.id == Thread.student_id)
        .where(Thread.id >= first)
        .order_by(Thread.id)
        .limit(ROWS)
    )
    rows = db.session.execute(wanted).all()
    person = current_user._get_current_object()
    body = render_template("page.html", rows=rows, person=person).encode()
    return Response(body + FILLER[: max(0, size - len(body))], mimetype="text/html")


def _json(size: int) -> Response:
    return Response(b'["' + b"a" * max(0, size - 4) + b'"]', mimetype="application/json")
