"""Lists and pages of groups ask the same of the database however much was said."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.groups import (
    Group,
    GroupSchool,
    GroupState,
    Invitation,
    Membership,
    MembershipKind,
)
from portal.models.threads import Message, MessageState, Thread
from portal.models.topics import Topic
from portal.queries.groups import Show, group_rows
from portal.queries.posts import At, topic_page
from portal.queries.topics import topic_list
from portal.school_time import school_year
from tests.cast import ENVOL, IDS
from tests.groups import WELDING, write_groups
from tests.reports.classes import add_student
from tests.statements import statements, statements_of, told_to

MANY = 400


@pytest.fixture
def topic_id(cast):
    with cast.app.app_context():
        yield write_groups(cast)


def add_many(topic_id):
    """Write many topics into the group, and many posts into its first topic."""
    begin = clock.now() - timedelta(days=30)
    threads, topics, messages = [], [], []
    for number in range(MANY):
        moment = begin + timedelta(minutes=number)
        threads.append(
            {
                "id": 1000 + number,
                "group_id": WELDING,
                "opened_at": moment,
                "moved_at": moment,
                "last_author_id": IDS["marc"],
            }
        )
        topics.append(
            {
                "thread_id": 1000 + number,
                "group_id": WELDING,
                "title": f"Sujet {number}",
                "started_by_id": IDS["zoe"],
                "posts": 1,
            }
        )
        messages.append(
            {
                "thread_id": topic_id,
                "author_id": IDS["marc"],
                "body": f"Ligne {number}",
                "state": MessageState.VISIBLE,
                "sent_at": moment,
                "shown_at": moment,
                "send_key": f"many-{number}",
            }
        )
    with unit_of_work():
        for table, rows in ((Thread, threads), (Topic, topics), (Message, messages)):
            db.session.execute(insert(table), rows)
    db.session.connection().exec_driver_sql("ANALYZE")
    db.session.rollback()


def plan(cast, ask):
    seen = []
    with told_to(lambda *asked: seen.append(asked), cast.app):
        ask()
    connection = db.session.connection()
    return [
        row[3]
        for statement, parameters in seen
        for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    ]


def test_a_long_group_is_read_along_its_indexes(cast, topic_id):
    add_many(topic_id)
    zoe = cast.person("zoe")
    steps = plan(cast, lambda: topic_list(zoe, WELDING, before=1200))
    assert any("ix_thread_group_id_moved_at (group_id=? AND moved_at<" in s for s in steps), steps
    for at in (At(), At(after=100), At(before=100), At(last=True), At(message=100)):
        of_page = plan(cast, lambda at=at: topic_page(zoe, topic_id, at))
        assert any("ix_message_thread_id_shown_at" in step for step in of_page), of_page
        steps += of_page
    wrong = ("SCAN", "USE TEMP B-TREE FOR ORDER")  # the board is one row
    assert not [s for s in steps if s.startswith(wrong) and s != "SCAN board"], steps


def test_pages_ask_the_same_for_many_times_the_rows(cast, topic_id):
    addresses = (f"/groups/{WELDING}", f"/groups/{WELDING}/topics/{topic_id}", "/groups", "/")
    zoe = cast.client("zoe")

    def asked():
        for address in addresses:  # what is new is read at the first time
            zoe.get(address)
        counts = []
        for address in addresses:
            with statements(cast.app) as seen:
                assert zoe.get(address).status_code == 200
            counts.append(len(seen))
        return counts

    few = asked()
    add_many(topic_id)
    assert asked() == few
    assert max(few) <= 12, few


def test_lists_and_members_ask_the_same_for_ten_times_the_rows(cast, topic_id):
    pages = [("zoe", "/groups?show=open"), ("zoe", "/groups?show=proposed"), ("mona", "/groups")]
    pages += [("mona", f"/groups/{WELDING}"), ("mona", f"/groups/{WELDING}/members")]
    pages += [
        ("zoe", f"/groups/{WELDING}"),
        ("zoe", f"/groups/{WELDING}/topics/{topic_id}?last=1"),
    ]

    def asked():
        return [len(statements_of(cast.client(name), path)) for name, path in pages]

    add_groups_and_members(topic_id, 4)
    few = asked()
    add_groups_and_members(topic_id, 40, first=100)
    many = asked()
    assert few == many and max(many) <= 12, list(zip(pages, few, many, strict=True))


def add_groups_and_members(topic_id, count, *, first=0):
    """Write groups open and proposed, members, guests, invitations and posts that quote."""
    quoted = db.session.scalars(select(Message.id).where(Message.thread_id == topic_id)).first()
    with unit_of_work():
        for number in range(first, first + count):
            pupil, now = add_student(number), clock.now()
            group = Group(name_fr=f"Groupe {number}", name_en=f"Group {number}")
            group.state = GroupState.PROPOSED if number % 4 == 0 else GroupState.OPEN
            group.proposed_by_id, group.made_by_id = IDS["zoe"], IDS["zoe"]
            group.school_year, group.send_key = school_year(clock.today()), f"group-{number}-many"
            db.session.add(group)
            db.session.flush()
            rows = [GroupSchool(group_id=group.id, school_id=ENVOL)]
            rows.append(Membership(group_id=WELDING, person_id=pupil))
            if number % 2:
                rows.append(Membership(group_id=group.id, person_id=IDS["zoe"]))
                rows.append(guest := Membership(group_id=group.id, person_id=IDS["marc"]))
                guest.kind, guest.until = MembershipKind.GUEST, now + timedelta(days=9)
            asked = Invitation(group_id=group.id, person_id=pupil, invited_by_id=IDS["mona"])
            asked.kind = MembershipKind.MEMBER
            said = Message(thread_id=topic_id, author_id=pupil, body="Oui.", quoted_id=quoted)
            said.state, said.shown_at, said.send_key = MessageState.VISIBLE, now, f"said-{number}"
            db.session.add_all([*rows, asked, said])


def test_pages_of_topics_follow_each_other(cast, topic_id):
    add_many(topic_id)
    zoe, before, seen = cast.person("zoe"), None, []
    while True:
        page = topic_list(zoe, WELDING, before=before)
        seen += [row.topic_id for row in page.rows]
        before = page.before
        if before is None:
            break
    assert seen[0] == topic_id and len(seen) == len(set(seen)) == MANY + 1
    assert group_rows(zoe, Show.MINE, limit=5)[0].name == "La soudure"
