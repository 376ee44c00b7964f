"""The queue walks along its index, however many cases were decided before."""

from datetime import timedelta

import pytest

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.moderation import Hold, HoldReason
from portal.models.threads import Message, MessageState
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


def test_the_counts_are_those_of_what_waits(cast):
    """By why it waits, late or left to others; what was decided is in none of them."""
    reasons = (HoldReason.FINDING, HoldReason.SAMPLED, HoldReason.SAMPLED, HoldReason.REPORTED)
    now = clock.now()
    with cast.app.app_context():
        with unit_of_work():
            for number, reason in enumerate(reasons, 50):
                message = Message(thread_id=1, author_id=1, body="x", send_key=f"n{number}")
                message.id, message.state = number, MessageState.HELD
                db.session.add(message)
                db.session.flush()
                hold = Hold(id=number, message_id=number, reason=reason, waits=number != 53)
                hold.held_at = now - timedelta(hours=900 + number)
                hold.due_at = now + timedelta(hours=51 - number)  # the last two are late
                hold.escalated_at = now if number == 50 else None
                db.session.add(hold)
        with clock.frozen_at(now):
            found = counts(cast.person("mona"))
    # With the cast's own, which is late.
    assert (found.total, found.late, found.escalated) == (4, 2, 1)
    assert found.reasons == {HoldReason.FINDING: 2, HoldReason.SAMPLED: 2}
    assert found.oldest == timedelta(hours=952)
