"""To whom a concern goes, and to whom it climbs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, or_, select

from portal.extensions import db
from portal.models.class_groups import (
    ClassGroupMember,
    CounsellorClassGroup,
    CounsellorSchool,
)
from portal.models.concerns import Concern, ConcernPriority, ConcernRecipient
from portal.models.people import Person, PersonRole, PersonState, Role
from portal.models.students import Student
from portal.models.threads import Thread
from portal.policies import concerns as policy
from portal.queries.mails import person_to_write

# The student's own counsellors with the moderators, then who answers for the portal.
_PAIR = (Thread.student_id, Thread.mentor_id)
FIRST, COORDINATION, ADMINISTRATION = LEVELS = range(3)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone whom a concern may be routed to; a mail reaches them or not."""

    person_id: int
    reachable: bool


@dataclass(frozen=True, slots=True)
class ConcernAddressee:
    """A recipient to whom the portal writes."""

    email: str
    language: str
    immediate: bool


def candidates(concern: Concern, level: int) -> Sequence[Candidate]:
    """Return whom the level adds: active, not whom it is about, nor who raised it."""
    known = select(ConcernRecipient.person_id).where(ConcernRecipient.concern_id == concern.id)
    wanted = (
        select(Person.id, Person.email.is_not(None))
        .where(
            Person.id.in_(_people_of(concern, level)),
            Person.state == PersonState.ACTIVE,
            Person.id.not_in(known),
            Person.id.not_in(_left_out(concern)),
            *(Person.id.not_in(_one_of_pair(concern, one)) for one in _PAIR),
        )
        .order_by(Person.id)
    )
    return [Candidate(*row) for row in db.session.execute(wanted)]


def addressee(concern_id: int, person_id: int) -> ConcernAddressee | None:
    """Return the recipient whom a mail may reach now, or None.

    None: the case was opened or closed meanwhile, or is no longer theirs to see.
    """
    person = person_to_write(person_id)
    if person is None:
        return None
    priority = db.session.scalar(
        select(Concern.priority).where(
            Concern.id == concern_id,
            Concern.closed_at.is_(None),
            Concern.opened_at.is_(None),
            policy.readable_by(person),
        )
    )
    if priority is None:
        return None
    immediate = priority is ConcernPriority.IMMEDIATE
    return ConcernAddressee(str(person.email), person.language, immediate)


def _one_of_pair(concern: Concern, one: Any) -> Select[int]:
    # Of a topic it is null, and what is "not in null" is in nothing.
    return select(one).where(Thread.id == concern.thread_id, one.is_not(None))


def _left_out(concern: Concern) -> list[int]:
    # Whoever raised it knows already, and looks for others who can help.
    people = (concern.about_id, concern.student_id, concern.raised_by_id)
    return [number for number in people if number is not None]


def _people_of(concern: Concern, level: int) -> Select[int]:
    if level == FIRST:
        moderates = PersonRole.role == Role.MODERATOR
        own = and_(
            PersonRole.role == Role.COUNSELLOR,
            or_(
                PersonRole.person_id.in_(_of_class_group(concern)),
                PersonRole.person_id.in_(_of_school(concern)),
            ),
        )
        return select(PersonRole.person_id).where(or_(moderates, own))
    role = Role.COORDINATOR if level == COORDINATION else Role.ADMINISTRATOR
    return select(PersonRole.person_id).where(PersonRole.role == role)


def _of_class_group(concern: Concern) -> Select[int]:
    groups = select(ClassGroupMember.class_group_id).where(
        ClassGroupMember.student_id == concern.student_id
    )
    return select(CounsellorClassGroup.counsellor_id).where(
        CounsellorClassGroup.class_group_id.in_(groups)
    )


def _of_school(concern: Concern) -> Select[int]:
    school = select(Student.school_id).where(Student.person_id == concern.student_id)
    return select(CounsellorSchool.counsellor_id).where(CounsellorSchool.school_id.in_(school))
