"""(j) Groups beside FlaskBB: the same topics, asked in turn under the same server settings."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from shutil import rmtree
from statistics import median
from urllib.parse import parse_qs, urlencode, urlsplit

from sqlalchemy import select

from benchmarks import flaskbb_forum
from benchmarks.children import ROOT, measured
from benchmarks.figures import Figure, ratio
from benchmarks.groups import Scale, add, draw_searches, fill
from benchmarks.instances import in_child
from benchmarks.rates import LOOKED_AT, PORTAL, in_turn, of_memory
from benchmarks.servers import Server, running, serving
from benchmarks.traffic import Line, sizes
from benchmarks.visits import cookie, open_portal
from portal.extensions import db
from portal.models.threads import Message, Thread
from portal.models.topics import Topic

WHOLE = Scale()
SEARCHES = 600
LEAST, LEAST_OF_SEARCH = 2.0, 4.0
ASKED = (3, 50)  # characters that FlaskBB's form takes
LIKE, FTS5 = "sql", "sqlite"  # FlaskBB's own names of its two ways to search here
SERVER = (
    "-m", "gunicorn", "--workers", "2", "--worker-class", "gthread", "--threads", "4",
    "--preload", "--keep-alive", "5", "benchmarks.flaskbb_forum:application()",
)  # fmt: skip
LIST, TOPIC, SEARCH = "topic list", "topic page", "search"


@dataclass(frozen=True, slots=True)
class Pages:
    """What is asked of the portal: addresses of each page, and who is signed in."""

    asked: dict[str, list[str]]
    cookie: str


def figures(instance: Path, python: Path | None, scale: Scale = WHOLE) -> list[Figure]:
    """Serve both with the same topics; without a Python that has FlaskBB, say so."""
    if python is None or not python.exists():
        why = "wanted: --flaskbb /path/to/a/venv/with/FlaskBB/bin/python"
        return [Figure("j", "FlaskBB side by side (not measured)", 0, "", how=why)]
    in_child(fill, instance, scale)
    pages = in_child(prepare, instance)
    found: list[Figure] = []
    with ExitStack() as servers:
        portal = servers.enter_context(serving(PORTAL, instance))
        for search in (LIKE, FTS5):
            with _forum(python, instance / f"flaskbb-{search}", search, instance) as (other, made):
                wanted = (LIST, TOPIC, SEARCH) if search == LIKE else (SEARCH,)
                for page in wanted:
                    sides = (portal, _lines(pages, page)), (other, _other_lines(made, pages, page))
                    found.append(_compared(page, search, sides, instance))
                memory = max(one.resident for one in other.memory())
        found += of_memory(portal.memory(), f"FlaskBB {memory:.0f} MiB", "j")
    return found


def _compared(
    page: str, search: str, sides: tuple[tuple[Server, list[Line]], ...], folder: Path
) -> Figure:
    rates = in_turn(sides, folder)
    kib = [median(sizes(server.port, lines, LOOKED_AT)) / 1024 for server, lines in sides]
    how = (
        f"{median(rates[0]):.0f}/s to {median(rates[1]):.0f}/s, {kib[0]:.0f} and {kib[1]:.0f} KiB"
    )
    if page != SEARCH:
        return Figure("j", f"{page} to FlaskBB", ratio(*rates), "x", LEAST, at_least=True, how=how)
    what = f"search to FlaskBB {'as installed' if search == LIKE else 'with its FTS5'}"
    limit = LEAST_OF_SEARCH if search == LIKE else None
    return Figure("j", what, ratio(*rates), "x", limit, at_least=True, how=how)


def prepare(instance: Path) -> Pages:
    """Write the topics of the bench's group for FlaskBB, and draw what is asked of the portal."""
    app = open_portal(instance)
    with app.app_context():
        drawn = islice(draw_searches(Random("forums")), SEARCHES * 4)
        visits = [visit for visit in drawn if _fits(visit.address)][:SEARCHES]
        group_id = add(WHOLE)  # it is there
        topics = _topics(group_id)
        session_id = visits[0].session_id or ""
    written = [{"title": title, "posts": posts} for title, posts in topics.values()]
    (instance / flaskbb_forum.TOPICS).write_text(json.dumps(written), encoding="utf-8")
    here = f"/groups/{group_id}"
    asked = {
        LIST: [here],
        TOPIC: [f"{here}/topics/{number}" for number in topics],
        SEARCH: [visit.address for visit in visits],
    }
    return Pages(asked, cookie(app, session_id))


def _fits(address: str) -> bool:
    return ASKED[0] <= len(_words(address)) <= ASKED[1]


def _words(address: str) -> str:
    return parse_qs(urlsplit(address).query)["q"][0]


def _topics(group_id: int) -> dict[int, tuple[str, list[tuple[int, str]]]]:
    titles = select(Topic.thread_id, Topic.title).where(Topic.group_id == group_id)
    found: dict[int, tuple[str, list[tuple[int, str]]]] = {
        number: (title, []) for number, title in db.session.execute(titles)
    }
    posts = (
        select(Message.thread_id, Message.author_id, Message.body)
        .join(Thread, Thread.id == Message.thread_id)
        .where(Thread.group_id == group_id)
        .order_by(Message.id)
    )
    for number, author_id, body in db.session.execute(posts):
        found[number][1].append((author_id, body))
    return found


def _lines(pages: Pages, page: str) -> list[Line]:
    return [(address, pages.cookie) for address in pages.asked[page]]


def _other_lines(made: dict[str, object], pages: Pages, page: str) -> list[Line]:
    """Ask FlaskBB for the same: its forum, its topics, posts with the same words."""
    signed = str(made["cookie"])
    if page == LIST:
        return [(str(made["forum"]), signed)]
    if page == TOPIC:
        return [(str(address), signed) for address in made["topics"]]  # type: ignore[attr-defined]
    fixed = {"search_type": "forum", "content_type": "post"}
    words = map(_words, pages.asked[SEARCH])
    return [(f"/search?{urlencode({'search_query': one} | fixed)}", signed) for one in words]


@contextmanager
def _forum(
    python: Path, folder: Path, search: str, instance: Path
) -> Iterator[tuple[Server, dict[str, object]]]:
    """Fill a forum anew in `folder` and serve it."""
    rmtree(folder, ignore_errors=True)
    folder.mkdir()
    topics = folder / flaskbb_forum.TOPICS
    topics.write_bytes((instance / flaskbb_forum.TOPICS).read_bytes())
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    environ |= {
        "PYTHONPATH": str(ROOT / "scripts"),
        flaskbb_forum.FOLDER: str(folder),
        flaskbb_forum.SEARCH: search,
    }
    command = [str(python), "-m", "benchmarks.flaskbb_forum", str(folder), search]
    measured(command, environ, limit_seconds=900)
    made = json.loads((folder / flaskbb_forum.READY).read_text(encoding="ascii"))
    with running([str(python), *SERVER], environ, folder) as server:
        yield server, made
