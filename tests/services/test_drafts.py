"""Drafts: one text for a person and an address, nobody else's."""

import pytest
from sqlalchemy import func, select

from portal.extensions import db, unit_of_work
from portal.models.drafts import Draft
from portal.queries.drafts import body_of
from portal.services import drafts
from tests.cast import IDS, Cast

PATH = "/threads/1"


def save(body: str, name: str = "zoe", path: str = PATH) -> None:
    with unit_of_work():
        drafts.save(person_id=IDS[name], path=path, body=body)


def test_the_last_text_is_kept_for_its_author_alone(cast: Cast) -> None:
    with cast.app.app_context():
        save("Bonjour")
        save("Bonjour Marc, 🙂 مرحبا <script>")
        assert db.session.scalar(select(func.count(Draft.id))) == 1
        assert body_of(cast.person("zoe"), PATH) == "Bonjour Marc, 🙂 مرحبا <script>"
        assert body_of(cast.person("marc"), PATH) == ""
        assert body_of(cast.person("zoe"), "/threads/2") == ""


def test_an_empty_text_and_a_sent_one_leave_nothing(cast: Cast) -> None:
    with cast.app.app_context():
        save("Bonjour")
        save("  ")
        assert body_of(cast.person("zoe"), PATH) == ""
        save("Bonjour")
        save("Rebonjour", "marc")
        with unit_of_work():
            drafts.discard(person_id=IDS["zoe"], path=PATH)
        assert body_of(cast.person("zoe"), PATH) == ""
        assert body_of(cast.person("marc"), PATH) == "Rebonjour"


def test_a_very_long_text_is_cut_and_a_null_removed(cast: Cast) -> None:
    with cast.app.app_context():
        save("é\x00" * 100_000)
        assert body_of(cast.person("zoe"), PATH) == "é" * 20_000


PLACES = {
    "/threads/12": True,
    "/mentors/5/write": True,
    "/threads/" + "9" * 200: False,
    "/account": False,
    "/threads": False,
    "threads/1": False,
    "//threads/1": False,
    "": False,
}


@pytest.mark.parametrize(("path", "kept"), PLACES.items())
def test_only_the_forms_of_exchanges_keep_a_text(path: str, kept: bool) -> None:
    assert drafts.has_place(path) is kept
