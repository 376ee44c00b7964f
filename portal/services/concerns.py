"""Raising a concern: by when somebody must look, who is told, to whom it climbs (R13, R14)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import uuid4

from sqlalchemy import ColumnElement, func, literal, or_, select, update

from portal import clock, outbox
from portal.data.duties import Duty, duties_of
from portal.data.holidays import holidays
from portal.extensions import db
from portal.models.boards import Board
from portal.models.concerns import (
    Concern,
    ConcernDuty,
    ConcernEntry,
    ConcernOrigin,
    ConcernPriority,
    ConcernRecipient,
    ConcernTopic,
)
from portal.models.people import Person
from portal.models.students import Student
from portal.models.threads import Thread
from portal.policies import concerns as policy
from portal.queries.calendar import school_time
from portal.queries.concern_recipients import LEVELS, candidates
from portal.school_time import SchoolTime
from portal.screening import DISTRESS, Finding, Kind, Severity
from portal.services import audit

IMMEDIATE = ConcernPriority.IMMEDIATE
# How often those at the end of the climb are mailed again about what nobody has opened.
REMINDERS = 6


class Written(Protocol):
    """A message that was just written: its row, or what is known of it."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def thread_id(self) -> int:
        """The conversation that it is in."""

    @property
    def author_id(self) -> int:
        """Who wrote it."""


@dataclass(frozen=True, slots=True)
class Delays:
    """The board's delays for concerns."""

    climb_minutes: int = 30
    soon_hours: int = 8
    normal_days: int = 3
    ombudsman_days: int = 10


def raise_one(
    *,
    author: Person,
    thread_id: int,
    topic: ConcernTopic,
    priority: ConcernPriority,
    body: str,
    send_key: str,
) -> Concern:
    """Raise a concern on a conversation, ended or not, in the words of `author` (R14).

    The same `send_key` again gives the first one back. Raises NotFound for a
    conversation that is not `author`'s to worry about.
    """
    first, key = sent_before(author, send_key)
    if first is not None:
        return first
    thread = policy.get_raisable(author, thread_id)
    concern = Concern(topic=topic, priority=priority, origin=ConcernOrigin.RAISED, body=body)
    concern.thread_id, concern.student_id = thread.id, thread.student_id
    concern.about_id = thread.student_id if author.id == thread.mentor_id else None
    concern.raised_by_id, concern.send_key = author.id, key
    return add(concern, actor=author)


def raise_from_screen(message: Written, findings: Iterable[Finding]) -> Concern:
    """Raise a concern on a message in which the screen saw distress (R15).

    It is immediate, or soon where the screen only doubts. A second alert of the same topic
    in the conversation joins the open concern, with a line in its journal; when somebody has
    looked already, or nobody is told any more, all are told anew.
    """
    seen = [finding for finding in findings if finding.kind in DISTRESS]
    topic, priority = _topic_of(seen), _priority_of(seen)
    thread = db.session.get_one(Thread, message.thread_id)
    in_pair = literal(thread.group_id is None)
    concern = _open_one(
        Concern.thread_id == message.thread_id,
        Concern.topic == topic,
        # In a group each one has a case of their own; in a conversation both have one.
        or_(Concern.about_id == message.author_id, in_pair),
    )
    if concern is not None:
        event = "alerted" if priority is IMMEDIATE else "doubted"
        _join(concern, event, priority, message_id=message.id)
        return concern
    concern = Concern(topic=topic, priority=priority, origin=ConcernOrigin.SCREEN)
    concern.thread_id, concern.message_id = thread.id, message.id
    concern.about_id = message.author_id
    concern.student_id = (
        thread.student_id if thread.group_id is None else as_student(message.author_id)
    )
    add(concern, actor=None)
    if priority is not IMMEDIATE:
        enter(concern, None, "doubted", message_id=message.id)
    return concern


def raise_on_own_words(*, student_id: int, findings: Iterable[Finding]) -> Concern:
    """Raise a concern on a reflection of a student's in which the screen saw distress.

    It names the student and nothing else: neither the text nor the conversation opens by it.
    A second one of the same topic joins the open one, as in a conversation.
    """
    seen = [finding for finding in findings if finding.kind in DISTRESS]
    topic, priority = _topic_of(seen), _priority_of(seen)
    event = "reflected" if priority is IMMEDIATE else "reflected_doubt"
    concern = _open_one(
        Concern.student_id == student_id,
        Concern.about_id == student_id,
        Concern.thread_id.is_(None),
        Concern.origin == ConcernOrigin.SCREEN,
        Concern.topic == topic,
    )
    if concern is not None:
        _join(concern, event, priority)
        return concern
    concern = Concern(topic=topic, priority=priority, origin=ConcernOrigin.SCREEN)
    concern.about_id = concern.student_id = student_id
    add(concern, actor=None)
    enter(concern, None, event)
    return concern


