"""Groups beside the cast: what they are for, who is in them, what was said.

WELDING  of the Envol, open, topic HOURS with posts of zoe and marc, who is a guest for a month
ADULTS   of the whole board, 18 and over
OF_HAVRE of the Havre, by code
"""

from datetime import timedelta

from portal import clock
from portal.extensions import unit_of_work
from portal.models.groups import GroupAges, GroupDoor
from portal.services import groups, memberships, posts, topics
from portal.services.groups import Plan, Said
from tests.cast import ENVOL, HAVRE, IDS, Cast

WELDING, ADULTS, OF_HAVRE = 1, 2, 3
QUESTION = "Est-ce que les horaires sont durs quand on commence?"
ANSWER = "Les premiers mois oui, puis on s’habitue."


def plan(name: str, **more: object) -> Plan:
    """Return a plan for a group called `name` in both languages."""
    return Plan(Said(name_fr=name, name_en=f"{name} (en)"), **more)  # type: ignore[arg-type]


def write_groups(cast: Cast) -> int:
    """Write the three groups and the topic HOURS; return the topic's number."""
    mona = cast.person("mona")
    plans = (
        plan("La soudure", noc="72106", school_ids=(ENVOL,)),
        plan("Retour aux études", whole_board=True, ages=GroupAges.ADULTS),
        plan("Le Havre", school_ids=(HAVRE,), door=GroupDoor.CODE),
    )
    for number, one in enumerate(plans):
        with unit_of_work():
            groups.make(actor=mona, plan=one, send_key=f"group-{number}")
    with unit_of_work():
        memberships.join(student=cast.person("zoe"), group_id=WELDING)
    last = clock.today() + timedelta(days=30)
    with unit_of_work():
        memberships.invite_mentor(actor=mona, group_id=WELDING, mentor_id=IDS["marc"], last=last)
    with unit_of_work():
        memberships.answer(person=cast.person("marc"), group_id=WELDING, accept=True)
    with unit_of_work():
        begun = topics.start(
            author=cast.person("zoe"),
            group_id=WELDING,
            title="Les horaires",
            body=QUESTION,
            send_key="topic-1",
        )
    say(cast, "marc", begun.thread_id, ANSWER)
    return begun.thread_id


def say(cast: Cast, name: str, topic_id: int, body: str, **more: object) -> posts.Posted:
    """Have somebody post in a topic; return the post."""
    with unit_of_work():
        return posts.post(
            author=cast.person(name),
            topic_id=topic_id,
            body=body,
            send_key=f"{name} {topic_id} {body}"[:60],
            **more,  # type: ignore[arg-type]
        )
