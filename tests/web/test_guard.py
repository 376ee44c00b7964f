"""A page that only reads asks less of the person, and lets in nobody more."""

import pytest

from portal.extensions import db, unit_of_work
from portal.models.people import Person, PersonRole, PersonState, Role
from tests.cast import IDS, Cast

READING = (
    ("claire", "/counsellor"),
    ("claire", "/counsellor/students"),
    ("claire", "/counsellor/class-groups/1"),
    ("zoe", "/threads"),
    ("zoe", "/threads/1"),
)
every_reading_page = pytest.mark.parametrize(("name", "address"), READING)


def _person(name: str) -> Person:
    found = db.session.get(Person, IDS[name])
    assert found is not None
    return found


@every_reading_page
def test_it_shows_to_a_session_that_is_open(cast: Cast, name: str, address: str) -> None:
    page = cast.client(name).get(address)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"


@every_reading_page
def test_a_session_that_ended_elsewhere_leads_to_signing_in(
    cast: Cast, name: str, address: str
) -> None:
    client = cast.client(name)
    with cast.app.app_context(), unit_of_work():
        _person(name).session_version += 1
    assert "/sign-in" in client.get(address).headers["Location"]


@every_reading_page
@pytest.mark.parametrize("state", [PersonState.SUSPENDED, PersonState.LEFT])
def test_a_closed_account_leads_to_signing_in(
    cast: Cast, name: str, address: str, state: PersonState
) -> None:
    client = cast.client(name)
    with cast.app.app_context(), unit_of_work():
        _person(name).state = state
    assert "/sign-in" in client.get(address).headers["Location"]


@every_reading_page
def test_a_role_taken_away_closes_its_pages(cast: Cast, name: str, address: str) -> None:
    client = cast.client(name)
    with cast.app.app_context(), unit_of_work():
        db.session.query(PersonRole).filter_by(person_id=IDS[name]).delete()
    assert client.get(address).status_code == 404


def test_two_roles_add_up_on_it(cast: Cast) -> None:
    client = cast.client("claire")
    with cast.app.app_context(), unit_of_work():
        db.session.add(PersonRole(person_id=IDS["claire"], role=Role.MODERATOR))
    page = client.get("/counsellor").text
    assert 'href="/counsellor"' in page
    assert 'href="/moderation"' in page


def test_its_header_bears_the_name_that_others_see(cast: Cast) -> None:
    client = cast.client("zoe")
    with cast.app.app_context(), unit_of_work():
        _person("zoe").pseudonym = "Étoile"
    assert "Étoile</a>" in client.get("/threads").text
