"""The queue, as moderators work in it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.access_log import AccessEntry
from portal.models.moderation import Hold, HoldReason, MessageFinding
from portal.models.people import Person, PersonRole, Role
from portal.models.threads import Message, MessageState
from tests.cast import HELD_MESSAGE, HELD_TEXT, HOLD, IDS, OTHER, TONE
from tests.statements import statements_of

CASE = f"/moderation/{HOLD}"


@pytest.fixture(autouse=True)
def _everyone_reads_english(app):
    with app.app_context(), unit_of_work():
        db.session.execute(update(Person).values(language="en"))


@pytest.fixture
def two(cast):
    """The cast with a second moderator, odile."""
    with cast.app.app_context(), unit_of_work():
        odile = Person(id=90, given_name="Odile", family_name="Roy", username="odile")
        odile.language = "en"
        odile.role_rows = [PersonRole(role=Role.MODERATOR)]
        db.session.add(odile)
    IDS["odile"] = 90
    yield cast
    del IDS["odile"]


def hold(cast, number, *, severity=None, hours=1, body="Un texte.", late=1):
    """Add a held message of zoe to the known thread."""
    with cast.app.app_context(), unit_of_work():
        at = clock.now() - timedelta(hours=hours)
        message = Message(thread_id=1, author_id=1, body=body, send_key=f"h{number}")
        message.id, message.state, message.sent_at = number, MessageState.HELD, at
        db.session.add(message)
        db.session.flush()
        reason = HoldReason.FINDING if severity else HoldReason.FULL_REVIEW
        db.session.add(
            Hold(
                id=number,
                message_id=number,
                reason=reason,
                severity=severity or 0,
                held_at=at,
                due_at=clock.now() - timedelta(hours=late),
            )
        )
        if severity:
            db.session.add(
                MessageFinding(
                    message_id=number, kind="url", start=0, end=2, severity=severity, rule="r"
                )
            )


def state(cast):
    with cast.app.app_context():
        return db.session.get_one(Message, HELD_MESSAGE).state


def test_the_queue_says_what_waits_for_whom_since_when(cast):
    page = cast.client("mona").get("/moderation").text
    assert "Léa to Grace (mentor)" in page
    assert "phone number" in page
    assert "10 days" in page
    assert HELD_TEXT not in page


def test_what_is_due_first_comes_first_and_of_those_the_worst(cast):
    hold(cast, 50, severity=1, hours=900, late=2)
    hold(cast, 51, severity=3, hours=1, late=3)
    hold(cast, 52, hours=2000, late=-5)
    page = cast.client("mona").get("/moderation").text
    places = [page.rindex(f'"/moderation/{number}"') for number in (HOLD, 51, 50, 52)]
    assert places == sorted(places)


def test_what_is_immediate_comes_before_whatever_is_late(cast):
    hold(cast, 50, severity=3, hours=900, late=300)
    hold(cast, 51, severity=4, hours=1, late=1)
    client = cast.client("mona")
    page = client.get("/moderation").text
    assert page.rindex('"/moderation/51"') < page.rindex('"/moderation/50"')
    said = client.post(CASE, data={"decision": "approve"})
    assert said.location.endswith("/moderation/51"), "the next one, too"


def test_a_case_shows_the_finding_marked_and_named_and_the_thread_beside(cast):
    hold(cast, 50, severity=2, body="Un lien ici.")
    page = cast.client("mona").get("/moderation/50").text
    assert '<mark class="finding">Un <small>(link)</small></mark>' in page
    assert "J’hésite encore." in page


def test_opening_a_case_is_logged_for_the_student(cast):
    cast.client("mona").get(CASE)
    cast.client("mona").get(CASE)
    with cast.app.app_context():
        assert db.session.scalars(select(AccessEntry.student_id)).all() == [IDS["lea"]]


def test_approving_leads_to_the_next_case(cast):
    hold(cast, 50)
    client = cast.client("mona")
    client.get(CASE)
    answer = client.post(CASE, data={"decision": "approve"})
    assert answer.location == "/moderation/50"
    assert state(cast) is MessageState.VISIBLE
    assert HELD_TEXT in cast.client("grace").get("/threads/2").text
    assert client.post("/moderation/50", data={"decision": "approve"}).location == "/moderation"


def test_a_second_click_on_a_decision_is_a_sentence_not_a_failure(cast):
    client = cast.client("mona")
    client.post(CASE, data={"decision": "approve"})
    page = client.post(CASE, data={"decision": "approve"})
    assert page.status_code == 409
    assert "Someone else decided" in page.text


def test_two_moderators_never_decide_the_same_case(two):
    two.client("mona").get(CASE)
    page = two.client("odile").get(CASE).text
    assert "Mona is deciding" in page
    assert 'value="approve"' not in page
    assert two.client("odile").post(CASE, data={"decision": "approve"}).status_code == 409
    assert state(two) is MessageState.HELD
    assert "Mona" in two.client("odile").get("/moderation").text
    two.client("mona").post(CASE, data={"decision": "approve"})
    late = two.client("odile").post(
        CASE, data={"decision": "refuse", "refuse-reason": TONE, "refuse-note": ""}
    )
    assert late.status_code == 409
    assert state(two) is MessageState.VISIBLE


def test_the_next_case_is_one_that_nobody_has(two):
    hold(two, 50)
    hold(two, 51)
    two.client("odile").get("/moderation/50")
    two.client("mona").get(CASE)
    answer = two.client("mona").post(CASE, data={"decision": "approve"})
    assert answer.location == "/moderation/51"


def test_one_goes_by_a_case_without_deciding_and_leaves_it_to_whoever_comes(two):
    hold(two, 50, severity=4)
    hold(two, 51, severity=2, late=500)
    hold(two, 52, severity=3, late=500)
    client, way = two.client("mona"), "/moderation/50"
    seen = []
    while way != "/moderation":
        seen.append(int(way.rpartition("/")[2]))
        client.get(way)
        way = client.post(way, data={"decision": "skip"}).location
    assert seen == [50, 51, 52, HOLD], "in the order of the list, each once"
    assert state(two) is MessageState.HELD
    assert 'value="approve"' in two.client("odile").get(CASE).text
    two.client("odile").post(CASE, data={"decision": "escalate"})
    client.get(CASE)
    assert client.post(CASE, data={"decision": "skip"}).location == "/moderation/50"


def test_redacting_asks_for_a_change_and_refuses_what_leaves_a_number(cast):
    client = cast.client("mona")
    same = client.post(CASE, data={"decision": "redact", "redact-body": HELD_TEXT})
    assert "as it was written" in same.text
    text = "Bonjour Grace, le 438 555-0177 ce soir."
    again = client.post(CASE, data={"decision": "redact", "redact-body": text})
    assert "still gives contact data" in again.text
    assert "redact-confirmed" not in again.text
    assert '<mark class="finding">438 555-0177' in again.text
    client.post(CASE, data={"decision": "redact", "redact-body": text, "redact-confirmed": "y"})
    assert state(cast) is MessageState.HELD
    unseen = client.post(CASE, data={"decision": "redact", "redact-body": "\u200b\u2060"})
    assert "Leave some text, or refuse the message." in unseen.text
    clean = {"decision": "redact", "redact-body": "Bonjour Grace, écrivez-moi ici."}
    client.post(CASE, data=clean)
    assert state(cast) is MessageState.REDACTED


def test_refusing_needs_a_reason(cast):
    client = cast.client("mona")
    page = client.post(CASE, data={"decision": "refuse", "refuse-note": "Une note."})
    assert "Choose a reason" in page.text
    assert "Une note." in page.text
    other = client.post(CASE, data={"decision": "refuse", "refuse-reason": OTHER})
    assert "Say in a note why you refuse it" in other.text
    assert state(cast) is MessageState.HELD
    client.post(CASE, data={"decision": "refuse", "refuse-reason": TONE})
    assert state(cast) is MessageState.REFUSED


def test_a_post_without_a_decision_changes_nothing(cast):
    assert cast.client("mona").post(CASE, data={}).status_code == 200
    assert state(cast) is MessageState.HELD


def test_script_in_a_held_text_is_shown_as_typed(cast):
    hold(cast, 50, severity=2, body="<script>alert(1)</script>")
    page = cast.client("mona").get("/moderation/50").text
    assert "<script>alert" not in page
    assert '<mark class="finding">&lt;s <small>' in page


def test_an_empty_queue_says_so(cast):
    cast.client("mona").post(CASE, data={"decision": "approve"})
    assert "Nothing is waiting" in cast.client("mona").get("/moderation").text


@pytest.mark.parametrize("path", ["/moderation", CASE])
def test_as_many_statements_whatever_waits(cast, path):
    client = cast.client("mona")
    few = statements_of(client, path)
    for number in range(50, 70):
        hold(cast, number, severity=2)
    many = statements_of(client, path)
    assert len(few) == len(many) <= 12
