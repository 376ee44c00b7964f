"""Whose class period it is, and which first messages wait in it for an adult's glance."""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, select
from sqlalchemy.orm import contains_eager

from portal import clock
from portal.errors import not_found
from portal.extensions import UtcDateTime, db
from portal.models.class_groups import ClassGroup, ClassGroupMember
from portal.models.class_periods import ClassPeriod, Glance
from portal.models.threads import Message, Thread
from portal.policies import class_groups
from portal.policies.viewers import Viewer

_NOW: BindParameter[Any] = bindparam(None, callable_=clock.now, type_=UtcDateTime())


def under_way() -> ColumnElement[bool]:
    """Say which class periods go on: not ended by the adult, and the bell has not rung."""
    return and_(ClassPeriod.closed_at.is_(None), ClassPeriod.ends_at > _NOW)


def get_led(viewer: Viewer, class_period_id: int) -> ClassPeriod:
    """Return the class period with group and school; one of a group not followed is absent."""
    wanted = (
        select(ClassPeriod)
        .join(ClassPeriod.class_group)
        .join(ClassGroup.school)
        .options(contains_eager(ClassPeriod.class_group).contains_eager(ClassGroup.school))
        .where(ClassPeriod.id == class_period_id, class_groups.followed_by(viewer))
    )
    return db.session.scalar(wanted) or not_found("class period", class_period_id)


def glancing_at(student_id: int | BindParameter[int]) -> Select[int]:
    """Return the statement for the class period in which a student's first message waits."""
    return (
        select(ClassPeriod.id)
        .join(ClassGroupMember, ClassGroupMember.class_group_id == ClassPeriod.class_group_id)
        .where(ClassGroupMember.student_id == student_id, ClassPeriod.glance, under_way())
        .order_by(ClassPeriod.id)
        .limit(1)
    )


def get_waiting(viewer: Viewer, class_period_id: int, message_id: int) -> tuple[Glance, Message]:
    """Return a first message of the period, with its thread and match, decided or not.

    It is absent to whoever does not follow the class group.
    """
    get_led(viewer, class_period_id)
    wanted = (
        select(Glance, Message)
        .join(Message, Message.id == Glance.message_id)
        .join(Message.thread)
        .join(Thread.match)
        .options(contains_eager(Message.thread).contains_eager(Thread.match))
        .where(Glance.message_id == message_id, Glance.class_period_id == class_period_id)
        .with_for_update(of=Glance)
    )
    row = db.session.execute(wanted).one_or_none()
    return (row[0], row[1]) if row is not None else not_found("message", message_id)
