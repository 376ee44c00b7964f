"""Whom a message is about, in a conversation and in a group."""

from sqlalchemy import select

from portal.extensions import db
from portal.models.groups import Group, GroupAges
from portal.models.students import Student
from portal.models.threads import Message, Thread
from portal.services import concerns


def student_of(message: Message) -> int | None:
    """Return the student of the conversation; of a post, its author if that is a student."""
    thread = db.session.get_one(Thread, message.thread_id)
    if thread.group_id is None:
        return thread.student_id
    return concerns.as_student(message.author_id)


def minors_read(thread: Thread) -> bool:
    """Say whether a student under 18 reads the thread: its own, or any of a group."""
    if thread.group_id is not None:
        ages = db.session.scalar(select(Group.ages).where(Group.id == thread.group_id))
        return ages is not GroupAges.ADULTS
    student = db.session.get_one(Student, thread.student_id)
    return concerns.minor_today(student.born_on)
