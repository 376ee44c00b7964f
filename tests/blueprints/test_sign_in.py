"""Signing in and out, as each role and each age meets it."""

import re
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.people import Person, PersonState
from portal.models.students import Consent, ConsentKind, Student
from portal.services import consents, people
from portal.web.sessions import HOMES
from tests.cast import IDS, PASSWORD, Cast
from tests.statements import statements


def sign_in(
    client: FlaskClient, name: str, password: str = PASSWORD, after: str = ""
) -> TestResponse:
    data = {"name": name, "password": password}
    return client.post("/sign-in", query_string={"next": after} if after else {}, data=data)


def is_signed_in(client: FlaskClient) -> bool:
    with client.session_transaction() as session:
        return "_user_id" in session


def change(cast: Cast, name: str, **values: object) -> None:
    with cast.app.app_context(), unit_of_work():
        person = db.session.get_one(Person, IDS[name])
        for field, value in values.items():
            setattr(person, field, value)


STARTS = {
    "zoe": "/",
    "noah": "/",
    "marc": "/threads",
    "claire": "/counsellor",
    "mona": "/moderation",
    "coralie": "/coordinator",
    "adele": "/admin",
}


@pytest.mark.parametrize(("name", "address"), STARTS.items())
def test_each_role_begins_at_its_page(cast: Cast, name: str, address: str) -> None:
    client = cast.client()
    assert sign_in(client, name).location == address
    assert client.get("/sign-in").location == address, "someone signed in goes on"


def test_every_role_has_a_place_to_begin(cast: Cast) -> None:
    with cast.app.test_request_context():
        assert all(cast.app.url_for(endpoint) for endpoint in HOMES.values())


NEXT = {
    "/account": "/account",
    "/threads/1?page=2": "/threads/1?page=2",
    "https://elsewhere.example/": "/",
    "//elsewhere.example": "/",
    "/\\elsewhere.example": "/",
    "/sign-out": "/",
    "/": "/",
}


@pytest.mark.parametrize(("after", "address"), NEXT.items())
def test_one_goes_back_to_a_page_of_this_portal_only(cast: Cast, after: str, address: str) -> None:
    assert sign_in(cast.client(), "zoe", after=after).location == address


def test_the_page_says_what_browsers_need_to_fill_it_in(cast: Cast) -> None:
    page = cast.client().get("/sign-in").get_data(as_text=True)
    assert re.search(r'<input[^>]*autocomplete="username"', page)
    assert re.search(r'<input[^>]*autocomplete="current-password"', page)
    assert "onpaste" not in page


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(cast: Cast) -> None:
    change(cast, "paul", state=PersonState.SUSPENDED)
    pages = []
    for name in ("zoe", "nobody", "paul"):
        client = cast.client()
        answer = sign_in(client, name, "wrong" if name == "zoe" else PASSWORD)
        assert not is_signed_in(client)
        pages.append((answer.status_code, answer.get_data(as_text=True).replace(name, "...")))
    assert pages[0][0] == 200
    assert pages[0] == pages[1] == pages[2]


def test_what_was_typed_is_kept_but_the_password(cast: Cast) -> None:
    page = sign_in(cast.client(), "zoe", "not-the-right-one").get_data(as_text=True)
    assert 'value="zoe"' in page
    assert "not-the-right-one" not in page


def test_too_many_tries_are_told_how_long_to_wait(cast: Cast) -> None:
    client = cast.client()
    for _number in range(6):
        assert sign_in(client, "zoe", "wrong").status_code == 200
    answer = sign_in(client, "zoe")
    assert answer.status_code == 429
    assert "15 minutes" in answer.get_data(as_text=True)
    assert not is_signed_in(client)
    with clock.moved_by(timedelta(minutes=16)):
        assert sign_in(client, "zoe").status_code == 302


def test_the_old_session_is_gone_and_the_language_stays(cast: Cast) -> None:
    client = cast.client()
    client.get("/language/en")
    with client.session_transaction() as session:
        session["planted"] = "by someone before"
    sign_in(client, "zoe")
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session["language"] == "en"
        assert abs(session["seen"] - time.time()) < 60


def test_signing_out_clears_the_session(cast: Cast) -> None:
    client = cast.client()
    sign_in(client, "zoe")
    answer = client.post("/sign-out", follow_redirects=True)
    assert answer.request.path == "/"
    assert not is_signed_in(client)
    assert client.get("/account").location.startswith("/sign-in")


