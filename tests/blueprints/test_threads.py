"""The inbox and the conversation, as the two people and the staff meet them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.access_log import AccessEntry
from portal.models.matches import Match, MatchState
from portal.models.mentors import Mentor
from portal.models.people import Person
from portal.models.threads import Message, MessageState, Reading, Thread
from portal.queries.drafts import body_of
from portal.services import moderation
from tests.cast import CONTACT, HELD_TEXT, HOLD, IDS
from tests.statements import statements, statements_of

THREAD = "/threads/1"


@pytest.fixture(autouse=True)
def _everyone_reads_english(app):
    with app.app_context(), unit_of_work():
        db.session.execute(update(Person).values(language="en"))


def send(client, body, path=THREAD, key="k", **more):
    return client.post(path, data={"body": body, "send_key": key, **more})


def ask_marc(cast, body="Bonjour, une question sur la soudure."):
    cast.client("noah").post("/mentors/5/write", data={"body": body, "send_key": "ask"})
    return "/threads/3"


def test_the_student_reads_the_mentors_shown_name_and_the_mentor_a_first_name(cast):
    mine, theirs = (
        cast.client("zoe").get("/threads").text,
        cast.client("marc").get("/threads").text,
    )
    assert "Marc B." in mine
    assert "Bélanger" not in mine
    assert "Zoé-Maëlle" in theirs
    assert "D’Amour" not in theirs


def test_the_page_names_the_other_person_in_its_title_and_heading(cast):
    page = cast.client("zoe").get(THREAD).text
    assert page.count("Conversation with Marc B.") == 2


def test_an_empty_inbox_says_how_to_begin(cast):
    assert "/mentors" in cast.client("noah").get("/threads").text
    page = cast.client("paul").get("/threads").text
    assert "The questions of students will be here" in page


def test_a_new_message_is_marked_until_it_is_read(cast):
    marc = cast.client("marc")
    assert 'class="unread"' in marc.get("/threads").text
    assert "New</span>" in marc.get(THREAD).text
    assert 'class="unread"' not in marc.get("/threads").text
    send(cast.client("zoe"), "Encore une question.")
    assert 'class="unread"' in marc.get("/threads").text
    assert 'class="unread"' not in cast.client("zoe").get("/threads").text


def test_opening_a_page_with_nothing_new_writes_nothing(cast):
    cast.client("zoe").get(THREAD)
    with cast.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Reading)) == 0


def test_an_answer_is_shown_and_a_second_click_changes_nothing(cast):
    client = cast.client("zoe")
    for _click in range(2):
        assert send(client, "Merci pour tout.").status_code == 302
    assert client.get(THREAD).text.count("<p>Merci pour tout.</p>") == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("\u200b\u200d\u2060\ufeff" * 20, "Write a message before you send it."),
        ("\u202e\u2067\u2069\u202c", "Write a message before you send it."),
        ("\ufe0f\u034f\u3164\u2800\u115f", "Write a message before you send it."),
        ("a." * 10_000, "A message holds at most 4000 characters."),
    ],
)
def test_what_cannot_be_sent_is_answered_by_a_sentence(cast, typed, sentence):
    client = cast.client("zoe")
    page = send(client, typed)
    assert (page.status_code, sentence in page.text) == (200, True)
    assert typed.strip() in page.text or sentence.startswith("Write")


def test_a_text_is_read_in_the_order_in_which_it_was_screened(cast):
    client = cast.client("zoe")
    send(client, "\u202e4321-555-415\u202c \u20670123 555\u2069 merci")
    assert "<p>4321-555-415 0123 555 merci</p>" in client.get(THREAD).text, "not backwards"


def test_emoji_and_other_scripts_are_read_as_they_were_typed(cast):
    client, words = cast.client("zoe"), "👩\u200d👩\u200d👧 🇨🇦 👍🏽 1\ufe0f\u20e3 שלום مرحبا"
    assert send(client, words).status_code == 302
    assert f"<p>{words}</p>" in client.get(THREAD).text


def test_the_coach_speaks_before_an_answer_too(cast):
    client = cast.client("zoe")
    page = send(client, "Écrivez à zoe@exemple.ca")
    assert (page.status_code, "email address" in page.text) == (200, True)
    assert send(client, "Écrivez à zoe@exemple.ca", how="anyway").status_code == 302
    assert "Being checked by the team" in client.get(THREAD).text
    assert "zoe@exemple.ca" not in cast.client("marc").get(THREAD).text


def test_a_refused_message_tells_its_author_why(cast):
    with cast.app.app_context(), unit_of_work():
        moderation.refuse(
            moderator=cast.person("mona"),
            hold_id=HOLD,
            reason_id=CONTACT,
            note="Posez la même question sans le numéro.",
        )
    page = cast.client("lea").get("/threads/2").text
    assert "It gives a way to meet or write elsewhere." in page
    assert "Posez la même question sans le numéro." in page
    assert cast.client("grace").get("/threads/2").status_code == 404


def test_a_redacted_message_shows_the_new_text_with_a_note(cast):
    with cast.app.app_context(), unit_of_work():
        moderation.redact(moderator=cast.person("mona"), hold_id=HOLD, body="Bonjour Grace.")
    page = cast.client("grace").get("/threads/2").text
    assert "<p>Bonjour Grace.</p>" in page
    assert "The team changed this message" in page
    assert HELD_TEXT not in page


def test_a_mentor_says_yes_by_answering(cast):
    path = ask_marc(cast)
    page = cast.client("marc").get(path).text
    assert "Answer and say yes" in page
    assert f"{path}/decline" in page
    send(cast.client("marc"), "Avec plaisir.", path)
    with cast.app.app_context():
        assert db.session.get_one(Match, 3).state is MatchState.ACTIVE


def test_a_mentor_asks_for_more_before_saying_yes(cast):
    path = ask_marc(cast)
    send(cast.client("marc"), "Que veux-tu savoir au juste?", path, how="more")
    assert "The mentor asks for more" in cast.client("noah").get("/threads").text
    assert "You asked for more" in cast.client("marc").get("/threads").text
    assert send(cast.client("noah"), "Le salaire.", path).status_code == 302


def test_a_coached_question_back_stays_a_question_back(cast):
    path = ask_marc(cast)
    page = send(cast.client("marc"), "Écris à marc@exemple.ca", path, how="more")
    assert 'value="anyway-more"' in page.text


def test_a_mentor_declines_kindly(cast):
    path = ask_marc(cast)
    client = cast.client("marc")
    assert "busy" in client.get(f"{path}/decline").text
    empty = client.post(f"{path}/decline", data={"reason": "own", "body": "", "send_key": "d"})
    assert "Write a few words of your own" in empty.text
    data = {"reason": "busy", "body": "Grace connaît bien ce sujet.", "send_key": "d"}
    for _click in range(2):
        assert client.post(f"{path}/decline", data=data).location == path
    page = cast.client("noah").get(path).text
    assert page.count("I cannot take one more student just now") == 1
    assert "Grace connaît bien ce sujet." in page
    assert "<textarea" not in page


def test_a_student_withdraws_a_request(cast):
    path = ask_marc(cast)
    client = cast.client("noah")
    assert client.post(f"{path}/withdraw").location == "/threads"
    assert "Withdrawn" in client.get("/threads").text
    assert client.post(f"{path}/withdraw").status_code == 409


@pytest.mark.parametrize("who", ["zoe", "marc"])
def test_written_to_a_mentor_deactivated_meanwhile_the_text_is_kept(cast, who):
    client = cast.client(who)
    client.get(THREAD)
    with cast.app.app_context(), unit_of_work():
        change = update(Mentor).where(Mentor.person_id == IDS["marc"])
        db.session.execute(change.values(deactivated_at=clock.now()))
    page = send(client, "Un texte important.")
    assert page.status_code == 409
    assert "Un texte important." in page.text
    assert "Un texte important." in client.get(THREAD).text
    with cast.app.app_context():
        assert body_of(cast.person(who), THREAD) == "Un texte important."
        assert db.session.scalar(select(func.count()).select_from(Message)) == 6


def test_the_staff_read_with_a_line_in_the_log(cast):
    cast.client("mona").get("/threads/2")
    cast.client("mona").get("/threads/2")
    with cast.app.app_context():
        entry = db.session.scalars(select(AccessEntry)).one()
        assert (entry.reader_id, entry.thread_id) == (IDS["mona"], 2)
    page = cast.client("mona").get("/threads/2").text
    assert "<textarea" not in page


def test_a_reason_of_nothing_opens_nothing(cast):
    page = cast.client("claire").post("/threads/1/open", data={"reason": "  "})
    assert "Write why you need to read this conversation." in page.text
    assert cast.client("claire").get(THREAD).status_code == 404


def fill_inbox(cast, number):
    """Give noah `number` ended matches with mentors made for it."""
    now = clock.now()
    with cast.app.app_context(), unit_of_work():
        for n in range(number):
            match = Match(student_id=2, mentor_id=5, program_id=1, noc="72106")
            match.state = MatchState.CLOSED
            thread = Thread(match=match, student_id=2, mentor_id=5, last_author_id=5)
            thread.moved_at = now - timedelta(hours=n)
            db.session.add(thread)


@pytest.mark.parametrize("who", ["noah", "marc"])
def test_the_inbox_makes_as_many_statements_whatever_its_rows(cast, who):
    fill_inbox(cast, 2)
    few = statements_of(cast.client(who), "/threads")
    fill_inbox(cast, 40)
    many = statements_of(cast.client(who), "/threads")
    assert len(few) == len(many) <= 3
    first = cast.client(who).get("/threads").text
    assert first.count("<time") == 25
    assert "page=2" in first
    assert cast.client(who).get("/threads?page=2").text.count("<time") >= 17


@pytest.mark.parametrize(
    ("who", "path"), [("zoe", THREAD), ("marc", THREAD), ("mona", "/threads/2")]
)
def test_a_conversation_takes_at_most_8_statements_however_long(cast, who, path):
    few = statements_of(cast.client(who), path)
    number = int(path.rpartition("/")[2])
    with cast.app.app_context(), unit_of_work():
        for n in range(120):
            message = Message(thread_id=number, author_id=1, body=f"Lettre {n}", send_key=f"s{n}")
            message.state = MessageState.VISIBLE
            db.session.add(message)
    many = statements_of(cast.client(who), path)
    assert len(few) == len(many) <= 8


def test_the_first_opening_of_a_page_takes_at_most_9_statements(cast):
    for who, path in (("marc", THREAD), ("mona", "/threads/2")):
        client = cast.client(who)
        with statements(cast.app) as seen:
            assert client.get(path).status_code == 200
        assert len(seen) <= 9


def test_a_long_conversation_shows_its_last_25_letters_and_a_way_back(cast):
    with cast.app.app_context(), unit_of_work():
        for n in range(60):
            message = Message(thread_id=1, author_id=1, body=f"Lettre {n:03}", send_key=f"s{n}")
            message.state, message.sent_at = (
                MessageState.VISIBLE,
                clock.now() + timedelta(minutes=n),
            )
            db.session.add(message)
    page = cast.client("marc").get(THREAD).text
    assert page.count("<article") == 25
    assert "Lettre 059" in page
    assert "Lettre 034" not in page
    assert "Lettre 034" in cast.client("marc").get(f"{THREAD}?page=2").text


def test_a_name_from_right_to_left_or_of_script_is_shown_as_it_is(cast):
    with cast.app.app_context(), unit_of_work():
        person = db.session.get_one(Person, IDS["zoe"])
        person.pseudonym = "<script>ليلى</script>"
    page = cast.client("marc").get("/threads").text
    assert "<bdi>&lt;script&gt;ليلى&lt;/script&gt;</bdi>" in page
    assert "<script>ليلى" not in cast.client("marc").get(THREAD).text
