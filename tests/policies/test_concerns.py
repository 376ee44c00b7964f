"""Who may report, raise, see and handle: over the whole cast, every door and every rule."""

import pytest
from sqlalchemy import select

from portal.extensions import db, unit_of_work
from portal.models.access_log import AccessEntry
from portal.models.class_groups import CounsellorSchool
from portal.models.concerns import Concern, ConcernPriority, ConcernTopic
from portal.models.mentors import Mentor
from portal.models.people import PersonRole, Role
from portal.models.threads import Message, Thread
from portal.policies import concerns as policy
from portal.queries.concerns import concerns as listed
from portal.screening import Finding, Kind, Severity
from portal.services import concern_reports, concerns
from tests.cast import IDS, THREAD_LEA_GRACE, THREAD_ZOE_MARC

EVERYONE = tuple(IDS)
FROM_ZOE, FROM_MARC, HELD = 1, 2, 5
DISTRESS = (Finding(Kind.SELF_HARM, 0, 5, Severity.IMMEDIATE, "self_harm"),)
# The case of each thread: who sees it from the start.
SEES = {THREAD_ZOE_MARC: {"claire", "mona"}, THREAD_LEA_GRACE: {"fatou", "mona"}}
RAISES = {
    THREAD_ZOE_MARC: {"marc", "claire", "mona"},
    THREAD_LEA_GRACE: {"fatou", "mona"},  # grace does not know of it yet
}
REPORTS = {FROM_ZOE: {"marc"}, FROM_MARC: {"zoe"}, HELD: set()}
HANDLERS = {"claire", "denis", "fatou", "mona", "coralie", "adele"}
# A profile on pause is opened by those who manage it, and by whom it belongs to.
REPORTS_PROFILE = {
    "grace": set(EVERYONE) - {"marc", "grace", "paul", "nadia"},
    "paul": {"coralie"},
}

everyone = pytest.mark.parametrize("who", EVERYONE)
each_thread = pytest.mark.parametrize("thread_id", [THREAD_ZOE_MARC, THREAD_LEA_GRACE])


def a_case(cast, thread_id=THREAD_ZOE_MARC):
    with cast.app.app_context(), unit_of_work():
        first = select(Message).where(Message.thread_id == thread_id).order_by(Message.id).limit(1)
        return concerns.raise_from_screen(db.session.scalars(first).one(), DISTRESS).id


def give(cast, name, role):
    with cast.app.app_context(), unit_of_work():
        db.session.add(PersonRole(person_id=IDS[name], role=role))


@everyone
@each_thread
def test_page_list_and_rule_agree_on_who_sees_a_case(cast, who, thread_id):
    number = a_case(cast, thread_id)
    client, may = cast.client(who), who in SEES[thread_id]
    with cast.app.app_context():
        viewer = cast.person(who)
        rule = db.session.scalar(
            select(Concern.id).where(Concern.id == number, policy.readable_by(viewer))
        )
        rows = [row.concern_id for row in listed(viewer, "open", limit=9)]
    assert client.get(f"/concerns/{number}").status_code == (200 if may else 404)
    assert (rule is not None) == may
    assert rows == ([number] if may else [])


@everyone
def test_only_who_sees_a_case_acts_on_it(cast, who):
    number, may = a_case(cast), who in SEES[THREAD_ZOE_MARC]
    client = cast.client(who)
    for path, data in (
        ("take", {}),
        ("notes", {"body": "Une note"}),
        ("duties/opening", {}),
        ("close", {"close-reason": "handled", "close-body": "Fait"}),
        ("reopen", {"reopen-body": "Encore"}),
    ):
        status = client.post(f"/concerns/{number}/{path}", data=data).status_code
        assert status == (302 if may else 404), path


@everyone
@each_thread
def test_who_raises_a_concern_on_a_conversation(cast, who, thread_id):
    client, may = cast.client(who), who in RAISES[thread_id]
    address = f"/threads/{thread_id}/concern"
    data = {"topic": "silence", "priority": "normal", "body": "Rien depuis un mois."}
    assert client.get(address).status_code == (200 if may else 404)
    assert client.post(address, data=data).status_code == (302 if may else 404)
    with cast.app.app_context():
        rule = select(Thread.id).where(
            Thread.id == thread_id, policy.raisable_by(cast.person(who))
        )
        assert (db.session.scalar(rule) is not None) == may
        assert (db.session.scalar(select(Concern.id)) is not None) == may


