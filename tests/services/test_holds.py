"""By when a held message is due: school hours by severity, at once for the worst."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.boards import Board
from portal.models.calendar import ClosedDay
from portal.models.moderation import Hold, HoldReason
from portal.models.threads import Message
from portal.school_time import SchoolTime
from portal.screening import Finding, Kind, Severity
from portal.services import holds, threads
from portal.services.holds import Delays, due_at

TORONTO = ZoneInfo("America/Toronto")
# Monday 7 December 2026 at 10:00; Friday 4 December at 15:00 and at 22:00.
MONDAY = datetime(2026, 12, 7, 10, tzinfo=TORONTO)
FRIDAY = datetime(2026, 12, 4, 15, tzinfo=TORONTO)
FRIDAY_NIGHT = datetime(2026, 12, 4, 22, tzinfo=TORONTO)


@pytest.mark.parametrize(
    ("severity", "since", "due"),
    [
        (Severity.IMMEDIATE, FRIDAY_NIGHT, FRIDAY_NIGHT),
        (Severity.HIGH, MONDAY, MONDAY + timedelta(hours=2)),
        (Severity.HIGH, FRIDAY, datetime(2026, 12, 7, 9, tzinfo=TORONTO)),
        (Severity.HIGH, FRIDAY_NIGHT, datetime(2026, 12, 7, 10, tzinfo=TORONTO)),
        (Severity.MEDIUM, MONDAY, MONDAY + timedelta(hours=4)),
        (Severity.LOW, MONDAY, datetime(2026, 12, 8, 10, tzinfo=TORONTO)),
        (Severity.NOTED, MONDAY, datetime(2026, 12, 9, 10, tzinfo=TORONTO)),
    ],
)
def test_severity_gives_the_hours_and_school_time_counts_them(severity, since, due):
    assert due_at(severity, since, Delays(), SchoolTime()) == due


def test_a_calendar_without_school_gives_no_time_and_breaks_nothing():
    closed = frozenset(date(2026, 12, 1) + timedelta(days=day) for day in range(300))
    school = SchoolTime(closed_days=closed)
    assert due_at(Severity.LOW, MONDAY, Delays(), school) == MONDAY


@pytest.fixture
def context(cast):
    with cast.app.app_context():
        yield cast


def held(reason=HoldReason.FINDING, **more):
    with unit_of_work():
        holds.hold(message_id=1, reason=reason, **more)
    return db.session.scalars(select(Hold).where(Hold.message_id == 1)).one()


def test_the_board_s_hours_and_closed_days_count(context):
    with unit_of_work():
        board = db.session.scalars(select(Board)).one()
        board.hours_high = 3
        db.session.add(ClosedDay(day=date(2026, 12, 7), name="Journée pédagogique"))
    finding = Finding(Kind.PHONE, 0, 4, Severity.HIGH, "phone")
    with clock.frozen_at(FRIDAY_NIGHT):
        hold = held(findings=[finding])
    assert hold.due_at == datetime(2026, 12, 8, 11, tzinfo=TORONTO)
    assert (hold.severity, hold.held_at) == (3, FRIDAY_NIGHT)


def test_a_message_sent_is_due_as_what_was_found_says(context):
    with clock.frozen_at(MONDAY), unit_of_work():
        zoe = context.person("zoe")
        threads.post_message(author=zoe, thread_id=1, body="514 555-0123", send_key="k")
    hold = db.session.scalars(select(Hold).order_by(Hold.id.desc())).first()
    assert MONDAY < hold.due_at <= MONDAY + timedelta(hours=2)
    assert db.session.get_one(Message, hold.message_id).body == "514 555-0123"


def test_a_report_is_looked_at_like_something_serious(context):
    with clock.frozen_at(MONDAY):
        hold = held(HoldReason.REPORTED, severity=Severity.HIGH)
    assert hold.due_at == MONDAY + timedelta(hours=2)
