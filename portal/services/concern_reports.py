"""Somebody's two taps: a message or a profile is reported (R13)."""

from sqlalchemy import select

from portal import clock, outbox
from portal.extensions import db
from portal.models.concerns import Concern, ConcernOrigin, ConcernPriority, ConcernTopic
from portal.models.mentors import Mentor
from portal.models.moderation import HoldReason
from portal.models.people import Person, Role
from portal.models.students import Student
from portal.models.threads import Message
from portal.policies import concerns as policy
from portal.services import concerns, moderation, whose

# What a reporter may say with one tap, and how soon somebody must look.
REPORT_TOPICS = {
    ConcernTopic.DISTRESS: ConcernPriority.IMMEDIATE,
    ConcernTopic.VIOLENCE: ConcernPriority.IMMEDIATE,
    ConcernTopic.OUT_OF_BOUNDS: ConcernPriority.SOON,
    ConcernTopic.BULLYING: ConcernPriority.SOON,
    ConcernTopic.OTHER: ConcernPriority.NORMAL,
}
# A profile reported for one of these by a minor is out of the search until the case is closed.
SERIOUS = frozenset({ConcernTopic.VIOLENCE, ConcernTopic.OUT_OF_BOUNDS, ConcernTopic.BULLYING})


def report_message(
    *, reporter: Person, message_id: int, topic: ConcernTopic, body: str, send_key: str
) -> Concern:
    """Report a message that `reporter` reads; in a minor's conversation it is hidden at once.

    The same click again, or a second report of the message by the same person while the
    first is open, gives the first one back. Raises NotFound.
    """
    first, key = concerns.sent_before(reporter, send_key)
    if first is not None:
        return first
    message = policy.get_reportable(reporter, message_id)
    if (earlier := _open_report(reporter, message=message)) is not None:
        return earlier
    concern = _report(reporter, topic, body, key)
    concern.thread_id, concern.message_id = message.thread_id, message.id
    concern.about_id = message.author_id
    # In a group, of somebody else than a student: whoever reports is the one to look after.
    concern.student_id = whose.student_of(message) or concerns.as_student(reporter.id)
    concerns.add(concern, actor=reporter)
    if whose.minors_read(message.thread):
        moderation.hold_again(message=message, reason=HoldReason.REPORTED)
    return concern


def report_profile(
    *, reporter: Person, mentor_id: int, topic: ConcernTopic, body: str, send_key: str
) -> Concern:
    """Report a mentor's profile that `reporter` may open.

    What a minor reports as serious is out of the search until the case is closed. The same
    click again gives the first report back, as does a second one while the first is open.
    Raises NotFound.
    """
    first, key = concerns.sent_before(reporter, send_key)
    if first is not None:
        return first
    mentor = policy.get_reportable_profile(reporter, mentor_id)
    if (earlier := _open_report(reporter, mentor_id=mentor_id)) is not None:
        return earlier
    concern = _report(reporter, topic, body, key)
    concern.about_id = mentor_id
    concerns.add(concern, actor=reporter)
    if topic in SERIOUS and _is_minor(reporter) and mentor.hidden_at is None:
        _hide(mentor, concern)
    return concern


def show_again(mentor_id: int) -> None:
    """Put a mentor back in the search, unless another open case keeps the profile out of it."""
    hidden_by = (
        select(Concern.id)
        .join(Student, Student.person_id == Concern.raised_by_id)
        .where(
            Concern.about_id == mentor_id,
            Concern.thread_id.is_(None),
            Concern.topic.in_(SERIOUS),
            Concern.closed_at.is_(None),
        )
        .limit(1)
    )
    mentor = db.session.get(Mentor, mentor_id)
    if mentor is None or mentor.hidden_at is None or db.session.scalar(hidden_by) is not None:
        return
    mentor.hidden_at = None
    outbox.emit("mentor.changed", mentor_id=mentor_id)


def _report(reporter: Person, topic: ConcernTopic, body: str, send_key: str) -> Concern:
    concern = Concern(topic=topic, priority=REPORT_TOPICS[topic], origin=ConcernOrigin.REPORT)
    concern.raised_by_id, concern.body, concern.send_key = reporter.id, body, send_key
    return concern


def _hide(mentor: Mentor, concern: Concern) -> None:
    mentor.hidden_at = clock.now()
    outbox.emit("mentor.changed", mentor_id=mentor.person_id)
    concerns.enter(concern, None, "hidden")


def _open_report(
    reporter: Person, *, message: Message | None = None, mentor_id: int | None = None
) -> Concern | None:
    wanted = select(Concern).where(
        Concern.raised_by_id == reporter.id,
        Concern.origin == ConcernOrigin.REPORT,
        Concern.closed_at.is_(None),
    )
    if message is not None:
        wanted = wanted.where(Concern.message_id == message.id)
    else:
        wanted = wanted.where(Concern.about_id == mentor_id, Concern.message_id.is_(None))
    return db.session.scalar(wanted.limit(1))


def _is_minor(person: Person) -> bool:
    student = db.session.get(Student, person.id) if person.has(Role.STUDENT) else None
    return student is not None and concerns.minor_today(student.born_on)
