"""The page of saved searches: keeping one, what is new, forgetting and taking back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.people import Person
from portal.models.saved_searches import SavedSearch
from portal.services import saved_searches as service
from tests.cast import IDS
from tests.search.crowd import write_crowd
from tests.statements import statements_of

PAGE = "/saved-searches"


def english(cast, who):
    """Return a browser of somebody who reads English, whatever is translated."""
    client = cast.client(who)
    client.get("/language/en")
    return client


def keep(client, **terms):
    return client.post(f"{PAGE}?lang=en", data=terms, follow_redirects=True).text


def find(cast, *mentors):
    """Let these mentors have come a minute ago to fit everything that is kept."""
    with cast.app.app_context():
        ids = db.session.scalars(select(SavedSearch.id)).all()
        with unit_of_work():
            for search in db.session.scalars(select(SavedSearch)):
                search.created_at = clock.now() - timedelta(hours=1)
        with unit_of_work():
            service.note(pairs=[(search, mentor) for search in ids for mentor in mentors])


def test_a_search_is_kept_with_its_filters_and_opens_again(cast, indexed):
    text = keep(english(cast, "zoe"), q=" soudeur  inox ", region="04", path="", sector="nonsense")
    assert "The search is kept" in text
    assert "“soudeur inox” · Mauricie" in text
    assert 'href="/mentors?q=soudeur+inox&amp;region=04"' in text
    assert "1 search kept, of 20 at most." in text


def test_tell_me_when_a_mentor_arrives_is_a_search_for_the_occupation_alone(cast, indexed):
    text = keep(english(cast, "zoe"), occupation="21231")
    assert 'href="/mentors?occupation=21231"' in text
    assert "Nobody new since" in text


def test_a_double_click_keeps_one(cast, indexed):
    client = english(cast, "zoe")
    for _click in range(2):
        text = keep(client, q="soudeur")
    assert text.count("See all who fit") == 1


@pytest.mark.parametrize("terms", [{}, {"q": "  "}, {"occupation": "99999"}, {"page": "3"}])
def test_a_search_for_nothing_is_not_kept_and_says_so(cast, indexed, terms):
    text = keep(english(cast, "zoe"), **terms)
    assert "Look for something first" in text
    assert "You keep no search yet" in text


def test_the_21st_is_refused_with_the_way_out(cast, indexed):
    client = english(cast, "zoe")
    for number in range(20):
        keep(client, q=f"mot{number}")
    text = keep(client, q="soudeur")
    assert "You keep 20 searches already. Forget one of them to keep this one." in text
    assert text.count("See all who fit") == 20


def test_it_is_kept_while_the_index_is_missing_too(cast):
    assert "The search is kept" in keep(english(cast, "zoe"), q="soudeur")


def test_who_came_is_new_once_and_then_stays(cast, indexed):
    client = english(cast, "zoe")
    keep(client, q="jardin")
    find(cast, IDS["marc"], IDS["grace"])
    first = client.get(f"{PAGE}?lang=en").text
    assert "2 new" in first
    assert first.count(">New<") == 2
    assert f'href="/mentors/{IDS["marc"]}"' in first
    again = client.get(f"{PAGE}?lang=en").text
    assert ">New<" not in again
    assert f'href="/mentors/{IDS["marc"]}"' in again


def test_forgetting_offers_to_take_it_back_once(cast, indexed):
    client = english(cast, "zoe")
    keep(client, q="jardin")
    text = client.post(f"{PAGE}/1/forget?lang=en", follow_redirects=True).text
    assert "The search is forgotten." in text
    assert "You keep no search yet" in text
    assert f"{PAGE}/1/restore" in text
    assert "restore" not in client.get(PAGE).text
    text = client.post(f"{PAGE}/1/restore?lang=en", follow_redirects=True).text
    assert "The search is kept again." in text
    assert "“jardin”" in text


@pytest.mark.parametrize("who", ["noah", "claire", "adele"])
def test_the_search_of_another_is_absent(cast, indexed, who):
    keep(english(cast, "zoe"), q="jardin")
    client = english(cast, who)
    assert "jardin" not in client.get(PAGE).text
    assert client.post(f"{PAGE}/1/forget").status_code == 404
    assert client.post(f"{PAGE}/1/restore").status_code == 404


def test_a_mentor_has_no_such_page(cast):
    client = english(cast, "marc")
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, data={"q": "x"}).status_code == 404


def test_the_page_says_whether_a_mail_comes(cast, indexed):
    client = english(cast, "zoe")
    keep(client, q="jardin")
    assert "your first page says so" in client.get(f"{PAGE}?lang=en").text
    with cast.app.app_context(), unit_of_work():
        db.session.get_one(Person, IDS["zoe"]).email = "zoe@example.org"
    assert "a mail tells you" in client.get(f"{PAGE}?lang=en").text


def test_as_many_statements_whatever_the_rows(cast, indexed):
    client = english(cast, "zoe")
    keep(client, q="mot")
    find(cast, IDS["marc"])
    few = statements_of(client, PAGE)
    with cast.app.app_context():
        write_crowd(12)
    for number in range(10):
        keep(client, q=f"mot{number}")
    find(cast, IDS["grace"], *range(1000, 1012))
    client.get(PAGE)
    many = statements_of(client, PAGE)
    assert len(many) == len(few) <= 8, many
