"""What is asked of the portal: many different people, threads and queries, drawn by a seed."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

from flask import Flask, url_for
from sqlalchemy import Select, select

from benchmarks.children import BenchFailed
from benchmarks.instances import own_environment
from portal import create_app
from portal.data.occupations import occupations
from portal.data.regions import regions
from portal.extensions import db
from portal.models.class_groups import CounsellorClassGroup, CounsellorSchool
from portal.models.mentors import Mentor
from portal.models.people import Person, PersonRole, PersonState, Role
from portal.models.threads import Thread

Draw = Callable[[Random], Iterator["Visit"]]


@dataclass(frozen=True, slots=True)
class Visit:
    """One GET: an address, and who is signed in (`Person.get_id()`), or nobody."""

    address: str
    session_id: str | None = None


def open_portal(instance: Path) -> Flask:
    """Return the portal of `instance`, as gunicorn serves it but for its log."""
    own_environment(instance)
    return create_app({"LOG_LEVEL": "ERROR"})


def cookie(app: Flask, session_id: str) -> str:
    """Return the Cookie header of a session that is open now, signed by the app itself."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    values = {
        "_user_id": session_id,
        "_fresh": True,
        "seen": int(time.time()),
        "csrf_token": os.urandom(20).hex(),
    }
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(values)}"


def draw(app: Flask, page: str, count: int, seed: int) -> list[Visit]:
    """Draw `count` visits of a page of `PAGES` or `EXTRA`; the same seed draws the same."""
    rng = Random(f"{page} {seed}")
    with app.test_request_context():
        visits = (PAGES | EXTRA)[page](rng)
        return [next(visits) for _number in range(count)]


def _front(_rng: Random) -> Iterator[Visit]:
    while True:
        yield Visit(url_for("front.home"))


def _sign_in(_rng: Random) -> Iterator[Visit]:
    while True:
        yield Visit(url_for("sign_in.show"))


def _mentor_search(rng: Random) -> Iterator[Visit]:
    students = _people(Role.STUDENT, rng)
    while True:
        yield Visit(_address("mentors.search", draw_query(rng)), next(students))


def _address(endpoint: str, query: dict[str, str]) -> str:
    return f"{url_for(endpoint)}?{urlencode(query)}" if query else url_for(endpoint)


def draw_query(rng: Random) -> dict[str, str]:
    """Draw what a student looks for: most often words, at times filters, at times nothing."""
    kind = rng.random()
    if kind < 0.1:
        return {}
    wanted: dict[str, str] = {}
    if kind < 0.8:
        wanted["q"] = _everyday_name(rng, rng.choice(("fr", "en")))
    if kind > 0.65:
        wanted["region"] = rng.choice(list(regions()))
    if kind > 0.85:
        wanted["sector"] = rng.choice(list(occupations().values())).sector.slug
    if rng.random() < 0.15:
        wanted["available"] = "1"
    return wanted


def _everyday_name(rng: Random, language: str) -> str:
    occupation = rng.choice(list(occupations().values()))
    name = rng.choice(occupation.names(language))
    return rng.choice((name.masculine, name.feminine))


def _other_name(rng: Random) -> str:
    """Draw a name of an occupation that is no page's title: a title leads straight there."""
    titles = {o.headline(code).casefold() for o in occupations().values() for code in ("fr", "en")}
    while (name := _everyday_name(rng, rng.choice(("fr", "en")))).casefold() in titles:
        pass
    return name


def _mentor_profile(rng: Random) -> Iterator[Visit]:
    students = _people(Role.STUDENT, rng)
    active = select(Mentor.person_id).where(
        Mentor.activated_at.is_not(None),
        Mentor.deactivated_at.is_(None),
        Mentor.paused_until.is_(None),
        Mentor.open_matches < Mentor.capacity,
    )
    for mentor_id in _shuffled(active, rng):
        yield Visit(url_for("mentors.show", mentor_id=mentor_id), next(students))


def _inbox(rng: Random) -> Iterator[Visit]:
    for _thread_id, session_id in _readers(rng):
        yield Visit(url_for("threads.inbox"), session_id)


def _thread(rng: Random) -> Iterator[Visit]:
    for thread_id, session_id in _readers(rng):
        yield Visit(url_for("threads.show", thread_id=thread_id), session_id)


