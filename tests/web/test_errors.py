"""An error says what happened, that nothing is lost, and the next step."""

import re
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from portal.extensions import db
from tests.cast import Cast

TEXT = "Bonjour, voici ma longue question sur votre métier, que je ne veux pas perdre."


def test_a_page_that_never_was_and_one_of_others_look_the_same(cast: Cast) -> None:
    client = cast.client("noah")
    absent, forbidden = client.get("/threads/999"), client.get("/threads/1")
    assert absent.status_code == forbidden.status_code == 404
    same = _words(forbidden).replace("/threads/1", "/threads/999")
    assert _words(absent) == same


def _words(page: TestResponse) -> str:
    """Return a page without its form tokens, which change with the second."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page.get_data(as_text=True))


@pytest.mark.parametrize("said", ["database is locked", "database or disk is full"])
def test_a_database_out_of_order_gives_the_text_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    client = cast.client("zoe")

    def fail(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("INSERT", {}, sqlite3.OperationalError(said))

    with cast.app.app_context():
        monkeypatch.setattr(type(db.session()), "commit", fail)
    answer = client.post("/threads/1", data={"body": TEXT, "send_key": "k-1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert TEXT in page
    assert "/threads/1" in page


def test_a_wrong_page_number_is_the_first_page(cast: Cast) -> None:
    assert cast.client("zoe").get("/threads?page=minus").status_code == 200
    assert cast.client("zoe").get("/threads?page=-3").status_code == 200
