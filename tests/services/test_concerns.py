"""A concern: who is told, by when, to whom it climbs, and what its handlers may do."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.errors import Conflict, NotFound
from portal.extensions import db, unit_of_work
from portal.models.access_log import AccessEntry
from portal.models.class_groups import CounsellorClassGroup
from portal.models.concerns import (
    Concern,
    ConcernClosing,
    ConcernDuty,
    ConcernEntry,
    ConcernPriority,
    ConcernRecipient,
    ConcernTopic,
)
from portal.models.jobs import Job
from portal.models.matches import Match, MatchState
from portal.models.mentors import Mentor
from portal.models.people import Person, PersonRole, PersonState, Role
from portal.models.students import Student
from portal.models.threads import Message, MessageState
from portal.queries.concern_cases import case_page
from portal.queries.concerns import concerns as listed
from portal.screening import Finding, Kind, Severity
from portal.services import concern_cases as cases
from portal.services import concern_reports as reports
from portal.services import concerns
from tests.cast import GROUP_401, IDS, THREAD_LEA_GRACE, THREAD_ZOE_MARC

# Whom a concern about zoe goes to at once: her counsellor, and the moderators.
FIRST = {"claire": 0, "mona": 0}
DISTRESS = (Finding(Kind.SELF_HARM, 0, 5, Severity.IMMEDIATE, "self_harm"),)
ABUSE = (Finding(Kind.DISCLOSURE, 0, 5, Severity.IMMEDIATE, "disclosure"),)
FROM_ZOE, FROM_MARC = 1, 2
# A Friday at 10 p.m. in Montreal; school opens on Monday at 8.
NIGHT = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 13, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def night(app):
    with app.app_context(), clock.frozen_at(NIGHT):
        yield


def alert(findings=DISTRESS, message_id=FROM_ZOE):
    with unit_of_work():
        message = db.session.get_one(Message, message_id)
        return concerns.raise_from_screen(message, findings).id


def raise_one(cast, who="marc", *, thread=THREAD_ZOE_MARC, key="k1", **given):
    words = {"topic": ConcernTopic.SILENCE, "priority": ConcernPriority.NORMAL, "body": "Des mots"}
    with unit_of_work():
        return concerns.raise_one(
            author=cast.person(who), thread_id=thread, send_key=key, **(words | given)
        ).id


def report(cast, who, message_id, topic=ConcernTopic.BULLYING, *, key="r1", body=""):
    with unit_of_work():
        return reports.report_message(
            reporter=cast.person(who), message_id=message_id, topic=topic, body=body, send_key=key
        ).id


def report_profile(cast, who, topic, *, mentor="grace", key="p1"):
    with unit_of_work():
        return reports.report_profile(
            reporter=cast.person(who), mentor_id=IDS[mentor], topic=topic, body="", send_key=key
        ).id


def do(cast, who, act, number, **given):
    with unit_of_work():
        act(handler=cast.person(who), concern_id=number, **given)


def row(number):
    db.session.expire_all()
    return db.session.get_one(Concern, number)


def told(number):
    names = {value: key for key, value in IDS.items()}
    rows = select(ConcernRecipient.person_id, ConcernRecipient.level).where(
        ConcernRecipient.concern_id == number
    )
    return {names[person]: level for person, level in db.session.execute(rows)}


def events(number):
    rows = select(ConcernEntry.event).where(ConcernEntry.concern_id == number)
    return list(db.session.scalars(rows.order_by(ConcernEntry.id)))


def jobs(event):
    rows = select(Job.due_at, Job.payload).where(Job.event == event).order_by(Job.id)
    return [tuple(line) for line in db.session.execute(rows)]


def climb(number, level, *, minutes):
    with clock.frozen_at(NIGHT + timedelta(minutes=minutes)), unit_of_work():
        concerns.climb(concern_id=number, level=level)


def follow(name, group=GROUP_401):
    with unit_of_work():
        db.session.add(CounsellorClassGroup(counsellor_id=IDS[name], class_group_id=group))


def give_role(name, role):
    with unit_of_work():
        db.session.add(PersonRole(person_id=IDS[name], role=role))


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


def test_reporting_hides_a_minor_s_message_until_a_person_has_looked(cast):
    number = report(cast, "zoe", FROM_MARC)
    assert db.session.get_one(Message, FROM_MARC).state is MessageState.HELD
    concern = row(number)
    assert (concern.about_id, concern.student_id) == (IDS["marc"], IDS["zoe"])
    assert concern.priority is ConcernPriority.SOON
    assert report(cast, "zoe", FROM_MARC) == number, "the same click"


def test_in_an_adult_s_conversation_a_report_hides_nothing(cast):
    with unit_of_work():
        db.session.get_one(Student, IDS["zoe"]).born_on = clock.today().replace(year=2000)
    number = report(cast, "zoe", FROM_MARC)
    assert db.session.get_one(Message, FROM_MARC).state is MessageState.VISIBLE
    assert report(cast, "zoe", FROM_MARC, key="r2") == number, "an open report is enough"


@pytest.mark.parametrize(
    ("who", "message"),
    [("zoe", FROM_ZOE), ("noah", FROM_MARC), ("zoe", 4), ("grace", 5), ("claire", FROM_MARC)],
)
def test_nobody_reports_what_is_their_own_or_not_theirs_to_read(cast, who, message):
    with pytest.raises(NotFound):
        report(cast, who, message)
    assert db.session.scalars(select(Concern)).all() == []


@pytest.mark.parametrize(
    ("who", "topic", "hidden"),
    [
        ("noah", ConcernTopic.OUT_OF_BOUNDS, True),
        ("noah", ConcernTopic.OTHER, False),
        ("claire", ConcernTopic.OUT_OF_BOUNDS, False),
    ],
)
def test_a_profile_that_a_minor_reports_as_serious_is_out_of_the_search(cast, who, topic, hidden):
    number = report_profile(cast, who, topic)
    assert (db.session.get_one(Mentor, IDS["grace"]).hidden_at is not None) is hidden
    assert set(told(number)) == {"mona"}
    changed = [ids["mentor_id"] for _due, ids in jobs("mentor.changed")]
    assert changed == ([IDS["grace"]] if hidden else [])


def test_a_profile_shows_again_when_the_last_case_that_hides_it_is_closed(cast):
    first = report_profile(cast, "noah", ConcernTopic.VIOLENCE)
    second = report_profile(cast, "lea", ConcernTopic.OUT_OF_BOUNDS, key="p2")
    done = {"reason": ConcernClosing.UNFOUNDED, "body": "Vérifié"}
    do(cast, "mona", cases.close, first, **done)
    assert db.session.get_one(Mentor, IDS["grace"]).hidden_at is not None
    do(cast, "mona", cases.close, second, **done)
    db.session.expire_all()
    assert db.session.get_one(Mentor, IDS["grace"]).hidden_at is None


def test_a_second_handler_learns_that_the_first_was_faster(cast):
    number = alert()
    do(cast, "claire", cases.take, number)
    with pytest.raises(Conflict):
        do(cast, "mona", cases.take, number)
    do(cast, "mona", cases.take, number, instead_of=IDS["claire"])
    assert row(number).handler_id == IDS["mona"]
    do(cast, "mona", cases.take, number)
    assert events(number) == ["raised", "opened", "taken", "taken"]


def test_who_raised_it_is_not_told_and_does_not_stop_it_by_looking(cast):
    number = raise_one(cast, "claire", priority=ConcernPriority.IMMEDIATE)
    assert told(number) == {"mona": 0}
    do(cast, "claire", cases.open_case, number)
    assert row(number).climbs_at == NIGHT + timedelta(minutes=30)
    do(cast, "claire", cases.take, number)
    assert (row(number).climbs_at, row(number).opened_at) == (None, NIGHT)


def test_a_note_clicked_twice_stands_once(cast):
    number = alert()
    for words in ("Appelée", "Appelée", "Rejointe"):
        do(cast, "claire", cases.note, number, body=words)
    assert events(number) == ["raised", "noted", "noted"]


def test_a_duty_is_settled_by_the_first_who_says_so(cast):
    number = alert()
    for who in ("claire", "mona"):
        do(cast, who, cases.settle, number, rule="youth_protection", body="Fait à 21 h 40")
    duty = db.session.scalars(
        select(ConcernDuty).where(ConcernDuty.rule == "youth_protection")
    ).one()
    assert (duty.done_by_id, duty.done_at) == (IDS["claire"], NIGHT)
    assert events(number) == ["raised", "settled youth_protection"]
    with pytest.raises(NotFound):
        do(cast, "claire", cases.settle, number, rule="ombudsman")


def test_closing_twice_is_refused_unless_it_is_the_same_click(cast):
    number, done = alert(), {"reason": ConcernClosing.HANDLED, "body": "Vue"}
    do(cast, "claire", cases.close, number, **done)
    do(cast, "claire", cases.close, number, **done)
    with pytest.raises(Conflict):
        do(cast, "mona", cases.close, number, reason=ConcernClosing.UNFOUNDED, body="Rien")
    for act, given in ((cases.take, {}), (cases.note, {"body": "Trop tard"})):
        with pytest.raises(Conflict):
            do(cast, "mona", act, number, **given)
    climb(number, 0, minutes=45)
    assert told(number) == FIRST
    do(cast, "mona", cases.reopen, number, body="Elle a réécrit")
    assert (row(number).closed_at, row(number).handler_id) == (None, IDS["mona"])


def test_reading_a_case_is_logged_once_an_hour_with_the_case_as_its_reason(cast):
    number = alert()
    for _again in range(2):
        do(cast, "claire", cases.open_case, number)
    with clock.frozen_at(NIGHT + timedelta(minutes=61)):
        do(cast, "claire", cases.open_case, number)
    lines = db.session.scalars(select(AccessEntry)).all()
    assert [line.reason for line in lines] == [f"concern {number}"] * 2
    assert {(line.reader_role, line.student_id) for line in lines} == {("counsellor", IDS["zoe"])}
    assert events(number) == ["raised", "opened"]


def test_the_case_shows_the_held_message_to_its_handlers_while_it_is_open(cast):
    with unit_of_work():
        message = db.session.get_one(Message, 5)
        number = concerns.raise_from_screen(message, DISTRESS).id
    page = case_page(cast.person("fatou"), number)
    assert [(letter.body, letter.marked) for letter in page.letters] == [(message.body, True)]
    do(cast, "fatou", cases.close, number, reason=ConcernClosing.HANDLED, body="Vue")
    assert case_page(cast.person("fatou"), number).letters == ()


def test_what_burns_stands_on_top_then_what_is_due_first(cast):
    normal = raise_one(cast, key="a")
    soon = raise_one(cast, key="b", topic=ConcernTopic.BULLYING, priority=ConcernPriority.SOON)
    opened = alert(ABUSE)
    do(cast, "claire", cases.open_case, opened)
    burning = alert()
    order = [line.concern_id for line in listed(cast.person("claire"), "open", limit=9)]
    assert order == [burning, opened, soon, normal]
    with clock.frozen_at(NIGHT + timedelta(minutes=31)):
        late = [line.overdue for line in listed(cast.person("claire"), "open", limit=9)]
    assert late == [True, True, False, False]


def test_a_concern_may_be_raised_on_an_ended_conversation(cast):
    with unit_of_work():
        db.session.get_one(Match, THREAD_ZOE_MARC).state = MatchState.CLOSED
    assert raise_one(cast)


def test_a_mentor_cannot_worry_about_a_conversation_not_known_yet(cast):
    with pytest.raises(NotFound):
        raise_one(cast, "grace", thread=THREAD_LEA_GRACE)
