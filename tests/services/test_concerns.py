"""Concerns: who is told, when, and who next."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.concerns import (
    Concern,
    ConcernClosing,
    ConcernDuty,
    ConcernPriority,
    ConcernTopic,
)
from portal.models.people import Person, PersonRole, PersonState, Role
from portal.models.students import Student
from portal.queries.concerns import concerns as listed
from portal.services import concern_cases as cases
from tests.cast import IDS

# Whom a concern about zoe goes to at once: her counsellor, and the moderators.
from tests.concerns import (
    ABUSE,
    FIRST,
    FROM_MARC,
    MONDAY,
    NIGHT,
    alert,
    climb,
    do,
    events,
    follow,
    give_role,
    jobs,
    raise_one,
    report,
    row,
    told,
)

pytestmark = pytest.mark.usefixtures("night")


def test_distress_is_immediate_at_night_and_tells_her_counsellor_and_moderators_at_once(cast):
    number = alert()
    concern = row(number)
    assert (concern.topic, concern.priority) == (ConcernTopic.DISTRESS, ConcernPriority.IMMEDIATE)
    assert concern.due_at == concern.climbs_at == NIGHT + timedelta(minutes=30)
    assert told(number) == FIRST
    assert jobs("concern.raised") == [
        (NIGHT, {"concern_id": number, "person_id": IDS[name]}) for name in ("claire", "mona")
    ]
    assert jobs("concern.climb") == [(concern.climbs_at, {"concern_id": number, "level": 0})]


def test_counsellors_of_class_group_and_of_school_are_told_together(cast):
    follow("denis")
    number = alert()
    assert told(number) == {"claire": 0, "denis": 0, "mona": 0}
    assert len(jobs("concern.raised")) == 3


def test_who_holds_several_roles_is_told_once_and_only_as_long_as_they_hold_one(cast):
    follow("mona")  # follows the group, but is no counsellor
    give_role("claire", Role.MODERATOR)
    give_role("adele", Role.MODERATOR)
    number = alert()
    assert told(number) == {"claire": 0, "mona": 0, "adele": 0}
    climb(number, 0, minutes=30)
    climb(number, 1, minutes=60)
    assert told(number) == {"claire": 0, "mona": 0, "adele": 0, "coralie": 1}
    with unit_of_work():
        db.session.delete(db.session.get_one(PersonRole, (IDS["claire"], Role.COUNSELLOR)))
        db.session.delete(db.session.get_one(PersonRole, (IDS["claire"], Role.MODERATOR)))
    assert "claire" not in told(alert(ABUSE))


def test_it_climbs_one_step_at_a_time(cast):
    number = alert()
    climb(number, 0, minutes=30)
    assert told(number) == FIRST | {"coralie": 1}
    climb(number, 1, minutes=60)
    assert told(number) == FIRST | {"coralie": 1, "adele": 2}
    assert events(number) == ["raised", "climbed", "climbed"]


def test_those_at_the_last_level_are_mailed_again_six_times_and_then_it_stays(cast):
    number = alert()
    climb(number, 0, minutes=30)
    climb(number, 1, minutes=60)
    for minutes in range(90, 90 + 30 * 8, 30):
        climb(number, 2, minutes=minutes)
        climb(number, 2, minutes=minutes)  # the job done twice
    assert events(number) == ["raised", "climbed", "climbed", *["reminded"] * 6]
    mailed = [ids["person_id"] for _due, ids in jobs("concern.raised")]
    assert [mailed.count(IDS[name]) for name in ("claire", "mona", "coralie", "adele")] == [
        1, 1, 1, 7,
    ]  # fmt: skip
    last, _ids = jobs("concern.raised")[-1]
    assert last == NIGHT + timedelta(minutes=240)
    assert row(number).climbs_at is None
    newer = alert(ABUSE)
    order = [line.concern_id for line in listed(cast.person("mona"), "open", limit=9)]
    assert order == [number, newer], "it stays on top"


def test_reminders_stop_when_somebody_opens_it(cast):
    number = alert()
    for level, minutes in enumerate((30, 60, 90)):
        climb(number, level, minutes=minutes)
    do(cast, "adele", cases.open_case, number)
    climb(number, 2, minutes=120)
    assert events(number)[-2:] == ["reminded", "opened"]


def test_reminders_go_to_whoever_is_last_and_to_who_joins_the_administration(cast):
    with unit_of_work():
        for name in ("coralie", "adele"):
            db.session.get_one(Person, IDS[name]).state = PersonState.SUSPENDED
    number = alert()
    climb(number, 0, minutes=30)
    assert (told(number), events(number)) == (FIRST, ["raised", "reminded"])
    assert len(jobs("concern.raised")) == 4, "both again"
    give_role("fatou", Role.ADMINISTRATOR)
    climb(number, 0, minutes=60)
    assert told(number) == FIRST | {"fatou": 2}


def test_a_new_alert_that_nobody_is_told_of_any_more_tells_all_anew(cast):
    number = alert()
    for level, minutes in enumerate((30, 60)):
        climb(number, level, minutes=minutes)
    for minutes in range(90, 270, 30):
        climb(number, 2, minutes=minutes)
    assert row(number).climbs_at is None
    before = len(jobs("concern.raised"))
    with clock.frozen_at(NIGHT + timedelta(hours=9)):
        assert alert(message_id=3) == number
    assert len(jobs("concern.raised")) == before + 4
    climb(number, 2, minutes=9 * 60 + 30)
    assert row(number).climbs_at == NIGHT + timedelta(hours=10), "six reminders more"


def test_what_is_not_immediate_is_not_mailed_again(cast):
    number = raise_one(cast)
    for level in range(4):
        climb(number, level, minutes=60 * 24 * 10 * (level + 1))
    assert told(number) == FIRST | {"coralie": 1, "adele": 2}
    assert events(number) == ["raised", "climbed", "climbed"]
    assert len(jobs("concern.raised")) == 4


def test_a_climb_asked_twice_too_early_or_too_late_does_nothing(cast):
    number = alert()
    climb(number, 0, minutes=29)
    assert told(number) == FIRST
    climb(number, 0, minutes=30)
    climb(number, 0, minutes=61)
    assert told(number) == FIRST | {"coralie": 1}
    do(cast, "mona", cases.open_case, number)
    climb(number, 1, minutes=90)
    assert told(number) == FIRST | {"coralie": 1}


def test_whoever_mail_does_not_reach_keeps_the_case_and_the_next_level_is_told(cast):
    with unit_of_work():
        for name in ("claire", "mona"):
            db.session.get_one(Person, IDS[name]).email = None
    number = alert()
    assert told(number) == FIRST | {"coralie": 1}
    assert [ids["person_id"] for _due, ids in jobs("concern.raised")] == [IDS["coralie"]]
    assert jobs("concern.climb")[0][1]["level"] == 1


def test_one_whom_mail_reaches_is_enough_for_a_level(cast):
    with unit_of_work():
        db.session.get_one(Person, IDS["claire"]).email = None
    number = alert()
    assert told(number) == FIRST
    assert [ids["person_id"] for _due, ids in jobs("concern.raised")] == [IDS["mona"]]


def test_somebody_suspended_is_told_nothing(cast):
    with unit_of_work():
        db.session.get_one(Person, IDS["claire"]).state = PersonState.SUSPENDED
    assert told(alert()) == {"mona": 0}


def test_whom_it_is_about_is_never_told(cast):
    give_role("marc", Role.MODERATOR)
    give_role("marc", Role.ADMINISTRATOR)
    number = report(cast, "zoe", FROM_MARC)
    for level, minutes in enumerate((60 * 24 * 10, 60 * 24 * 20)):
        climb(number, level, minutes=minutes)
    assert set(told(number)) == {"claire", "mona", "coralie", "adele"}


def test_a_second_alert_joins_the_open_concern_and_mails_no_one_again(cast):
    number = alert()
    assert alert(message_id=3) == number
    assert events(number) == ["raised", "alerted"]
    assert (len(jobs("concern.raised")), len(jobs("concern.climb"))) == (2, 1)


def test_a_new_alert_after_the_case_was_opened_tells_all_anew_and_climbs_again(cast):
    number = alert()
    do(cast, "claire", cases.open_case, number)
    assert row(number).climbs_at is None
    with clock.frozen_at(NIGHT + timedelta(hours=3)):
        assert alert(message_id=3) == number
    concern = row(number)
    assert (concern.opened_at, concern.climbs_at) == (None, NIGHT + timedelta(hours=3, minutes=30))
    assert len(jobs("concern.raised")) == 4
    climb(number, 0, minutes=211)
    assert told(number) == FIRST | {"coralie": 1}


def test_an_alert_makes_an_ordinary_concern_of_the_same_topic_immediate(cast):
    number = raise_one(cast, topic=ConcernTopic.DISTRESS)
    assert alert() == number
    assert row(number).priority is ConcernPriority.IMMEDIATE
    assert row(number).due_at == NIGHT + timedelta(minutes=30)


def test_another_topic_or_a_closed_case_makes_a_concern_of_its_own(cast):
    first = alert()
    assert alert(ABUSE) != first
    assert row(alert(ABUSE)).topic is ConcernTopic.VIOLENCE
    do(cast, "claire", cases.close, first, reason=ConcernClosing.HANDLED, body="Vu avec elle")
    assert alert() != first


@pytest.mark.parametrize(
    ("priority", "due"),
    [
        (ConcernPriority.IMMEDIATE, NIGHT + timedelta(minutes=30)),
        (ConcernPriority.SOON, MONDAY + timedelta(hours=8)),
        (ConcernPriority.NORMAL, datetime(2026, 12, 2, 21, 0, tzinfo=UTC)),
    ],
)
def test_delays_follow_the_school_calendar_except_immediate_ones(cast, priority, due):
    number = raise_one(cast, priority=priority)
    assert row(number).due_at == due
    (mailed, _ids), *_ = jobs("concern.raised")
    assert mailed == (NIGHT if priority is ConcernPriority.IMMEDIATE else MONDAY)


def duties(number):
    rows = select(ConcernDuty.rule, ConcernDuty.due_at).where(ConcernDuty.concern_id == number)
    return dict(db.session.execute(rows).all())


def test_the_duties_are_those_of_the_topic(cast):
    assert duties(alert()) == {
        "opening": NIGHT + timedelta(minutes=30),
        "youth_protection": None,
    }
    assert set(duties(raise_one(cast))) == {"opening"}
    bullying = duties(raise_one(cast, topic=ConcernTopic.BULLYING, key="k2"))
    ten_working_days = datetime(2026, 12, 11, 21, 0, tzinfo=UTC)
    assert bullying["ombudsman"] == ten_working_days


def test_youth_protection_is_for_those_under_18(cast):
    with unit_of_work():
        db.session.get_one(Student, IDS["zoe"]).born_on = clock.today().replace(year=2000)
    assert set(duties(alert())) == {"opening"}


def test_a_double_click_raises_once(cast):
    assert raise_one(cast) == raise_one(cast)
    assert len(db.session.scalars(select(Concern)).all()) == 1


def test_someone_else_s_key_gives_nothing_of_theirs(cast):
    first = raise_one(cast)
    second = raise_one(cast, "claire")
    assert second != first
    assert row(second).raised_by_id == IDS["claire"]
