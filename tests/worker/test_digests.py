"""New posts in groups: the one mail of the day, its counts, and who gets none."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.groups import Membership
from portal.models.people import Person, PersonState
from portal.models.topics import Frequency, GroupSubscription, Topic, TopicSubscription
from portal.queries import digests as query
from portal.services import memberships, posts, topics
from tests.cast import IDS, NAMES
from tests.groups import WELDING, say, write_groups

MONDAY = datetime(2026, 12, 7, 10, tzinfo=ZoneInfo("America/Toronto"))
NIGHT, MORNING = timedelta(hours=17), timedelta(hours=22)
DAY = timedelta(days=1)
SAID = "On commence à sept heures, et on finit tôt."


@pytest.fixture
def hours(outbox, cast):
    """The topic HOURS, on a Monday; zoe, who is told by mail, has read it."""
    with clock.frozen_at(MONDAY):
        topic = write_groups(cast)
        with unit_of_work():
            someone = db.session.get_one(Person, IDS["zoe"])
            someone.email, someone.language = "zoe@example.org", "en"
        with unit_of_work():
            topics.mark_read(reader=cast.person("zoe"), topic_id=topic, up_to=clock.now())
    return topic


def follow(cast, frequency, when=MONDAY, name="zoe"):
    with clock.frozen_at(when), unit_of_work():
        memberships.follow(person=cast.person(name), group_id=WELDING, frequency=frequency)


def follow_topic(cast, topic, frequency, when=MONDAY):
    with clock.frozen_at(when), unit_of_work():
        topics.follow(person=cast.person("zoe"), topic_id=topic, frequency=frequency)


def add(cast, topic, when, body=SAID):
    with clock.frozen_at(when):
        return say(cast, "marc", topic, body)


def night(outbox, monday_plus):
    """Plan at 3 o'clock after that day, and work until 8."""
    with clock.frozen_at(MONDAY + monday_plus + NIGHT):
        outbox.put("groups.digest")
        outbox.work()
        before = len(mails(outbox))
    with clock.frozen_at(MONDAY + monday_plus + MORNING):
        outbox.work()
    return before


def mails(outbox):
    """Return the texts of the digests that left, oldest first."""
    letters = outbox.letters("zoe@example.org")
    return [f"{letter['Subject']}\n{letter.get_content()}" for letter in letters]


def test_one_mail_in_the_morning_with_counts_and_nothing_else(outbox, cast, hours):
    follow(cast, Frequency.DAILY)
    follow_topic(cast, hours, Frequency.DAILY)
    add(cast, hours, MONDAY + timedelta(minutes=5))
    add(cast, hours, MONDAY + timedelta(minutes=6), f"{SAID} Parfois plus tard.")
    with clock.frozen_at(MONDAY + timedelta(minutes=7)):
        say(cast, "zoe", hours, "Merci beaucoup pour la réponse.")
    assert night(outbox, timedelta()) == 0  # nobody is woken
    (text,) = mails(outbox)
    assert "New messages: 2" in text and "Topics: 1" in text and "Groups: 1" in text
    assert "http://127.0.0.1:8000/groups\n" in text
    told = text.casefold()
    for given, family in NAMES.values():
        assert given.casefold() not in told and family.casefold() not in told
    for word in ("soudure", "horaires", "sept heures"):
        assert word not in told
    night(outbox, timedelta())  # planned twice
    night(outbox, DAY)  # nothing new
    assert len(mails(outbox)) == 1
    add(cast, hours, MONDAY + DAY * 2, "Et le vendredi, c’est plus court.")
    night(outbox, DAY * 2)
    assert "New messages: 1" in mails(outbox)[1]


def test_once_a_week_is_once_a_week(outbox, cast, hours):
    follow(cast, Frequency.WEEKLY)
    for day in (0, 3, 6, 8, 13):
        add(cast, hours, MONDAY + DAY * day + timedelta(minutes=5), f"{SAID} Jour {day}.")
        night(outbox, DAY * day)
    # Followed on a Monday: told on the two next ones, and of everything.
    counts = [line for text in mails(outbox) for line in text.splitlines() if "messages: " in line]
    assert counts == ["New messages: 3", "New messages: 2"]


