"""The own account: first steps, profile, drafts, readers."""

import re
import time
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.access_log import AccessEntry
from portal.models.jobs import Job
from portal.models.mentors import Mentor
from portal.models.students import Consent, ConsentKind
from portal.queries.drafts import body_of
from portal.services import consents, passwords, people
from tests.cast import IDS, PASSWORD, THREAD_ZOE_MARC, Cast
from tests.statements import statements_of

NEW = "trois-petits-chats"
TEXT = "Bonjour Marc, est-ce que le métier est dur l’hiver? 🙂 <script>"


def newcomer(cast: Cast, *, consented: bool = False) -> tuple[FlaskClient, str]:
    """Return a browser in which zoe has just signed in with the password of her slip."""
    with cast.app.app_context(), unit_of_work():
        if not consented:
            db.session.execute(delete(Consent).where(Consent.student_id == IDS["zoe"]))
        first = people.issue_password(actor=cast.person("claire"), student_id=IDS["zoe"])
    client = cast.client()
    answer = client.post("/sign-in", data={"name": "zoe", "password": first})
    assert answer.location == "/account/welcome"
    return client, first


def test_a_newcomer_chooses_a_password_and_consents_before_anything_else(cast: Cast) -> None:
    client, first = newcomer(cast)
    assert client.get("/account").location == "/account/welcome"
    page = client.get("/account/welcome").get_data(as_text=True)
    assert page.count('type="checkbox"') == 1
    assert "checked" not in page
    answer = client.post("/account/welcome", data={"new_password": NEW, "consent": "y"})
    assert answer.location == "/"
    assert client.get("/account").status_code == 200
    for password, status in ((first, 200), (NEW, 302)):
        tried = cast.client().post("/sign-in", data={"name": "zoe", "password": password})
        assert tried.status_code == status
    with cast.app.app_context():
        wanted = select(Consent).where(Consent.student_id == IDS["zoe"])
        (consent,) = db.session.scalars(wanted).all()
        assert (consent.kind, consent.text_version, consent.language, consent.given_on) == (
            ConsentKind.OWN,
            consents.TEXT_VERSION,
            "fr",
            clock.today(),
        )


REFUSED = {
    "no consent": {"new_password": NEW},
    "no password": {"consent": "y"},
    "a weak password": {"new_password": "motdepasse", "consent": "y"},
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=list(REFUSED))
def test_half_of_the_first_steps_does_nothing(cast: Cast, data: dict[str, str]) -> None:
    client, first = newcomer(cast)
    answer = client.post("/account/welcome", data=data)
    assert 'id="errors"' in answer.get_data(as_text=True)
    assert client.get("/account").location == "/account/welcome"
    with cast.app.app_context():
        assert passwords.matches(cast.person("zoe").password_hash, first)
        wanted = select(Consent.id).where(Consent.student_id == IDS["zoe"])
        assert db.session.scalar(wanted) is None


def test_who_has_consented_chooses_a_password_only(cast: Cast) -> None:
    client, _first = newcomer(cast, consented=True)
    assert 'type="checkbox"' not in client.get("/account/welcome").get_data(as_text=True)
    assert client.post("/account/welcome", data={"new_password": NEW}).location == "/"


def test_who_has_nothing_to_do_first_goes_home(cast: Cast) -> None:
    assert cast.client("zoe").get("/account/welcome").location == "/"
    assert cast.client("claire").get("/account/welcome").location == "/counsellor"


