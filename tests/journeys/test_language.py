"""The language switch leads back to the page it stands on, in the other language."""

import re

import pytest
from flask.testing import FlaskClient

from tests.cast import IDS, Cast


def switch(client: FlaskClient, html: str, language: str) -> tuple[int, str, str]:
    """Press the switch of a page; return the status, the path and the language it leads to."""
    found = re.search(rf'href="(/language/{language}[^"]*)"', html)
    assert found is not None
    answer = client.get(found[1].replace("&amp;", "&"), follow_redirects=True)
    spoken = re.search(r'<html lang="(..)-CA"', answer.get_data(as_text=True))
    assert spoken is not None
    return answer.status_code, answer.request.full_path.rstrip("?"), spoken[1]


@pytest.mark.parametrize(
    ("address", "back"),
    [
        ("/occupations?q=soudeuse", "/occupations?q=soudeuse"),
        ("/occupations?q=soudeuse&lang=fr", "/occupations?q=soudeuse"),
        ("/?lang=fr", "/"),
    ],
)
def test_the_search_is_kept_and_an_asked_language_is_not(
    cast: Cast, address: str, back: str
) -> None:
    client = cast.client()
    html = client.get(address).get_data(as_text=True)
    assert switch(client, html, "en") == (200, back, "en")


@pytest.mark.parametrize(
    ("name", "address", "back"),
    [
        ("claire", f"/counsellor/students/{IDS['noah']}/password", f"/students/{IDS['noah']}"),
        ("claire", f"/counsellor/students/{IDS['theo']}/consent", f"/students/{IDS['theo']}"),
        ("marc", "/account/availability", "/account"),
    ],
)
def test_a_page_shown_by_a_form_has_a_way_back(
    cast: Cast, name: str, address: str, back: str
) -> None:
    client = cast.client(name)
    html = client.post(address).get_data(as_text=True)
    status, path, language = switch(client, html, "en")
    assert (status, language) == (200, "en")
    assert path.endswith(back)
