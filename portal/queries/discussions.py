"""How much students wrote in groups: counts of what others could read, never a word."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    cast,
    exists,
    func,
    literal,
    not_,
    null,
    select,
)

from portal.models.groups import Group, GroupSchool
from portal.models.threads import SHOWN_STATES, Message, Thread

COUNTS = 3  # the last columns of `Steps`


def nothing() -> list[Any]:
    """Return what stands in these columns of the other rows of `participation.steps`."""
    return [literal(0)] * COUNTS


def posted(student_ids: Select[Any], *, since: datetime, until: datetime) -> Select[Any]:
    """Return posts, topics and groups of each student in a period, for `participation.steps`."""
    earlier: list[Any] = [cast(null(), Date()), *[literal(0)] * 9]
    return (
        select(
            Message.author_id,
            *earlier,
            func.count(),
            func.count(Message.thread_id.distinct()),
            func.count(Thread.group_id.distinct()),
        )
        .join(Thread, Thread.id == Message.thread_id)
        .where(Thread.group_id.is_not(None), Message.state.in_(SHOWN_STATES))
        .where(Message.author_id.in_(student_ids))
        .where(Message.shown_at >= since, Message.shown_at < until)
        .group_by(Message.author_id)
    )


def of_class_group(class_group_id: int) -> ColumnElement[bool]:
    """Say which groups are of a class group alone: its circles."""
    return Group.class_group_id == class_group_id


def of_school(school_id: int) -> ColumnElement[bool]:
    """Say which groups are of a school alone, circles of its class groups included."""
    here = exists().where(GroupSchool.group_id == Group.id, GroupSchool.school_id == school_id)
    elsewhere = exists().where(
        GroupSchool.group_id == Group.id, GroupSchool.school_id != school_id
    )
    return and_(Group.whole_board.is_(False), here, not_(elsewhere))
