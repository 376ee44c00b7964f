"""The page of the screen's rules: who may, what a change would do, what it does, undoing it."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.extensions import db, unit_of_work
from portal.models.rules import RuleChange
from portal.models.threads import Message, MessageState
from portal.screening import screen
from portal.services.threads import post_message
from tests.cast import THREAD_ZOE_MARC, Cast
from tests.statements import statements_of

RULES = "/moderation/rules"
HARMLESS = "Vendredi, on visite la ferme des rutabagas."
WATCH = {"watch-phrase": "rutabaga*", "watch-kind": "meeting", "watch-severity": "2",
         "watch-language": "any"}  # fmt: skip


def text_of(response) -> str:
    return response.get_data(as_text=True)


def posted_state(cast: Cast, body: str, key: str) -> MessageState:
    with cast.app.app_context(), unit_of_work():
        return post_message(
            author=cast.person("zoe"), thread_id=THREAD_ZOE_MARC, body=body, send_key=key
        ).state


def change(cast: Cast, client: FlaskClient, path: str, data: dict[str, str]) -> str:
    response = client.post(f"{RULES}{path}?lang=en", data=data, follow_redirects=True)
    assert response.status_code == 200
    return text_of(response)


@pytest.mark.parametrize("who", ["zoe", "marc", "claire", "coralie"])
def test_to_others_the_page_is_absent(cast, who):
    assert cast.client(who).get(RULES).status_code == 404
    assert cast.client(who).post(f"{RULES}/levels").status_code == 404


@pytest.mark.parametrize("who", ["mona", "adele"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_moderators_and_administrators_open_it(cast, who, language):
    assert cast.client(who).get(f"{RULES}?lang={language}").status_code == 200


def test_a_sentence_is_tried_and_what_is_found_is_marked(cast):
    client = cast.client("mona")
    held = text_of(client.post(f"{RULES}/try?lang=en", data={"try-text": "Call 514 555-0123"}))
    assert "It would be held." in held
    assert "514 555-0123 <small>(phone number)</small></mark>" in held
    passes = text_of(client.post(f"{RULES}/try?lang=en", data={"try-text": "Merci beaucoup"}))
    assert "It would pass." in passes


def test_a_watched_phrase_holds_the_next_message_and_undoing_lets_it_pass(cast):
    assert posted_state(cast, HARMLESS, "k1") is MessageState.VISIBLE
    client = cast.client("mona")
    seen = text_of(client.post(f"{RULES}/watched?lang=en", data={**WATCH, "how": "see"}))
    assert "1 more would have been held" in seen
    assert posted_state(cast, HARMLESS, "k2") is MessageState.VISIBLE  # only tried
    assert "rutabaga*" in change(cast, client, "/watched", {**WATCH, "how": "keep"})
    assert posted_state(cast, HARMLESS, "k3") is MessageState.HELD
    with cast.app.app_context():
        number = db.session.scalar(select(RuleChange.id))
    assert "Annulé" in change(cast, client, f"/changes/{number}/undo", {})
    assert posted_state(cast, HARMLESS, "k4") is MessageState.VISIBLE
    again = client.post(f"{RULES}/changes/{number}/undo?lang=en", follow_redirects=True)
    assert "This change has been undone already." in text_of(again)


def test_a_site_that_is_allowed_passes_and_taken_out_is_held_again(cast):
    body, client = "Regarde https://www.ferme.example.org/visite", cast.client("mona")
    assert posted_state(cast, body, "k1") is MessageState.HELD
    site = {"allow-kind": "site", "allow-value": "https://ferme.example.org/x", "how": "keep"}
    change(cast, client, "/allowed", site)
    assert posted_state(cast, body, "k2") is MessageState.VISIBLE
    change(cast, client, "/allowed/remove", {"thing": "site:ferme.example.org"})
    assert posted_state(cast, body, "k3") is MessageState.HELD


def test_what_the_portal_came_with_can_be_taken_out(cast):
    body = "Tout est sur quebec.ca, bonne lecture."
    assert posted_state(cast, body, "k1") is MessageState.VISIBLE
    change(cast, cast.client("mona"), "/allowed/remove", {"thing": "site:quebec.ca"})
    assert posted_state(cast, body, "k2") is MessageState.HELD


def test_swearing_passes_where_the_board_says_so(cast):
    body = "fuck que le cours de soudure est dur"
    assert posted_state(cast, body, "k1") is MessageState.HELD
    levels = {"levels-insults_from": "1", "levels-profanity_from": "never", "how": "keep"}
    change(cast, cast.client("mona"), "/levels", levels)
    assert posted_state(cast, body, "k2") is MessageState.VISIBLE


def test_undoing_puts_back_what_the_change_changed_and_nothing_else(cast):
    client = cast.client("mona")
    for insults, profanity in (("1", "never"), ("3", "never")):
        levels = {"levels-insults_from": insults, "levels-profanity_from": profanity}
        change(cast, client, "/levels", {**levels, "how": "keep"})
    with cast.app.app_context():
        first = db.session.scalars(select(RuleChange.id).order_by(RuleChange.id)).first()
    change(cast, client, f"/changes/{first}/undo", {})
    said = re.findall(r"Insults from: [^<]*", text_of(client.get(f"{RULES}?lang=en")))
    assert [line.strip() for line in said] == [
        "Insults from: high. Swearing from: medium.",  # what came later stays
        "Insults from: high. Swearing from: never.",
        "Insults from: low. Swearing from: never.",
    ]


def test_a_second_click_on_watch_changes_nothing(cast):
    client = cast.client("mona")
    for _click in range(2):
        page = change(cast, client, "/watched", {**WATCH, "how": "keep"})
    with cast.app.app_context():
        assert len(db.session.scalars(select(RuleChange)).all()) == 1
    assert page.count('lang="fr">rutabaga*') + page.count('<th scope="row">rutabaga*') == 1


@pytest.mark.parametrize("how", ["see", "keep"])
@pytest.mark.parametrize("phrase", ["(rutabaga|", "_ rutabaga", "[si]"])
def test_a_phrase_that_cannot_be_read_is_said_and_not_lost(cast, phrase, how):
    answer = cast.client("mona").post(
        f"{RULES}/watched?lang=en", data={**WATCH, "watch-phrase": phrase, "how": how}
    )
    assert answer.status_code == 200
    assert "look at its brackets" in text_of(answer)
    assert f'value="{phrase}"' in text_of(answer)


def test_the_page_asks_the_same_statements_however_much_was_changed(cast):
    client = cast.client("mona")
    few = len(statements_of(client, RULES))
    with cast.app.app_context(), unit_of_work():
        for number in range(20):
            change_one = RuleChange(actor_id=cast.person("mona").id, noun="board", noun_id=1)
            change_one.before = change_one.after = {"insults_from": number, "profanity_from": 1}
            db.session.add(change_one)
    many = len(statements_of(client, RULES))
    assert few == many <= 12


def test_the_message_is_read_alone_for_the_effect(cast):
    """No text of anybody shows on the page of the rules."""
    with cast.app.app_context():
        bodies = db.session.scalars(select(Message.body)).all()
    seen = text_of(
        cast.client("mona").post(f"{RULES}/watched?lang=en", data={**WATCH, "how": "see"})
    )
    assert not [body for body in bodies if body in seen]


def test_taking_out_too_is_tried_before_it_is_done(cast):
    client = cast.client("mona")
    change(cast, client, "/watched", {**WATCH, "how": "keep"})
    for number, body in enumerate((HARMLESS, "Tout est sur quebec.ca, bonne lecture.")):
        posted_state(cast, body, f"k{number}")
    for path, sent, said in (
        ("/watched/1/remove", {}, ("Without “rutabaga*”:", "1 held one would have been shown.")),
        (
            "/allowed/remove",
            {"thing": "site:quebec.ca"},
            ("Without “quebec.ca”:", "1 more would have been held."),
        ),
    ):
        page = text_of(client.post(f"{RULES}{path}?lang=en", data={**sent, "how": "see"}))
        for words in (*said, "Nothing is changed yet."):
            assert words in page
    assert posted_state(cast, HARMLESS, "k8") is MessageState.HELD
    assert posted_state(cast, "Voyez quebec.ca ce soir.", "k9") is MessageState.VISIBLE
    for path in ("/watched/99/remove", "/allowed/remove"):
        unknown = client.post(f"{RULES}{path}", data={"how": "see", "thing": "site:"})
        assert unknown.status_code in (404, 302)


ALLOW = {"allow-kind": "site", "allow-value": "ferme.example.org"}
LEVELS = {"levels-insults_from": "1", "levels-profanity_from": "never"}
BODIES = (
    HARMLESS,
    "Regarde https://www.ferme.example.org/visite",
    "fuck que le cours de soudure est dur",
    "Merci, c’est clair.",
)


@pytest.mark.parametrize(
    ("path", "sent", "held", "shown", "readings"),
    [
        ("/watched", WATCH, "1 more would", "0 held ones would", 4 + 3),  # 3 are held afterwards
        ("/allowed", ALLOW, "0 more would", "1 held one would", 4 + 2),  # 2 are held today
        ("/levels", LEVELS, "0 more would", "1 held one would", 4 + 4),
    ],
)
def test_the_effect_reads_a_message_twice_only_where_once_does_not_tell(
    cast, monkeypatch, path, sent, held, shown, readings
):
    read = []

    def counted(body, context):
        read.append(body)
        return screen(body, context)

    monkeypatch.setattr("portal.queries.rules.LAST_MESSAGES", len(BODIES))
    monkeypatch.setattr("portal.queries.rules.screen", counted)
    for number, body in enumerate(BODIES):
        posted_state(cast, body, f"k{number}")
    answer = cast.client("mona").post(f"{RULES}{path}?lang=en", data={**sent, "how": "see"})
    assert held in text_of(answer)
    assert shown in text_of(answer)
    assert len(read) == readings
    assert set(read) == set(BODIES)