@everyone
@pytest.mark.parametrize("message_id", [FROM_ZOE, FROM_MARC, HELD])
def test_who_reports_a_message(cast, who, message_id):
    client, may = cast.client(who), who in REPORTS[message_id]
    address = f"/messages/{message_id}/report"
    assert client.get(address).status_code == (200 if may else 404)
    with cast.app.app_context():
        rule = (
            select(Message.id)
            .join(Message.thread)
            .where(Message.id == message_id, policy.reportable_by(cast.person(who)))
        )
        assert (db.session.scalar(rule) is not None) == may
    sent = client.post(address, data={"topic": "other"})
    assert sent.status_code == (302 if may else 404)


@everyone
@pytest.mark.parametrize("mentor", list(REPORTS_PROFILE))
def test_who_reports_a_profile(cast, who, mentor):
    client, may = cast.client(who), who in REPORTS_PROFILE[mentor]
    address = f"/mentors/{IDS[mentor]}/report"
    assert client.get(address).status_code == (200 if may else 404)
    with cast.app.app_context():
        rule = (
            select(Mentor.person_id)
            .join(Mentor.person)
            .where(Mentor.person_id == IDS[mentor], policy.reportable_profile(cast.person(who)))
        )
        assert (db.session.scalar(rule) is not None) == may
    assert client.post(address, data={"topic": "other"}).status_code == (302 if may else 404)


@everyone
def test_a_receipt_is_for_who_raised_it_alone(cast, who):
    with cast.app.app_context(), unit_of_work():
        number = concern_reports.report_message(
            reporter=cast.person("zoe"),
            message_id=FROM_MARC,
            topic=ConcernTopic.OTHER,
            body="",
            send_key="r",
        ).id
    answer = cast.client(who).get(f"/concerns/{number}/received")
    assert answer.status_code == (200 if who == "zoe" else 404)


@everyone
def test_who_has_a_list_of_concerns(cast, who):
    may = who in HANDLERS | {"marc", "grace", "paul", "nadia"}
    assert cast.client(who).get("/concerns").status_code == (200 if may else 404)


def test_the_next_people_see_it_once_it_has_climbed_to_them(cast):
    number = a_case(cast)
    with cast.app.app_context(), unit_of_work():
        concern = db.session.get_one(Concern, number)
        for level in (1, 2):
            concerns._reach(concern, level, concerns.board_delays())
    for who in ("coralie", "adele"):  # they make somebody act, and read no conversation
        page = cast.client(who).get(f"/concerns/{number}")
        assert page.status_code == 200
        assert "letter-body" not in page.text
        with cast.app.app_context():
            readers = set(db.session.scalars(select(AccessEntry.reader_id)))
        assert IDS[who] not in readers
    assert cast.client("denis").get(f"/concerns/{number}").status_code == 404


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMINISTRATOR, Role.COUNSELLOR])
@pytest.mark.parametrize("who", ["marc", "zoe"])
def test_whoever_it_is_about_never_sees_it_whatever_their_roles(cast, who, role):
    give(cast, who, role)
    number = a_case(cast)
    client = cast.client(who)
    assert client.get(f"/concerns/{number}").status_code == 404
    assert f"/concerns/{number}" not in client.get("/concerns?show=open").text
    taken = client.post(f"/concerns/{number}/take")
    assert taken.status_code == 404


def test_a_mentor_who_moderates_does_not_meet_a_report_of_the_own_profile(cast):
    give(cast, "grace", Role.MODERATOR)
    with cast.app.app_context(), unit_of_work():
        number = concern_reports.report_profile(
            reporter=cast.person("noah"),
            mentor_id=IDS["grace"],
            topic=ConcernTopic.VIOLENCE,
            body="",
            send_key="p",
        ).id
    assert cast.client("grace").get(f"/concerns/{number}").status_code == 404
    assert cast.client("mona").get(f"/concerns/{number}").status_code == 200


def test_a_counsellor_who_no_longer_follows_the_school_loses_the_case_routed_or_not(cast):
    with cast.app.app_context(), unit_of_work():
        number = concerns.raise_one(
            author=cast.person("mona"),
            thread_id=THREAD_LEA_GRACE,
            topic=ConcernTopic.SILENCE,
            priority=ConcernPriority.NORMAL,
            body="Rien",
            send_key="s",
        ).id
    assert cast.client("fatou").get(f"/concerns/{number}").status_code == 200, "it is hers"
    with cast.app.app_context(), unit_of_work():
        db.session.delete(db.session.get_one(CounsellorSchool, (IDS["fatou"], 2)))
    assert cast.client("fatou").get(f"/concerns/{number}").status_code == 404
    assert cast.client("mona").get(f"/concerns/{number}").status_code == 200, "others have it"
    assert cast.client("fatou").get(f"/threads/{THREAD_LEA_GRACE}").status_code == 404
