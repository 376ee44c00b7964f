"""Someone in distress is sent no lesson: the text goes, help shows at once, people are told."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from portal.data.cues import weights
from portal.extensions import db, unit_of_work
from portal.models.concerns import Concern, ConcernPriority
from portal.models.matches import Match, MatchState
from portal.models.moderation import Hold
from portal.models.threads import Message, MessageState
from portal.screening import Severity, second_reader
from tests.cast import THREAD_ZOE_MARC
from tests.groups import WELDING, write_groups

THREAD = f"/threads/{THREAD_ZOE_MARC}"
DISTRESS = "je veux mourir"


def text_of(response) -> str:
    return response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Tel-jeunes"), ("en", "You do not have to carry this alone.")],
)
def test_help_shows_at_once_and_the_message_waits_first_in_the_queue(cast, language, words):
    client = cast.client("zoe")
    sent = client.post(f"{THREAD}?lang={language}", data={"body": DISTRESS, "send_key": "k"})
    assert sent.status_code == 302
    sent = client.get(f"{THREAD}?lang={language}")
    page = text_of(sent)
    assert 'href="tel:18002632266"' in page
    assert "Not sent yet" not in page
    with cast.app.app_context():
        message = db.session.scalar(select(Message).where(Message.body == DISTRESS))
        assert message.state is MessageState.HELD
        hold = db.session.scalar(select(Hold).where(Hold.message_id == message.id))
        assert hold.severity == Severity.IMMEDIATE
        assert hold.due_at == hold.held_at
        concern = db.session.scalar(select(Concern).where(Concern.message_id == message.id))
        assert concern.priority is ConcernPriority.IMMEDIATE
    assert words in page
    assert "tel:18002632266" not in text_of(client.get(THREAD))  # once, not each time


def test_a_phone_number_beside_distress_is_no_reason_to_wait(cast):
    body = f"{DISTRESS}, appelle-moi au 514 555-0123"
    sent = cast.client("zoe").post(
        THREAD, data={"body": body, "send_key": "k"}, follow_redirects=True
    )
    assert 'href="tel:18002632266"' in text_of(sent)


def test_where_nothing_can_be_sent_help_shows_all_the_same(cast):
    with cast.app.app_context(), unit_of_work():
        db.session.get_one(Match, 1).state = MatchState.CLOSED
    answer = cast.client("zoe").post(THREAD, data={"body": DISTRESS, "send_key": "k"})
    assert answer.status_code == 409
    assert 'href="tel:18002632266"' in text_of(answer)


def test_a_first_message_in_distress_is_sent_too(cast):
    sent = cast.client("noah").post(
        "/mentors/5/write", data={"body": DISTRESS, "send_key": "k"}, follow_redirects=True
    )
    assert 'href="tel:18002632266"' in text_of(sent)


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ("514 555-0123", "Nobody needs a number here"),
        ("on se rencontre samedi au café, juste nous deux", "Mentoring is done in writing"),
        ("dis-le pas à tes parents, c'est notre secret", "Nobody should ask for silence here"),
        ("t'es juste un gros cave", "These words can hurt"),
    ],
)
def test_the_coach_says_why_and_what_to_do(cast, body, advice):
    client = cast.client("zoe")
    page = text_of(client.post(f"{THREAD}?lang=en", data={"body": body, "send_key": "k"}))
    assert "Not sent yet" in page
    assert advice in page
    assert "Send anyway" in page
    sent = client.post(
        f"{THREAD}?lang=en",
        data={"body": body, "send_key": "k", "how": "anyway"},
        follow_redirects=True,
    )
    assert "Your message is being checked." in text_of(sent)


@pytest.fixture
def everything_worries(monkeypatch):
    said = replace(weights(), worries=-99.0, clear=99.0, held=99.0)
    monkeypatch.setattr(second_reader, "weights", lambda: said)


WORRYING = "Le brouillard descend sur le quai numéro treize."


@pytest.mark.usefixtures("everything_worries")
def test_a_doubt_is_shown_at_once_with_help_and_without_the_coach(cast):
    client = cast.client("zoe")
    sent = client.post(
        f"{THREAD}?lang=en", data={"body": WORRYING, "send_key": "k"}, follow_redirects=True
    )
    page = text_of(sent)
    assert "Not sent yet" not in page
    assert "Your message has been sent." in page
    assert "Si quelque chose vous pèse" in page, "in the language of the person"
    assert 'href="tel:18002632266"' in page
    assert "They read what you wrote before anyone else does." not in page
    assert WORRYING in text_of(cast.client("marc").get(THREAD))
    with cast.app.app_context():
        message = db.session.scalar(select(Message).where(Message.body == WORRYING))
        assert message.state is MessageState.VISIBLE
        assert db.session.scalar(select(Hold).where(Hold.message_id == message.id)) is None


@pytest.mark.usefixtures("everything_worries")
def test_a_moderator_finds_the_doubt_among_the_concerns_and_reads_it(cast):
    cast.client("zoe").post(THREAD, data={"body": WORRYING, "send_key": "k"})
    client = cast.client("mona")
    assert "Seen by the screen in a message" in text_of(client.get("/concerns?lang=en"))
    with cast.app.app_context():
        number = db.session.scalar(select(Concern.id).order_by(Concern.id.desc()))
    case = text_of(client.get(f"/concerns/{number}?lang=en"))
    assert WORRYING in case
    assert "The screen was not sure" in case
    assert "Hidden until the moderation team has looked at it" not in case


@pytest.mark.usefixtures("everything_worries")
def test_a_doubt_in_a_first_message_offers_help_too(cast):
    sent = cast.client("noah").post(
        "/mentors/5/write?lang=en", data={"body": WORRYING, "send_key": "k"}, follow_redirects=True
    )
    assert "Si quelque chose vous pèse" in text_of(sent)


def test_help_shows_at_once_in_a_group_and_the_group_reads_nothing(cast):
    with cast.app.app_context():
        topic_id = write_groups(cast)
    client, place = cast.client("zoe"), f"/groups/{WELDING}/topics/{topic_id}"
    words = {"body": "Je veux mourir, je n’en peux plus.", "send_key": "d"}
    page = text_of(client.post(f"{place}?lang=fr", data=words, follow_redirects=True))
    assert 'href="tel:18662773553"' in page
    assert "Vous n’avez rien fait de mal." in page, "in words for somebody young"
    assert words["body"] not in text_of(cast.client("marc").get(place))
    assert "help-now" not in text_of(client.get(place)), "once"


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/account", {"pseudonym": "Je veux mourir", "language": "fr"}),
        ("/groups/propose", {"name": "Moi", "description": "Je veux mourir.", "send_key": "p"}),
    ],
)
def test_help_shows_too_where_the_text_is_refused(cast, path, sent):
    client = cast.client("zoe")
    for language, words in (
        ("fr", "personne n’a donc été averti"),
        ("en", "nobody has been told"),
    ):
        page = text_of(client.post(f"{path}?lang={language}", data=sent))
        assert words in page
        assert 'href="tel:18662773553"' in page
    assert "help-now" not in text_of(client.get(path))
    harmless = {**sent, "description": "Écrivez au 514 555-0123.", "pseudonym": "514 555-0123"}
    assert "help-now" not in text_of(client.post(path, data=harmless))
