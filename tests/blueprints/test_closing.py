"""Ending a conversation on its pages: a reason, last words, and what the other reads."""

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.models.matches import Match
from portal.models.threads import Message
from tests.cast import IDS, THREAD_ZOE_MARC
from tests.statements import statements_of

PAGE = f"/threads/{THREAD_ZOE_MARC}"


def english(cast, who):
    client = cast.client(who)
    client.get("/language/en")
    return client


def close(client, reason="finished", body="", key="key-1"):
    return client.post(
        f"{PAGE}/close", data={"reason": reason, "body": body, "send_key": key},
        follow_redirects=True,
    ).text  # fmt: skip


def test_the_student_ends_it_with_a_thank_you_and_the_mentor_reads_it_kindly(cast):
    zoe, marc = english(cast, "zoe"), english(cast, "marc")
    assert f'href="{PAGE}/close"' in zoe.get(PAGE).text
    form = zoe.get(f"{PAGE}/close").text
    assert "I am leaving the school or the program" in form
    assert "Someone else would help this student better" in marc.get(f"{PAGE}/close").text
    page = close(zoe, body="Merci pour tout!")
    assert "The conversation has ended. It can still be read here." in page
    assert "Merci pour tout!" in page
    assert "You ended this conversation on" in page
    assert 'name="body"' not in page and "/close" not in page
    page = marc.get(PAGE).text
    assert "Zoé-Maëlle ended this conversation on" in page
    assert "It says nothing against you" in page
    assert "We said what we wanted to say" not in page, "the reason is for the reports"


def test_a_reason_is_asked_for_and_what_was_typed_is_kept(cast):
    page = close(english(cast, "zoe"), reason="", body="Merci pour tout!")
    assert "Choose a reason." in page
    assert "Merci pour tout!" in page
    with cast.app.app_context():
        assert db.session.get_one(Match, 1).is_open


def test_a_second_click_ends_nothing_twice(cast):
    zoe = english(cast, "zoe")
    close(zoe, body="Merci.")
    assert "This conversation had already ended." in close(zoe, body="Merci.")
    with cast.app.app_context():
        wanted = select(Message).where(Message.body == "Merci.")
        assert len(db.session.scalars(wanted).all()) == 1


def test_last_words_with_a_telephone_number_are_coached_before_anything_ends(cast):
    zoe = english(cast, "zoe")
    page = close(zoe, body="Merci! Mon numéro : 514 555-0188.")
    assert "Not sent yet" in page
    with cast.app.app_context():
        assert db.session.get_one(Match, 1).is_open
    anyway = {"reason": "finished", "body": "Mon numéro : 514 555-0188.", "how": "anyway"}
    page = zoe.post(f"{PAGE}/close", data=anyway, follow_redirects=True).text
    assert "You ended this conversation on" in page
    assert "Being checked by the team" in page


@pytest.mark.parametrize("who", ["noah", "grace", "claire", "mona", "adele"])
def test_nobody_else_finds_the_page(cast, who):
    assert cast.client(who).get(f"{PAGE}/close").status_code == 404
    assert cast.client(who).post(f"{PAGE}/close", data={"reason": "other"}).status_code == 404


def test_the_student_is_offered_the_way_to_another_mentor_and_not_the_same_one(cast):
    close(english(cast, "marc"), reason="leaving")
    zoe = english(cast, "zoe")
    assert "Find another mentor" in zoe.get(PAGE).text
    page = zoe.get(f"/mentors/{IDS['marc']}/write").text
    assert "Your conversation with this mentor has ended." in page
    assert 'name="send_key"' not in page


def test_an_ended_conversation_costs_no_more_statements(cast):
    before = len(statements_of(cast.client("zoe"), PAGE))
    close(english(cast, "zoe"))
    assert len(statements_of(cast.client("zoe"), PAGE)) <= before