def add(concern: Concern, *, actor: Person | None) -> Concern:
    """Write a new concern down, with its duties, and tell the first people; return it."""
    now, delays = clock.now(), board_delays()
    concern.raised_at, concern.level = now, 0
    concern.due_at = due_at(concern.priority, now, delays)
    db.session.add(concern)
    db.session.flush()
    enter(concern, actor, "raised", message_id=concern.message_id)
    for duty in duties_of(concern.topic.value, minor=_minor(concern.student_id)):
        due = _duty_due(duty, concern, delays)
        db.session.add(ConcernDuty(concern_id=concern.id, rule=duty.rule, due_at=due))
    _reach(concern, LEVELS[0], delays)
    audit.record(actor, "concern.raised", "concern", concern.id, detail=concern.topic.value)
    return concern


def climb(*, concern_id: int, level: int) -> None:
    """Route a concern to the next people, if nobody has opened it since it came to `level`.

    When nobody is left above, an immediate one is mailed again to those who had it last,
    `REMINDERS` times. Asked twice, or too late, it does nothing.
    """
    concern = db.session.scalar(select(Concern).where(Concern.id == concern_id).with_for_update())
    if concern is None or concern.level != level or not _waits(concern, clock.now()):
        return
    delays = board_delays()
    if _reach(concern, level + 1, delays):
        enter(concern, None, "climbed", body=str(concern.level))
        audit.record(None, "concern.climbed", "concern", concern.id, detail=str(concern.level))
    elif concern.priority is IMMEDIATE:
        _remind(concern, delays)


def told(*, concern_id: int, person_id: int) -> None:
    """Write down that the mail to a recipient left."""
    db.session.execute(
        update(ConcernRecipient)
        .where(
            ConcernRecipient.concern_id == concern_id,
            ConcernRecipient.person_id == person_id,
            ConcernRecipient.told_at.is_(None),
        )
        .values(told_at=clock.now())
    )


def sent_before(author: Person, send_key: str) -> tuple[Concern | None, str]:
    """Return the concern that a first click of `author` made, if any, and the key to use.

    A key that someone else's form bore finds nothing: this one gets a key of its own.
    """
    first = db.session.scalar(select(Concern).where(Concern.send_key == send_key))
    if first is None:
        return None, send_key
    return (first, send_key) if first.raised_by_id == author.id else (None, uuid4().hex)


def enter(
    concern: Concern,
    author: Person | None,
    event: str,
    *,
    body: str = "",
    message_id: int | None = None,
) -> None:
    """Add a line to the journal of a case."""
    line = ConcernEntry(concern_id=concern.id, event=event, body=body, message_id=message_id)
    line.author_id = author.id if author is not None else None
    line.written_at = clock.now()
    db.session.add(line)


def board_delays() -> Delays:
    """Return the board's delays, or those that a new board has."""
    row = db.session.execute(
        select(
            Board.climb_minutes,
            Board.concern_soon_hours,
            Board.concern_normal_days,
            Board.ombudsman_days,
        )
    ).one_or_none()
    return Delays(*row) if row is not None else Delays()


def due_at(priority: ConcernPriority, now: datetime, delays: Delays) -> datetime:
    """Return by when somebody must have opened a concern raised `now`.

    Immediate ones know no night and no holiday; the others follow the school calendar.
    """
    if priority is IMMEDIATE:
        return now + timedelta(minutes=delays.climb_minutes)
    if priority is ConcernPriority.SOON:
        return _in_school_hours(now, delays.soon_hours)
    return school_time().after_days(now, delays.normal_days)


def _in_school_hours(now: datetime, hours: int) -> datetime:
    # A mistake in the calendar must keep no message from being sent on which the screen doubts.
    try:
        return school_time().after_hours(now, hours)
    except ValueError:
        return now


def as_student(person_id: int) -> int | None:
    """Return the number of a person who is a student, or None."""
    return db.session.scalar(select(Student.person_id).where(Student.person_id == person_id))


def minor_today(born_on: date) -> bool:
    """Say whether someone born on `born_on` is under 18 today."""
    return clock.age(born_on, clock.today()) < policy.ADULT_AGE


def _topic_of(findings: Iterable[Finding]) -> ConcernTopic:
    # What someone lives through at another's hands has its own duties; despair goes first.
    kinds = {finding.kind for finding in findings}
    told_of = Kind.DISCLOSURE in kinds and Kind.SELF_HARM not in kinds
    return ConcernTopic.VIOLENCE if told_of else ConcernTopic.DISTRESS


