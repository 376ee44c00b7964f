"""A class in the computer lab: opened, followed, its first messages looked at, ended together."""

from datetime import timedelta

from sqlalchemy import select, update

from portal import clock, outbox
from portal.errors import Invalid
from portal.extensions import db
from portal.i18n import _
from portal.models.class_groups import ClassGroupMember
from portal.models.class_periods import ClassPeriod, Glance
from portal.models.people import Person, PersonState
from portal.models.threads import Message, Thread
from portal.policies import class_groups
from portal.policies import class_periods as policy
from portal.services import audit, glances, threads

SHORTEST, LONGEST = 15, 180  # minutes


def begin(*, actor: Person, class_group_id: int, minutes: int, glance: bool) -> ClassPeriod:
    """Begin a period of a class group that `actor` follows; one that goes on is given back.

    Raises NotFound for another group, Invalid for a length that no lesson has.
    """
    group = class_groups.get_followed(actor, class_group_id)
    if not SHORTEST <= minutes <= LONGEST:
        raise Invalid(
            _("A period lasts %(least)d to %(most)d minutes.", least=SHORTEST, most=LONGEST)
        )
    going_on = select(ClassPeriod).where(
        ClassPeriod.class_group_id == group.id, policy.under_way()
    )
    period = db.session.scalars(going_on.order_by(ClassPeriod.id)).first()
    if period is not None:
        return period
    ends_at = clock.now() + timedelta(minutes=minutes)
    period = ClassPeriod(
        class_group_id=group.id, led_by_id=actor.id, ends_at=ends_at, glance=glance
    )
    db.session.add(period)
    db.session.flush()
    outbox.emit("class_period.ended", due_at=ends_at, class_period_id=period.id)
    audit.record(actor, "class_period.begun", "class_period", period.id)
    return period


def end(*, actor: Person, class_period_id: int) -> None:
    """End a period; what nobody looked at goes to the moderators. A second click changes nothing.

    Raises NotFound for a group that `actor` does not follow.
    """
    period = policy.get_led(actor, class_period_id)
    if period.closed_at is None:
        close(period)
        audit.record(actor, "class_period.ended", "class_period", period.id)


def close(period: ClassPeriod) -> None:
    """Note that the period is over, and hand what waits in it to the moderators."""
    period.closed_at = clock.now()
    waiting = select(Glance).where(Glance.class_period_id == period.id, Glance.outcome.is_(None))
    for glance in db.session.scalars(waiting):
        glances.leave(glance)


def sign_everyone_out(*, actor: Person, class_period_id: int) -> int:
    """Close every session of the students of the group; return how many students they are.

    What they were writing is kept. Raises NotFound for a group that `actor` does not follow.
    """
    period = policy.get_led(actor, class_period_id)
    members = select(ClassGroupMember.student_id).where(
        ClassGroupMember.class_group_id == period.class_group_id
    )
    here = (
        Person.id.in_(members),
        Person.state == PersonState.ACTIVE,
        Person.last_signed_in_at.is_not(None),
    )
    out = update(Person).where(*here).values(session_version=Person.session_version + 1)
    done = db.session.execute(out, execution_options={"synchronize_session": False})
    audit.record(actor, "class_period.signed_out", "class_period", period.id)
    return int(done.rowcount)  # type: ignore[attr-defined]


def note_reading(*, actor: Person, class_period_id: int) -> None:
    """Write that `actor` reads the first messages that wait in the period (R44)."""
    policy.get_led(actor, class_period_id)
    waiting = (
        select(Message)
        .join(Glance, Glance.message_id == Message.id)
        .where(Glance.class_period_id == class_period_id, Glance.outcome.is_(None))
    )
    for message in db.session.scalars(waiting):
        thread = db.session.get_one(Thread, message.thread_id)
        threads.note_reading(reader=actor, thread=thread, reason=glances.REASON)


def let_go(*, actor: Person, class_period_id: int, message_id: int) -> None:
    """Let a first message go to its mentor.

    Raises NotFound for a group not followed, Conflict when it was decided or taken back.
    """
    glance, message = policy.get_waiting(actor, class_period_id, message_id)
    glances.let_go(actor=actor, glance=glance, message=message)


def send_back(*, actor: Person, class_period_id: int, message_id: int, line: str) -> None:
    """Give a first message back to its author, who reads `line` and writes again.

    Raises as `let_go` does, and Invalid for no line, or one that the screen objects to.
    """
    words = glances.make_sure_of_line(line)
    glance, message = policy.get_waiting(actor, class_period_id, message_id)
    glances.send_back(actor=actor, glance=glance, message=message, line=words)
