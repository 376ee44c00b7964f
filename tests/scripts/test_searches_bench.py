"""The bench of searches: it compares like with like, and says at once when it cannot."""

import math
from pathlib import Path

import pytest
from benchmarks import searches
from benchmarks.children import BenchFailed
from benchmarks.peers import FullText
from flask import Flask

from portal.queries.schools import Home
from portal.search import index
from portal.search.index import IndexOutOfOrder
from portal.search.mentors import MentorQuery, Search
from tests.search.crowd import write_crowd

LITTLE = searches.Scale(readers=1, asked=12, rounds=1, updates=3, seconds=0.5, searches_a_commit=5)


@pytest.fixture
def indexed(app: Flask) -> Flask:
    """A portal of a few dozen mentors and their index."""
    with app.app_context():
        write_crowd(40)
        index.rebuild()
    return app


def test_a_small_run_gives_ratios(indexed: Flask) -> None:
    instance = Path(indexed.config["INSTANCE"])
    found = [
        *searches.of_alone(*searches.in_child(searches.measure, instance, LITTLE), LITTLE),
        *searches.of_many(instance, LITTLE),
    ]
    assert len(found) == 8
    assert all(figure.part == "h" and figure.unit == "x" for figure in found)
    assert all(math.isfinite(figure.value) and figure.value > 0 for figure in found)
    assert [figure.limit for figure in found].count(None) == 4
    assert any("after 3 updates" in figure.what for figure in found)


def test_without_an_index_nothing_is_measured(app: Flask) -> None:
    instance = Path(app.config["INSTANCE"])
    with pytest.raises(BenchFailed, match="IndexOutOfOrder"):
        searches.of_many(instance, LITTLE)
    with pytest.raises(IndexOutOfOrder):
        searches.in_child(searches.measure, instance, LITTLE)


def test_the_peer_finds_the_same_and_a_difference_is_refused(indexed: Flask) -> None:
    with indexed.app_context():
        other = FullText()
        queries = searches._queries(3, 40)
        searches.check_agreement(other, queries)
        for query in (MentorQuery(), MentorQuery("soudeur"), MentorQuery("soudeur", region="04")):
            own = Search(query, home=Home(), turn=0, reader_language="fr")
            total, counts, ids = other.ask(query)
            assert (total, counts) == (own.total, own.counts())
            assert len(ids) == min(total, 20)
        other._db.execute("UPDATE mentor SET free = 0")
        with pytest.raises(BenchFailed, match="do not find the same"):
            searches.check_agreement(other, [MentorQuery("soudeur")])


def test_the_same_seed_asks_the_same_and_nothing_twice() -> None:
    first, again = (searches._queries(5, 60) for _time in range(2))
    assert first == again
    assert len(set(first)) == 60
    assert first != searches._queries(6, 60)