def _priority_of(findings: Iterable[Finding]) -> ConcernPriority:
    # On a doubt nobody is woken up; the message is shown, and its author saw who can help.
    sure = any(finding.severity > Severity.NOTED for finding in findings)
    return IMMEDIATE if sure else ConcernPriority.SOON


def _open_one(*rules: ColumnElement[bool]) -> Concern | None:
    """Return the first open case by these rules, locked."""
    wanted = select(Concern).where(*rules, Concern.closed_at.is_(None)).order_by(Concern.id)
    return db.session.scalar(wanted.limit(1).with_for_update())


def _join(
    concern: Concern, event: str, priority: ConcernPriority, *, message_id: int | None = None
) -> None:
    enter(concern, None, event, message_id=message_id)
    on_its_way = concern.opened_at is None and concern.climbs_at is not None
    soon_enough = concern.priority is IMMEDIATE or concern.priority is priority
    if on_its_way and soon_enough:
        return
    delays = board_delays()
    concern.opened_at = None
    concern.priority = IMMEDIATE if concern.priority is IMMEDIATE else priority
    concern.due_at = due_at(concern.priority, clock.now(), delays)
    recipients = db.session.scalars(
        select(ConcernRecipient).where(ConcernRecipient.concern_id == concern.id)
    ).all()
    for recipient in recipients:
        recipient.told_at = recipient.opened_at = None
    _tell(concern, [recipient.person_id for recipient in recipients])
    _wait(concern, delays)


def _waits(concern: Concern, now: datetime) -> bool:
    open_still = concern.closed_at is None and concern.opened_at is None
    return open_still and concern.climbs_at is not None and concern.climbs_at <= now


def _remind(concern: Concern, delays: Delays) -> None:
    """Mail those at the level where the concern stays, and wait again unless it was the last."""
    # A new alert starts anew, with a new `due_at`: the lines before it no longer count.
    before = select(func.count(ConcernEntry.id)).where(
        ConcernEntry.concern_id == concern.id,
        ConcernEntry.event == "reminded",
        ConcernEntry.written_at >= concern.due_at,
    )
    sent = db.session.scalars(before).one()
    last = select(ConcernRecipient.person_id).where(
        ConcernRecipient.concern_id == concern.id, ConcernRecipient.level == concern.level
    )
    enter(concern, None, "reminded")
    _tell(concern, db.session.scalars(last).all())
    if sent + 1 < REMINDERS:
        _wait(concern, delays)


def _reach(concern: Concern, level: int, delays: Delays) -> bool:
    """Route the concern to the first people from `level` on whom a mail reaches.

    False when nobody is left above: it then stays with those who have it.
    """
    for step in LEVELS[level:]:
        found = candidates(concern, step)
        for candidate in found:
            row = ConcernRecipient(concern_id=concern.id, person_id=candidate.person_id)
            row.level = step
            db.session.add(row)
        db.session.flush()
        reachable = [candidate.person_id for candidate in found if candidate.reachable]
        if reachable:
            concern.level = step
            _tell(concern, reachable)
            _wait(concern, delays)
            return True
    concern.climbs_at = None
    return False


def _tell(concern: Concern, people: Iterable[int]) -> None:
    now = clock.now()
    # A mail that can wait leaves when school opens.
    when = now if concern.priority is IMMEDIATE else _in_school_hours(now, 0)
    for person_id in people:
        outbox.emit("concern.raised", due_at=when, concern_id=concern.id, person_id=person_id)


def _wait(concern: Concern, delays: Delays) -> None:
    concern.climbs_at = due_at(concern.priority, clock.now(), delays)
    outbox.emit(
        "concern.climb", due_at=concern.climbs_at, concern_id=concern.id, level=concern.level
    )


def _minor(student_id: int | None) -> bool:
    """Say whether the concern's student is under 18; one without a student may be about one."""
    born_on = db.session.scalar(select(Student.born_on).where(Student.person_id == student_id))
    return born_on is None or minor_today(born_on)


def _duty_due(duty: Duty, concern: Concern, delays: Delays) -> datetime | None:
    if duty.delay == "opening":
        return concern.due_at
    if duty.delay == "ombudsman":
        return _working_days_after(concern.raised_at, delays.ombudsman_days)
    return None


def _working_days_after(moment: datetime, days: int) -> datetime:
    # The law counts working days: the board's own days without school do not stop it.
    year = clock.local(moment).year
    return SchoolTime(closed_days=holidays(year) | holidays(year + 1)).after_days(moment, days)
