"""The board as its administrators see it: settings, and counts without a name."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnDefault, func, select

from portal.extensions import db
from portal.models.access_log import AuditEntry
from portal.models.boards import Board
from portal.models.calendar import ClosedDay
from portal.models.mentors import Mentor
from portal.models.people import Person, PersonRole, PersonState, Role
from portal.models.schools import School
from portal.models.students import Level, Student
from portal.policies import boards as policy
from portal.policies import mentors, staff
from portal.queries.help_lines import help_lines

LATEST = 15  # audit entries on the overview
SAFETY_COLUMNS = (
    "reviewed_first_messages",
    "sampled_percent",
    "school_opens",
    "school_closes",
    "hours_high",
    "hours_medium",
    "hours_low",
    "hours_unflagged",
    "climb_minutes",
    "concern_soon_hours",
    "concern_normal_days",
    "ombudsman_days",
    "youth_protection_line",
    "ombudsman_contact",
    "keeps_ages_apart",
)


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


@dataclass(frozen=True, slots=True)
class Safety:
    """What the board decided about safety, as a form shows it."""

    figures: Mapping[str, Any]  # by column of the board
    closed_days: tuple[tuple[date, str], ...]
    help_lines: tuple[dict[str, str], ...]


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


def safety_of(viewer: Person) -> Safety:
    """Return what the board decided about safety; to others than administrators there is none."""
    policy.check_managed_by(viewer)
    board = db.session.get(Board, 1) or Board()
    days = db.session.execute(select(ClosedDay.day, ClosedDay.name).order_by(ClosedDay.day))
    return Safety(
        figures={name: _figure(board, name) for name in SAFETY_COLUMNS},
        closed_days=tuple((day, name) for day, name in days),
        help_lines=tuple(asdict(line) for line in help_lines()),
    )


def _figure(board: Board, name: str) -> Any:
    """Return the column, or its default before there is a board."""
    value = getattr(board, name)
    default = Board.__table__.c[name].default
    return default.arg if value is None and isinstance(default, ColumnDefault) else value


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
