"""Who has seen my exchanges."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, contains_eager

from portal.extensions import db
from portal.models.access_log import AccessEntry
from portal.models.mentors import Mentor
from portal.models.people import Person
from portal.models.threads import Thread
from portal.models.topics import Topic
from portal.policies.access_log import readable_by


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """A member of the staff who read a conversation, and why."""

    read_at: datetime
    role: str
    name: str
    reason: str
    thread_id: int
    mentor_name: str | None  # of the conversation
    topic: str | None  # of a group
    group_id: int | None


def readers(viewer: Person, *, limit: int, offset: int = 0) -> list[ReaderRow]:
    """List who read the exchanges of `viewer`, last first, in one statement."""
    mentor_person = aliased(Person)
    wanted = (
        select(
            AccessEntry,
            Person,
            Mentor,
            func.coalesce(Topic.redacted_title, Topic.title),
            Topic.group_id,
        )
        .join(Person, Person.id == AccessEntry.reader_id)
        .join(Thread, Thread.id == AccessEntry.thread_id)
        .outerjoin(Topic, Topic.thread_id == Thread.id)
        .outerjoin(Mentor, Mentor.person_id == Thread.mentor_id)
        .outerjoin(Mentor.person.of_type(mentor_person))
        .options(contains_eager(Mentor.person.of_type(mentor_person)))
        .where(readable_by(viewer))
        .order_by(AccessEntry.read_at.desc(), AccessEntry.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [
        ReaderRow(
            read_at=entry.read_at,
            role=entry.reader_role,
            name=reader.name,
            reason=entry.reason,
            thread_id=entry.thread_id,
            mentor_name=mentor.shown_name if mentor is not None else None,
            topic=topic,
            group_id=group_id,
        )
        for entry, reader, mentor, topic, group_id in db.session.execute(wanted)
    ]