def test_signing_out_wants_the_page_s_mark_but_not_once_the_session_ended(cast: Cast) -> None:
    client = cast.client("zoe")
    cast.app.config["WTF_CSRF_ENABLED"] = True
    try:
        client.post("/sign-out")
        assert is_signed_in(client), "another site cannot sign anyone out"
        assert cast.client().post("/sign-out").location == "/"
    finally:
        cast.app.config["WTF_CSRF_ENABLED"] = False


def test_an_idle_session_ends(cast: Cast) -> None:
    client = cast.client("zoe")
    with client.session_transaction() as session:
        session["seen"] = int(time.time()) - 29 * 60
    assert client.get("/account").status_code == 200
    with client.session_transaction() as session:
        assert session["seen"] > time.time() - 60, "a click prolongs it"
        session["seen"] = int(time.time()) - 31 * 60
    assert client.get("/account?x=1").location == "/sign-in?next=/account?x%3D1"
    assert not is_signed_in(client)


def test_a_raised_session_version_signs_out_everywhere(cast: Cast) -> None:
    clients = [cast.client("zoe"), cast.client("zoe")]
    assert all(client.get("/account").status_code == 200 for client in clients)
    with cast.app.app_context(), unit_of_work():
        people.issue_password(actor=cast.person("claire"), student_id=IDS["zoe"])
    assert all(client.get("/account").status_code == 302 for client in clients)


def test_a_suspended_person_is_out_at_the_next_click(cast: Cast) -> None:
    client = cast.client("marc")
    change(cast, "marc", state=PersonState.SUSPENDED)
    assert client.get("/account").status_code == 302


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 17, 0, tzinfo=UTC)


def born(cast: Cast, name: str, day: date, *, parental: bool = False) -> None:
    with cast.app.app_context(), unit_of_work():
        db.session.get_one(Student, IDS[name]).born_on = day
        if parental:
            consent = Consent(student_id=IDS[name], kind=ConsentKind.PARENTAL, text_version="1")
            consent.language, consent.given_on = "fr", day
            consent.recorded_by_id = IDS["claire"]
            db.session.add(consent)


def test_under_14_without_a_parent_s_consent_a_kind_sentence_and_no_session(cast: Cast) -> None:
    client = cast.client()
    answer = sign_in(client, "theo")
    assert answer.status_code == 403
    assert "14" in answer.get_data(as_text=True)
    assert not is_signed_in(client)
    assert sign_in(client, "theo", "wrong").status_code == 200, "only the right password learns it"


def test_under_14_with_a_parent_s_consent_one_takes_part(cast: Cast) -> None:
    born(cast, "theo", date(2012, 5, 4), parental=True)
    with clock.frozen_at(at(2026, 5, 3)):
        assert sign_in(cast.client(), "theo").location == "/"


BIRTHDAYS = {
    "the fourteenth birthday": (date(2012, 5, 3), at(2026, 5, 3)),
    "born on 29 February": (date(2012, 2, 29), at(2026, 3, 1)),
}


@pytest.mark.parametrize(("day", "moment"), BIRTHDAYS.values(), ids=list(BIRTHDAYS))
@pytest.mark.parametrize("parental", [False, True])
def test_from_the_birthday_on_the_own_consent_is_asked(
    cast: Cast, day: date, moment: datetime, parental: bool
) -> None:
    born(cast, "theo", day, parental=parental)
    with clock.frozen_at(moment - timedelta(days=1)):
        expected = 302 if parental else 403
        assert sign_in(cast.client(), "theo").status_code == expected
    with clock.frozen_at(moment):
        client = cast.client()
        assert sign_in(client, "theo").location == "/account/welcome"
        assert client.get("/account").location == "/account/welcome", "nothing else opens"
        answer = client.post("/account/welcome", data={"consent": "y"})
        assert answer.location == "/"
        assert client.get("/account").status_code == 200
        assert sign_in(cast.client(), "theo").location == "/", "asked once"


def test_withdrawing_a_parent_s_consent_ends_the_child_s_session(cast: Cast) -> None:
    born(cast, "theo", date(2012, 5, 4), parental=True)
    with clock.frozen_at(at(2026, 5, 3)):
        client = cast.client()
        sign_in(client, "theo")
        with cast.app.app_context(), unit_of_work():
            consents.withdraw(actor=cast.person("claire"), student_id=IDS["theo"])
        assert client.get("/account").status_code == 302
        assert sign_in(client, "theo").status_code == 403


def test_signing_in_takes_at_most_8_statements(cast: Cast) -> None:
    client = cast.client()
    with statements(cast.app) as seen:
        assert sign_in(client, "zoe").status_code == 302
    assert len(seen) <= 8, seen
