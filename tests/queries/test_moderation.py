"""The queue walks along its index, however many cases were decided before."""

import pytest

from portal.extensions import db
from portal.queries.moderation import Wanted, counts, next_case, queue
from tests.statements import told_to


def plan(cast, ask):
    seen = []
    with cast.app.app_context():
        viewer = cast.person("mona")
        with told_to(lambda *asked: seen.append(asked), cast.app):
            ask(viewer)
        connection = db.session.connection()
        return [
            row[3]
            for statement, parameters in seen
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


@pytest.mark.parametrize(
    "ask",
    [
        lambda viewer: queue(viewer, limit=26),
        lambda viewer: queue(viewer, limit=10, wanted=Wanted(escalated=True)),
        counts,
        next_case,
    ],
)
def test_the_queue_is_one_walk_along_its_index(cast, ask):
    steps = plan(cast, ask)
    assert any("ix_hold_queue" in step for step in steps), steps
    assert not any(step.startswith("SCAN hold") for step in steps), steps


def test_the_counts_are_taken_from_the_index_alone(cast):
    steps = plan(cast, counts)
    assert any("COVERING INDEX ix_hold_queue" in step for step in steps), steps
