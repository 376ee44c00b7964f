"""Who needs the counsellor, on the pages: lists, what is done from them, undoing, the student."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.access_log import AccessEntry
from portal.models.class_groups import CounsellorClassGroup, CounsellorSchool
from portal.models.class_periods import ClassPeriod, Glance
from portal.models.concerns import ConcernPriority, ConcernTopic
from portal.models.follow_ups import FollowUp
from portal.models.people import Role
from portal.models.students import Student
from portal.models.threads import Thread
from portal.queries.standings import Need
from portal.services import concerns, staff
from tests.cast import GROUP_401, GROUP_501, HAVRE, HELD_MESSAGE, IDS, THREAD_ZOE_MARC
from tests.reports.classes import add_match, add_student
from tests.statements import statements_of, told_to

ZOE, NOAH, LEA, THEO = (IDS[name] for name in ("zoe", "noah", "lea", "theo"))
MOST = 12  # statements a page
WALK = re.compile(r"SCAN (match|thread|message|follow_up|hold|person)\b(?!.*USING)")


def english(cast, who):
    client = cast.client(who)
    client.get("/language/en")
    return client


@pytest.fixture
def silent(cast):
    """Zoé's conversation with Marc has been silent for three weeks."""
    with cast.app.app_context(), unit_of_work():
        since = clock.now() - timedelta(days=21)
        db.session.execute(
            update(Thread).where(Thread.id == THREAD_ZOE_MARC).values(moved_at=since)
        )
    return cast


def act(client, need="to_nudge", action="nudge", key="key-1", **data):
    return client.post(
        f"/counsellor/needs/{need}",
        data={"student": [ZOE], "action": action, "send_key": key, **data},
        follow_redirects=True,
    ).text


def test_from_the_list_to_the_student_s_home_and_back(silent):
    claire = english(silent, "claire")
    page = claire.get("/counsellor/needs/to_nudge").text
    assert "Welder" in page and "Votre conversation est silencieuse" in page
    page = act(claire)
    assert "1 student finds your word at home. Off the list for 5 school days." in page
    assert "Nobody is on this list now." in page
    assert "Nudged, Claire Fontaine" in page
    zoe = english(silent, "zoe")
    home = zoe.get("/").text
    assert "A word from Claire Fontaine" in home
    number = re.search(r"/follow-ups/(\d+)/read", home)[1]
    assert cast_status(silent, "noah", f"/follow-ups/{number}/read") == 404
    assert "A word from" not in zoe.post(f"/follow-ups/{number}/read", follow_redirects=True).text
    assert "read by 1" in claire.get("/counsellor/follow-ups").text


def cast_status(cast, who, path):
    return cast.client(who).post(path).status_code


def test_one_button_undoes_it_and_the_word_is_gone(silent):
    claire = english(silent, "claire")
    assert 'action="/counsellor/follow-ups/key-1/undo"' in act(claire)
    page = claire.post("/counsellor/follow-ups/key-1/undo", follow_redirects=True).text
    assert "It is undone for 1 student." in page
    assert "A word from" not in english(silent, "zoe").get("/").text
    again = claire.post("/counsellor/follow-ups/key-1/undo", follow_redirects=True).text
    assert "It was undone already." in again
    assert "Undone" in claire.get("/counsellor/follow-ups").text
    assert "1 student to nudge" in claire.get("/counsellor").text


def test_from_home_one_comes_back_home(silent):
    claire = english(silent, "claire")
    home = claire.get("/counsellor").text
    key = re.search(r'name="send_key" value="(\w+-to_nudge)"', home)[1]
    data = {"student": [ZOE], "action": "nudge", "send_key": key}
    answer = claire.post("/counsellor/needs/to_nudge?home=1", data=data, follow_redirects=True)
    assert answer.request.path == "/counsellor"
    assert "1 more was followed up on" in answer.text
    assert f'action="/counsellor/follow-ups/{key}/undo"' in answer.text


def test_a_second_click_says_that_nothing_changed(silent):
    claire = english(silent, "claire")
    act(claire)
    assert "It was done with your first click" in act(claire)
    with silent.app.app_context():
        assert len(db.session.scalars(select(FollowUp)).all()) == 1


def test_what_was_typed_and_ticked_is_kept_when_it_is_refused(silent):
    page = act(english(silent, "claire"), body="Appelle au 514 555-0123.")
    assert "Nothing was done, and what you ticked and wrote is kept." in page
    assert 'value="Appelle au 514 555-0123."' in page
    assert re.search(rf'value="{ZOE}"[^>]*checked', page)
    with silent.app.app_context():
        assert db.session.scalars(select(FollowUp)).all() == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"student": []}, "Tick at least one student."),
        ({"student": ["x"]}, "Tick at least one student."),
        ({"action": "dance"}, "Choose what to do from the buttons."),
        ({"action": "suggest"}, "Choose what to do from the buttons."),
    ],
)
def test_what_cannot_be_done_is_said(silent, data, said):
    answer = english(silent, "claire").post(
        "/counsellor/needs/to_nudge", data={"student": [ZOE], "action": "nudge", **data}
    )
    assert answer.status_code == 200
    assert said in answer.text