@pytest.mark.parametrize("name", ["zoe", "marc", "nadia", "claire", "mona", "coralie", "adele"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_everyone_sees_the_own_account_in_both_languages(
    cast: Cast, name: str, language: str
) -> None:
    page = cast.client(name).get(f"/account?lang={language}").get_data(as_text=True)
    assert f'lang="{language}-CA"' in page
    assert "example.org" not in page, "no email is shown, not even one's own"
    assert ("/account/privacy" in page) is (name == "zoe")
    assert ("capacity" in page) is (name in ("marc", "nadia"))


def test_a_student_chooses_the_name_that_mentors_see(cast: Cast) -> None:
    client = cast.client("zoe")
    data = {"pseudonym": "  Petite   Ourse ", "language": "en"}
    assert client.post("/account", data=data).location == "/account"
    assert "Petite Ourse" in client.get("/account").get_data(as_text=True)
    with cast.app.app_context():
        zoe = cast.person("zoe")
        assert (zoe.pseudonym, zoe.language) == ("Petite Ourse", "en")


@pytest.mark.parametrize("pseudonym", ["514 555-0123", "zoe@gmail.com", "snap: zoe_99", "x" * 41])
def test_a_name_that_would_let_others_write_elsewhere_is_refused(
    cast: Cast, pseudonym: str
) -> None:
    answer = cast.client("zoe").post("/account", data={"pseudonym": pseudonym, "language": "en"})
    page = answer.get_data(as_text=True)
    assert 'id="errors"' in page
    assert pseudonym in page, "what was typed is still there"
    with cast.app.app_context():
        zoe = cast.person("zoe")
        assert (zoe.pseudonym, zoe.language) == (None, "fr"), "all or nothing"


def test_only_a_student_has_a_pseudonym(cast: Cast) -> None:
    cast.client("marc").post("/account", data={"pseudonym": "Le Boss", "language": "fr"})
    with cast.app.app_context():
        assert cast.person("marc").pseudonym is None


def test_a_mentor_pauses_and_says_how_many(cast: Cast) -> None:
    day = clock.today() + timedelta(days=10)
    client = cast.client("marc")
    data = {"mentor-paused_until": day.isoformat(), "mentor-capacity": "5"}
    assert client.post("/account/availability", data=data).location == "/account"
    with cast.app.app_context():
        marc = db.session.get_one(Mentor, IDS["marc"])
        assert (marc.paused_until, marc.capacity) == (day, 5)
        jobs = [(job.event, job.payload) for job in db.session.scalars(select(Job))]
    assert jobs == [("mentor.changed", {"mentor_id": IDS["marc"]})]
    page = client.get("/account").get_data(as_text=True)
    assert f'value="{day.isoformat()}"' in page
    client.post("/account/availability", data=data | {"mentor-paused_until": ""})
    with cast.app.app_context():
        assert db.session.get_one(Mentor, IDS["marc"]).paused_until is None


@pytest.mark.parametrize(
    ("until", "capacity"),
    [("2020-01-01", "3"), ("2999-01-01", "3"), ("soon", "3"), ("", "0"), ("", "many"), ("", "")],
)
def test_an_impossible_availability_is_refused(cast: Cast, until: str, capacity: str) -> None:
    data = {"mentor-paused_until": until, "mentor-capacity": capacity}
    answer = cast.client("marc").post("/account/availability", data=data)
    assert 'id="errors"' in answer.get_data(as_text=True)
    with cast.app.app_context():
        marc = db.session.get_one(Mentor, IDS["marc"])
        assert (marc.paused_until, marc.capacity) == (None, 3)


def test_a_student_sees_who_read_the_own_exchanges_and_why(cast: Cast) -> None:
    client = cast.client("zoe")
    assert "Claire" not in client.get("/account/privacy").get_data(as_text=True)
    log(cast, 1)
    page = client.get("/account/privacy").get_data(as_text=True)
    assert "Claire Fontaine" in page
    assert "Inquiétude d’un parent &lt;1&gt;" in page
    assert "Marc B." in page
    assert "Claire" not in cast.client("noah").get("/account/privacy").get_data(as_text=True)
    assert cast.client("marc").get("/account/privacy").status_code == 404


def log(cast: Cast, lines: int) -> None:
    with cast.app.app_context(), unit_of_work():
        for number in range(1, lines + 1):
            db.session.add(
                AccessEntry(
                    reader_id=IDS["claire"],
                    reader_role="counsellor",
                    thread_id=THREAD_ZOE_MARC,
                    student_id=IDS["zoe"],
                    reason=f"Inquiétude d’un parent <{number}>",
                )
            )


def test_the_page_of_readers_asks_the_same_for_ten_times_the_lines(cast: Cast) -> None:
    client, counts = cast.client("zoe"), []
    for lines in (3, 27):
        log(cast, lines)
        counts.append(len(statements_of(client, "/account/privacy")))
    assert counts[0] == counts[1] <= 12
    page = client.get("/account/privacy").get_data(as_text=True)
    assert 'rel="next"' in page
    assert client.get("/account/privacy?page=2").get_data(as_text=True).count("<tr>") == 6


def body(cast: Cast, name: str, path: str = "/threads/1") -> str:
    with cast.app.app_context():
        return body_of(cast.person(name), path)


def test_a_text_is_kept_while_it_is_written(cast: Cast) -> None:
    client = cast.client("zoe")
    data = {"path": "/threads/1", "body": TEXT}
    assert client.post("/account/draft", data=data).status_code == 204
    assert (body(cast, "zoe"), body(cast, "marc")) == (TEXT, "")
    for path in ("/account", "https://elsewhere.example/threads/1", ""):
        assert client.post("/account/draft", data={"path": path, "body": "x"}).status_code == 404
    assert cast.client().post("/account/draft", data=data).status_code == 302


def author_token(client: FlaskClient) -> str:
    """Return the hidden mark of a form that this browser opened."""
    page = client.get("/account").get_data(as_text=True)
    found = re.search(r'name="author_token" value="([^"]+)"', page)
    assert found
    return found.group(1)


def test_a_form_sent_after_the_session_s_end_comes_back_to_its_author_alone(cast: Cast) -> None:
    client = cast.client("zoe")
    token = author_token(client)
    with client.session_transaction() as session:
        session["seen"] = int(time.time()) - 31 * 60
    cast.app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = client.post("/threads/1", data={"body": TEXT, "author_token": token})
    finally:
        cast.app.config["WTF_CSRF_ENABLED"] = False
    assert answer.location == "/sign-in?next=/threads/1"
    page = client.get(answer.location).get_data(as_text=True)
    assert "Bonjour Marc" not in page, "nobody reads it before signing in"
    signed_in = client.post(answer.location, data={"name": "zoe", "password": PASSWORD})
    assert signed_in.location == "/threads/1"
    assert "est-ce que le métier est dur" in client.get("/threads/1").get_data(as_text=True)
    assert (body(cast, "zoe"), body(cast, "marc")) == (TEXT, "")
    marc = cast.client("marc").get("/threads/1").get_data(as_text=True)
    assert "est-ce que le métier est dur" not in marc


def test_a_false_mark_keeps_nothing_and_the_page_does_not_say_it_did(cast: Cast) -> None:
    token = author_token(cast.client("zoe"))
    signature = token.rindex(".") + 1
    tampered = token[:signature] + token[signature:].swapcase()
    for false in ("", "1", tampered, "Mg." + token.partition(".")[2]):
        client = cast.client()
        client.post("/threads/1", data={"body": TEXT, "author_token": false})
        page = client.get("/sign-in").get_data(as_text=True)
        assert "ce que vous avez écrit est conservé" not in page
        assert "what you wrote is kept" not in page
    assert all(body(cast, name) == "" for name in ("zoe", "marc"))


def test_only_the_forms_of_exchanges_are_kept(cast: Cast) -> None:
    token = author_token(cast.client("zoe"))
    cast.client().post("/account", data={"body": TEXT, "author_token": token})
    assert body(cast, "zoe", "/account") == ""
