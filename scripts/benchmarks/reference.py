"""What the portal is compared with: a bare page and a bare JSON answer, served the same way."""

from flask import Flask, Response, render_template
from flask_login import LoginManager, current_user, login_required
from jinja2 import DictLoader
from sqlalchemy import select

from portal import settings
from portal.extensions import db
from portal.models.people import Person
from portal.models.threads import Message, Thread

ROWS = 25
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ person.given_name }}</title></head>
<body><h1>{{ person.given_name }}</h1><ul>
{% for row in rows %}
<li><a href="/{{ row.id }}">{{ row.given_name }} {{ row.family_name }}</a>
<time>{{ row.sent_at }}</time> {{ row.state }} {{ row.moved_at }}</li>
{% endfor %}
</ul></body></html>
"""
FILLER = b"<!-- equal bytes -->" * 20_000


def page_app() -> Flask:
    """Return an application of one page, `/<first>/<size>`, for people who are signed in.

    Flask-Login reads the person of the session from the database; one
    statement reads 25 messages, from the number `first` on, joined to author
    and thread; Jinja prints them; filler makes up the bytes to `size`.
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
        select(
            Message.id,
            Message.sent_at,
            Message.state,
            Person.given_name,
            Person.family_name,
            Thread.moved_at,
        )
        .join(Person, Person.id == Message.author_id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(Message.id >= first)
        .order_by(Message.id)
        .limit(ROWS)
    )
    rows = db.session.execute(wanted).all()
    person = current_user._get_current_object()
    body = render_template("page.html", rows=rows, person=person).encode()
    return Response(body + FILLER[: max(0, size - len(body))], mimetype="text/html")


def _json(size: int) -> Response:
    return Response(b'["' + b"a" * max(0, size - 4) + b'"]', mimetype="application/json")
