"""Passwords on the page: forgotten, set from a link, changed."""

import pytest
from sqlalchemy import select

from portal.extensions import db, unit_of_work
from portal.models.jobs import Job
from portal.models.people import Person
from portal.services import passwords
from tests.cast import IDS, PASSWORD, Cast

NEW = "trois-petits-chats"


def jobs(cast: Cast) -> list[tuple[str, object]]:
    with cast.app.app_context():
        return [(job.event, job.payload) for job in db.session.scalars(select(Job))]


def token_of(cast: Cast, name: str) -> str:
    with cast.app.app_context():
        return passwords.reset_token(cast.person(name))


def test_the_answer_tells_nobody_who_has_an_account(cast: Cast) -> None:
    pages = {
        cast.client().post("/password/forgot", data={"name": name}).get_data(as_text=True)
        for name in ("marc@example.org", "Marc", "zoe", "nobody", "nobody@example.org")
    }
    assert len(pages) == 1
    mailed = ("password.forgotten", {"person_id": IDS["marc"]})
    assert jobs(cast) == [mailed, mailed], "a student without an email has none to send to"


def test_asking_again_and_again_sends_no_more_mail(cast: Cast) -> None:
    for _number in range(9):
        page = cast.client().post("/password/forgot", data={"name": "marc@example.org"})
        assert page.status_code == 200
    assert len(jobs(cast)) == 6
    with cast.app.app_context():
        assert passwords.matches(cast.person("marc").password_hash, PASSWORD)
    answer = cast.client().post("/sign-in", data={"name": "marc", "password": PASSWORD})
    assert answer.status_code == 302, "it locks nobody out"


def test_a_link_sets_a_password_once(cast: Cast) -> None:
    address, old = f"/password/reset/{token_of(cast, 'marc')}", cast.client("marc")
    client = cast.client()
    assert client.get(address).status_code == 200
    weak = client.post(address, data={"new_password": "marcbelanger1"})
    assert 'id="errors"' in weak.get_data(as_text=True)
    assert client.post(address, data={"new_password": NEW}).location == "/sign-in"
    assert client.get(address).status_code == 410
    assert client.post(address, data={"new_password": NEW}).status_code == 410
    assert old.get("/account").status_code == 302, "the sessions from before are over"
    answer = client.post("/sign-in", data={"name": "marc", "password": NEW})
    assert answer.location == "/threads"


def test_an_invitation_is_a_link_for_someone_without_a_password(cast: Cast) -> None:
    with cast.app.app_context(), unit_of_work():
        db.session.get_one(Person, IDS["nadia"]).password_hash = None
    address = f"/password/reset/{token_of(cast, 'nadia')}"
    assert cast.client().post(address, data={"new_password": NEW}).location == "/sign-in"
    answer = cast.client().post("/sign-in", data={"name": "nadia", "password": NEW})
    assert answer.status_code == 302


def test_a_false_link_says_what_to_do(cast: Cast) -> None:
    answer = cast.client().get("/password/reset/nothing")
    assert answer.status_code == 410
    assert "/password/forgot" in answer.get_data(as_text=True)


def test_changing_keeps_this_session_and_ends_the_others(cast: Cast) -> None:
    here, elsewhere = cast.client("zoe"), cast.client("zoe")
    data = {"password": PASSWORD, "new_password": NEW}
    assert here.post("/password/change", data=data).location == "/account"
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    answer = cast.client().post("/sign-in", data={"name": "zoe", "password": NEW})
    assert answer.status_code == 302


REFUSED = {
    "the wrong one": ("not-my-password", NEW),
    "a short one": (PASSWORD, "abcdefghi"),
    "a well-known one": (PASSWORD, "azertyuiop"),
    "one's own name": (PASSWORD, "zoe-maelle-2010"),
    "the same again": (PASSWORD, PASSWORD),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("now", "new"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_refused_changes_nothing_and_says_why(cast: Cast, now: str, new: str) -> None:
    client = cast.client("zoe")
    answer = client.post("/password/change", data={"password": now, "new_password": new})
    assert answer.status_code == 200
    assert 'id="errors"' in answer.get_data(as_text=True)
    assert client.get("/account").status_code == 200
    with cast.app.app_context():
        assert passwords.matches(cast.person("zoe").password_hash, PASSWORD)


def test_guessing_the_password_in_an_open_session_is_throttled_too(cast: Cast) -> None:
    client = cast.client("zoe")
    for _number in range(6):
        client.post("/password/change", data={"password": "wrong", "new_password": NEW})
    data = {"password": PASSWORD, "new_password": NEW}
    assert client.post("/password/change", data=data).status_code == 200
    with cast.app.app_context():
        assert passwords.matches(cast.person("zoe").password_hash, PASSWORD)
