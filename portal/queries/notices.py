"""What was decided about the reader: reminders, warnings, suspensions, and the own appeals."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ScalarSelect, func, select

from portal import clock
from portal.extensions import db
from portal.models.people import Person
from portal.models.sanctions import Sanction, SanctionState, SanctionStep
from portal.policies import sanctions as policy

RECENT = timedelta(days=14)  # a notice stands on the person's home for so long


@dataclass(frozen=True, slots=True)
class Notice:
    """A step taken about the reader, what was said of it, and what became of an appeal."""

    id: int
    step: SanctionStep
    note: str
    given_at: datetime | None
    until: date | None
    in_force: bool
    lifted: bool
    appeal: str
    appealed_at: datetime | None
    answer: str
    answered_at: datetime | None
    may_appeal: bool


def own_notices(viewer: Person) -> list[Notice]:
    """List the steps taken about `viewer`, the newest first."""
    rows = db.session.scalars(
        select(Sanction).where(policy.own(viewer)).order_by(Sanction.decided_at.desc())
    )
    return [_notice(row) for row in rows]


def latest_decision(viewer: Person) -> ScalarSelect[datetime]:
    """Say when something was last decided about `viewer`."""
    decided = func.max(func.coalesce(Sanction.appeal_decided_at, Sanction.decided_at))
    return select(decided).where(policy.own(viewer)).scalar_subquery()


def is_recent(decided_at: datetime | None) -> bool:
    """Say whether what was decided then still stands on the person's home."""
    return decided_at is not None and clock.now() - decided_at < RECENT


def _notice(row: Sanction) -> Notice:
    applied = row.state is SanctionState.APPLIED
    return Notice(
        id=row.id,
        step=row.step,
        note=row.note,
        given_at=row.decided_at,
        until=row.until,
        in_force=applied and row.until is not None and row.until > clock.today(),
        lifted=not applied,
        appeal=row.appeal,
        appealed_at=row.appealed_at,
        answer=row.appeal_answer,
        answered_at=row.appeal_decided_at,
        may_appeal=applied and row.appealed_at is None,
    )