def test_a_student_of_another_school_or_number_is_absent(silent):
    for number in (LEA, 10**30):
        data = {"student": [ZOE, number], "action": "nudge"}
        answer = silent.client("claire").post("/counsellor/needs/to_nudge", data=data)
        assert answer.status_code == 404, number
    assert silent.client("claire").get("/counsellor/needs/nothing").status_code == 404


def test_a_concern_leads_to_its_case_and_is_not_ticked_away(cast):
    with cast.app.app_context(), unit_of_work():
        number = concerns.raise_one(
            author=cast.person("marc"), thread_id=THREAD_ZOE_MARC, topic=ConcernTopic.BULLYING,
            priority=ConcernPriority.SOON, body="Elle parle d’un élève.", send_key="c",
        ).id  # fmt: skip
    claire = english(cast, "claire")
    assert "1 student about whom a concern waits for you" in claire.get("/counsellor").text
    page = claire.get("/counsellor/needs/concern").text
    assert f'href="/concerns/{number}"' in page
    assert 'type="checkbox"' not in page
    assert "Choose what to do" in act(claire, need="concern", action="later")
    assert "Zoé" not in english(cast, "fatou").get("/counsellor/needs/concern").text


def test_messages_held_too_long_are_counted_without_a_name(cast):
    fatou = english(cast, "fatou")
    home = fatou.get("/counsellor").text
    assert "1 message of your students has waited for the moderation team" in home
    notice = home[home.index("1 message of your students") :]
    assert "Léa" not in notice[: notice.index("</div>")]
    assert "asked by mail" in fatou.post("/counsellor/held/ask", follow_redirects=True).text
    assert "today already" in fatou.post("/counsellor/held/ask", follow_redirects=True).text
    assert "moderation team longer" not in english(cast, "claire").get("/counsellor").text


def test_first_messages_of_one_s_own_class_period_lead_to_the_glance(cast):
    with cast.app.app_context(), unit_of_work():
        period = ClassPeriod(class_group_id=GROUP_501, led_by_id=IDS["fatou"])
        period.ends_at, period.glance = clock.now() + timedelta(minutes=50), True
        db.session.add(period)
        db.session.flush()
        db.session.add(Glance(message_id=HELD_MESSAGE, class_period_id=period.id))
        number = period.id
    home = english(cast, "fatou").get("/counsellor").text
    assert "1 first message waits for your glance" in home
    assert f'href="/counsellor/class-periods/{number}/messages"' in home
    assert "waits for your glance" not in english(cast, "claire").get("/counsellor").text
    with cast.app.app_context(), unit_of_work():
        db.session.execute(CounsellorSchool.__table__.delete())
    assert "waits for your glance" not in english(cast, "fatou").get("/counsellor").text


def _students(cast, first, last):
    with cast.app.app_context(), unit_of_work():
        for number in range(first, last):
            add_match(add_student(number), messages=2)


def _ids(cast, count):
    with cast.app.app_context():
        wanted = select(Student.person_id).where(Student.person_id > max(IDS.values()))
        return list(db.session.scalars(wanted.order_by(Student.person_id).limit(count)))


def test_the_lists_cost_the_same_for_one_student_and_for_sixty(cast):
    _students(cast, 1, 2)
    client, paths = cast.client("denis"), [f"/counsellor/needs/{need}" for need in Need]
    paths += ["/counsellor", "/counsellor/follow-ups"]
    act(client, student=[NOAH], action="later", need="never_signed_in")
    few = {path: len(statements_of(client, path)) for path in paths}
    _students(cast, 2, 61)
    act(client, action="later", student=_ids(cast, 30), key="key-2")
    many = {path: len(statements_of(client, path)) for path in paths}
    assert few == many
    assert max(many.values()) <= MOST, many


def test_everyone_of_all_pages_is_done_with_one_click(cast):
    _students(cast, 1, 61)
    denis = english(cast, "denis")
    page = denis.get("/counsellor/needs/to_nudge").text
    assert "All 60 students of this list, on every page of it" in page
    assert page.count('name="student"') == 25
    assert denis.get("/counsellor/needs/to_nudge?page=3").text.count('name="student"') == 10
    assert "60 students find your word at home." in act(denis, everyone="y", student=[])
    assert "Nobody is on this list now." in denis.get("/counsellor/needs/to_nudge").text


