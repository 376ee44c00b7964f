"""Whether a mentor answers a search: the same answer as the directory's own, for each of them."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.queries.saved_searches import arrivals
from portal.search import index
from portal.search.fitting import fits, fitting_now, profile_of
from portal.search.mentors import MentorQuery, search_mentors
from tests.cast import IDS, Cast
from tests.search.crowd import write_crowd

SEARCHES = {
    "a word of the occupation": {"q": "soudeur"},
    "the feminine": {"q": "soudeuse"},
    "the other language": {"q": "welder"},
    "without accents": {"q": "infirmiere"},
    "misspelt": {"q": "infimière"},
    "two words": {"q": "soudeur métier"},
    "a word that nobody holds": {"q": "xyzxyz"},
    "only small words": {"q": "le la"},
    "signs": {"q": "* ( \" ' ; --"},
    "a region": {"region": "04"},
    "a sector": {"sector": "nursing"},
    "a path": {"path": "dep"},
    "a language": {"language": "en"},
    "the full ones, too": {"available": "any"},
    "newcomers": {"newcomers": "1"},
    "a word and a filter": {"q": "soudeur", "region": "04"},
    "a word and another filter": {"q": "soudeur", "region": "06"},
    "an occupation": {"occupation": "72106"},
    "an occupation and a filter": {"occupation": "72106", "language": "en"},
    "an occupation of nobody": {"occupation": "00010"},
}


@pytest.fixture
def context(indexed: Flask, cast: Cast) -> Iterator[Cast]:
    with indexed.app_context():
        yield cast


def test_one_mentor_at_a_time_and_the_index_agree(context: Cast) -> None:
    write_crowd(60)
    index.rebuild()
    profiles = [profile_of(mentor) for mentor in arrivals()]
    assert len(profiles) == 47  # marc, grace and those of the crowd with room; paul is on pause
    for name, terms in SEARCHES.items():
        one_by_one = {p.mentor_id for p in profiles if fits(terms, "fr", p)}
        assert one_by_one == set(fitting_now(terms, "fr")), name


WORDED = {name: terms for name, terms in SEARCHES.items() if "occupation" not in terms}


@pytest.mark.parametrize("terms", WORDED.values(), ids=list(WORDED))
def test_who_fits_is_who_the_directory_shows(context: Cast, terms: dict[str, str]) -> None:
    query = MentorQuery(
        text=terms.get("q", ""), **{name: value for name, value in terms.items() if name != "q"}
    )
    shown = search_mentors(context.person("zoe"), query, reader_language="fr").rows
    fitting = {p.mentor_id for p in map(profile_of, arrivals()) if fits(terms, "fr", p)}
    assert fitting == {row.mentor_id for row in shown}


def test_without_an_index_the_mentors_are_asked_one_by_one(cast: Cast) -> None:
    with cast.app.app_context():
        assert fitting_now({"occupation": "72106"}, "fr") == [IDS["marc"]]
        assert fitting_now({"q": "soudeuse", "region": "04"}, "fr") == [IDS["marc"]]
