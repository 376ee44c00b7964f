"""The first message, as a student meets it."""

import re

import pytest
from sqlalchemy import func, select, update

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.jobs import Job
from portal.models.matches import Match
from portal.models.mentors import Mentor, MentorOccupation
from portal.models.people import Person
from portal.models.threads import MAX_BODY, Message, MessageState
from portal.queries.drafts import body_of
from tests.cast import IDS

WRITE = "/mentors/5/write"
HELLO = "Bonjour, à quoi ressemble votre journée?"
PHONE = "Bonjour, mon numéro est le 514 555-0144."


@pytest.fixture(autouse=True)
def _everyone_reads_english(app):
    with app.app_context(), unit_of_work():
        db.session.execute(update(Person).values(language="en"))


def key_of(page):
    return re.search(r'name="send_key"[^>]*value="([^"]+)"', page.text).group(1)


def send(client, body, key="k", **more):
    return client.post(WRITE, data={"body": body, "send_key": key, **more})


def count(cast, what):
    with cast.app.app_context():
        return db.session.scalar(select(func.count()).select_from(what))


def change_marc(cast, **values):
    with cast.app.app_context(), unit_of_work():
        db.session.execute(update(Mentor).where(Mentor.person_id == 5).values(**values))


def test_the_page_says_who_may_read_and_helps_to_begin(cast):
    page = cast.client("noah").get(WRITE).text
    assert "the moderation team" in page
    assert page.count('name="start"') == 3
    assert f'maxlength="{MAX_BODY}"' in page
    assert f'data-draft="{WRITE}"' in page


def test_a_prompt_is_added_to_what_is_already_written(cast):
    client = cast.client("noah")
    page = client.post(WRITE, data={"body": "Bonjour Marc.", "start": "day"}).text
    assert "Bonjour Marc." in page
    assert page.count("What does an ordinary day look like?") == 2
    assert count(cast, Match) == 2


def test_sending_leads_to_the_conversation(cast):
    client = cast.client("noah")
    answer = send(client, HELLO, key_of(client.get(WRITE)))
    page = client.get(answer.location)
    assert answer.location == "/threads/3"
    assert HELLO in page.text
    assert client.get(WRITE).location == "/threads/3"


def test_a_double_click_makes_one_match_and_one_message(cast):
    client = cast.client("noah")
    answers = [send(client, HELLO) for _click in range(2)]
    assert [answer.location for answer in answers] == ["/threads/3", "/threads/3"]
    assert (count(cast, Match), count(cast, Message)) == (3, 7)


def test_the_coach_shows_what_was_seen_and_sends_nothing(cast):
    client = cast.client("noah")
    page = send(client, PHONE)
    assert page.status_code == 200
    assert re.search(r'<mark class="finding">514 555-0144 <small>\(phone number\)', page.text)
    assert page.text.count(PHONE) == 1  # kept in the field
    assert 'value="anyway"' in page.text
    assert count(cast, Match) == 2


def test_edited_after_the_coach_the_message_is_shown(cast):
    client = cast.client("noah")
    send(client, PHONE)
    send(client, HELLO)
    with cast.app.app_context():
        assert db.session.get_one(Message, 7).state is MessageState.VISIBLE


def test_sent_anyway_it_is_held_and_the_mentor_learns_nothing(cast):
    client = cast.client("noah")
    page = client.get(send(client, PHONE, how="anyway").location)
    assert "Being checked by the team" in page.text
    marc = cast.client("marc")
    assert "/threads/3" not in marc.get("/threads").text
    assert marc.get("/threads/3").status_code == 404
    with cast.app.app_context():
        assert "message.visible" not in db.session.scalars(select(Job.event)).all()


@pytest.mark.parametrize("body", ["", "   \n ", "\u200b\u200d"])
def test_a_text_of_nothing_is_not_sent(cast, body):
    page = send(cast.client("noah"), body)
    assert "Write a message before you send it." in page.text
    assert count(cast, Match) == 2


def test_a_text_of_100_000_characters_is_refused_and_not_lost(cast):
    body = "Une très longue question. " * 3847
    page = send(cast.client("noah"), body)
    assert page.status_code == 200
    assert f"at most {MAX_BODY} characters" in page.text
    assert body.strip() in page.text


def test_line_ends_of_a_browser_do_not_make_a_text_too_long(cast):
    body = "a\r\n" * (MAX_BODY // 2 - 1)
    assert send(cast.client("noah"), body).status_code == 302


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script> & <b>gras</b>",
        "J’aime souder 👩🏽‍🏭🔥",
        "مرحبا، أريد أن أسأل",
        "{{ 7 * 7 }} %(name)s",
    ],
)
def test_what_was_typed_is_shown_as_typed(cast, body):
    client = cast.client("noah")
    page = client.get(send(client, body).location).text
    shown = body.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert f"<p>{shown}</p>" in page
    assert "<script>alert" not in page
    assert "<script>alert" not in cast.client("marc").get("/threads/3").text


@pytest.mark.parametrize(
    "change",
    [
        {"capacity": 1},
        {"deactivated_at": clock.now()},
        {"paused_until": clock.start_of(clock.today()).date().replace(year=2099)},
    ],
)
def test_a_mentor_gone_meanwhile_is_said_kindly_and_the_text_kept(cast, change):
    with cast.app.app_context(), unit_of_work():
        db.session.add(MentorOccupation(mentor_id=IDS["grace"], noc="72106", position=1))
    client = cast.client("noah")
    client.get(WRITE)
    change_marc(cast, **change)
    page = send(client, HELLO)
    assert page.status_code == 409
    assert HELLO in page.text
    assert f"/mentors/{IDS['grace']}/write" in page.text
    assert count(cast, Match) == 2
    with cast.app.app_context():
        assert body_of(cast.person("noah"), WRITE) == HELLO
        assert body_of(cast.person("zoe"), WRITE) == ""


def test_a_full_mentor_cannot_be_opened_for_writing(cast):
    change_marc(cast, capacity=1)
    page = cast.client("noah").get(WRITE)
    assert page.status_code == 200
    assert "<textarea" not in page.text


def test_a_second_first_message_waits_in_the_conversation_that_exists(cast):
    client = cast.client("zoe")
    answer = send(client, HELLO)
    assert answer.location == "/threads/1"
    assert HELLO in client.get("/threads/1").text
    assert count(cast, Match) == 2


def test_a_text_written_before_is_given_back_to_its_author_alone(cast):
    data = {"path": WRITE, "body": "Un début de question"}
    cast.client("noah").post("/account/draft", data=data)
    assert "Un début de question" in cast.client("noah").get(WRITE).text
    assert "Un début de question" not in cast.client("lea").get(WRITE).text
    send(cast.client("noah"), HELLO)
    with cast.app.app_context():
        assert body_of(cast.person("noah"), WRITE) == ""
