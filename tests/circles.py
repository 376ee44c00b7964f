"""A circle beside the cast: group 401 (zoe, theo) with marc, led by claire."""

from datetime import date, timedelta

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.groups import Group
from portal.queries.calendar import school_time
from portal.queries.circles import circle_page
from portal.school_time import last_day, school_year
from portal.services import circles, memberships, posts
from tests.cast import GROUP_401, IDS, Cast

OPENING = "Voici Marc, qui soude des ponts. Posez vos questions."


def school_day(after: int) -> date:
    """Return the first day of school from so many days on, else the last one of the year."""
    school, last = school_time(), last_day(school_year(clock.today()))
    day, step = clock.today() + timedelta(days=after), timedelta(days=1)
    while day < last and not school.is_open(day):
        day += step
    day = min(day, last)
    while not school.is_open(day):
        day -= step
    return day


def plan(*, first: int = 0, last: int = 20, glance: bool = False) -> circles.Plan:
    """Return a plan from a day to another one, counted from today."""
    said = circles.Said("Le pont", "The bridge")
    return circles.Plan(said, school_day(first), school_day(last), glance)


def write_circle(
    cast: Cast, *, glance: bool = False, accepts: bool = True, key: str = "circle"
) -> tuple[int, int]:
    """Make a circle that has begun; return its number and that of its topic."""
    with unit_of_work():
        group = circles.make(
            actor=cast.person("claire"),
            class_group_id=GROUP_401,
            plan=plan(glance=glance),
            mentor_id=IDS["marc"],
            opening=OPENING,
            send_key=key,
        )
        group.starts_at = clock.now() - timedelta(hours=1)
    group_id = group.id
    if accepts:
        with unit_of_work():
            memberships.answer(person=cast.person("marc"), group_id=group_id, accept=True)
    topic_id = circle_page(cast.person("claire"), group_id).topic_id
    assert topic_id is not None
    return group_id, topic_id


def move_end(group_id: int, hours: float) -> None:
    """Let the circle end so many hours from now."""
    with unit_of_work():
        db.session.get_one(Group, group_id).ends_at = clock.now() + timedelta(hours=hours)


def write_over(cast: Cast, question: str, answer: str) -> tuple[int, int]:
    """Make a circle that is over, its one question answered; return its number and that one's."""
    group_id, topic_id = write_circle(cast, key="over")
    with unit_of_work():
        asked = posts.post(
            author=cast.person("zoe"), topic_id=topic_id, body=question, send_key="asked"
        )
    with unit_of_work():
        circles.answer(
            mentor=cast.person("marc"),
            group_id=group_id,
            question_ids=[asked.id],
            body=answer,
            send_key="answered",
        )
    move_end(group_id, -1)
    return group_id, asked.id
