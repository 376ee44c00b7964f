"""Groups: an instance with many topics, and the search of their messages in one process.

What the figures are held against (FlaskBB with the same topics) is served beside the portal;
this part says what one search costs here, and that more rows ask no more statements.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import insert, select

from benchmarks.figures import Figure
from benchmarks.instances import in_child
from benchmarks.pages import answer
from benchmarks.visits import Visit, open_portal
from portal import clock
from portal.data.occupations import occupations
from portal.demo.lexicon import lexicon
from portal.demo.texts import mentor_reply, student_reply
from portal.extensions import count_rows_again, db, unit_of_work
from portal.models.groups import Group, Membership
from portal.models.people import Person, PersonRole, PersonState, Role
from portal.models.threads import Message, MessageState, Thread
from portal.models.topics import Topic
from portal.search.posts import mend_posts, telling

NAME = "Les métiers de la région"
FIRST = 100_000_000  # numbers of these threads and messages are none of the demo's
AT_ONCE = 200  # topics written in one transaction
MEMBERS = 40
WARMED = 20
BY_STUDENTS = 0.7  # of the posts
MAX_TITLE = 150


@dataclass(frozen=True, slots=True)
class Scale:
    """How much there is and how much is asked; less of it is for tests."""

    topics: int = 1_000
    posts: int = 5
    asked: int = 300
    first: int = FIRST  # of the numbers, which keep several groups apart
    members: int = MEMBERS
    skipped: int = 0  # students who are members of another one
    searched: bool = True  # else its words are left out, which take the longest to write


def fill(instance: Path, scale: Scale = Scale()) -> int:
    """Add to the demo's portal one group of many topics, with its words; return its number.

    Every second topic is in English. A group that is there already is left as it is.
    """
    with open_portal(instance).app_context():
        return add(scale)


def add(scale: Scale, name: str = NAME) -> int:
    """Do as `fill` in the portal at hand."""
    known = db.session.scalar(select(Group.id).where(Group.name_fr == name))
    if known is not None:
        return known
    rng = Random(f"groups {scale.topics}")
    with unit_of_work():
        group = _begin(name, scale)
    for first in range(0, scale.topics, AT_ONCE):
        with unit_of_work():
            _add_topics(range(first, min(first + AT_ONCE, scale.topics)), scale, rng, group)
    if scale.searched:
        mend_posts()
    with unit_of_work():
        count_rows_again(db.session.connection())
    return group[0]


def figures(instance: Path, scale: Scale = Scale()) -> list[Figure]:
    """Fill `instance` and measure its search, each in a process of its own."""
    in_child(fill, instance, scale)
    rate, most, found = in_child(measure, instance, scale)
    how = f"{scale.asked} searches by one process, {scale.topics} topics of {scale.posts} posts"
    return [
        Figure("j", "search in groups, one process", rate, "/s", how=how),
        Figure("j", "statements of a search in groups", most, "", 12, how=how),
        Figure("j", "share of the searches that find", found, "", how=how),
    ]


def measure(instance: Path, scale: Scale = Scale()) -> tuple[float, int, float]:
    """Return searches a second, the most statements of one, and the share that find something.

    Through WSGI, by a member of the group, each with other words.
    """
    app = open_portal(instance)
    with app.app_context():
        visits = draw_searches(Random("searches"))
    addresses = [next(visits) for _number in range(WARMED + scale.asked)]
    for visit in addresses[:WARMED]:
        answer(app, visit)
    started = time.perf_counter()
    answers = [answer(app, visit) for visit in addresses[WARMED:]]
    rate = len(answers) / (time.perf_counter() - started)
    nothing = min(one.size for one in answers)
    finding = sum(one.size > nothing * 1.2 for one in answers) / len(answers)
    return rate, max(one.statements for one in answers), finding


def draw_searches(rng: Random) -> Iterator[Visit]:
    """Draw what a member looks for: one word of a post, or two.

    They are drawn as they stand in posts, so a frequent word is asked for more often.
    """
    group_id = db.session.scalar(select(Group.id).where(Group.name_fr == NAME))
    in_it = select(Membership.person_id).where(Membership.group_id == group_id)
    member = db.session.scalars(select(Person).where(Person.id.in_(in_it)).limit(1)).one()
    wanted = select(Message.body).join(Message.thread).where(Thread.group_id == group_id)
    bodies = [" ".join(body.split()) for body in db.session.scalars(wanted.limit(5_000))]
    return _searches(rng, bodies, member.get_id())


def _searches(rng: Random, bodies: list[str], session_id: str) -> Iterator[Visit]:
    while True:
        body = rng.choice(bodies)
        start = rng.randrange(max(1, len(body) - 150))
        words = telling(body[start : start + 150].partition(" ")[2].rpartition(" ")[0])
        if words:
            text = " ".join(rng.sample(words, min(len(words), rng.choice((1, 1, 2)))))
            yield Visit(f"/groups/search?{urlencode({'q': text})}", session_id)


def _begin(name: str, scale: Scale) -> tuple[int, list[int]]:
    """Make the group, of the whole board; return its number and who is in it."""
    active = select(Person.id).join(PersonRole).where(Person.state == PersonState.ACTIVE)
    students = active.where(PersonRole.role == Role.STUDENT).order_by(Person.id)
    members = list(db.session.scalars(students.offset(scale.skipped).limit(scale.members)))
    maker = db.session.scalars(active.where(PersonRole.role == Role.MODERATOR).limit(1)).one()
    year = clock.today().year
    group = Group(name_fr=name, name_en="Jobs around here", school_year=year, made_by_id=maker)
    group.whole_board = True
    db.session.add(group)
    db.session.flush()
    db.session.add_all(Membership(group_id=group.id, person_id=one) for one in members)
    return group.id, members


def _add_topics(numbers: range, scale: Scale, rng: Random, who: tuple[int, list[int]]) -> None:
    """Write topics as they would be had their posts been shown at once."""
    group_id, members = who
    begun_at = clock.now() - timedelta(days=60)
    threads, found, messages = [], [], []
    for number in numbers:
        thread_id = scale.first + number
        code = ("fr", "en")[number % 2]
        authors = [rng.choice(members) for _post in range(scale.posts)]
        posts = [
            _post(scale.first + number * scale.posts + place, thread_id, author, rng, code)
            for place, author in enumerate(authors)
        ]
        for place, post in enumerate(posts):
            moment = begun_at + timedelta(minutes=number * 3, seconds=place * 20)
            post |= {"sent_at": moment, "shown_at": moment}
        threads.append(
            {
                "id": thread_id,
                "group_id": group_id,
                "opened_at": posts[0]["sent_at"],
                "moved_at": posts[-1]["sent_at"],
                "last_author_id": authors[-1],
            }
        )
        found.append(
            {
                "thread_id": thread_id,
                "group_id": group_id,
                "title": _title(rng, code),
                "started_by_id": authors[0],
                "first_message_id": posts[0]["id"],
                "posts": scale.posts,
            }
        )
        messages += posts
    db.session.execute(insert(Thread), threads)
    db.session.execute(insert(Message), messages)
    db.session.execute(insert(Topic), found)


def _post(number: int, thread_id: int, author: int, rng: Random, code: str) -> dict[str, Any]:
    body = student_reply(rng, code) if rng.random() < BY_STUDENTS else mentor_reply(rng, code, "")
    return {
        "id": number,
        "thread_id": thread_id,
        "author_id": author,
        "body": body,
        "state": MessageState.VISIBLE,
        "send_key": f"bench-{number}",
    }


def _title(rng: Random, code: str) -> str:
    job = rng.choice(list(occupations().values())).headline(code)
    return f"{job}: {lexicon(code).students_ask.question(rng)}"[:MAX_TITLE]
