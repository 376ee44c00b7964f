"""How a match begins and ends: once, with room, and unknown to the mentor while it is held."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from portal import clock
from portal.errors import Conflict, Denied, NotFound
from portal.extensions import db, unit_of_work
from portal.models.jobs import Job
from portal.models.matches import Match, MatchState
from portal.models.mentors import Mentor
from portal.models.moderation import Hold, HoldReason
from portal.models.threads import Message, MessageState, Thread
from portal.services import matches, moderation, threads
from tests.cast import HOLD, IDS

HELLO = "Bonjour, à quoi ressemble une journée de soudage?"
PHONE = "Bonjour, appelez-moi au 514 555-0199 ce soir."


@pytest.fixture
def context(cast):
    with cast.app.app_context():
        yield cast


def ask(cast, who="noah", mentor="marc", body=HELLO, key="key-1"):
    with unit_of_work():
        thread = matches.request_match(
            student=cast.person(who), mentor_id=IDS[mentor], body=body, send_key=key
        )
    return thread.id


def room(name):
    return db.session.scalar(select(Mentor.open_matches).where(Mentor.person_id == IDS[name]))


def events():
    return list(db.session.scalars(select(Job.event).order_by(Job.id)))


def match_of(thread_id):
    return db.session.scalars(
        select(Match).join(Thread, Thread.match_id == Match.id).where(Thread.id == thread_id)
    ).one()


def test_a_request_makes_a_match_a_thread_and_a_visible_message(context):
    thread_id = ask(context)
    match = match_of(thread_id)
    assert (match.state, match.noc, match.visible_messages) == (MatchState.REQUESTED, "72106", 1)
    assert match.told_mentor_at is not None
    assert room("marc") == 2
    assert sorted(events()) == ["mentor.changed", "message.visible"]


def test_a_double_click_makes_one_match_and_one_message(context):
    first, second = ask(context), ask(context)
    assert first == second
    assert db.session.scalar(select(func.count()).select_from(Match)) == 3
    assert db.session.scalar(select(func.count()).where(Message.author_id == IDS["noah"])) == 1
    assert room("marc") == 2


def test_another_text_to_the_same_mentor_is_refused_not_doubled(context):
    ask(context)
    with pytest.raises(Conflict):
        ask(context, body="Une autre question.", key="key-2")
    assert room("marc") == 2


def test_a_held_first_message_tells_the_mentor_nothing(context):
    thread_id = ask(context, body=PHONE)
    match = match_of(thread_id)
    assert (match.visible_messages, match.told_mentor_at) == (0, None)
    assert "message.visible" not in events()
    hold = db.session.scalars(select(Hold).order_by(Hold.id.desc())).first()
    assert hold.reason is HoldReason.FINDING
    with pytest.raises(NotFound), unit_of_work():
        threads.post_message(
            author=context.person("marc"), thread_id=thread_id, body="Oui?", send_key="x"
        )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"capacity": 1}, Conflict),
        ({"deactivated_at": func.current_timestamp()}, Conflict),
        ({"activated_at": None}, NotFound),
    ],
)
def test_a_mentor_without_room_or_gone_meanwhile_is_not_asked(context, change, why):
    with unit_of_work():
        db.session.execute(update(Mentor).where(Mentor.person_id == 5).values(**change))
    with pytest.raises(why):
        ask(context)
    assert room("marc") == 1


@pytest.mark.parametrize(
    ("who", "mentor", "why"),
    [("theo", "marc", Denied), ("marc", "grace", NotFound), ("noah", "nadia", NotFound)],
)
def test_who_may_not_begin(context, who, mentor, why):
    with pytest.raises(why):
        ask(context, who=who, mentor=mentor)


def test_declining_gives_the_room_back_and_tells_the_student(context):
    thread_id = ask(context)
    with unit_of_work():
        matches.decline(
            mentor=context.person("marc"), thread_id=thread_id, body="Désolé.", send_key="d"
        )
    match = match_of(thread_id)
    assert (match.state, room("marc")) == (MatchState.DECLINED, 1)
    assert match.ended_at is not None
    assert "match.declined" in events()
    with pytest.raises(Conflict), unit_of_work():
        threads.post_message(
            author=context.person("noah"), thread_id=thread_id, body="Et?", send_key="e"
        )


def test_declining_twice_is_one_message_and_one_place(context):
    thread_id = ask(context)
    for _click in range(2):
        with unit_of_work():
            matches.decline(
                mentor=context.person("marc"), thread_id=thread_id, body="Désolé.", send_key="d"
            )
    assert (match_of(thread_id).visible_messages, room("marc")) == (2, 1)


def test_an_answered_request_is_neither_declined_nor_withdrawn(context):
    for verb in (
        lambda: matches.decline(
            mentor=context.person("marc"), thread_id=1, body="Non.", send_key="d"
        ),
        lambda: matches.withdraw(student=context.person("zoe"), thread_id=1),
    ):
        with pytest.raises(Conflict), unit_of_work():
            verb()


def test_the_student_cannot_decline_nor_the_mentor_withdraw(context):
    thread_id = ask(context)
    with pytest.raises(Denied), unit_of_work():
        matches.decline(
            mentor=context.person("noah"), thread_id=thread_id, body="Non.", send_key="d"
        )
    with pytest.raises(Denied), unit_of_work():
        matches.withdraw(student=context.person("marc"), thread_id=thread_id)


def test_withdrawing_takes_the_held_message_out_of_the_queue(context):
    with unit_of_work():
        matches.withdraw(student=context.person("lea"), thread_id=2)
    message = db.session.get_one(Message, 5)
    assert message.state is MessageState.WITHDRAWN
    assert room("grace") == 0
    with pytest.raises(Conflict), unit_of_work():
        moderation.approve(moderator=context.person("mona"), hold_id=HOLD)


def test_after_a_withdrawal_the_student_may_ask_again(context):
    with unit_of_work():
        matches.withdraw(student=context.person("lea"), thread_id=2)
    assert ask(context, who="lea", mentor="grace") != 2


def test_nobody_writes_first_to_a_mentor_whose_verification_has_ended(context):
    with unit_of_work():
        marc = db.session.get_one(Mentor, IDS["marc"])
        marc.screened_until = clock.today() - timedelta(days=1)
    with pytest.raises(Conflict, match=r"does not take new|n’accepte pas de nouvelle"):
        ask(context)
    with unit_of_work():
        db.session.get_one(Mentor, IDS["marc"]).screened_until = clock.today()
    assert ask(context)
