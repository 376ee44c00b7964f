"""(j) What a long topic and a group of many topics cost beside short ones, asked in turn."""

import gc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median, median_low

from flask import Flask
from sqlalchemy import delete, func, insert, select

from benchmarks.figures import Figure, ratio
from benchmarks.groups import FIRST, MEMBERS, Scale, add
from benchmarks.instances import in_child
from benchmarks.pages import MOST_GROWTH, WARMING, Answer, answer
from benchmarks.visits import Visit, open_portal
from portal.extensions import db, unit_of_work
from portal.models.groups import Membership
from portal.models.people import Person
from portal.models.threads import Message, Reading, Thread

TIMED = 120  # visits of each
UNREAD = 2  # posts at the end of both topics, so that both pages print as many


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much the larger one holds; less of it is for tests."""

    posts: int = 5_000
    topics: int = 20_000
    members: int = MEMBERS
    timed: int = TIMED


@dataclass(frozen=True, slots=True)
class Side:
    """A page of one of the two, and what makes it as unread as before."""

    visit: Visit
    prepare: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Compared:
    """The answers of a page at both sizes."""

    what: str
    little: tuple[Answer, ...]
    much: tuple[Answer, ...]
    limit: float | None = MOST_GROWTH


def figures(instance: Path, sizes: Sizes = Sizes()) -> list[Figure]:
    """Fill `instance` and compare, in a process of its own."""
    return in_child(measure, instance, sizes)


def measure(instance: Path, sizes: Sizes) -> list[Figure]:
    """Do as `figures` in this process."""
    app = open_portal(instance)
    with app.app_context():
        found = compare(app, sizes)
    return [figure for one in found for figure in of_pages(one)]


def of_pages(one: Compared) -> Iterable[Figure]:
    """Return the statements that the larger one takes more, and how much longer it takes."""
    more = _usual(one.much) - _usual(one.little)
    times = [median(a.seconds for a in side) * 1000 for side in (one.little, one.much)]
    size = [median(a.size for a in side) / 1024 for side in (one.little, one.much)]
    growth = ratio([a.seconds for a in one.much], [a.seconds for a in one.little])
    how = f"{_usual(one.little)} and {_usual(one.much)}"
    yield Figure("j", f"{one.what}: more SQL statements", more, "", 0, how=how)
    how = f"{times[0]:.1f} to {times[1]:.1f} ms, {size[0]:.0f} and {size[1]:.0f} KiB"
    yield Figure("j", f"{one.what}: time", growth, "x", one.limit, how=how)


def _usual(answers: Sequence[Answer]) -> int:
    """Return what a page takes, without what a process asks for again from time to time."""
    return median_low(answer.statements for answer in answers)


def compare(app: Flask, sizes: Sizes) -> list[Compared]:
    """Make the groups in the portal at hand, and visit each pair of pages in turn."""
    plain = Scale(topics=1, members=sizes.members, searched=False)
    short = _Made(replace(plain, first=2 * FIRST), "Bench, short topic")
    long = _Made(replace(plain, posts=sizes.posts, first=3 * FIRST), "Bench, long topic")
    few = _Made(
        replace(plain, topics=20, first=4 * FIRST, skipped=sizes.members), "Bench, few topics"
    )
    plain = replace(plain, topics=sizes.topics, first=5 * FIRST, skipped=2 * sizes.members)
    many = _Made(plain, "Bench, many topics")
    gc.collect()
    gc.freeze()
    deep = sizes.posts // 2
    pairs: list[tuple[str, Side, Side, float | None]] = [
        (f"topic of {sizes.posts} posts to one of 5, {UNREAD} unread",
         short.topic(UNREAD), long.topic(UNREAD), MOST_GROWTH),
        (f"the same, {deep} unread: a full page of posts",
         short.topic(UNREAD), long.topic(deep), None),
        (f"group list with {sizes.topics} topics to 20", few.groups(), many.groups(), MOST_GROWTH),
        (f"topic list with {sizes.topics} topics to 20", few.list(), many.list(), MOST_GROWTH),
        (f"topic page with {sizes.topics} topics to 20",
         few.topic(UNREAD), many.topic(UNREAD), MOST_GROWTH),
    ]  # fmt: skip
    return [_compared(app, *pair, sizes.timed) for pair in pairs]


def _compared(
    app: Flask, what: str, little: Side, much: Side, limit: float | None, timed: int
) -> Compared:
    for _time in range(min(WARMING, timed)):
        _ask(app, little), _ask(app, much)
    pairs = [(_ask(app, little), _ask(app, much)) for _time in range(timed)]
    return Compared(what, tuple(one for one, _o in pairs), tuple(two for _o, two in pairs), limit)


def _ask(app: Flask, side: Side) -> Answer:
    side.prepare()
    return answer(app, side.visit)


class _Made:
    """A group in which a member reads."""

    def __init__(self, scale: Scale, name: str) -> None:
        self._group_id = add(scale, name)
        of_group = Membership.group_id == self._group_id
        first = select(func.min(Membership.person_id)).where(of_group).scalar_subquery()
        reader = db.session.scalars(select(Person).where(Person.id == first)).one()
        self._reader_id, self._session = reader.id, reader.get_id()
        of_group = Thread.group_id == self._group_id
        middle = select(Thread.id).where(of_group).order_by(Thread.id).offset(scale.topics // 2)
        self._topic_id = db.session.scalars(middle.limit(1)).one()

    def groups(self) -> Side:
        """Return the list of groups of somebody who is in this one."""
        return Side(Visit("/groups", self._session), _nothing)

    def list(self) -> Side:
        """Return the first page of its topics."""
        return Side(Visit(f"/groups/{self._group_id}", self._session), _nothing)

    def topic(self, unread: int) -> Side:
        """Return a topic whose last `unread` posts are new each time."""
        shown = select(Message.shown_at).where(Message.thread_id == self._topic_id)
        last = shown.order_by(Message.shown_at.desc()).offset(unread).limit(1)
        read_at = db.session.scalars(last).one()
        row = {"thread_id": self._topic_id, "person_id": self._reader_id}

        def prepare() -> None:
            with unit_of_work():
                db.session.execute(delete(Reading).filter_by(**row))
                db.session.execute(insert(Reading).values(**row, read_at=read_at))

        address = f"/groups/{self._group_id}/topics/{self._topic_id}"
        return Side(Visit(address, self._session), prepare)


def _nothing() -> None:
    """Leave all as it is: the page shows the same each time."""
