"""Who leads a class circle, looks at its questions and answers them."""

from sqlalchemy import ColumnElement, and_, exists, false, not_, select
from sqlalchemy.orm import contains_eager

from portal.errors import not_found
from portal.extensions import db
from portal.models.class_groups import ClassGroup
from portal.models.class_periods import Glance
from portal.models.groups import Group, GroupKind
from portal.models.people import Role
from portal.models.students import Student
from portal.models.threads import Message, Thread
from portal.policies import class_groups, groups, topics
from portal.policies.viewers import Viewer


def led_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which circles `viewer` leads: those of class groups that are followed.

    Nobody leads a circle in which he or she takes part.
    """
    if not viewer.has(Role.COUNSELLOR):
        return false()
    followed = select(ClassGroup.id).where(class_groups.followed_by(viewer)).correlate(None)
    rule = and_(Group.kind == GroupKind.CIRCLE, Group.class_group_id.in_(followed))
    if not viewer.has(Role.STUDENT, Role.MENTOR):
        return rule
    return and_(rule, not_(groups.is_in(viewer)))


def answered_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say in which circles `viewer` is the mentor who answers, before and after the end."""
    if not viewer.has(Role.MENTOR):
        return false()
    own = and_(Group.kind == GroupKind.CIRCLE, Group.mentor_id == viewer.id)
    return and_(own, groups.is_in(viewer))


def is_question() -> ColumnElement[bool]:
    """Say which posts are questions: shown ones of students that quote no other post."""
    by_student = exists().where(Student.person_id == Message.author_id).correlate(Message)
    return and_(topics.shown(), Message.quoted_id.is_(None), by_student)


def get_readable(viewer: Viewer, group_id: int) -> Group:
    """Return the circle; one that `viewer` may not read is as absent as none."""
    return _get(group_id, groups.readable_by(viewer))


def get_led(viewer: Viewer, group_id: int) -> Group:
    """Return a circle that `viewer` leads; any other is absent."""
    return _get(group_id, led_by(viewer))


def get_answered(viewer: Viewer, group_id: int) -> Group:
    """Return a circle of which `viewer` is the mentor; any other is absent."""
    return _get(group_id, answered_by(viewer))


def get_waiting(viewer: Viewer, group_id: int, message_id: int) -> tuple[Glance, Message]:
    """Return a question of a circle that `viewer` leads, decided or not, locked."""
    get_led(viewer, group_id)
    wanted = (
        select(Glance, Message)
        .join(Message, Message.id == Glance.message_id)
        .join(Message.thread)
        .options(contains_eager(Message.thread))
        .where(Glance.message_id == message_id, Glance.group_id == group_id)
        .with_for_update(of=Glance)
    )
    row = db.session.execute(wanted).one_or_none()
    return (row[0], row[1]) if row is not None else not_found("message", message_id)


def questions_of(group_id: int, message_ids: list[int]) -> list[Message]:
    """Return those of the posts that are questions of the circle, in the order they came in."""
    wanted = (
        select(Message)
        .join(Message.thread)
        .where(Message.id.in_(message_ids), Thread.group_id == group_id, is_question())
        .order_by(Message.shown_at, Message.id)
    )
    return list(db.session.scalars(wanted))


def _get(group_id: int, rule: ColumnElement[bool]) -> Group:
    wanted = select(Group).where(Group.id == group_id, Group.kind == GroupKind.CIRCLE, rule)
    return db.session.scalar(wanted) or not_found("circle", group_id)
