"""Who has seen my exchanges."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased, contains_eager

from portal.extensions import db
from portal.models.access_log import AccessEntry
from portal.models.mentors import Mentor
from portal.models.people import Person
from portal.models.threads import Thread
from portal.policies.access_log import readable_by


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """A member of the staff who read a conversation, and why."""

    read_at: datetime
    role: str
    name: str
    reason: str
    thread_id: int
    mentor_name: str


def readers(viewer: Person, *, limit: int, offset: int = 0) -> list[ReaderRow]:
    """List who read the exchanges of `viewer`, last first, in one statement."""
    mentor_person = aliased(Person)
    wanted = (
        select(AccessEntry, Person, Mentor)
        .join(Person, Person.id == AccessEntry.reader_id)
        .join(Thread, Thread.id == AccessEntry.thread_id)
        .join(Mentor, Mentor.person_id == Thread.mentor_id)
        .join(Mentor.person.of_type(mentor_person))
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
            mentor_name=mentor.shown_name,
        )
        for entry, reader, mentor in db.session.execute(wanted)
    ]
