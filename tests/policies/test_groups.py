"""Who finds, reads and writes in a group: role x membership x state of group, topic and post."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.errors import PortalError
from portal.extensions import db, unit_of_work
from portal.models.boards import Board
from portal.models.groups import Group, GroupState, Membership, MembershipKind
from portal.models.students import Student
from portal.models.threads import Message, MessageState, Thread
from portal.models.topics import Topic
from portal.policies import groups as policy
from portal.queries.groups import Show, group_rows
from portal.queries.posts import topic_page
from portal.services import matches, posts, threads, topics
from tests.cast import CAST, IDS
from tests.groups import ADULTS, OF_HAVRE, QUESTION, WELDING, say, write_groups

# What each may do in WELDING: see what it is, read it, write in it, run it.
IN_WELDING = {
    "zoe": (True, True, True, False),  # is in it
    "noah": (True, False, False, False),  # may join
    "theo": (True, False, False, False),
    "lea": (False, False, False, False),  # of another school
    "marc": (True, True, True, False),  # a guest
    "grace": (False, False, False, False),
    "paul": (False, False, False, False),
    "nadia": (False, False, False, False),
    "claire": (True, True, True, True),  # counsellor of its school
    "denis": (False, False, False, False),  # of one class group of the school
    "fatou": (False, False, False, False),  # of another school
    "mona": (True, True, True, True),
    "coralie": (True, True, True, True),
    "adele": (True, True, False, False),  # an administrator reads
}


@pytest.fixture
def topic_id(cast):
    with cast.app.app_context():
        yield write_groups(cast)


def holds(rule, group_id):
    return db.session.scalar(select(Group.id).where(Group.id == group_id, rule)) is not None


def may(cast, name, topic_id):
    """Return what somebody may do, as every door says it: rules, lists, pages, writing."""
    viewer = cast.person(name)
    sees = holds(policy.seen_by(viewer), WELDING)
    reads = holds(policy.readable_by(viewer), WELDING)
    runs = holds(policy.run_by(viewer), WELDING)
    client = cast.client(name)
    assert (client.get(f"/groups/{WELDING}").status_code == 200) is sees
    assert (client.get(f"/groups/{WELDING}/topics/{topic_id}").status_code == 200) is reads
    listed = {row.group_id for show in Show for row in group_rows(viewer, show, limit=50)}
    assert (WELDING in listed) is sees
    writes = sends(cast, name, topic_id)
    return sees, reads, writes, runs


def sends(cast, name, topic_id):
    try:
        say(cast, name, topic_id, f"Bonjour de {name}, à toutes et à tous.")
    except PortalError:
        return False
    return True


def test_everyone_s_rights_in_an_open_group(cast, topic_id):
    assert {name: may(cast, name, topic_id) for name in CAST.split()} == IN_WELDING


STATES = {
    "archived": ({"state": GroupState.ARCHIVED}, {}, True, False, False),
    "refused": ({"state": GroupState.REFUSED}, {}, False, False, False),
    "locked": ({"locked_at": True}, {}, True, False, True),
    "closed topic": ({}, {"closed_at": True}, True, False, True),
    "hidden topic": ({}, {"hidden_at": True}, False, False, True),
    "before its time": ({"starts_at": timedelta(days=1)}, {}, True, False, False),
    "after its time": ({"ends_at": -timedelta(days=1)}, {}, True, False, False),
}


@pytest.mark.parametrize("state", STATES)
def test_states_of_a_group_and_a_topic(cast, topic_id, state):
    of_group, of_topic, reads, writes, staff_writes = STATES[state]

    def moment(value):
        if value is True:
            return clock.now()
        return clock.now() + value if isinstance(value, timedelta) else value

    with unit_of_work():
        for table, number, values in ((Group, WELDING, of_group), (Topic, topic_id, of_topic)):
            key = Group.id if table is Group else Topic.thread_id
            if values:
                given = {name: moment(value) for name, value in values.items()}
                db.session.execute(update(table).where(key == number).values(given))
    for name in ("zoe", "marc"):
        opened = cast.client(name).get(f"/groups/{WELDING}/topics/{topic_id}").status_code
        assert (opened == 200) is reads, (name, state)
        assert sends(cast, name, topic_id) is writes, (name, state)
    assert sends(cast, "mona", topic_id) is staff_writes
    assert not sends(cast, "lea", topic_id)


OF_POSTS = {
    MessageState.VISIBLE: ("author", "member", "guest", "staff"),
    MessageState.REDACTED: ("author", "member", "guest", "staff"),
    MessageState.HELD: ("author",),  # staff reads it in the queue, and decides there
    MessageState.REFUSED: ("author",),
    MessageState.WITHDRAWN: (),
}


@pytest.mark.parametrize("state", OF_POSTS)
def test_states_of_a_post(cast, topic_id, state):
    with unit_of_work():
        db.session.add(Membership(group_id=WELDING, person_id=IDS["noah"]))
        shown = state in (MessageState.VISIBLE, MessageState.REDACTED)
        post = update(Message).where(Message.body == QUESTION)
        values = {"state": state} if shown else {"state": state, "shown_at": None}
        db.session.execute(post.values(values))
    who = {"author": "zoe", "member": "noah", "guest": "marc", "staff": "mona"}
    seen = []
    for part, name in who.items():
        page = topic_page(cast.person(name), topic_id)
        if QUESTION in [post.body for post in (*page.posts, *page.unseen)]:
            seen.append(part)
    assert tuple(seen) == OF_POSTS[state]


def test_memberships_that_hold_and_that_do_not(cast, topic_id):
    def reads(name):
        return holds(policy.readable_by(cast.person(name)), WELDING)

    def change(name, **values):
        with unit_of_work():
            mine = (Membership.group_id == WELDING, Membership.person_id == IDS[name])
            db.session.execute(update(Membership).where(*mine).values(values))

    change("marc", until=clock.now() - timedelta(seconds=1))
    change("zoe", left_at=clock.now())
    assert (reads("marc"), reads("zoe")) == (False, False)
    assert holds(policy.joinable_by(cast.person("zoe")), WELDING)
    change("zoe", removed_by_id=IDS["mona"])
    assert not holds(policy.joinable_by(cast.person("zoe")), WELDING)
    change("zoe", left_at=None, removed_by_id=None)
    with unit_of_work():  # she changes schools
        moved = update(Student).where(Student.person_id == IDS["zoe"])
        db.session.execute(moved.values(school_id=2))
    assert not reads("zoe")


def test_a_birthday_moves_people_where_the_board_keeps_ages_apart(cast, topic_id):
    zoe = cast.person("zoe")
    born_on = db.session.get_one(Student, zoe.id).born_on

    def world(day):
        with clock.frozen_at(clock.start_of(day) + timedelta(hours=12)):
            rules = (policy.is_in(zoe), policy.joinable_by(zoe))
            return tuple(
                holds(rule, number) for rule, number in zip(rules, (WELDING, ADULTS), strict=False)
            )

    turns = clock.birthday(born_on, 18)
    before, after = turns - timedelta(days=1), turns
    assert world(before) == (True, False)
    assert world(after) == (True, True)
    with unit_of_work():
        db.session.execute(update(Board).values(keeps_ages_apart=True))
    assert world(before) == (True, False)
    assert world(after) == (False, True)  # a group of all ages is one of minors then


def test_no_two_students_can_exchange_a_word_outside_moderation(cast, topic_id):
    """Every door at which a student writes: to a mentor, or to a group whose staff reads it."""
    zoe, noah = cast.person("zoe"), cast.person("noah")
    for work in (
        lambda: matches.request_match(student=zoe, mentor_id=noah.id, body="Salut.", send_key="a"),
        lambda: threads.post_message(author=noah, thread_id=1, body="Salut.", send_key="b"),
        lambda: threads.post_message(author=zoe, thread_id=topic_id, body="Salut.", send_key="c"),
        lambda: posts.post(author=zoe, topic_id=1, body="Salut.", send_key="d"),
        lambda: topics.start(author=zoe, group_id=OF_HAVRE, title="T", body="S.", send_key="e"),
    ):
        with pytest.raises(PortalError), unit_of_work():
            work()
    # A thread holds one student with one mentor, or is of a group: the database says so too.
    students = select(Student.person_id)
    pair = select(Thread.id).where(Thread.mentor_id.in_(students))
    assert db.session.scalar(pair) is None
    with pytest.raises(Exception, match="pair_or_group"), unit_of_work():
        db.session.add(Thread(student_id=zoe.id))
    # Whatever students write in a group, its staff reads: nothing is shown that mona cannot see.
    say(cast, "zoe", topic_id, "Quelqu’un a fait un stage?")
    read = {post.body for post in topic_page(cast.person("mona"), topic_id).posts}
    written = select(Message.body).join(Message.thread).where(Thread.group_id.is_not(None))
    assert set(db.session.scalars(written)) <= read
    # No guest is a student, and no student comes in as one.
    guests = select(Membership.person_id).where(Membership.kind == MembershipKind.GUEST)
    assert set(db.session.scalars(guests)).isdisjoint(db.session.scalars(students))
