"""Deny by default, held as a list that a person reads, and asked at every door as every role."""

from pathlib import Path

import pytest
from flask import Flask

from portal.models.people import Role
from portal.web.guard import access_of
from tests.architecture.access import access_lines
from tests.cast import PLAYED_BY, Cast

LIST = Path(__file__).with_name("access.txt")

# Pages that say what they are of in their query: without one there is nothing to open.
NEED_A_QUERY = ("admin.logo_png", "counsellor.next_steps")  # the first: a logo


def test_every_endpoint_is_on_the_list_with_its_roles(app: Flask) -> None:
    assert access_lines(app) == LIST.read_text(encoding="utf-8").splitlines()


def test_no_endpoint_was_forgotten(app: Flask) -> None:
    closed = [line for line in access_lines(app) if line.endswith("nobody")]
    assert closed == []


def _addresses(app: Flask) -> list[tuple[str, str, str]]:
    """Return (endpoint, method, address) of every door, with 1 or a word in each blank."""
    doors = []
    for rule in app.url_map.iter_rules():
        blanks = {name: _filling(name, converter) for name, converter in rule._converters.items()}
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **blanks)
        doors += [
            (rule.endpoint, method, address)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        ]
    return doors


def _filling(name: str, converter: object) -> object:
    return (
        1 if type(converter).__name__ == "IntegerConverter" else {"noc": "31301"}.get(name, "fr")
    )


@pytest.mark.parametrize("role", list(Role))
def test_a_page_of_another_role_looks_absent(cast: Cast, role: Role) -> None:
    client = cast.client(PLAYED_BY[role])
    wrong = []
    for endpoint, method, address in _addresses(cast.app):
        access = access_of(cast.app, endpoint)
        if access.public or role in access.roles:
            continue
        status = client.open(address, method=method).status_code
        if status != 404:
            wrong.append((endpoint, method, status))
    assert wrong == []


def test_nobody_signed_in_is_sent_to_the_sign_in_page(cast: Cast) -> None:
    wrong = []
    for endpoint, method, address in _addresses(cast.app):
        if access_of(cast.app, endpoint).public:
            continue
        answer = cast.client().open(address, method=method)
        if answer.status_code != 302 or not answer.location.startswith("/sign-in"):
            wrong.append((endpoint, method, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_every_page_of_a_role_opens(cast: Cast, role: Role) -> None:
    client = cast.client(PLAYED_BY[role])
    wrong = []
    for endpoint, method, address in _addresses(cast.app):
        access = access_of(cast.app, endpoint)
        whole = "1" not in address and "/fr" not in address
        apart = endpoint.endswith("static") or endpoint in NEED_A_QUERY or not whole
        if method != "GET" or apart or role not in access.roles:
            continue
        status = client.get(address).status_code
        if status not in (200, 302):
            wrong.append((endpoint, status))
    assert wrong == []
