"""Class circles: who is in them, who knows who asks, one answer for several, the end."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from portal import clock
from portal.errors import Conflict, Denied, Invalid, NotFound
from portal.extensions import db, unit_of_work
from portal.models.access_log import AccessEntry
from portal.models.class_groups import ClassGroupMember
from portal.models.class_periods import Glance, GlanceOutcome
from portal.models.groups import Group
from portal.models.mentors import Mentor
from portal.models.moderation import Hold, HoldReason
from portal.models.threads import MessageState
from portal.queries.circles import (
    circle_page,
    circles_with_news,
    mentor_to_tell,
    waiting_questions,
)
from portal.queries.posts import topic_page
from portal.services import circles, memberships, moderation, topics
from portal.worker import circles as jobs
from tests.cast import GROUP_401, GROUP_402, IDS, PERSONAL
from tests.circles import OPENING, move_end, plan, write_circle
from tests.groups import say

ASKED = "Est-ce que c’est dangereux de souder en hauteur?"
OTHER = "À quelle heure commence la journée?"


@pytest.fixture(autouse=True)
def _in_the_app(cast):
    with cast.app.app_context():
        yield


def bodies(cast, name, group_id):
    return [row.body for row in circle_page(cast.person(name), group_id).questions]


def test_a_circle_is_made_with_a_mentor_who_agrees(cast):
    group_id, topic_id = write_circle(cast, accepts=False)
    page = circle_page(cast.person("claire"), group_id)
    assert (page.mentor, page.asked, page.noc) == (None, "Marc B.", "72106")
    assert circle_page(cast.person("zoe"), group_id).asked is None
    with pytest.raises(NotFound):
        circle_page(cast.person("marc"), group_id)
    with unit_of_work():
        memberships.answer(person=cast.person("marc"), group_id=group_id, accept=True)
    page = circle_page(cast.person("marc"), group_id)
    assert page.answers and page.mentor == "Marc B."
    assert topic_page(cast.person("marc"), topic_id).posts[0].body == OPENING
    with pytest.raises(Conflict), unit_of_work():
        circles.invite(actor=cast.person("claire"), group_id=group_id, mentor_id=IDS["grace"])
    with pytest.raises(Invalid), unit_of_work():
        memberships.invite_mentor(
            actor=cast.person("claire"), group_id=group_id, mentor_id=IDS["grace"],
            last=clock.today() + timedelta(days=5),
        )  # fmt: skip
    with unit_of_work():
        memberships.leave(person=cast.person("marc"), group_id=group_id)
    with pytest.raises(NotFound):
        circle_page(cast.person("marc"), group_id)
    with unit_of_work():
        circles.invite(actor=cast.person("claire"), group_id=group_id, mentor_id=IDS["grace"])
    assert circle_page(cast.person("claire"), group_id).asked == "Grace O."


@pytest.mark.parametrize(
    ("who", "wanted", "mentor", "opening"),
    [
        ("claire", plan, "nadia", OPENING),  # not active
        ("claire", plan, "paul", None),  # on pause is no hindrance; nothing said is
        ("claire", plan, "marc", "Appelez-moi au 514 555-0123."),
    ],
)
def test_what_cannot_be_made_is_refused(cast, who, wanted, mentor, opening):
    if opening is None:
        backwards = circles.Plan(circles.Said("a", "b"), plan(last=9).last, plan().first)
        wanted, opening = (lambda: backwards), OPENING
    with pytest.raises(Invalid), unit_of_work():
        circles.make(
            actor=cast.person(who),
            class_group_id=GROUP_401,
            plan=wanted(),
            mentor_id=IDS[mentor],
            opening=opening,
            send_key="x",
        )
    assert db.session.scalar(select(Group)) is None


def test_only_the_class_is_in_it_and_follows_moves_at_once(cast):
    group_id, _topic = write_circle(cast)
    with pytest.raises(NotFound):
        circle_page(cast.person("noah"), group_id)
    assert circle_page(cast.person("zoe"), group_id).is_in
    with unit_of_work():
        mine = ClassGroupMember.student_id == IDS["zoe"]
        db.session.execute(delete(ClassGroupMember).where(mine))
        db.session.add(ClassGroupMember(class_group_id=GROUP_402, student_id=IDS["zoe"]))
        db.session.execute(
            delete(ClassGroupMember).where(ClassGroupMember.student_id == IDS["noah"])
        )
        db.session.add(ClassGroupMember(class_group_id=GROUP_401, student_id=IDS["noah"]))
    assert circle_page(cast.person("noah"), group_id).is_in
    with pytest.raises(NotFound):
        circle_page(cast.person("zoe"), group_id)
    with pytest.raises(NotFound), unit_of_work():
        circles.make(
            actor=cast.person("denis"), class_group_id=GROUP_401, plan=plan(),
            mentor_id=IDS["marc"], opening=OPENING, send_key="no",
        )  # fmt: skip


def test_someone_of_the_class_is_known_to_its_adults_and_moderators_alone(cast):
    group_id, topic_id = write_circle(cast)
    say(cast, "zoe", topic_id, ASKED, unnamed=True)
    with unit_of_work():
        db.session.add(ClassGroupMember(class_group_id=GROUP_401, student_id=IDS["noah"]))
    names = {
        name: circle_page(cast.person(name), group_id).questions[0].name
        for name in ("marc", "noah", "adele", "claire", "mona", "coralie", "zoe")
    }
    assert names == {
        "marc": "", "noah": "", "adele": "", "claire": "Zoé-Maëlle", "mona": "Zoé-Maëlle",
        "coralie": "Zoé-Maëlle", "zoe": "Zoé-Maëlle",
    }  # fmt: skip
    for name in ("marc", "noah", "adele"):
        client = cast.client(name)
        for path in (f"/circles/{group_id}", f"/groups/{group_id}/topics/{topic_id}"):
            html = client.get(path).get_data(as_text=True)
            main = html.split("<main", 1)[1]
            assert ASKED in main and "Zoé" not in main and "De vous" not in main
    for path in (f"/circles/{group_id}", f"/groups/{group_id}/topics/{topic_id}"):
        own = cast.client("zoe").get(path).get_data(as_text=True)
        assert ASKED in own and "De vous" in own  # only she sees this mark
        staff = cast.client("claire").get(path).get_data(as_text=True)
        assert "Sans nom pour le cercle" in staff and "De vous" not in staff
    say(cast, "marc", topic_id, "Non.", unnamed=True)  # a mentor is never nameless
    assert topic_page(cast.person("zoe"), topic_id).posts[-1].name == "Marc B."


def test_what_is_new_in_a_circle_is_marked_until_it_was_seen(cast):
    group_id, topic_id = write_circle(cast)
    page = f"/circles/{group_id}"
    for writer, reader in (("claire", "zoe"), ("zoe", "marc"), ("marc", "zoe")):
        client = cast.client(reader)
        say(cast, writer, topic_id, f"Un mot de {writer}")
        assert "Nouveaux messages" in client.get("/groups").get_data(as_text=True), reader
        client.get(f"{page}?unanswered=1")
        assert "Nouveaux messages" in client.get("/groups").get_data(as_text=True), reader
        client.get(page)
        assert "Nouveaux messages" not in client.get("/groups").get_data(as_text=True), reader


def test_one_answer_stands_beside_each_question_it_answers(cast):
    group_id, topic_id = write_circle(cast)
    first = say(cast, "zoe", topic_id, ASKED, unnamed=True).id
    with unit_of_work():
        db.session.add(ClassGroupMember(class_group_id=GROUP_401, student_id=IDS["noah"]))
    second = say(cast, "noah", topic_id, OTHER).id
    marc = cast.person("marc")
    assert circle_page(marc, group_id).unanswered == 2
    given = {"mentor": marc, "group_id": group_id, "body": "Oui, et à sept heures."}
    for _click in range(2):
        with unit_of_work():
            posted = circles.answer(**given, question_ids=[first, second], send_key="a")
    rows = circle_page(cast.person("zoe"), group_id).questions
    assert {row.answer for row in rows} == {"Oui, et à sept heures."}
    assert {row.answer_id for row in rows} == {posted.id}
    assert circle_page(marc, group_id, unanswered=True).questions == []
    with pytest.raises(Conflict), unit_of_work():
        circles.answer(**given | {"body": "Encore."}, question_ids=[first], send_key="b")
    with pytest.raises(Invalid), unit_of_work():
        circles.answer(**given, question_ids=[], send_key="c")
    with pytest.raises(NotFound), unit_of_work():
        circles.answer(**given | {"mentor": cast.person("zoe")}, question_ids=[1], send_key="d")
    held = circles_answer_held(cast, group_id, topic_id)
    assert circle_page(marc, group_id).questions[0].answer_waits
    page = circle_page(cast.person("noah"), group_id)
    assert page.questions[0].answer is None and not page.questions[0].answer_waits
    assert held.state is MessageState.HELD


def circles_answer_held(cast, group_id, topic_id):
    third = say(cast, "noah", topic_id, "Et le salaire?").id
    with unit_of_work():
        return circles.answer(
            mentor=cast.person("marc"), group_id=group_id, question_ids=[third],
            body="Écris-moi à marc@example.org.", send_key="h",
        )  # fmt: skip


def test_a_question_waits_for_the_adult_who_lets_it_go_or_gives_it_back(cast):
    group_id, topic_id = write_circle(cast, glance=True)
    claire = cast.person("claire")
    first, second = (say(cast, "zoe", topic_id, body).id for body in (ASKED, OTHER))
    assert bodies(cast, "marc", group_id) == []
    assert db.session.scalar(select(Hold).where(Hold.message_id == first)) is None
    assert [row.body for row in waiting_questions(claire, group_id)] == [ASKED, OTHER]
    for name in ("mona", "fatou", "denis", "marc"):
        with pytest.raises(NotFound), unit_of_work():
            circles.let_go(actor=cast.person(name), group_id=group_id, message_id=first)
    with unit_of_work():
        circles.note_reading(actor=claire, group_id=group_id)
        circles.let_go(actor=claire, group_id=group_id, message_id=first)
    assert bodies(cast, "marc", group_id) == [ASKED]
    entry = db.session.scalars(select(AccessEntry).where(AccessEntry.thread_id == topic_id)).one()
    assert (entry.student_id, entry.reader_id) == (IDS["zoe"], IDS["claire"])
    with pytest.raises(Invalid), unit_of_work():
        circles.send_back(
            actor=claire, group_id=group_id, message_id=second, line="Au 514 555-0123."
        )
    with unit_of_work():
        circles.send_back(
            actor=claire, group_id=group_id, message_id=second, line="Dis de quelle journée."
        )
    with pytest.raises(Conflict), unit_of_work():
        circles.let_go(actor=claire, group_id=group_id, message_id=second)
    given_back = topic_page(cast.person("zoe"), topic_id).unseen[0]
    assert given_back.in_class and given_back.note == "Dis de quelle journée."
    # What the screen objects to is the moderators' at once, and never the adult's.
    held = say(cast, "zoe", topic_id, "Mon numéro est le 514 555-0123.")
    assert waiting_questions(claire, group_id) == []
    hold_id = db.session.scalars(select(Hold.id).where(Hold.message_id == held.id)).one()
    with unit_of_work():
        moderation.refuse(moderator=cast.person("mona"), hold_id=hold_id, reason_id=PERSONAL)
    assert bodies(cast, "marc", group_id) == [ASKED]


def test_start_and_end_are_enforced_and_what_waits_goes_to_the_moderators(cast):
    group_id, topic_id = write_circle(cast, glance=True)
    waits = say(cast, "zoe", topic_id, ASKED).id
    jobs.end_circle(None, group_id=group_id)  # put off, or too early: nothing
    assert db.session.get_one(Glance, waits).outcome is None
    move_end(group_id, -0.1)
    with unit_of_work():
        jobs.end_circle(None, group_id=group_id)
        jobs.end_circle(None, group_id=group_id)
        jobs.end_circle(None, group_id=999)
    assert db.session.get_one(Glance, waits).outcome is GlanceOutcome.LEFT
    hold = db.session.scalars(select(Hold).where(Hold.message_id == waits)).one()
    assert hold.reason is HoldReason.GLANCE
    db.session.rollback()
    for name in ("zoe", "marc", "claire"):
        with pytest.raises(Conflict, match="est terminé"):
            say(cast, name, topic_id, "Encore une chose.")
    assert circle_page(cast.person("zoe"), group_id).ended
    answer = cast.client("zoe").post(
        f"/circles/{group_id}?lang=en", data={"body": "Une minute trop tard.", "send_key": "z"}
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Ce cercle est terminé" in html and "Une minute trop tard." in html
    with unit_of_work():
        group = db.session.get_one(Group, group_id)
        group.starts_at = clock.now() + timedelta(days=1)
        group.ends_at = clock.now() + timedelta(days=2)
    with pytest.raises(Conflict):
        say(cast, "zoe", topic_id, "Trop tôt.")


def test_the_mentor_is_told_of_questions_without_a_name_or_a_word(cast, monkeypatch):
    group_id, topic_id = write_circle(cast)
    day_ago = clock.now() - timedelta(days=1)
    assert circles_with_news(day_ago) == []
    asked = say(cast, "zoe", topic_id, ASKED, unnamed=True).id
    assert circles_with_news(day_ago) == [group_id]
    assert circles_with_news(clock.now() + timedelta(minutes=1)) == []
    letters = []
    monkeypatch.setattr("portal.mail.send", lambda letter, job_id: letters.append(letter))

    class Job:
        id = 1

    jobs.tell_mentor(Job, group_id=group_id)
    (letter,) = letters
    assert "Zoé" not in letter.text and ASKED not in letter.text
    assert f"/circles/{group_id}" in letter.text
    with unit_of_work():
        circles.answer(
            mentor=cast.person("marc"), group_id=group_id, question_ids=[asked],
            body="Oui, un peu.", send_key="a",
        )  # fmt: skip
    assert circles_with_news(day_ago) == []
    with unit_of_work():
        mentor = db.session.get_one(Mentor, IDS["marc"])
        mentor.screened_until = clock.today() - timedelta(days=1)
    assert mentor_to_tell(group_id) is None


def test_the_questions_of_a_class_stay_in_its_circle(cast):
    group_id, topic_id = write_circle(cast)
    with pytest.raises(Invalid), unit_of_work():
        topics.move(actor=cast.person("mona"), topic_id=topic_id, group_id=group_id)
    with pytest.raises(Invalid), unit_of_work():
        memberships.invite_class(
            actor=cast.person("claire"), group_id=group_id, class_group_id=GROUP_402
        )
    with pytest.raises(Denied):
        topics.look_over_start(
            author=cast.person("zoe"), group_id=group_id, title="Autre", body="Allo"
        )
