"""FlaskBB with the topics of a portal's group; run by a Python of its own, which has FlaskBB.

Nothing of FlaskBB is part of the project: it is looked for when something is asked of it.
It is served as it is installed, but for what would only hinder the measurement: no form needs
a token, nothing is logged, and a search may be asked for with GET.
"""

import gc
import json
import os
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

FOLDER = "BENCH_FLASKBB_FOLDER"
SEARCH = "BENCH_FLASKBB_SEARCH"  # "sql" as it is installed, or "sqlite" for its FTS5
TOPICS, READY = "topics.json", "forum.json"

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]


def application() -> Wsgi:
    """Return what gunicorn serves before it makes its processes."""
    app = _app(Path(os.environ[FOLDER]), os.environ[SEARCH])
    with app.app_context():
        _of("extensions").db.engine.dispose()  # a forked connection must not be shared
    app.wsgi_app = asked_with_get(app.wsgi_app)
    gc.collect()
    gc.freeze()  # as the portal's own processes do
    return app  # type: ignore[no-any-return]


def asked_with_get(inner: Wsgi) -> Wsgi:
    """Turn `GET /search?...` into the POST of FlaskBB's search form."""

    def call(environ: Environ, start: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/search" and environ["QUERY_STRING"]:
            body = environ["QUERY_STRING"].encode("ascii")
            environ |= {
                "REQUEST_METHOD": "POST",
                "CONTENT_TYPE": "application/x-www-form-urlencoded",
                "CONTENT_LENGTH": str(len(body)),
                "wsgi.input": BytesIO(body),
                "QUERY_STRING": "",
            }
        return inner(environ, start)

    return call


def fill(folder: Path, search: str) -> None:
    """Make a forum of the topics in `topics.json`; `forum.json` says where they stand.

    A topic is a title and posts, a post the number of its author and what it says.
    """
    app = _app(folder, search)
    with app.app_context():
        wanted = json.loads((folder / TOPICS).read_text(encoding="utf-8"))
        _begin()
        users = _users({author for topic in wanted for author, _body in topic["posts"]})
        forum, addresses = _write(wanted, users)
        reader = next(iter(users.values()))
    made = {"forum": forum, "topics": addresses, "cookie": _cookie(app, reader)}
    (folder / READY).write_text(json.dumps(made), encoding="ascii")


def _of(name: str) -> Any:
    return import_module(f"flaskbb.{name}")


def _app(folder: Path, search: str) -> Any:
    config = {
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'flaskbb.sqlite'}",
        "SEARCH_BACKEND": search,
        "WTF_CSRF_ENABLED": False,
        "USE_DEFAULT_LOGGING": True,
        "LOG_DEFAULT_CONF": {"version": 1, "disable_existing_loggers": False},
        "AVATAR_UPLOAD_PATH": str(folder / "avatars"),
        "ATTACHMENT_UPLOAD_PATH": str(folder / "attachments"),
    }
    settings = type("Settings", (), config)
    return _of("app").create_app(settings, instance_path=str(folder / "instance"))


def _begin() -> None:
    _of("extensions").db.create_all()
    made = _of("utils.populate")
    made.create_default_groups()
    made.create_default_settings()


def _users(authors: set[int]) -> dict[int, Any]:
    models = _of("user.models")
    group = models.Group.get_member_group()
    users = {}
    for author in sorted(authors):
        name = f"member{author}"
        user = models.User(username=name, email=f"{name}@example.org", password="not signed in by")
        user.primary_group_id, user.activated = group.id, True
        users[author] = user.save()
    return users


def _write(wanted: list[dict[str, Any]], users: dict[int, Any]) -> tuple[str, list[str]]:
    """Write category, forum, topics and posts as a person's forms would."""
    models, session = _of("forum.models"), _of("extensions").db.session
    category = models.Category(title="Category", position=1)
    category.save()
    forum = models.Forum(title="Les métiers de la région", category_id=category.id)
    forum.save()
    numbers = []
    for given in wanted:
        (author, body), *replies = given["posts"]
        topic = models.Topic(title=given["title"])
        topic.save(user=users[author], forum=forum, post=models.Post(content=body))
        for author, body in replies:
            models.Post(content=body).save(user=users[author], topic=topic)
        numbers.append(topic.id)
    session.commit()
    return f"/forum/{forum.id}", [f"/topic/{number}" for number in numbers]


def _cookie(app: Any, user: Any) -> str:
    """Return the Cookie header of somebody who is signed in."""
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        import_module("flask_login").login_user(_of("extensions").db.session.merge(user))
        session = dict(import_module("flask").session) | {"csrf_token": os.urandom(20).hex()}
    signed = app.session_interface.get_signing_serializer(app).dumps(session)
    return f"{app.config['SESSION_COOKIE_NAME']}={signed}"


if __name__ == "__main__":
    fill(Path(sys.argv[1]), sys.argv[2])
