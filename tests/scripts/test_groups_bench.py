"""The bench of groups: it compares like with like, and says at once when it cannot."""

import json
import math
from io import BytesIO
from pathlib import Path

from benchmarks import flaskbb_forum, forums, growing_topics
from benchmarks.groups import Scale, add
from benchmarks.growing_topics import Sizes
from flask import Flask

TINY = Sizes(posts=9, topics=30, members=1, timed=2)


def test_a_small_run_gives_statements_and_ratios(app: Flask) -> None:
    with app.app_context():
        pairs = growing_topics.compare(app, TINY)
    found = [figure for pair in pairs for figure in growing_topics.of_pages(pair)]
    assert [figure.value for figure in found[0::2]] == [0] * 5
    assert all(math.isfinite(figure.value) and figure.value > 0 for figure in found[1::2])
    short, long = (side[-1].size for side in (pairs[0].little, pairs[0].much))
    assert abs(short - long) < 0.2 * short


def test_both_are_given_the_same_topics_and_words(app: Flask) -> None:
    with app.app_context():
        add(Scale(topics=3, posts=2))
    instance = Path(app.config["INSTANCE"])
    pages = forums.prepare(instance)
    written = json.loads((instance / flaskbb_forum.TOPICS).read_text(encoding="utf-8"))
    assert [len(topic["posts"]) for topic in written] == [2, 2, 2]
    assert len(pages.asked[forums.TOPIC]) == 3
    made = {"cookie": "session=1", "forum": "/forum/1", "topics": ["/topic/1"]}
    address, _cookie = forums._other_lines(made, pages, forums.SEARCH)[0]
    assert f"search_query={pages.asked[forums.SEARCH][0].partition('q=')[2]}&" in address


def test_a_search_of_the_other_forum_is_sent_as_its_form_sends_it() -> None:
    seen = {}

    def inner(environ, _start):
        seen.update(environ)
        return [environ["wsgi.input"].read()]

    environ = {
        "PATH_INFO": "/search",
        "QUERY_STRING": "search_query=a",
        "REQUEST_METHOD": "GET",
        "wsgi.input": BytesIO(),
    }
    assert flaskbb_forum.asked_with_get(inner)(environ, None) == [b"search_query=a"]
    assert (seen["REQUEST_METHOD"], seen["CONTENT_LENGTH"]) == ("POST", "14")


def test_without_the_other_forum_it_says_so(tmp_path: Path) -> None:
    (figure,) = forums.figures(tmp_path, None)
    assert "not measured" in figure.what
    assert "--flaskbb" in figure.how
