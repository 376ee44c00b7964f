"""The pages of concerns, as those who use them notice."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.access_log import AccessEntry
from portal.models.boards import Board
from portal.models.concerns import Concern, ConcernEntry, ConcernPriority, ConcernTopic
from portal.models.jobs import Job
from portal.models.matches import Match
from portal.models.moderation import Hold
from portal.models.people import Person
from portal.models.threads import Message, MessageState
from portal.screening import Finding, Kind, Severity
from portal.services import concerns
from tests.cast import IDS, THREAD_LEA_GRACE, THREAD_ZOE_MARC
from tests.statements import statements_of

FROM_ZOE, FROM_MARC, HELD = 1, 2, 5
DISTRESS = (Finding(Kind.SELF_HARM, 0, 5, Severity.IMMEDIATE, "self_harm"),)
RAISED = {"topic": "silence", "priority": "soon", "body": "Elle n’écrit plus.", "send_key": "k1"}
CLOSED = {"close-reason": "handled", "close-body": "Rencontrée ce matin."}


def alert(cast, message_id=FROM_ZOE):
    with cast.app.app_context(), unit_of_work():
        message = db.session.get_one(Message, message_id)
        return concerns.raise_from_screen(message, DISTRESS).id


def text(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.get_data(as_text=True)


def all_of(cast, model):
    with cast.app.app_context():
        return db.session.scalars(select(model).order_by(model.id)).all()


def test_a_message_is_reported_in_two_taps(cast):
    zoe = cast.client("zoe")
    page = text(zoe, f"/threads/{THREAD_ZOE_MARC}")
    assert re.findall(r'href="(/messages/\d+/report)"', page) == [f"/messages/{FROM_MARC}/report"]
    form = text(zoe, f"/messages/{FROM_MARC}/report?lang=en")
    assert "Par un DEP, et toi?" in form
    assert 'name="topic" value="out_of_bounds"' in form
    sent = zoe.post(f"/messages/{FROM_MARC}/report", data={"topic": "out_of_bounds"})
    receipt = text(zoe, f"{sent.location}?lang=en")
    assert "hidden until a person has looked" in receipt
    assert "never told who" in receipt
    assert "1 866 277-3553" in receipt, "whom to call is there at once"


def test_what_is_reported_is_absent_for_one_and_being_checked_for_the_other(cast):
    cast.client("zoe").post(f"/messages/{FROM_MARC}/report", data={"topic": "bullying"})
    assert "Par un DEP" not in text(cast.client("zoe"), f"/threads/{THREAD_ZOE_MARC}?lang=en")
    marc = text(cast.client("marc"), f"/threads/{THREAD_ZOE_MARC}?lang=en")
    assert "Par un DEP" in marc
    assert "Being checked by the team" in marc
    for trace in ("Zoé-Maëlle reported", "reported by", "concern"):
        assert trace not in marc.replace("/concern", "").replace("Raise a concern", "")


def test_the_other_side_finds_no_trace_of_who_reported(cast):
    sent = cast.client("zoe").post(
        f"/messages/{FROM_MARC}/report", data={"topic": "bullying", "body": "Il me traite mal."}
    )
    marc = cast.client("marc")
    assert marc.get(sent.location).status_code == 404
    assert "Il me traite mal" not in text(marc, "/concerns?lang=en")


def test_words_are_kept_when_no_topic_was_pressed(cast):
    zoe = cast.client("zoe")
    answer = zoe.post(f"/messages/{FROM_MARC}/report", data={"body": "Des mots", "topic": "x"})
    assert "Des mots" in answer.get_data(as_text=True)
    too_long = zoe.post(
        f"/messages/{FROM_MARC}/report", data={"topic": "other", "body": "a" * 2001}
    )
    assert 'id="errors"' in too_long.get_data(as_text=True)
    assert all_of(cast, Concern) == []


def test_a_double_tap_reports_once_though_the_message_is_gone(cast):
    data = {"topic": "violence", "send_key": "same"}
    zoe = cast.client("zoe")
    places = {zoe.post(f"/messages/{FROM_MARC}/report", data=data).location for _ in range(2)}
    assert len(places) == len(all_of(cast, Concern)) == 1


def test_a_profile_is_reported_and_no_longer_found(cast):
    noah, address = cast.client("noah"), f"/mentors/{IDS['grace']}"
    assert f"{address}/report" in text(noah, address)
    sent = noah.post(f"{address}/report", data={"topic": "violence"})
    assert "Grace O." in text(noah, sent.location)
    assert noah.get(address).status_code == 404
    assert noah.get(f"{address}/write").status_code == 404
    screening = text(cast.client("coralie"), f"/coordinator/mentors/{IDS['grace']}?lang=en")
    assert "Out of the search for now" in screening
    own = text(cast.client("grace"), address)
    assert "/report" not in own, "one does not report oneself, nor learn of it"


def test_a_mentor_raises_a_concern_and_learns_only_that_it_was_received_and_closed(cast):
    marc, claire = cast.client("marc"), cast.client("claire")
    assert f"/threads/{THREAD_ZOE_MARC}/concern" in text(marc, f"/threads/{THREAD_ZOE_MARC}")
    sent = marc.post(f"/threads/{THREAD_ZOE_MARC}/concern", data=RAISED)
    receipt = sent.location
    assert "Received by the team" in text(marc, f"{receipt}?lang=en")
    case = receipt.removesuffix("/received")
    assert marc.get(case).status_code == 404
    claire.post(f"{case}/notes", data={"body": "Sa mère est au courant."})
    claire.post(f"{case}/close", data=CLOSED)
    after = text(marc, f"{receipt}?lang=en")
    assert "have closed it" in after
    assert "Rencontrée ce matin" not in after
    assert "Sa mère" not in after
    assert receipt in text(marc, "/concerns?lang=en")


def test_nothing_typed_is_lost_when_something_is_missing(cast):
    marc, address = cast.client("marc"), f"/threads/{THREAD_ZOE_MARC}/concern"
    for data in (
        {"body": "Je m’inquiète."},
        RAISED | {"body": " \u200b "},
        RAISED | {"topic": ""},
    ):
        answer = marc.post(address, data=data).get_data(as_text=True)
        assert 'id="errors"' in answer
        assert data["body"].strip(" \u200b") in answer
    assert all_of(cast, Concern) == []


def test_the_student_finds_nothing_of_a_case(cast):
    number = alert(cast)
    zoe = cast.client("zoe")
    for address in (f"/concerns/{number}", "/concerns", f"/concerns/{number}/received"):
        assert zoe.get(address).status_code == 404


def test_the_case_says_who_must_act_by_when_with_the_board_s_numbers(cast):
    with cast.app.app_context(), unit_of_work():
        board = db.session.get_one(Board, 1)
        board.youth_protection_line = "1 800 361-5310"
    page = text(cast.client("claire"), f"/concerns/{alert(cast)}?lang=en")
    assert "Zoé-Maëlle D’Amour-Côté" in page
    assert "Youth Protection Act, CQLR c. P-34.1, ss. 38 and 39" in page
    assert "without delay" in page
    assert "1 800 361-5310" in page
    french = text(cast.client("claire"), f"/concerns/{alert(cast)}?lang=fr")
    assert "RLRQ, c. P-34.1" in french


def test_an_open_case_lets_its_handlers_read_the_thread_and_the_student_sees_it(cast):
    claire, thread = cast.client("claire"), f"/threads/{THREAD_ZOE_MARC}"
    assert claire.get(thread).status_code == 404
    number = alert(cast)
    assert "hésite encore" in text(claire, thread)
    assert claire.get(f"{thread}/open").location == thread
    text(cast.client("mona"), f"/concerns/{number}")
    lines = text(cast.client("zoe"), "/account/privacy?lang=en")
    assert "Claire Fontaine" in lines
    assert "Mona Lévesque" in lines
    assert lines.count("Looking after somebody's safety") == 2
    assert f"concern {number}" not in lines
    claire.post(f"/concerns/{number}/close", data=CLOSED)
    with cast.app.app_context(), unit_of_work():
        for entry in db.session.scalars(select(AccessEntry)):
            db.session.delete(entry)
    assert claire.get(thread).status_code == 404


def test_a_held_message_of_distress_is_read_by_the_counsellor_in_the_case_alone(cast):
    with cast.app.app_context():
        body = db.session.get_one(Message, HELD).body
    number = alert(cast, HELD)
    fatou = cast.client("fatou")
    assert body in text(fatou, f"/concerns/{number}")
    assert body not in text(fatou, f"/threads/{THREAD_LEA_GRACE}")


def test_handling_a_case_from_charge_to_closing_and_back(cast):
    case, claire = f"/concerns/{alert(cast)}", cast.client("claire")
    for path, data, words in (
        ("take", {}, "Claire Fontaine"),
        ("notes", {"body": "Appelée à 8 h."}, "Appelée à 8 h."),
        ("duties/youth_protection", {"settle-body": "Signalé."}, "Signalé."),
        ("close", CLOSED, "Rencontrée ce matin."),
        ("reopen", {"reopen-body": "Elle a réécrit."}, "Elle a réécrit."),
    ):
        assert claire.post(f"{case}/{path}", data=data).location == case
        assert words in text(claire, case)
    done = [entry.event for entry in all_of(cast, ConcernEntry)]
    assert done == [
        "raised", "opened", "taken", "noted", "settled youth_protection",
        "closed handled", "reopened",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "data"),
    [("notes", {"body": " "}), ("close", {"close-reason": "handled"}), ("close", {})],
)
def test_empty_words_are_asked_for_again(cast, path, data):
    case, claire = f"/concerns/{alert(cast)}", cast.client("claire")
    answer = claire.post(f"{case}/{path}", data=data)
    assert 'id="errors"' in answer.get_data(as_text=True)
    assert all_of(cast, Concern)[0].closed_at is None


def test_two_handlers_at_once_each_get_a_sentence(cast):
    case = f"/concerns/{alert(cast)}"
    claire, mona = cast.client("claire"), cast.client("mona")
    claire.post(f"{case}/take")
    assert mona.post(f"{case}/take").status_code == 409
    claire.post(f"{case}/close", data=CLOSED)
    typed = {"close-reason": "unfounded", "close-body": "Rien à craindre, vérifié deux fois."}
    late = mona.post(f"{case}/close", data=typed)
    assert late.status_code == 409
    assert mona.post(f"{case}/notes", data={"body": "Une note de plus."}).status_code == 409


def test_the_lists_hold_what_they_say(cast):
    number, claire, mona = alert(cast), cast.client("claire"), cast.client("mona")
    case = f'href="/concerns/{number}"'
    for client in (claire, mona):
        assert case in text(client, "/concerns?show=mine"), "told to both"
    claire.post(f"/concerns/{number}/take")
    assert case in text(claire, "/concerns?show=mine")
    assert case not in text(mona, "/concerns?show=mine"), "somebody looks after it"
    assert case in text(mona, "/concerns?show=open")
    claire.post(f"/concerns/{number}/close", data=CLOSED)
    assert case not in text(claire, "/concerns?show=open")
    assert case in text(claire, "/concerns?show=closed")
    assert text(claire, "/concerns?show=%20x")


def test_the_list_opens_on_the_open_cases_when_none_is_the_reader_s_own(cast):
    number, mona = alert(cast), cast.client("mona")
    case, own = f'href="/concerns/{number}"', 'href="/concerns?show=mine" aria-current="page"'
    assert own in text(mona, "/concerns")
    cast.client("claire").post(f"/concerns/{number}/take")
    page = text(mona, "/concerns")
    assert case in page
    assert 'href="/concerns?show=open" aria-current="page"' in page
    assert case not in text(mona, "/concerns?show=mine"), "asked for, it shows as it is"
    cast.client("claire").post(f"/concerns/{number}/close", data=CLOSED)
    assert own in text(mona, "/concerns"), "nothing waits anywhere"


def test_the_case_says_who_was_told_and_who_opened_it(cast):
    number = alert(cast)
    text(cast.client("claire"), f"/concerns/{number}")
    page = text(cast.client("mona"), f"/concerns/{number}?lang=en")
    told = page[page.index("Told so far") :]
    assert re.search(r"Claire Fontaine <span[^>]*>\(from the start\) opened on", told)
    assert re.search(r"Mona Lévesque <span[^>]*>\(from the start\) opened on", told)
    assert "Take charge of the case" in page
    assert cast.client("mona").post(f"/concerns/{number}/take").status_code == 302


def test_the_journal_says_that_the_mail_left_again(cast):
    number = alert(cast)
    with cast.app.app_context():
        for level, minutes in enumerate((30, 60, 90)):
            with clock.moved_by(timedelta(minutes=minutes)), unit_of_work():
                concerns.climb(concern_id=number, level=level)
    page = text(cast.client("adele"), f"/concerns/{number}?lang=en")
    for told in ("Told next: coordination.", "Told next: administration.", "mail left again"):
        assert told in page


def test_the_menu_leads_handlers_to_concerns(cast):
    for who in ("claire", "mona", "coralie", "adele"):
        assert 'href="/concerns"' in text(cast.client(who), "/account")
    for who in ("zoe", "marc"):
        assert 'href="/concerns"' not in text(cast.client(who), "/account")


def many(cast, count):
    with cast.app.app_context(), unit_of_work():
        marc = db.session.get_one(Person, IDS["marc"])
        db.session.refresh(marc, ["role_rows"])
        for _number in range(count):
            concern = concerns.raise_one(
                author=marc,
                thread_id=THREAD_ZOE_MARC,
                topic=ConcernTopic.BULLYING,
                priority=ConcernPriority.SOON,
                body="Des mots",
                send_key=f"many-{_number}-{count}",
            )
            concerns.enter(concern, marc, "noted", body="Une note")


@pytest.mark.parametrize("address", ["/concerns?show=open", "/concerns?show=raised"])
def test_a_list_asks_the_same_for_ten_times_the_rows(cast, address):
    asked = []
    for count in (2, 22):
        many(cast, count)
        asked.append(len(statements_of(cast.client("claire"), address)))
    assert asked[0] == asked[1] <= 12


def test_a_case_asks_the_same_for_ten_times_the_lines(cast):
    number, claire, asked = alert(cast), cast.client("claire"), []
    for lines in (2, 30):
        for line in range(lines):
            claire.post(f"/concerns/{number}/notes", data={"body": f"Note {line} de {lines}"})
        asked.append(len(statements_of(claire, f"/concerns/{number}")))
    assert asked[0] == asked[1] <= 12


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("zoe", f"/messages/{FROM_MARC}/report"),
        ("zoe", f"/mentors/{IDS['grace']}/report"),
        ("marc", f"/threads/{THREAD_ZOE_MARC}/concern"),
    ],
)
def test_the_short_pages_ask_little(cast, who, address):
    assert len(statements_of(cast.client(who), address)) <= 6


def test_a_report_is_approved_again_without_a_second_mail_or_count(cast):
    cast.client("zoe").post(f"/messages/{FROM_MARC}/report", data={"topic": "bullying"})
    with cast.app.app_context():
        before = db.session.get_one(Match, 1).visible_messages
        hold = db.session.scalars(select(Hold).where(Hold.message_id == FROM_MARC)).one().id
    mona = cast.client("mona")
    mona.get(f"/moderation/{hold}")
    mona.post(f"/moderation/{hold}", data={"decision": "approve"})
    with cast.app.app_context():
        assert db.session.get_one(Message, FROM_MARC).state is MessageState.VISIBLE
        assert db.session.get_one(Match, 1).visible_messages == before
        mails = select(Job.id).where(Job.event == "message.visible")
        assert db.session.scalars(mails).all() == []
    assert "Par un DEP" in text(cast.client("zoe"), f"/threads/{THREAD_ZOE_MARC}")


@pytest.mark.parametrize(
    ("who", "home"),
    [("mona", "/moderation"), ("claire", "/counsellor")],
)
def test_what_waits_stands_where_the_day_begins_until_somebody_has_it(cast, who, home):
    client = cast.client(who)
    asked = len(statements_of(client, home))
    assert "wait for you" not in text(client, f"{home}?lang=en")
    number = alert(cast)
    page = text(client, f"{home}?lang=en")
    assert "1 concern waits for you" in page
    assert "1 is immediate and nobody has opened it" in page
    assert len(statements_of(client, home)) == asked <= 12
    text(cast.client("mona"), f"/concerns/{number}")
    page = text(client, f"{home}?lang=en")
    assert "1 concern waits for you" in page
    assert "immediate and nobody" not in page
    other = "claire" if who == "mona" else "mona"
    cast.client(other).post(f"/concerns/{number}/take")
    assert "for you" not in text(client, f"{home}?lang=en")


@pytest.mark.parametrize(
    ("who", "home", "level"), [("coralie", "/coordinator", 1), ("adele", "/admin", 2)]
)
def test_what_climbed_stands_where_the_day_begins(cast, who, home, level):
    number, client = alert(cast), cast.client(who)
    assert "concern waits for you" not in text(client, f"{home}?lang=en")
    with cast.app.app_context():
        for step in range(level):
            with clock.moved_by(timedelta(minutes=31 * (step + 1))), unit_of_work():
                concerns.climb(concern_id=number, level=step)
    assert "1 concern waits for you" in text(client, f"{home}?lang=en")
