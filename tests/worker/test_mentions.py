"""Posts that call on roles: a mark, a notice and a mail to those who hold them, to no person."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.data.mentions import Called, roles_in
from portal.extensions import db, unit_of_work
from portal.models.moderation import Hold
from portal.queries.mentions import calls
from portal.screening import Context, screen
from portal.services import moderation, topics
from tests.cast import NAMES
from tests.groups import WELDING, say, write_groups

BOTH = {Called.MODERATION, Called.MENTORS}


@pytest.mark.parametrize(
    ("text", "side", "roles"),
    [
        ("@moderation, @Mentorat: bonjour", "student", BOTH),
        ("Est-ce que la @modération, les @mentores (@mentors) regardent?", "student", BOTH),
        ("@conseil @counsellors", "student", set()),
        ("@conseil. @mentors!", "mentor", {Called.COUNSELLORS}),
        ("@conseillères @mentorat @moderators", "team", set(Called)),
        ("@Marc @zoe @mentorat_x @@mentors x@conseil @mentors.ca @conseil-qc", "team", set()),
    ],
)
def test_words_in_both_languages_call_on_roles_and_never_on_somebody(text, side, roles):
    assert roles_in(text, side) == roles


def test_a_role_is_no_account_for_the_screen_and_hides_none():
    for text in ("Bonjour @moderation et @mentorat, @counsellors?", "@mentorat une question"):
        assert not screen(text, Context(earlier=("@moderation",))).held
    for text in ("Écris-moi @marc_soude", "lea@conseil.example.org", "lea @mentors point com"):
        assert screen(text, Context()).held
    seen = screen("@mentorat: 514 555-0123", Context()).findings[0]
    assert (seen.start, seen.end) == (11, 23)  # what is marked stands where it was written


@pytest.fixture
def topic(outbox, cast):
    """The topic HOURS; the mails of its making have left."""
    topic = write_groups(cast)
    outbox.work()
    return topic


def told(outbox, cast, name):
    """Return how many mails about a call left for somebody; they say neither text nor name."""
    found = []
    for letter in outbox.letters(cast.person(name).email):
        words = f"{letter['Subject']} {letter.get_content()}"
        if "topics" in words:
            found.append(words)
            assert not {"soudure", "besoin", *NAMES["zoe"], *NAMES["marc"]} & set(words.split())
    return len(found)


def called(cast, name):
    return [call.message_id for call in calls(cast.person(name))]


def test_those_who_hold_the_role_are_told_once_an_hour_and_no_one_else(outbox, cast, topic):
    begun = clock.now()
    first = say(cast, "zoe", topic, "On a besoin de vous @moderation, @mentorat, @conseil").id
    outbox.work()
    assert {name: called(cast, name) for name in ("mona", "marc", "claire", "fatou", "zoe")} == {
        "mona": [first], "marc": [first], "claire": [], "fatou": [], "zoe": [],
    }  # fmt: skip
    assert {name: told(outbox, cast, name) for name in ("mona", "marc", "claire", "grace")} == {
        "mona": 1, "marc": 1, "claire": 0, "grace": 0,
    }  # fmt: skip
    second = say(cast, "zoe", topic, "Et encore @moderation").id
    third = say(cast, "marc", topic, "Un mot du @conseil et de la @modération?").id
    outbox.work()
    assert called(cast, "mona") == [third, second, first] and called(cast, "claire") == [third]
    assert (told(outbox, cast, "mona"), told(outbox, cast, "claire")) == (1, 1)
    with clock.frozen_at(begun + timedelta(minutes=61)):
        outbox.work()
        assert told(outbox, cast, "mona") == 2  # one mail for both
        say(cast, "zoe", topic, "@moderation ?")
        with unit_of_work():
            topics.mark_read(reader=cast.person("mona"), topic_id=topic, up_to=clock.now())
        outbox.work()
    with clock.frozen_at(begun + timedelta(hours=3)):
        outbox.work()
    assert told(outbox, cast, "mona") == 2  # read meanwhile
    page = cast.client("zoe").get(f"/groups/{WELDING}/topics/{topic}?last=1")
    html = page.get_data(as_text=True)
    assert '<mark class="mention">@moderation</mark>' in html
    assert '<mark class="mention">@conseil</mark>' in html and "@conseil</p>" in html
    listing = cast.client("marc").get("/groups").get_data(as_text=True)
    assert "On fait appel à votre rôle" in listing and "Les horaires" in listing


def test_a_held_post_tells_once_it_is_shown_and_a_hidden_one_no_more(outbox, cast, topic):
    with unit_of_work():
        cast.person("mona").email = None
    say(cast, "zoe", topic, "@moderation")
    outbox.work()
    assert len(called(cast, "mona")) == 1  # whom no mail reaches is told in the portal
    held = say(cast, "zoe", topic, "@mentorat écris-moi à zoe@example.org").id
    outbox.work()
    assert called(cast, "marc") == [] and told(outbox, cast, "marc") == 0
    hold_id = db.session.scalar(select(Hold.id).where(Hold.message_id == held))
    with unit_of_work():
        moderation.redact(
            moderator=cast.person("mona"), hold_id=hold_id, body="@mentorat une question"
        )
    outbox.work()
    assert called(cast, "marc") == [held] and told(outbox, cast, "marc") == 1
    with unit_of_work():
        topics.hide(actor=cast.person("mona"), topic_id=topic, on=True)
    assert called(cast, "marc") == []