def _readers(rng: Random) -> Iterator[tuple[int, str]]:
    """Give threads drawn at random with one of their two people, student and mentor in turn."""
    threads = select(Thread.id, Thread.student_id, Thread.mentor_id).where(
        Thread.last_author_id.is_not(None)  # a mentor knows of the thread
    )
    rows = list(db.session.execute(threads.order_by(Thread.id)).all())
    rng.shuffle(rows)
    for number, (thread_id, student_id, mentor_id) in enumerate(cycle(rows)):
        yield thread_id, _session_of(mentor_id if number % 2 else student_id)


def _occupation_list(rng: Random) -> Iterator[Visit]:
    students = _people(Role.STUDENT, rng)
    sectors = sorted({o.sector.slug for o in occupations().values()})
    while True:
        kind = rng.random()
        wanted = {"sector": rng.choice(sectors)} if kind < 0.6 else {}
        wanted |= {"q": _other_name(rng)} if kind > 0.8 else {}
        yield Visit(_address("occupations.browse", wanted), next(students))


def _occupation(rng: Random) -> Iterator[Visit]:
    students = _people(Role.STUDENT, rng)
    while True:
        noc = rng.choice(list(occupations()))
        yield Visit(url_for("occupations.show", noc=noc), next(students))


def _counsellor_home(rng: Random) -> Iterator[Visit]:
    for session_id in _counsellors(rng):
        yield Visit(url_for("counsellor.home"), session_id)


def _student_list(rng: Random) -> Iterator[Visit]:
    for session_id in _counsellors(rng):
        yield Visit(url_for("counsellor.students"), session_id)


def _counsellors(rng: Random) -> Iterator[str]:
    """Give sessions of counsellors who follow a whole school."""
    schools = select(CounsellorSchool.counsellor_id).distinct()
    return (_session_of(person_id) for person_id in _shuffled(schools, rng))


def _class_group(rng: Random) -> Iterator[Visit]:
    followed = select(CounsellorClassGroup.class_group_id, CounsellorClassGroup.counsellor_id)
    rows = list(db.session.execute(followed.order_by(*followed.selected_columns)).all())
    rng.shuffle(rows)
    for class_group_id, counsellor_id in cycle(rows):
        address = url_for("counsellor.class_group", class_group_id=class_group_id)
        yield Visit(address, _session_of(counsellor_id))


def _queue(rng: Random) -> Iterator[Visit]:
    for session_id in _people(Role.MODERATOR, rng):
        yield Visit(url_for("moderation.queue"), session_id)


def _suggest(rng: Random) -> Iterator[Visit]:
    while True:
        language = rng.choice(("fr", "en"))
        typed = _everyday_name(rng, language)[: rng.randint(2, 9)].strip()
        yield Visit(url_for("occupations.suggest", q=typed, lang=language))


def _people(role: Role, rng: Random) -> Iterator[str]:
    """Give sessions of active people of a role who have been here, without end."""
    wanted = (
        select(Person.id)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(PersonRole.role == role, Person.state == PersonState.ACTIVE)
        .where(Person.last_signed_in_at.is_not(None))
    )
    return (_session_of(person_id) for person_id in _shuffled(wanted, rng))


def _shuffled(wanted: Select[Any], rng: Random) -> Iterator[int]:
    numbers = sorted(db.session.scalars(wanted))
    if not numbers:
        raise BenchFailed("this portal holds nobody to visit as")
    rng.shuffle(numbers)
    return cycle(numbers)


def _session_of(person_id: int) -> str:
    version = db.session.scalar(select(Person.session_version).where(Person.id == person_id))
    return f"{person_id}.{version}"


PAGES: dict[str, Draw] = {
    "front page": _front,
    "sign-in page": _sign_in,
    "mentor search": _mentor_search,
    "mentor profile": _mentor_profile,
    "inbox": _inbox,
    "thread": _thread,
    "occupations by sector": _occupation_list,
    "occupation page": _occupation,
    "counsellor home": _counsellor_home,
    "student list": _student_list,
    "moderation queue": _queue,
}
EXTRA: dict[str, Draw] = {"class group": _class_group, "suggestions": _suggest}
