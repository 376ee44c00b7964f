"""Posts that call on roles: whom they mean, what is new of it for somebody."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import func, or_, select

from portal.data.mentions import Called, roles_in
from portal.extensions import db
from portal.i18n import pick
from portal.models.groups import Group
from portal.models.mentions import MentionNotice
from portal.models.people import Person, Role
from portal.models.threads import Message, Reading, Thread
from portal.models.topics import Topic
from portal.policies import mentions as policy
from portal.policies import topics as topics_policy
from portal.policies.viewers import AnyoneWith, Viewer
from portal.queries import group_roles
from portal.queries.mails import person_to_write
from portal.queries.names import writer
from portal.queries.rows import rows_of

SHOWN = 10  # in the list of groups


@dataclass(frozen=True, slots=True)
class Calling:
    """A shown post that calls on roles."""

    message_id: int
    topic_id: int
    group_id: int
    author_id: int
    roles: frozenset[Called]


@dataclass(frozen=True, slots=True)
class Call:
    """A post that calls on the reader and was not read yet."""

    message_id: int
    topic_id: int
    group_id: int
    group: str
    title: str
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class ToTell:
    """Somebody to tell by mail that a topic calls on them."""

    email: str
    language: str
    group_id: int


def side_of(viewer: Viewer) -> str:
    """Return as what `viewer` writes in a group: "student", "mentor" or "team"."""
    if viewer.has(Role.STUDENT):
        return "student"
    return "mentor" if viewer.has(Role.MENTOR) else "team"


def callings(message_ids: Collection[int]) -> list[Calling]:
    """Return those of the messages that are shown posts and call on a role that they may."""
    somebody, said = writer(), func.coalesce(Message.redacted_body, Message.body)
    wanted: Any = (
        select(Message.id, Topic.thread_id, Topic.group_id, Message.author_id, said, somebody.side)
        .select_from(Message)
        .join(Topic, Topic.thread_id == Message.thread_id)
        .where(Message.id.in_(message_ids), topics_policy.shown(), said.contains("@"))
    )
    rows = db.session.execute(somebody.join(wanted, Message.author_id).order_by(Message.id))
    found = [
        Calling(number, topic_id, group_id, author_id, roles_in(text, side))
        for number, topic_id, group_id, author_id, text, side in rows
    ]
    return [one for one in found if one.roles]


def meant_by(calling: Calling) -> list[Person]:
    """Return those who hold a role that a post calls on, whom it may be told; not its author."""
    group = db.session.get_one(Group, calling.group_id)
    numbers: set[int] = set()
    if Called.MODERATION in calling.roles:
        numbers.update(group_roles.moderators(group))
    if Called.MENTORS in calling.roles:
        numbers.update(group_roles.mentors(group))
    if Called.COUNSELLORS in calling.roles:
        numbers.update(group_roles.counsellors(group))
    people = group_roles.active(numbers - {calling.author_id})
    return [person for person in people if _is_told(person, calling)]


def last_mail_at(person_id: int, topic_id: int) -> datetime | None:
    """Return when the last mail about calls in a topic left, or will leave, for somebody."""
    wanted = (
        select(func.max(MentionNotice.mail_at))
        .join(Message, Message.id == MentionNotice.message_id)
        .where(MentionNotice.person_id == person_id, Message.thread_id == topic_id)
    )
    return db.session.scalar(wanted)


def person_to_tell(person_id: int, topic_id: int) -> ToTell | None:
    """Return whom to tell that a topic calls on them, or None once nothing of it is unread."""
    person = person_to_write(person_id)
    if person is None:
        return None
    wanted = _unread(person).where(Topic.thread_id == topic_id).with_only_columns(Topic.group_id)
    group_id = db.session.scalar(wanted.limit(1))
    return None if group_id is None else ToTell(str(person.email), person.language, group_id)


def calls(viewer: Viewer) -> Sequence[Call]:
    """List the latest unread posts that call on `viewer`, in one statement."""
    rows = rows_of(_calls(viewer.roles), {"viewer_id": viewer.id})
    return [
        Call(row.id, row.thread_id, row.group_id, pick(row, "name"), row.title, row.shown_at)
        for row in rows
    ]


@cache
def _calls(roles: frozenset[Role]) -> Any:
    return _unread(AnyoneWith(roles)).order_by(Message.shown_at.desc(), Message.id).limit(SHOWN)


def _unread(viewer: Viewer) -> Any:
    return (
        select(
            Message.id,
            Topic.thread_id,
            Topic.group_id,
            Group.name_fr,
            Group.name_en,
            func.coalesce(Topic.redacted_title, Topic.title).label("title"),
            Message.shown_at,
        )
        .select_from(MentionNotice)
        .join(Message, Message.id == MentionNotice.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .join(Topic, Topic.thread_id == Thread.id)
        .join(Group, Group.id == Topic.group_id)
        .outerjoin(Reading, (Reading.thread_id == Thread.id) & (Reading.person_id == viewer.id))
        .where(
            MentionNotice.person_id == viewer.id,
            or_(Reading.read_at.is_(None), Reading.read_at < Message.shown_at),
            policy.told(viewer),
        )
    )


def _is_told(person: Person, calling: Calling) -> bool:
    wanted = (
        select(Message.id)
        .join(Thread, Thread.id == Message.thread_id)
        .join(Topic, Topic.thread_id == Thread.id)
        .join(Group, Group.id == Topic.group_id)
        .where(Message.id == calling.message_id, policy.told(person))
    )
    return db.session.scalar(wanted) is not None
