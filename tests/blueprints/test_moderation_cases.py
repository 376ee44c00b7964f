"""What else moderators do: leave a case to others, note, undo, decide together, word reasons."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.access_log import AccessEntry, AuditEntry
from portal.models.moderation import Hold, HoldReason, MessageFinding, RefusalReason
from portal.models.people import Person, PersonRole, Role
from portal.models.sanctions import Sanction, SanctionState
from portal.models.threads import Message, MessageState
from tests.cast import (
    CONTACT,
    HELD_MESSAGE,
    HELD_TEXT,
    HOLD,
    IDS,
    OTHER,
    THREAD_LEA_GRACE,
    THREAD_ZOE_MARC,
    TONE,
)
from tests.statements import statements_of

CASE = f"/moderation/{HOLD}"
REFUSE = {"decision": "refuse", "refuse-reason": CONTACT, "refuse-note": "Sans numéro."}


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


def hold(cast, number, *, author="marc", kind="insult", severity=1, body="Un texte."):
    with cast.app.app_context(), unit_of_work():
        message = Message(thread_id=1, author_id=IDS[author], body=body, send_key=f"h{number}")
        message.id, message.state = number, MessageState.HELD
        db.session.add(message)
        db.session.flush()
        row = Hold(id=number, message_id=number, reason=HoldReason.FINDING, severity=severity)
        row.due_at = clock.now() + timedelta(hours=number)
        db.session.add(row)
        found = {"message_id": number, "kind": kind, "start": 0, "end": 2, "severity": severity}
        db.session.add(MessageFinding(rule="r", **found))


def state(cast, number=HELD_MESSAGE):
    with cast.app.app_context():
        return db.session.get_one(Message, number).state


def test_a_case_left_to_others_waits_first_for_them_and_not_for_its_moderator(two):
    hold(two, 50)
    mona, odile = two.client("mona"), two.client("odile")
    assert two.client("adele").get(CASE).status_code == 404
    answer = mona.post(CASE, data={"decision": "escalate", "escalate-note": "Je connais Léa."})
    assert answer.location == "/moderation/50"
    late = mona.post(CASE, data={"decision": "approve"})
    assert (late.status_code, "You left this message to others" in late.text) == (409, True)
    page = odile.get("/moderation").text
    assert page.index("Left to others</h2>") < page.index(CASE) < page.index("/moderation/50")
    seen = two.client("adele").get(CASE).text
    assert "Mona left this message to others." in seen
    assert "Je connais Léa." in seen
    assert odile.get(CASE).text.count("Adèle is deciding") == 1
    two.client("adele").post(CASE, data={"decision": "approve"})
    assert state(two) is MessageState.VISIBLE


def test_an_administrator_meets_only_what_was_left_to_others(cast):
    hold(cast, 50)
    page = cast.client("adele").get("/moderation").text
    assert CASE not in page
    assert "/moderation/50" not in page
    cast.client("mona").post(CASE, data={"decision": "escalate"})
    page = cast.client("adele").get("/moderation").text
    assert f'"{CASE}"' in page
    assert "/moderation/50" not in page


def test_an_administrator_to_whom_nothing_was_left_is_not_told_to_show_everything(cast):
    page = cast.client("adele").get("/moderation").text
    assert "somebody else decide will come here" in page
    assert "Show everything" not in page
    assert "Show everything" in cast.client("adele").get("/moderation?severity=4").text


def test_who_left_a_case_to_others_takes_it_back(cast):
    client = cast.client("mona")
    client.post(CASE, data={"decision": "escalate"})
    client.post(CASE, data={"decision": "take-back"})
    client.post(CASE, data={"decision": "approve"})
    assert state(cast) is MessageState.VISIBLE


def test_a_note_is_read_by_the_team_and_by_nobody_else(two):
    two.client("mona").post(CASE, data={"decision": "note", "note-body": "À surveiller."})
    assert "À surveiller." in two.client("odile").get(CASE).text
    assert "À surveiller." not in two.client("lea").get("/threads/2").text
    empty = two.client("mona").post(CASE, data={"decision": "note", "note-body": " "})
    assert "Write the note before you keep it." in empty.text


def test_a_decision_is_undone_from_the_next_page(cast):
    client = cast.client("mona")
    client.post(CASE, data={"decision": "approve"})
    assert f"{CASE}/undo" in client.get("/moderation").text
    assert client.post(f"{CASE}/undo").location == CASE
    assert state(cast) is MessageState.HELD
    assert 'value="approve"' in client.get(CASE).text
    assert cast.client("grace").get("/threads/2").status_code == 404


def test_what_was_read_is_not_undone_and_the_page_says_so(cast):
    client = cast.client("mona")
    client.post(CASE, data={"decision": "approve"})
    cast.client("grace").get("/threads/2")
    assert "already read" in client.post(f"{CASE}/undo", follow_redirects=True).text
    assert state(cast) is MessageState.VISIBLE


def test_several_messages_of_one_author_are_decided_together(cast):
    for number in (50, 51, 52):
        hold(cast, number, body=f"Texte {number}.")
    client = cast.client("mona")
    page = client.get("/moderation/50").text
    assert "Other messages of Marc that wait" in page
    assert "Texte 51." in page
    data = {"decision": "refuse-together", "together-reason": TONE, "hold": [50, 52]}
    client.post("/moderation/50", data=data)
    states = [state(cast, number) for number in (50, 51, 52)]
    assert states == [MessageState.REFUSED, MessageState.HELD, MessageState.REFUSED]


def test_what_is_read_of_another_conversation_beside_a_case_is_written_down_too(cast):
    hold(cast, 50)
    hold(cast, 51, body="Lis ce texte.")
    with cast.app.app_context(), unit_of_work():
        other = db.session.get_one(Message, 51)
        other.thread_id = THREAD_LEA_GRACE
    client = cast.client("mona")
    for _opening in range(2):
        assert "Lis ce texte." in client.get("/moderation/50").text
    with cast.app.app_context():
        read = db.session.scalars(select(AccessEntry.thread_id).order_by(AccessEntry.id)).all()
    assert read == [THREAD_ZOE_MARC, THREAD_LEA_GRACE], "once each"


def test_together_is_all_or_nothing(two):
    hold(two, 50)
    hold(two, 51)
    two.client("odile").get("/moderation/51")
    data = {"decision": "approve-together", "hold": [50, 51]}
    answer = two.client("mona").post("/moderation/50", data=data)
    assert answer.status_code == 409
    assert [state(two, number) for number in (50, 51)] == [MessageState.HELD] * 2
    with two.app.app_context():
        assert db.session.scalars(select(AuditEntry)).all() == []


def test_together_needs_ticks_of_one_author(cast):
    hold(cast, 50)
    hold(cast, 51)
    client = cast.client("mona")
    none = client.post("/moderation/50", data={"decision": "approve-together"})
    assert "Tick at least one message." in none.text
    data = {"decision": "approve-together", "hold": [50, HOLD]}
    assert "same author" in client.post("/moderation/50", data=data).text
    assert state(cast) is MessageState.HELD


def test_a_message_taken_back_is_no_longer_decided(cast):
    client = cast.client("mona")
    client.get(CASE)
    cast.client("lea").post("/threads/2/withdraw")
    answer = client.post(CASE, data={"decision": "approve"})
    assert (answer.status_code, "took this message back" in answer.text) == (409, True)
    assert state(cast) is MessageState.WITHDRAWN


def test_a_moderator_who_is_also_the_author_s_counsellor_is_told_and_it_is_recorded(cast):
    with cast.app.app_context(), unit_of_work():
        db.session.add(PersonRole(person_id=IDS["fatou"], role=Role.MODERATOR))
    client = cast.client("fatou")
    assert "You are also a counsellor of this student." in client.get(CASE).text
    client.post(CASE, data={"decision": "approve"})
    with cast.app.app_context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.noun == "message")).one()
        assert (entry.event, entry.detail) == ("message.approved", "as_counsellor")
    assert "You are also" not in cast.client("mona").get(CASE).text


def test_a_refusal_tells_its_author_why_and_what_next_in_their_language(cast):
    cast.client("mona").post(CASE, data=REFUSE)
    page = cast.client("lea").get("/threads/2").text
    assert "It gives a way to meet or write elsewhere." in page
    assert "Write it again without that detail" in page
    with cast.app.app_context(), unit_of_work():
        db.session.execute(update(Person).values(language="fr"))
    assert "Il donne un moyen de se rencontrer" in cast.client("lea").get("/threads/2").text


def test_both_people_s_history_stands_beside_a_case(cast):
    hold(cast, 50)
    hold(cast, 51)
    client = cast.client("mona")
    client.post("/moderation/50", data={"decision": "refuse", "refuse-reason": TONE})
    page = client.get("/moderation/51").text
    assert "Approved: 0 · changed: 0 · refused: 1" in page
    assert "no message of theirs was ever held" in page
    assert f"/moderation/people/{IDS['marc']}" in page


def test_the_thread_stands_around_a_case_before_and_after(cast):
    hold(cast, 50)
    with cast.app.app_context(), unit_of_work():
        message = Message(
            thread_id=1, author_id=IDS["zoe"], body="Et puis ceci.", send_key="after"
        )
        message.state, message.sent_at = MessageState.VISIBLE, clock.now() + timedelta(hours=1)
        db.session.add(message)
    page = cast.client("mona").get("/moderation/50").text
    assert page.index("J’hésite encore.") < page.index("After it:") < page.index("Et puis ceci.")


def test_the_queue_is_filtered_by_each_of_its_fields(two):
    hold(two, 50, kind="hate", severity=3)
    hold(two, 51, kind="money", severity=2, author="zoe")
    with two.app.app_context(), unit_of_work():
        db.session.execute(update(Person).where(Person.id == IDS["marc"]).values(language="fr"))
    two.client("odile").get("/moderation/51")
    client = two.client("mona")
    client.get("/moderation/50")

    def shown(query):
        page = client.get(f"/moderation?{query}").text
        return {n for n in (HOLD, 50, 51) if f'href="/moderation/{n}"' in page}

    assert shown("") == {HOLD, 50, 51}
    assert shown("kind=hate") == {50}
    assert shown("severity=2") == {51}
    assert shown("language=fr") == {50}
    assert shown("reason=sampled") == set()
    assert shown("reason=finding") == {HOLD, 50, 51}
    assert shown("whose=mine") == {50}
    assert shown("whose=free") == {HOLD}
    assert shown("escalated=1") == set()
    assert shown("kind=nonsense&severity=many&school=x&whose=y") == {HOLD, 50, 51}


def test_the_next_page_of_a_filtered_queue_keeps_the_filter(cast):
    for number in range(50, 80):
        hold(cast, number)
    page = cast.client("mona").get("/moderation?kind=insult&language=en").text
    assert "?kind=insult&amp;language=en&amp;page=2" in page
    second = cast.client("mona").get("/moderation?kind=insult&language=en&page=2").text
    assert "/moderation/79" in second
    assert CASE not in second


def test_a_step_is_proposed_on_the_case_and_decided_on_the_person_s_page(cast):
    client = cast.client("mona")
    answer = client.post(CASE, data=REFUSE)
    assert answer.location == CASE
    assert "The rules propose a step:" in client.get(CASE).text
    person = f"/moderation/people/{IDS['lea']}"
    page = client.get(person).text
    assert "Reminder" in page
    assert "Nguyen" not in page  # the first name alone
    assert "Léa" in client.get("/moderation").text
    empty = client.post(person, data={"step": 1, "how": "apply", "step1-note": ""})
    assert "the person reads it" in empty.text
    client.post(person, data={"step": 1, "how": "apply", "step1-note": "Sans numéro, merci."})
    again = client.post(person, data={"step": 1, "how": "apply", "step1-note": "Encore."})
    assert again.status_code == 409
    with cast.app.app_context():
        assert db.session.get_one(Sanction, 1).state is SanctionState.APPLIED


@pytest.mark.parametrize("who", ["noah", "zoe"])
def test_a_person_about_whom_nothing_was_decided_has_no_page(cast, who):
    assert cast.client("mona").get(f"/moderation/people/{IDS[who]}").status_code == 404


def test_the_reasons_are_added_worded_ordered_retired_and_offered_again(cast):
    client = cast.client("adele")
    words = {"text_fr": "Trop long.", "text_en": "Too long.", "advice_fr": "", "advice_en": ""}
    client.post("/moderation/reasons", data=words)
    assert "Too long." in cast.client("mona").get(CASE).text
    client.post("/moderation/reasons/6", data=words | {"text_en": "Much too long."})
    for _step in range(5):
        client.post("/moderation/reasons/6/place", data={"how": "up"})
    page = cast.client("mona").get(CASE).text
    assert page.index("Much too long.") < page.index("It gives a way to meet")
    client.post("/moderation/reasons/6/place", data={"how": "retire"})
    assert "Much too long." not in cast.client("mona").get(CASE).text
    late = cast.client("mona").post(CASE, data={"decision": "refuse", "refuse-reason": 6})
    assert "Choose a reason" in late.text
    client.post("/moderation/reasons/6/place", data={"how": "restore"})
    assert "Much too long." in cast.client("mona").get(CASE).text
    missing = client.post("/moderation/reasons", data={"text_fr": "Seul."})
    assert "Word the reason in English" in missing.text
    assert "Seul." in missing.text


def test_one_reason_must_stay(cast):
    client = cast.client("mona")
    for number in range(1, OTHER + 1):
        last = client.post(
            f"/moderation/reasons/{number}/place", data={"how": "retire"}, follow_redirects=True
        )
    assert "At least one reason must stay" in last.text
    with cast.app.app_context():
        offered = select(RefusalReason.id).where(RefusalReason.retired_at.is_(None))
        assert db.session.scalars(offered).all() == [OTHER]


def test_an_administrator_s_reading_is_written_down_as_one(cast):
    cast.client("mona").post(CASE, data={"decision": "escalate"})
    cast.client("adele").get(CASE)
    with cast.app.app_context():
        roles = db.session.scalars(select(AccessEntry.reader_role)).all()
    assert "administrator" in roles


def test_the_original_text_stays_with_its_hash(cast):
    text = {"decision": "redact", "redact-body": "Bonjour Grace."}
    cast.client("mona").post(CASE, data=text)
    assert HELD_TEXT[:20] in cast.client("mona").get(CASE).text.replace("<mark", "")
    assert HELD_TEXT not in cast.client("grace").get("/threads/2").text


@pytest.mark.parametrize(
    "path",
    [
        "/moderation",
        "/moderation?kind=insult&severity=1&language=en&school=1&whose=free",
        "/moderation/50",
        f"/moderation/people/{IDS['marc']}",
        "/moderation/figures",
        "/moderation/reasons",
    ],
)
def test_as_many_statements_whatever_there_is(cast, path):
    hold(cast, 50)
    hold(cast, 51)
    refusal = {"decision": "refuse", "refuse-reason": TONE}
    client = cast.client("mona")
    client.post("/moderation/51", data=refusal)
    few = statements_of(client, path)
    for number in range(60, 80):
        hold(cast, number)
    for number in range(60, 70):
        client.post(f"/moderation/{number}", data=refusal)
    many = statements_of(client, path)
    assert len(few) == len(many) <= 12
