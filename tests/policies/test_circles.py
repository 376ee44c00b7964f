"""Role x state of a circle: who reads, takes part, writes, runs it, leads it and answers in it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.groups import Group
from portal.models.topics import Topic
from portal.policies import circles, groups, topics
from tests.circles import write_circle

# In the order: reads, is in it, writes, runs, leads, answers.
BEFORE_YES = {
    "zoe": "riw---", "noah": "------", "lea": "------", "marc": "------", "grace": "------",
    "claire": "r-wRl-", "denis": "------", "fatou": "------", "mona": "r-wR--",
    "coralie": "r-wR--", "adele": "r-----",
}  # fmt: skip
UNDER_WAY = BEFORE_YES | {"marc": "riw--a"}
READ_ONLY = {name: rights.replace("w", "-") for name, rights in UNDER_WAY.items()}


def rights(cast, name, group_id):
    viewer = cast.person(name)
    rules = {
        "r": groups.readable_by(viewer),
        "i": groups.is_in(viewer),
        "w": topics.open_to_posts(viewer) & groups.readable_by(viewer),
        "R": groups.run_by(viewer),
        "l": circles.led_by(viewer),
        "a": circles.answered_by(viewer),
    }
    found = ""
    for letter, rule in rules.items():
        wanted = (
            select(Group.id)
            .join(Topic, Topic.group_id == Group.id)
            .where(Group.id == group_id, rule)
        )
        found += letter if db.session.scalar(wanted) is not None else "-"
    return found


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("asked", BEFORE_YES),
        ("under way", UNDER_WAY),
        ("to come", READ_ONLY),
        ("over", READ_ONLY),
    ],
)
def test_who_may_do_what_in_a_circle(cast, state, expected):
    with cast.app.app_context():
        group_id, _topic_id = write_circle(cast, accepts=state != "asked")
        with unit_of_work():
            group, hour = db.session.get_one(Group, group_id), timedelta(hours=1)
            if state == "to come":
                group.starts_at = clock.now() + hour
            elif state == "over":
                group.ends_at = clock.now() - hour
        assert {name: rights(cast, name, group_id) for name in expected} == expected
