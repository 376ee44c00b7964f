"""The board as its administrators see it: settings, and counts without a name."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.extensions import db
from portal.models.access_log import AuditEntry
from portal.models.boards import Board
from portal.models.mentors import Mentor
from portal.models.people import Person, PersonRole, PersonState, Role
from portal.models.schools import School
from portal.models.students import Level, Student
from portal.policies import boards as policy
from portal.policies import mentors, staff

LATEST = 15  # audit entries on the overview


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Who did what: by number, never by name."""

    event: str
    noun: str
    noun_id: int
    actor_id: int | None
    done_at: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """The counts on the front page of the administration."""

    schools: int
    students: int
    levels: tuple[tuple[Level, int], ...]  # every level, in order
    mentors: int  # who take part
    applicants: int
    staff: tuple[tuple[Role, int], ...]  # every role of the staff, in order
    has_board: bool
    latest: tuple[AuditLine, ...]


def overview(viewer: Person) -> Overview:
    """Return the board's counts; to others than administrators there is no such page."""
    policy.check_managed_by(viewer)
    by_level = _students_by_level()
    schools, active, applicants = db.session.execute(
        select(
            select(func.count()).select_from(School).scalar_subquery(),
            select(func.count())
            .select_from(Mentor)
            .join(Mentor.person)
            .where(mentors.taking_part())
            .scalar_subquery(),
            select(func.count())
            .select_from(Mentor)
            .where(Mentor.activated_at.is_(None), Mentor.deactivated_at.is_(None))
            .scalar_subquery(),
        )
    ).one()
    return Overview(
        schools=schools,
        students=sum(by_level.values()),
        levels=tuple((level, by_level.get(level, 0)) for level in Level),
        mentors=active,
        applicants=applicants,
        staff=_staff_by_role(),
        has_board=db.session.get(Board, 1) is not None,
        latest=_latest(),
    )


def board_of(viewer: Person) -> Board | None:
    """Return the board as `viewer` may change it, None before there is one."""
    policy.check_managed_by(viewer)
    return db.session.get(Board, 1)


def _students_by_level() -> dict[Level, int]:
    counted = (
        select(Student.level, func.count())
        .join(Student.person)
        .where(Person.state != PersonState.LEFT)
        .group_by(Student.level)
    )
    return dict(db.session.execute(counted).all())


def _staff_by_role() -> tuple[tuple[Role, int], ...]:
    counted = (
        select(PersonRole.role, func.count())
        .join(PersonRole.person)
        .where(Person.state == PersonState.ACTIVE, PersonRole.role.in_(staff.STAFF_ROLES))
        .group_by(PersonRole.role)
    )
    counts = dict(db.session.execute(counted).all())
    return tuple((role, counts.get(role, 0)) for role in staff.STAFF_ROLES)


def _latest() -> tuple[AuditLine, ...]:
    wanted = (
        select(
            AuditEntry.event,
            AuditEntry.noun,
            AuditEntry.noun_id,
            AuditEntry.actor_id,
            AuditEntry.done_at,
        )
        .order_by(AuditEntry.id.desc())
        .limit(LATEST)
    )
    return tuple(AuditLine(*row) for row in db.session.execute(wanted))
