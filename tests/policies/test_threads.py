"""Every door to a conversation gives the same answer: over the whole cast, both threads."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.people import PersonRole, Role
from portal.models.threads import Message, Reading, Thread
from portal.policies import threads as policy
from portal.queries.threads import inbox
from portal.services import threads
from tests.cast import HOLD, IDS, THREAD_LEA_GRACE, THREAD_ZOE_MARC

EVERYONE = tuple(IDS)
KNOWN, SECRET = THREAD_ZOE_MARC, THREAD_LEA_GRACE  # the secret one holds its first message
READS = {KNOWN: {"zoe", "marc"}, SECRET: {"lea", "mona"}}
WRITES = {KNOWN: {"zoe", "marc"}, SECRET: {"lea"}}
OPENS = {KNOWN: {"mona", "claire"}, SECRET: {"mona", "fatou"}}
LISTS = {KNOWN: {"zoe", "marc"}, SECRET: {"lea"}}
DECIDES = {"mona"}

everyone = pytest.mark.parametrize("who", EVERYONE)
both = pytest.mark.parametrize("thread_id", [KNOWN, SECRET])


@everyone
@both
def test_page_list_and_rule_agree_on_who_reads(cast, who, thread_id):
    page = cast.client(who).get(f"/threads/{thread_id}").status_code
    listing = cast.client(who).get("/threads")
    with cast.app.app_context():
        viewer = cast.person(who)
        rule = db.session.scalar(
            select(Thread.id).where(Thread.id == thread_id, policy.readable_by(viewer))
        )
        rows = {row.thread_id for row in inbox(viewer, limit=50)}

    may = who in READS[thread_id]
    assert (page, rule) == ((200, thread_id) if may else (404, None))
    assert (thread_id in rows) == (who in LISTS[thread_id])
    assert (f"/threads/{thread_id}" in listing.text) == (who in LISTS[thread_id])


@everyone
@both
def test_only_the_two_people_write(cast, who, thread_id):
    answer = cast.client(who).post(
        f"/threads/{thread_id}", data={"body": "Une phrase bien simple.", "send_key": "k1"}
    )
    expected = 302 if who in WRITES[thread_id] else 403 if who in READS[thread_id] else 404
    assert answer.status_code == expected
    with cast.app.app_context():
        written = db.session.scalar(select(Message.id).where(Message.send_key == "k1"))
    assert (written is not None) == (who in WRITES[thread_id])


@everyone
@both
def test_only_staff_in_charge_open_with_a_reason(cast, who, thread_id):
    client, address = cast.client(who), f"/threads/{thread_id}/open"
    may = who in OPENS[thread_id]
    assert client.get(address).status_code == (200 if may else 404)
    given = client.post(address, data={"reason": "Inquiétude d’un parent"})
    assert given.status_code == (302 if may else 404)
    reads = may or who in READS[thread_id]
    assert client.get(f"/threads/{thread_id}").status_code == (200 if reads else 404)


@everyone
def test_nobody_but_the_mentor_declines_and_the_student_withdraws(cast, who):
    client = cast.client(who)
    decline = client.post(f"/threads/{SECRET}/decline", data={"reason": "busy"}).status_code
    assert decline == 404  # its mentor does not know of it yet
    answered = client.post(f"/threads/{KNOWN}/decline", data={"reason": "busy"})
    assert answered.status_code == (302 if who == "marc" else 404)
    withdrawn = client.post(f"/threads/{SECRET}/withdraw").status_code
    assert withdrawn == (302 if who == "lea" else 404)


@everyone
def test_only_moderators_see_the_queue_and_its_cases(cast, who):
    client, status = cast.client(who), 200 if who in DECIDES else 404
    # The queue of an administrator holds what moderators leave to others: nothing here.
    assert client.get("/moderation").status_code == (200 if who == "adele" else status)
    assert client.get(f"/moderation/{HOLD}").status_code == status
    decided = client.post(f"/moderation/{HOLD}", data={"decision": "approve"}).status_code
    assert decided == (302 if who in DECIDES else 404)


@everyone
def test_only_students_write_first(cast, who):
    student = who in ("zoe", "noah", "lea")
    status = cast.client(who).get("/mentors/5/write").status_code
    assert status == (302 if who == "zoe" else 200 if student or who == "theo" else 404)
    sent = cast.client(who).post(
        "/mentors/5/write", data={"body": "Bonjour, une question.", "send_key": "k2"}
    )
    expected = 302 if student else 403 if who == "theo" else 404
    assert sent.status_code == expected


def test_a_reason_opens_for_an_hour_and_no_longer(cast, app):
    cast.client("claire").post(f"/threads/{KNOWN}/open", data={"reason": "Suivi demandé"})
    with app.app_context(), clock.moved_by(timedelta(minutes=61)):
        claire = cast.person("claire")
        opened = select(Thread.id).where(policy.readable_by(claire))
        assert db.session.scalars(opened).all() == []


def test_a_mentor_who_also_moderates_does_not_learn_of_the_held_first_message(cast):
    with cast.app.app_context(), unit_of_work():
        db.session.add(PersonRole(person_id=IDS["grace"], role=Role.MODERATOR))
    client = cast.client("grace")
    assert client.get(f"/threads/{SECRET}").status_code == 404
    assert client.get(f"/threads/{SECRET}/open").status_code == 404
    assert client.get(f"/moderation/{HOLD}").status_code == 404
    assert f"/moderation/{HOLD}" not in client.get("/moderation").text


def test_nobody_but_the_author_and_moderators_sees_a_refused_message(cast):
    refused = "Voici mon site."
    assert refused in cast.client("marc").get(f"/threads/{KNOWN}").text
    assert refused not in cast.client("zoe").get(f"/threads/{KNOWN}").text
    for who in ("claire", "mona"):
        cast.client(who).post(f"/threads/{KNOWN}/open", data={"reason": "Suivi demandé"})
    assert refused not in cast.client("claire").get(f"/threads/{KNOWN}").text
    assert refused in cast.client("mona").get(f"/threads/{KNOWN}").text


def test_a_thread_kept_in_mind_by_no_one_is_marked_read_by_no_one_else(cast):
    with cast.app.app_context():
        with unit_of_work():
            threads.mark_read(reader=cast.person("noah"), thread_id=KNOWN)
        assert db.session.scalars(select(Reading)).all() == []
