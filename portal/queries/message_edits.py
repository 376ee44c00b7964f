"""What a post said before its author changed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.errors import not_found
from portal.extensions import db
from portal.models.groups import Group
from portal.models.threads import Message
from portal.models.topics import MessageEdit, Topic
from portal.policies import groups as groups_policy
from portal.policies.viewers import Viewer
from portal.queries.names import writer


@dataclass(frozen=True, slots=True)
class PastWords:
    """What a post said once, for who runs the group."""

    topic_id: int
    group_id: int
    name: str
    now: str
    before: Sequence[tuple[datetime, str]]  # until when it said what


def past_words(viewer: Viewer, message_id: int) -> PastWords:
    """Return what a post said before each change, for who runs its group; else absent."""
    somebody = writer()
    wanted: Any = (
        select(
            Topic.thread_id, Topic.group_id, somebody.name.label("name"), Message.body.label("now")
        )
        .select_from(Message)
        .join(Topic, Topic.thread_id == Message.thread_id)
        .join(Group, Group.id == Topic.group_id)
        .where(Message.id == message_id, groups_policy.run_by(viewer))
    )
    row = db.session.execute(somebody.join(wanted, Message.author_id)).one_or_none()
    row = row or not_found("post", message_id)
    lines = db.session.execute(
        select(MessageEdit.edited_at, MessageEdit.body)
        .where(MessageEdit.message_id == message_id)
        .order_by(MessageEdit.id)
    )
    return PastWords(
        topic_id=row.thread_id,
        group_id=row.group_id,
        name=row.name,
        now=row.now,
        before=[(line[0], line[1]) for line in lines],
    )