def test_the_student_s_home_stays_within_its_statements(silent):
    zoe = silent.client("zoe")
    act(english(silent, "claire"))
    assert len(statements_of(zoe, "/")) <= MOST


def test_no_list_walks_through_all_matches_threads_or_messages(cast):
    _students(cast, 1, 30)
    client = cast.client("denis")
    asked = []
    with told_to(lambda statement, given: asked.append((statement, given)), cast.app):
        for need in Need:
            client.get(f"/counsellor/needs/{need}")
        client.get("/counsellor")
    with cast.app.app_context():
        connection = db.session.connection()
        for statement, given in asked:
            if not statement.startswith(("SELECT", "WITH")):
                continue
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
            for step in (row[3] for row in plan):
                assert not WALK.match(step), (step, statement)


# What Claire sees of the Envol; from the moment on which she follows the Havre, nothing.
OF_THE_ENVOL = (
    f"/counsellor/students/{ZOE}",
    f"/counsellor/class-groups/{GROUP_401}",
    f"/counsellor/reports?scope=student&id={ZOE}",
    f"/counsellor/reports?scope=class-group&id={GROUP_401}",
    "/counsellor/reports?scope=school&id=1",
    f"/counsellor/reports/next-steps?scope=class-group&id={GROUP_401}",
    f"/recommendations/new?whom=student-{ZOE}",
    f"/recommendations/student-{ZOE}/noc-72106",
    f"/recommendations/group-{GROUP_401}/noc-72106",
    f"/threads/{THREAD_ZOE_MARC}",
    f"/threads/{THREAD_ZOE_MARC}/open",
    f"/threads/{THREAD_ZOE_MARC}/concern",
    "/concerns/1",
)
LISTS = (
    "/counsellor",
    "/counsellor/students",
    "/counsellor/reports",
    "/counsellor/follow-ups",
    "/concerns",
    "/concerns?show=open",
    "/recommendations/new?what=noc-72106",
    *(f"/counsellor/needs/{need}" for need in Need),
)


def test_a_counsellor_who_changes_school_loses_the_old_one_at_once_on_every_page(silent):
    claire = silent.client("claire")
    with silent.app.app_context(), unit_of_work():
        concerns.raise_one(
                author=silent.person("marc"), thread_id=THREAD_ZOE_MARC,
                topic=ConcernTopic.BULLYING, priority=ConcernPriority.SOON, body="Un mot.",
                send_key="c",
            )  # fmt: skip
        entry = AccessEntry(reader_id=IDS["claire"], reader_role="counsellor", reason="Suivi")
        entry.thread_id, entry.student_id = THREAD_ZOE_MARC, ZOE
        db.session.add(entry)
    act(claire)
    for path in OF_THE_ENVOL:
        assert claire.get(path).status_code in (200, 302), path
    with silent.app.app_context(), unit_of_work():
        staff.change(
            actor=silent.person("adele"), person_id=IDS["claire"],
            roles={Role.COUNSELLOR}, school_ids=[HAVRE],
        )  # fmt: skip
    claire = silent.client("claire")
    for path in OF_THE_ENVOL:
        assert claire.get(path).status_code == 404, path
    for path in LISTS:
        page = claire.get(path).text
        for name in ("Zoé", "D’Amour-Côté", "Noah", "Ouellet", "401", "Envol"):
            assert name not in page, (path, name)
    posts = {
        f"/counsellor/students/{ZOE}/password": {},
        f"/counsellor/students/{THEO}/consent": {"given_on": "2026-01-05"},
        f"/counsellor/students/{ZOE}/consent/withdraw": {},
        f"/counsellor/class-groups/{GROUP_401}/slips": {},
        "/counsellor/follow-ups/key-1/undo": {},
        "/counsellor/needs/to_nudge": {"student": [ZOE], "action": "nudge"},
    }
    for path, data in posts.items():
        assert claire.post(path, data=data).status_code == 404, path


def test_a_class_group_taken_away_is_gone_at_once_too(cast):
    denis = cast.client("denis")
    assert denis.get(f"/counsellor/students/{NOAH}").status_code == 200
    with cast.app.app_context(), unit_of_work():
        db.session.execute(CounsellorClassGroup.__table__.delete())
    assert denis.get(f"/counsellor/students/{NOAH}").status_code == 404
    assert "Noah" not in denis.get("/counsellor/students").text


@pytest.mark.parametrize("who", ["zoe", "marc", "mona", "coralie", "adele"])
def test_the_lists_are_the_counsellors_alone(cast, who):
    client = cast.client(who)
    assert client.get("/counsellor/needs/late").status_code == 404
    assert client.get("/counsellor/follow-ups").status_code == 404
    for path in (
        "/counsellor/needs/late",
        "/counsellor/follow-ups/x/undo",
        "/counsellor/held/ask",
    ):
        assert client.post(path).status_code == 404
