"""A student's page: dates and counts, what was done; reading asks for a reason and is kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.access_log import AccessEntry
from portal.models.activities import Activity, ActivityKind
from portal.models.concerns import ConcernPriority, ConcernTopic
from portal.models.curiosities import Curiosity
from portal.models.matches import Match, MatchClosing
from portal.models.reflections import Reflection
from portal.models.students import Student
from portal.queries.follow_ups import of_student
from portal.queries.student_pages import student_page
from portal.queries.timelines import Happening, timeline
from portal.services import concerns, consents, matches
from tests.cast import HELD_TEXT, IDS, THREAD_ZOE_MARC
from tests.reports.classes import add_match
from tests.statements import statements_of

ZOE, LEA, THEO = IDS["zoe"], IDS["lea"], IDS["theo"]
PAGE = f"/counsellor/students/{ZOE}"


def english(cast, who):
    client = cast.client(who)
    client.get("/language/en")
    return client


def events(cast, who="claire", student=ZOE):
    with cast.app.app_context():
        viewer = cast.person(who)
        return timeline(student_page(viewer, student), of_student(viewer, student))


def test_the_timeline_tells_dates_and_counts_the_newest_first(cast):
    with cast.app.app_context(), unit_of_work():
        for back in (3, 5):
            day = clock.today() - timedelta(days=back)
            db.session.add(Activity(student_id=ZOE, kind=ActivityKind.SEARCHED, day=day))
        db.session.add(
            Reflection(match_id=1, student_id=ZOE, surprised="Tout.", shared_at=clock.now())
        )
    found = events(cast)
    assert [event.on for event in found] == sorted((e.on for e in found), reverse=True)
    by_kind = {event.what: event for event in found}
    assert by_kind[Happening.SEARCHED].on == clock.today() - timedelta(days=5)
    assert by_kind[Happening.SEARCHED].counts == (2,)
    assert by_kind[Happening.REFLECTED].on == clock.today()
    assert by_kind[Happening.ASKED].noc == by_kind[Happening.ANSWERED].noc == "72106"
    months = [event.counts for event in found if event.what is Happening.MONTH]
    assert tuple(map(sum, zip(*months, strict=True))) == (2, 1), "sent, received"
    page = english(cast, "claire").get(PAGE).text
    assert "on 2 days in all" in page and "Shared 1 reflection with you." in page
    assert "Tout." in page and "commencé" not in page


def test_what_was_not_shared_is_not_there(cast):
    with cast.app.app_context(), unit_of_work():
        db.session.add(Reflection(match_id=1, student_id=ZOE, surprised="Tout."))
        db.session.add(Curiosity(student_id=ZOE, noc="31301"))
    assert Happening.REFLECTED not in {event.what for event in events(cast)}
    page = english(cast, "claire").get(PAGE).text
    assert "curious" not in page and "Tout." not in page
    with cast.app.app_context(), unit_of_work():
        db.session.get_one(Student, ZOE).shares_curiosities = True
    assert "/occupations/31301" in english(cast, "claire").get(PAGE).text


def test_nobody_learns_there_of_a_held_first_message(cast):
    found = {event.what for event in events(cast, "fatou", LEA)}
    assert found == {Happening.ACCOUNT, Happening.CONSENT_OWN}
    page = english(cast, "fatou").get(f"/counsellor/students/{LEA}").text
    assert HELD_TEXT not in page


def test_a_consent_taken_back_stays_in_the_timeline_and_counts_no_more(cast):
    with cast.app.app_context(), unit_of_work():
        consents.withdraw(actor=cast.person("claire"), student_id=ZOE)
    assert Happening.CONSENT_WITHDRAWN in {event.what for event in events(cast)}
    with cast.app.app_context():
        assert student_page(cast.person("claire"), ZOE).consents == []


def test_follow_ups_show_with_their_words_and_whether_they_were_read(cast):
    claire = english(cast, "claire")
    data = {"student": [ZOE], "action": "nudge", "send_key": "k"}
    claire.post("/counsellor/needs/reply_late", data=data)
    page = claire.get(PAGE).text
    assert "Votre dernier message n’a pas encore de réponse" in page
    assert "Not read yet" in page
    cast.client("zoe").post("/follow-ups/1/read")
    assert "Read on" in claire.get(PAGE).text
    assert "Not read yet" not in claire.get(PAGE).text
    claire.post("/counsellor/follow-ups/k/undo")
    assert "Votre dernier message" not in claire.get(PAGE).text


def test_reading_asks_for_a_reason_and_is_logged_unless_a_concern_is_open(cast):
    claire, thread = english(cast, "claire"), f"/threads/{THREAD_ZOE_MARC}"
    assert "Ask to read" in claire.get(PAGE).text
    assert claire.get(thread).status_code == 404
    with cast.app.app_context(), unit_of_work():
        number = concerns.raise_one(
            author=cast.person("marc"), thread_id=THREAD_ZOE_MARC, topic=ConcernTopic.BULLYING,
            priority=ConcernPriority.SOON, body="Un mot.", send_key="c",
        ).id  # fmt: skip
    assert "Read: a concern is open" in claire.get(PAGE).text
    assert claire.get(f"{thread}/open").location.endswith(thread), "no reason is asked"
    assert claire.get(thread).status_code == 200
    with cast.app.app_context():
        entry = db.session.scalars(select(AccessEntry)).one()
        assert (entry.reader_id, entry.reason) == (IDS["claire"], f"concern {number}")


def test_the_school_ends_a_conversation_and_opens_it_again(cast):
    claire = english(cast, "claire")
    assert 'href="/counsellor/matches/1"' in claire.get(PAGE).text
    assert "Choose a reason." in claire.post("/counsellor/matches/1").text
    page = claire.post("/counsellor/matches/1", data={"reason": "unsuited"}, follow_redirects=True)
    assert "both people are told kindly" in page.text and "Open it again" in page.text
    with cast.app.app_context():
        assert db.session.get_one(Match, 1).closing is MatchClosing.UNSUITED
    zoe = english(cast, "zoe")
    assert "One of your conversations has ended." in zoe.get("/").text
    assert "The school ended this conversation on" in zoe.get(f"/threads/{THREAD_ZOE_MARC}").text
    assert "has ended" not in zoe.get("/").text, "it was opened since"
    page = claire.post("/counsellor/matches/1/reopen", follow_redirects=True).text
    assert "both can write in it" in page
    assert claire.post("/counsellor/matches/1/reopen").status_code == 409
    assert 'name="body"' in zoe.get(f"/threads/{THREAD_ZOE_MARC}").text


@pytest.mark.parametrize("who", ["denis", "fatou", "zoe", "marc", "mona", "coralie", "adele"])
def test_nobody_else_ends_or_opens_it(cast, who):
    client = cast.client(who)
    for verb, path in (("get", ""), ("post", ""), ("post", "/reopen")):
        answer = getattr(client, verb)(f"/counsellor/matches/1{path}", data={"reason": "other"})
        assert answer.status_code == 404
    with cast.app.app_context():
        assert db.session.get_one(Match, 1).is_open


def test_a_request_that_nobody_knows_of_is_not_there_to_end(cast):
    assert cast.client("fatou").get("/counsellor/matches/2").status_code == 404


def test_the_page_costs_the_same_for_one_conversation_and_for_ten(cast):
    claire = cast.client("claire")
    few = len(statements_of(claire, PAGE))
    with cast.app.app_context(), unit_of_work():
        for mentor in ("grace", "paul", "nadia"):
            add_match(ZOE, mentor=mentor, messages=7)
    with cast.app.app_context(), unit_of_work():
        matches.close(actor=cast.person("claire"), match_id=3, closing=MatchClosing.SILENT)
    assert len(statements_of(claire, PAGE)) == few
    assert few <= 12
