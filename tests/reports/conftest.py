"""The seeded demo, for tests that count its figures again."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from portal.demo.load import load
from portal.extensions import db, unit_of_work
from portal.models.class_groups import ClassGroup
from portal.models.groups import Group, GroupKind, GroupSchool
from portal.models.mentors import Mentor
from portal.models.moderation import Decision, Hold, HoldReason, Verdict
from portal.models.threads import Message, MessageState, Thread
from tests.reports.seeded import person


@pytest.fixture
def demo(app: Flask) -> Iterator[Flask]:
    """The small demo, in which every post of a group waited for a moderator, as some did."""
    with app.app_context():
        db.drop_all()
        db.create_all()
        with unit_of_work():
            load("small", seed=7, progress=lambda _kind, _count: None)
        with unit_of_work():
            _write_in_a_circle()
            _hold_posts()
        yield app


def _write_in_a_circle() -> None:
    """Let a mentor write in the circle of a class, six times."""
    class_group = db.session.scalars(select(ClassGroup).order_by(ClassGroup.id)).first()
    mentor = db.session.scalars(select(Mentor).order_by(Mentor.person_id)).first()
    latest = db.session.scalars(select(Message).order_by(Message.sent_at.desc())).first()
    assert class_group and mentor and latest
    circle = Group(
        kind=GroupKind.CIRCLE,
        name_fr="Cercle",
        name_en="Circle",
        school_year=class_group.school_year,
        made_by_id=person("moderation").id,
        class_group_id=class_group.id,
        mentor_id=mentor.person_id,
    )
    db.session.add(circle)
    db.session.flush()
    db.session.add(GroupSchool(group_id=circle.id, school_id=class_group.school_id))
    thread = Thread(group_id=circle.id)
    db.session.add(thread)
    db.session.flush()
    for number in range(6):
        db.session.add(
            Message(
                thread_id=thread.id,
                author_id=mentor.person_id,
                body="Bonjour à la classe.",
                state=MessageState.VISIBLE,
                sent_at=latest.sent_at,
                shown_at=latest.sent_at,
                send_key=f"of-a-mentor-{number}",
            )
        )
    db.session.flush()


def _hold_posts() -> None:
    """Hold every post of a group that never was; each second one was approved."""
    posts = select(Message).join(Thread, Thread.id == Message.thread_id)
    wanted = posts.where(
        Thread.group_id.is_not(None), Message.id.not_in(select(Hold.message_id))
    ).order_by(Message.id)
    for place, post in enumerate(db.session.scalars(wanted).all()):
        hold = Hold(
            message_id=post.id,
            reason=HoldReason.SAMPLED,
            waits=place % 2 == 0,
            held_at=post.sent_at,
        )
        db.session.add(hold)
        db.session.flush()
        if not hold.waits:
            db.session.add(
                Decision(
                    message_id=post.id,
                    hold_id=hold.id,
                    moderator_id=person("moderation").id,
                    verdict=Verdict.APPROVED,
                    decided_at=post.sent_at,
                    original_hash="",
                )
            )
