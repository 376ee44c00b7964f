"""Concerns that the screen raises on a doubt: soon, never at night, and told as a doubt."""

from datetime import timedelta

import pytest

from portal.extensions import db, unit_of_work
from portal.models.calendar import ClosedDay
from portal.models.concerns import ConcernPriority, ConcernTopic
from portal.screening import Finding, Kind, Severity
from tests.concerns import FIRST, MONDAY, NIGHT, alert, events, jobs, row, told

DOUBT = (Finding(Kind.SELF_HARM, 0, 5, Severity.NOTED, "cues.self_harm:gone"),)

pytestmark = pytest.mark.usefixtures("night")


def test_a_doubt_waits_for_school_to_open_and_says_that_it_is_one(cast):
    number = alert(DOUBT)
    concern = row(number)
    assert (concern.priority, concern.topic) == (ConcernPriority.SOON, ConcernTopic.DISTRESS)
    assert concern.due_at == MONDAY + timedelta(hours=8)
    assert told(number) == FIRST
    assert {due for due, _payload in jobs("concern.raised")} == {MONDAY}
    assert events(number) == ["raised", "doubted"]


def test_sure_distress_after_a_doubt_is_immediate_and_tells_all_at_once(cast):
    number = alert(DOUBT)
    assert alert(message_id=3) == number
    concern = row(number)
    assert concern.priority is ConcernPriority.IMMEDIATE
    assert concern.due_at == NIGHT + timedelta(minutes=30)
    assert events(number) == ["raised", "doubted", "alerted"]
    assert [due for due, _payload in jobs("concern.raised")] == [MONDAY, MONDAY, NIGHT, NIGHT]


def test_a_doubt_after_sure_distress_mails_no_one_again_and_lowers_nothing(cast):
    number = alert()
    assert alert(DOUBT, message_id=3) == number
    assert row(number).priority is ConcernPriority.IMMEDIATE
    assert events(number) == ["raised", "doubted"]
    assert len(jobs("concern.raised")) == 2


def test_a_calendar_without_school_keeps_no_doubt_from_being_told(cast):
    with unit_of_work():
        days = (NIGHT.date() + timedelta(days=day) for day in range(-1, 400))
        db.session.add_all(ClosedDay(day=day, name="Fermé") for day in days)
    number = alert(DOUBT)
    assert row(number).due_at == NIGHT
    assert {due for due, _payload in jobs("concern.raised")} == {NIGHT}


def test_a_doubt_beside_another_finding_is_told_by_what_it_is_about(cast):
    phone = Finding(Kind.PHONE, 0, 5, Severity.HIGH, "phone")
    assert row(alert((phone, *DOUBT))).priority is ConcernPriority.SOON
