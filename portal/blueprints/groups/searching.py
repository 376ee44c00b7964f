"""Finding messages in the groups that one may read."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.blueprints.groups.routes import bp
from portal.models.people import Role
from portal.queries.post_words import readable_group
from portal.search.highlights import Highlighter
from portal.search.posts import LONGEST, After, search_posts
from portal.web.guard import for_roles, reader

MOST = 2**31 - 1
# How a page says after which post it goes on: by title or text, with every word or some.
_FOUND = {(True, True): "t", (False, True): "p", (True, False): "u", (False, False): "q"}
_MEANS = {letter: how for how, letter in _FOUND.items()}


@bp.get("/search")
@for_roles(*Role, reads=True)
def search() -> ResponseReturnValue:
    """Show the messages that hold the words of the address, in one group or in all."""
    viewer, after = reader(), _after(request.args.get("after", ""))
    typed = request.args.get("q", "").replace("\x00", " ")
    words = " ".join(typed.split())[:LONGEST]
    group_id = _number(request.args.get("group", ""))
    name = "" if group_id is None else readable_group(viewer, group_id)
    results = search_posts(viewer, words, group_id=group_id, after=after)
    return render_template(
        "groups/search.html",
        words=words,
        group_id=group_id,
        group=name,
        results=results,
        marks=Highlighter(words),
        first=after is None,
        next=results.next and _said(results.next),
    )


def _after(said: str) -> After | None:
    """Return the place that an address names; one that names none begins anew."""
    number = _number(said[1:])
    if number is None or said[:1] not in _MEANS:
        return None
    return After(number, *_MEANS[said[:1]])


def _number(said: str) -> int | None:
    """Return the number that an address says; a longer one than any is that of nothing."""
    return min(int(said), MOST) if said.isascii() and said.isdecimal() else None


def _said(after: After) -> str:
    return f"{_FOUND[after.titled, after.every]}{after.message_id}"
