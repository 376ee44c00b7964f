"""Holding a message for a moderator, and by when somebody should decide on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from portal import clock
from portal.extensions import db
from portal.models.boards import Board
from portal.models.moderation import Hold, HoldReason, MessageFinding
from portal.queries.calendar import school_time
from portal.school_time import SchoolTime
from portal.screening import Finding, Severity

# Without the ORM, as a message is held under the one lock for writing.
_ADD_HOLD = insert(Hold.__table__)  # type: ignore[arg-type]
_ADD_FINDING = insert(MessageFinding.__table__)  # type: ignore[arg-type]
_DELAYS = select(Board.hours_high, Board.hours_medium, Board.hours_low, Board.hours_unflagged)


@dataclass(frozen=True, slots=True)
class Delays:
    """How many hours of school time each severity leaves until somebody should decide."""

    high: int = 2
    medium: int = 4
    low: int = 8
    unflagged: int = 16

    def hours(self, severity: int) -> int:
        """Return the hours that `severity` leaves; what is immediate leaves none."""
        if severity >= Severity.IMMEDIATE:
            return 0
        by_severity = {Severity.HIGH: self.high, Severity.MEDIUM: self.medium}
        found = self.low if severity > Severity.NOTED else self.unflagged
        return by_severity.get(Severity(severity), found)


def due_at(severity: int, since: datetime, delays: Delays, school: SchoolTime) -> datetime:
    """Return by when somebody should decide: in school hours, at once for the worst.

    A calendar that leaves no school day for months gives no time at all: a mistake in it
    keeps no message from being sent, nor from being looked at.
    """
    hours = delays.hours(severity)
    if not hours:
        return since
    try:
        return school.after_hours(since, hours)
    except ValueError:
        return since


def hold(
    *,
    message_id: int,
    reason: HoldReason,
    findings: Sequence[Finding] = (),
    severity: Severity = Severity.NOTED,
) -> None:
    """Let `message_id` wait for a moderator because of `reason`, with what was found in it.

    It is due as the worst of its findings says, and as `severity` does where that is worse.
    """
    now = clock.now()
    worst = max((int(finding.severity) for finding in findings), default=int(severity))
    worst = max(worst, int(severity))
    row = {"message_id": message_id, "reason": reason, "severity": worst, "held_at": now}
    connection = db.session.connection()
    connection.execute(_ADD_HOLD, row | {"due_at": _due(worst, now)})
    found = [
        {
            "message_id": message_id,
            "kind": finding.kind.value,
            "start": finding.start,
            "end": finding.end,
            "severity": int(finding.severity),
            "rule": finding.rule,
        }
        for finding in findings
    ]
    if found:
        connection.execute(_ADD_FINDING, found)


def _due(severity: int, now: datetime) -> datetime:
    if severity >= Severity.IMMEDIATE:
        return now
    row = db.session.execute(_DELAYS).one_or_none()
    return due_at(severity, now, Delays(*row) if row else Delays(), school_time())