def test_a_topic_s_own_choice_goes_before_its_group_s(outbox, cast, hours):
    follow(cast, Frequency.DAILY)
    follow_topic(cast, hours, Frequency.NEVER)
    add(cast, hours, MONDAY + timedelta(minutes=5))
    night(outbox, timedelta())
    assert mails(outbox) == []
    follow(cast, None)
    follow_topic(cast, hours, Frequency.DAILY, MONDAY + DAY)
    add(cast, hours, MONDAY + DAY + timedelta(minutes=5), f"{SAID} Oui.")
    night(outbox, DAY)
    assert len(mails(outbox)) == 1


SILENT = {
    "muted": lambda cast, _topic: memberships.mute(
        person=cast.person("zoe"), group_id=WELDING, on=True
    ),
    "left the group": lambda cast, _topic: memberships.leave(
        person=cast.person("zoe"), group_id=WELDING
    ),
    "follows it no longer": lambda cast, _topic: memberships.follow(
        person=cast.person("zoe"), group_id=WELDING, frequency=None
    ),
    "has read it": lambda cast, topic: topics.mark_read(
        reader=cast.person("zoe"), topic_id=topic, up_to=clock.now()
    ),
    "hidden while staff looks": lambda _cast, topic: setattr(
        db.session.get_one(Topic, topic), "hidden_at", clock.now()
    ),
    "left the board": lambda _cast, _topic: setattr(
        db.session.get_one(Person, IDS["zoe"]), "state", PersonState.LEFT
    ),
    "no e-mail any more": lambda _cast, _topic: setattr(
        db.session.get_one(Person, IDS["zoe"]), "email", None
    ),
}


@pytest.mark.parametrize("why", SILENT)
def test_what_may_be_told_is_asked_again_at_the_sending(outbox, cast, hours, why):
    follow(cast, Frequency.DAILY)
    add(cast, hours, MONDAY + timedelta(minutes=5))
    with clock.frozen_at(MONDAY + NIGHT):
        outbox.put("groups.digest")
        outbox.work()
    with clock.frozen_at(MONDAY + MORNING):
        assert query.digest(IDS["zoe"]) is not None
        with unit_of_work():
            SILENT[why](cast, hours)
        outbox.work()
    assert mails(outbox) == []


def test_a_withdrawn_post_is_not_counted_and_a_guest_whose_time_is_over_hears_nothing(
    outbox, cast, hours
):
    follow(cast, Frequency.DAILY)
    gone = add(cast, hours, MONDAY + timedelta(minutes=5))
    with clock.frozen_at(MONDAY + timedelta(minutes=6)), unit_of_work():
        posts.withdraw(author=cast.person("marc"), message_id=gone.id)
    night(outbox, timedelta())
    assert mails(outbox) == []
    follow(cast, Frequency.DAILY, MONDAY, "marc")
    with clock.frozen_at(MONDAY + timedelta(hours=1)):
        say(cast, "zoe", hours, "Est-ce que c’est bruyant?")
    with clock.frozen_at(MONDAY + MORNING):
        assert query.digest(IDS["marc"]).posts == 1
        with unit_of_work():
            guest = db.session.get_one(Membership, (WELDING, IDS["marc"]))
            guest.until = clock.now() - timedelta(minutes=1)
        assert query.digest(IDS["marc"]) is None


def test_only_those_who_are_due_are_looked_at(outbox, cast, hours):
    follow_topic(cast, hours, Frequency.DAILY)
    for minute in range(3):
        add(cast, hours, MONDAY + timedelta(minutes=minute + 1), f"{SAID} {minute}.")
    with clock.frozen_at(MONDAY + NIGHT):
        assert query.due_people() == [IDS["zoe"]]
    night(outbox, timedelta())
    with clock.frozen_at(MONDAY + MORNING):
        assert query.due_people() == []
        told = db.session.get_one(TopicSubscription, (hours, IDS["zoe"])).told_up_to
        assert told == clock.now() - query.SETTLED


@pytest.mark.parametrize("removed", [False, True])
def test_who_goes_or_is_taken_out_follows_nothing_any_more(outbox, cast, hours, removed):
    follow(cast, Frequency.DAILY)
    follow_topic(cast, hours, Frequency.WEEKLY)
    with unit_of_work():
        if removed:
            memberships.remove(actor=cast.person("mona"), group_id=WELDING, person_id=IDS["zoe"])
        else:
            memberships.leave(person=cast.person("zoe"), group_id=WELDING)
    for table in (GroupSubscription, TopicSubscription):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
