"""What becomes of a message: shown, held, counted, read."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from portal import clock
from portal.data.allowed import AllowedKind
from portal.errors import Conflict
from portal.extensions import db, unit_of_work
from portal.models.access_log import AccessEntry, AuditEntry
from portal.models.boards import Board
from portal.models.jobs import Job
from portal.models.matches import Match, MatchState
from portal.models.mentors import Mentor
from portal.models.moderation import Hold, HoldReason, MessageFinding
from portal.models.people import Person, PersonState
from portal.models.programs import Program
from portal.models.schools import School
from portal.models.threads import Message, MessageState, Reading, Thread
from portal.services import matches, moderation, rules, threads
from tests.cast import IDS


@pytest.fixture
def context(cast):
    with cast.app.app_context():
        yield cast


def post(cast, who, body, thread_id=1, key=None, **more):
    with unit_of_work():
        return threads.post_message(
            author=cast.person(who),
            thread_id=thread_id,
            body=body,
            send_key=key or f"{who}-{body}",
            **more,
        )


def match():
    return db.session.get_one(Match, 1)


def hold_of(message):
    return db.session.scalars(select(Hold).where(Hold.message_id == message.id)).one_or_none()


def test_a_double_click_sends_once(context):
    first, second = (post(context, "zoe", "Merci beaucoup.", key="same") for _ in range(2))
    assert first.id == second.id
    assert match().visible_messages == 4


def test_another_text_with_a_used_key_is_sent_too(context):
    first = post(context, "zoe", "Merci beaucoup.", key="same")
    second = post(context, "zoe", "Et une question.", key="same")
    assert first.id != second.id
    assert second.state is MessageState.VISIBLE


def test_the_fifth_visible_message_establishes_the_match(context):
    post(context, "zoe", "Quel outil préférez-vous?")
    assert (match().visible_messages, match().state) == (4, MatchState.ACTIVE)
    post(context, "marc", "Le poste à souder, bien sûr.")
    assert (match().visible_messages, match().state) == (5, MatchState.ESTABLISHED)
    assert match().established_at is not None


def test_a_held_message_moves_nothing(context):
    before = (db.session.get_one(Thread, 1).moved_at, match().visible_messages)
    message = post(context, "zoe", "Mon numéro est le 514 555-0133.")
    assert message.state is MessageState.HELD
    assert hold_of(message).reason is HoldReason.FINDING
    found = db.session.scalars(
        select(MessageFinding).where(MessageFinding.message_id == message.id)
    )
    assert "514 555-0133" in [message.body[row.start : row.end] for row in found]
    assert (db.session.get_one(Thread, 1).moved_at, match().visible_messages) == before
    assert db.session.scalars(select(Job)).all() == []


def test_the_first_three_messages_of_a_new_mentor_are_held_and_the_fourth_is_not(context):
    with unit_of_work():
        moderation.approve(moderator=context.person("mona"), hold_id=1)
    states = []
    for number in range(4):
        message = post(context, "grace", f"Réponse {number}", thread_id=2)
        states.append(message.state)
        if message.state is MessageState.HELD:
            assert hold_of(message).reason is HoldReason.NEW_MENTOR
    assert states == [MessageState.HELD] * 3 + [MessageState.VISIBLE]


def test_the_board_decides_how_many_first_messages_are_read(context):
    with unit_of_work():
        db.session.execute(update(Board).values(reviewed_first_messages=4, rules_stamp="x"))
    assert post(context, "marc", "Bonjour encore.").state is MessageState.HELD
    assert post(context, "marc", "Et encore.").state is MessageState.VISIBLE


@pytest.mark.parametrize("where", [Match, Program, School])
def test_full_review_holds_every_message(context, where):
    with unit_of_work():
        db.session.execute(update(where).where(where.id == 1).values(full_review=True))
    message = post(context, "zoe", "Bonjour.")
    assert hold_of(message).reason is HoldReason.FULL_REVIEW


def test_a_number_split_over_three_messages_is_held(context):
    assert post(context, "zoe", "five one four").state is MessageState.VISIBLE
    assert post(context, "zoe", "five five five").state is MessageState.VISIBLE
    assert post(context, "zoe", "zero one three three").state is MessageState.HELD


def test_a_site_that_the_board_allows_is_not_held(context):
    text = "Regardez www.cegepexemple.qc.ca pour le programme."
    assert post(context, "zoe", text).state is MessageState.HELD
    with unit_of_work():
        mona = context.person("mona")
        rules.allow(actor=mona, kind=AllowedKind.SITE, value="cegepexemple.qc.ca")
    assert post(context, "zoe", text, key="again").state is MessageState.VISIBLE


@pytest.mark.parametrize("gone", ["marc", "zoe"])
def test_nobody_writes_to_someone_who_no_longer_takes_part(context, gone):
    with unit_of_work():
        change = update(Person).where(Person.id == IDS[gone])
        db.session.execute(change.values(state=PersonState.SUSPENDED))
    with pytest.raises(Conflict):
        post(context, "zoe" if gone == "marc" else "marc", "Bonjour?")


def test_nobody_writes_to_a_mentor_deactivated_meanwhile(context):
    with unit_of_work():
        change = update(Mentor).where(Mentor.person_id == IDS["marc"])
        db.session.execute(change.values(deactivated_at=clock.now()))
    with pytest.raises(Conflict):
        post(context, "zoe", "Bonjour?")


def test_asking_for_more_keeps_the_request_open_until_the_yes(context):
    with unit_of_work():
        thread = matches.request_match(
            student=context.person("noah"), mentor_id=5, body="Bonjour?", send_key="k"
        )
    number = thread.id
    post(context, "marc", "Que veux-tu savoir?", number, asks_for_more=True)
    asked = db.session.get_one(Thread, number).match_id
    row = db.session.get_one(Match, asked)
    assert (row.state, row.more_asked_at is not None) == (MatchState.REQUESTED, True)
    assert row.answered_at is not None
    post(context, "noah", "Le salaire, surtout.", number)
    post(context, "marc", "Voici.", number)
    assert db.session.get_one(Match, asked).state is MatchState.ACTIVE


def test_a_held_question_back_is_not_announced_to_the_student(context):
    with unit_of_work():
        moderation.approve(moderator=context.person("mona"), hold_id=1)
    message = post(context, "grace", "What do you mean?", 2, asks_for_more=True)
    row = db.session.get_one(Match, 2)
    assert (message.state, row.more_asked_at, row.answered_at) == (MessageState.HELD, None, None)
    hold_id = hold_of(message).id
    with unit_of_work():
        moderation.approve(moderator=context.person("mona"), hold_id=hold_id)
    row = db.session.get_one(Match, 2)
    assert (row.state, row.more_asked_at is not None) == (MatchState.REQUESTED, True)


def test_looking_over_a_text_writes_nothing(context):
    seen = threads.look_over(author=context.person("zoe"), thread_id=1, body="zoe@exemple.ca")
    assert [finding.kind for finding in seen.findings] == ["email"]
    assert db.session.scalar(select(func.count()).select_from(Message)) == 6


def test_reading_is_remembered_and_moves(context):
    for days in (1, 2):
        with unit_of_work(), clock.moved_by(timedelta(days=days)):
            threads.mark_read(reader=context.person("zoe"), thread_id=1)
    rows = db.session.scalars(select(Reading)).all()
    assert [(row.thread_id, row.person_id) for row in rows] == [(1, IDS["zoe"])]
    assert rows[0].read_at > clock.now() + timedelta(days=1)


def test_a_reading_by_staff_is_logged_once_an_hour(context):
    for minutes in (0, 10, 70):
        with clock.moved_by(timedelta(minutes=minutes)), unit_of_work():
            threads.log_reading(reader=context.person("mona"), thread_id=2)
    rows = db.session.scalars(select(AccessEntry)).all()
    assert len(rows) == 2
    assert {(row.reader_id, row.student_id, row.reason) for row in rows} == {
        (IDS["mona"], IDS["lea"], threads.QUEUE_REASON)
    }


def test_opening_with_a_reason_is_kept_and_audited(context):
    with unit_of_work():
        threads.open_with_reason(
            reader=context.person("claire"), thread_id=1, reason="Un parent s’inquiète"
        )
    entry = db.session.scalars(select(AccessEntry)).one()
    assert (entry.reader_role, entry.reason) == ("counsellor", "Un parent s’inquiète")
    assert db.session.scalars(select(AuditEntry.event)).all() == ["thread.opened"]


def test_the_board_draws_some_of_the_other_messages(context):
    """One draw of the seed: the same text has the same fate, another seed another one."""
    with unit_of_work():
        draw(context, percent=100)
    first = post(context, "zoe", "Merci pour tout.", key="one")
    assert hold_of(first).reason is HoldReason.SAMPLED
    with unit_of_work():
        draw(context, percent=0)
    assert post(context, "zoe", "Merci pour tout.", key="two").state is MessageState.VISIBLE
    with unit_of_work():
        draw(context, percent=30, seed="spring")
    texts = [f"Question {number}?" for number in range(60)]
    held = [post(context, "zoe", text, key=text).state is MessageState.HELD for text in texts]
    assert 6 <= sum(held) <= 32
    again = [
        post(context, "zoe", text, key=f"{text}2").state is MessageState.HELD for text in texts
    ]
    assert again == held


def draw(context, *, percent, seed="seed"):
    board = db.session.get_one(Board, 1)
    board.sampled_percent, board.sampling_seed, board.rules_stamp = (
        percent,
        seed,
        f"{percent}{seed}",
    )


def test_links_pass_only_where_the_board_says_so_of_adults(context):
    link = "Tout est sur www.exemple-blogue.com"
    with unit_of_work():
        db.session.execute(update(Program).values(links_pass=True))
    assert post(context, "zoe", link, key="a").state is MessageState.HELD
    with unit_of_work():
        db.session.execute(update(Program).values(adults_only=True))
    assert post(context, "zoe", link, key="b").state is MessageState.VISIBLE
    assert post(context, "zoe", "514 555-0123", key="c").state is MessageState.HELD


@pytest.mark.parametrize("who", ["zoe", "marc"])
def test_nobody_writes_while_the_verification_is_renewed(context, who):
    """The same sentence to both, and all is as before once a later day is recorded (R51)."""
    with unit_of_work():
        mentor = db.session.get_one(Mentor, IDS["marc"])
        mentor.screened_until = clock.today() - timedelta(days=1)
    with pytest.raises(Conflict, match=r"renewing the mentor's verification|vérification"):
        post(context, who, "Bonjour encore.")
    page = context.client(who).get("/threads/1").get_data(as_text=True)
    assert "vérification" in page or "verification" in page
    assert 'name="body"' not in page
    with unit_of_work():
        db.session.get_one(Mentor, IDS["marc"]).screened_until = clock.today()
    assert post(context, who, "Bonjour encore.").state is MessageState.VISIBLE
