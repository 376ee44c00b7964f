"""What a person reads of what was decided about them, and how they ask for more thought."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.moderation import Decision, Verdict
from portal.models.people import Person
from portal.models.sanctions import Sanction, SanctionState, SanctionStep
from tests.cast import HELD_MESSAGE, HOLD, IDS

NOTICES = "/account/notices"


@pytest.fixture(autouse=True)
def _everyone_reads_english(app):
    with app.app_context(), unit_of_work():
        db.session.execute(update(Person).values(language="en"))


def give(cast, *, person="zoe", step=SanctionStep.SUSPENSION, state=SanctionState.APPLIED):
    with cast.app.app_context(), unit_of_work():
        decision = Decision(message_id=HELD_MESSAGE, hold_id=HOLD, moderator_id=IDS["mona"])
        decision.verdict, decision.original_hash = Verdict.REFUSED, ""
        db.session.add(decision)
        db.session.flush()
        row = Sanction(person_id=IDS[person], step=step, state=state, rule="third")
        row.decision_id, row.decided_by_id, row.decided_at = decision.id, IDS["mona"], clock.now()
        row.note, row.until = "Trop de mots durs.", clock.today() + timedelta(days=7)
        db.session.add(row)


def appeal(cast):
    with cast.app.app_context():
        return db.session.get_one(Sanction, 1).appeal


def test_a_suspended_author_is_told_kindly_where_one_would_write(cast):
    give(cast)
    page = cast.client("zoe").get("/threads/1").text
    assert "Your writing is suspended: you may read everything here" in page
    assert "<textarea" not in page
    assert NOTICES in page
    assert "<textarea" in cast.client("marc").get("/threads/1").text


def test_what_a_suspended_author_sends_all_the_same_is_kept(cast):
    give(cast)
    page = cast.client("zoe").post("/threads/1", data={"body": "Un mot.", "send_key": "k"})
    assert (page.status_code, "Your writing is suspended." in page.text) == (409, True)
    assert "Un mot." in page.text


def test_a_suspended_student_asks_no_other_mentor(cast):
    give(cast, person="noah")
    data = {"body": "Bonjour, parlez-moi de votre métier.", "send_key": "k"}
    page = cast.client("noah").post(f"/mentors/{IDS['marc']}/write", data=data)
    assert "Your writing is suspended." in page.text
    assert "parlez-moi de votre métier" in page.text


def test_the_notice_says_what_and_until_when_and_takes_one_appeal(cast):
    give(cast)
    client = cast.client("zoe")
    assert "Trop de mots durs." in client.get(NOTICES).text
    assert "Say why, in a few words." in client.post(NOTICES, data={"notice": 1}).text
    words = {"notice": 1, "appeal1-body": "C’était une citation de film."}
    client.post(NOTICES, data=words)
    assert appeal(cast) == "C’était une citation de film."
    again = client.post(NOTICES, data=words | {"appeal1-body": "Encore."})
    assert again.status_code == 409
    page = cast.client("mona").get(f"/moderation/people/{IDS['zoe']}").text
    assert "C’était une citation de film." in page
    assert 'value="lift"' not in page
    assert 'value="lift"' in cast.client("adele").get(f"/moderation/people/{IDS['zoe']}").text


def test_an_appeal_passes_the_screen_and_may_be_sent_as_it_is(cast):
    give(cast)
    client = cast.client("zoe")
    words = {"notice": 1, "appeal1-body": "Appelez ma mère au 514 555-0123."}
    page = client.post(NOTICES, data=words).text
    assert '<mark class="finding">' in page
    assert appeal(cast) == ""
    client.post(NOTICES, data=words | {"appeal1-anyway": "y"})
    assert appeal(cast) == words["appeal1-body"]


def test_nobody_sees_or_appeals_another_s_notice_or_a_proposal(cast):
    give(cast, state=SanctionState.PROPOSED)
    assert "Trop de mots durs." not in cast.client("zoe").get(NOTICES).text
    assert "Trop de mots durs." not in cast.client("marc").get(NOTICES).text
    answer = cast.client("marc").post(NOTICES, data={"notice": 1, "appeal1-body": "Non."})
    assert answer.status_code == 409
    assert appeal(cast) == ""


@pytest.mark.parametrize(
    ("who", "days", "told"), [("zoe", 1, True), ("zoe", 15, False), ("noah", 1, False)]
)
def test_a_student_without_email_learns_of_it_at_home_for_two_weeks(cast, who, days, told):
    with clock.frozen_at(clock.now() - timedelta(days=days)):
        give(cast)
    assert (f'href="{NOTICES}"' in cast.client(who).get("/").text) is told


def test_a_mere_proposal_is_told_to_nobody(cast):
    give(cast, state=SanctionState.PROPOSED)
    assert NOTICES not in cast.client("zoe").get("/").text
