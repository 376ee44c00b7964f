"""A decision taken back: everything as it was, or a sentence that says why not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.errors import Conflict, NotFound
from portal.extensions import db, unit_of_work
from portal.models.access_log import AuditEntry
from portal.models.jobs import Job
from portal.models.matches import Match
from portal.models.moderation import Decision, Hold, HoldReason
from portal.models.people import Person, PersonRole, Role
from portal.models.threads import Message, MessageState, Thread
from portal.services import audit, moderation, threads
from tests.cast import CONTACT, HELD_MESSAGE, HOLD, IDS

OTHER_S = 60  # another held message, marc's fifth of the thread with zoe


@pytest.fixture
def context(cast):
    with cast.app.app_context():
        with unit_of_work():
            odile = Person(id=90, given_name="Odile", family_name="Roy", username="odile")
            odile.role_rows = [PersonRole(role=Role.MODERATOR)]
            db.session.add(odile)
        IDS["odile"] = 90
        yield cast
        del IDS["odile"]


def rows():
    """Return all that a decision may change, as the database has it."""
    db.session.rollback()
    kept = []
    for model in (Match, Thread, Message):
        columns = model.__table__.columns
        kept += db.session.execute(select(*columns).order_by(columns.id)).all()
    return kept


def undo(cast, who="mona", hold_id=HOLD):
    with unit_of_work():
        moderation.undo(moderator=cast.person(who), hold_id=hold_id)


def decide(cast, how, hold_id=HOLD):
    more = {
        "approve": {},
        "redact": {"body": "Bonjour Grace, merci."},
        "refuse": {"reason_id": CONTACT},
    }[how]
    with unit_of_work():
        getattr(moderation, how)(moderator=cast.person("mona"), hold_id=hold_id, **more)


@pytest.mark.parametrize("how", ["approve", "redact", "refuse"])
def test_everything_is_as_it_was_before(context, how):
    before = rows()
    decide(context, how)
    assert rows() != before
    undo(context)
    assert rows() == before
    hold = db.session.get_one(Hold, HOLD)
    assert (hold.waits, hold.claimed_by_id) == (True, IDS["mona"])
    assert db.session.scalars(select(Job.id).where(Job.done_at.is_(None))).all() == []
    decision = db.session.scalars(select(Decision)).one()
    assert (decision.stands, decision.undone_at is not None) == (False, True)
    events = db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)).all()
    assert events[-1] == "decision.undone"
    assert list(audit.broken()) == []


def test_the_message_that_made_the_match_established_unmakes_it(context):
    with unit_of_work():
        db.session.get_one(Match, 1).visible_messages = 4
        message = Message(id=OTHER_S, thread_id=1, author_id=IDS["marc"], body="Voilà.")
        message.state, message.send_key = MessageState.HELD, "other"
        db.session.add(message)
        db.session.flush()
        db.session.add(Hold(id=OTHER_S, message_id=OTHER_S, reason=HoldReason.FULL_REVIEW))
    before = rows()
    decide(context, "approve", OTHER_S)
    assert db.session.get_one(Match, 1).established_at is not None
    undo(context, hold_id=OTHER_S)
    assert rows() == before


def test_it_can_be_decided_again_and_one_decision_stands(context):
    decide(context, "approve")
    undo(context)
    decide(context, "refuse")
    standing = db.session.scalars(select(Decision.verdict).where(Decision.stands)).all()
    assert standing == ["refused"]


def test_after_ten_minutes_it_stays(context):
    decide(context, "approve")
    with clock.moved_by(timedelta(minutes=10)), pytest.raises(Conflict, match="10 minutes"):
        undo(context)


def test_what_was_read_stays(context):
    decide(context, "approve")
    context.client("grace").get("/threads/2")
    with pytest.raises(Conflict):
        undo(context)
    assert db.session.get_one(Message, HELD_MESSAGE).state is MessageState.VISIBLE


def test_a_refusal_that_its_author_read_stays(context):
    decide(context, "refuse")
    context.client("lea").get("/threads/2")
    with pytest.raises(Conflict):
        undo(context)


def test_the_author_s_reading_before_the_decision_forbids_nothing(context):
    context.client("lea").get("/threads/2")
    decide(context, "refuse")
    undo(context)
    assert db.session.get_one(Message, HELD_MESSAGE).state is MessageState.HELD


def test_a_conversation_that_went_on_is_left_alone(context):
    with unit_of_work():
        db.session.get_one(Message, 4).state = MessageState.HELD
        db.session.add(Hold(id=70, message_id=4, reason=HoldReason.FULL_REVIEW))
    decide(context, "approve", 70)
    with clock.moved_by(timedelta(minutes=1)), unit_of_work():
        threads.post_message(
            author=context.person("marc"), thread_id=1, body="Et voici.", send_key="on"
        )
    with clock.moved_by(timedelta(minutes=2)), pytest.raises(Conflict):
        undo(context, hold_id=70)


def test_nobody_undoes_another_moderator_s_decision(context):
    decide(context, "approve")
    with pytest.raises(NotFound):
        undo(context, who="odile")


def test_a_message_reported_after_it_was_shown_waits_again_and_is_not_counted_twice(context):
    decide(context, "approve")
    visible = db.session.get_one(Match, 2).visible_messages
    with unit_of_work():
        moderation.hold_again(message=db.session.get_one(Message, HELD_MESSAGE))
    again = db.session.scalars(select(Hold).where(Hold.waits)).one()
    assert (again.reason, again.severity) == (HoldReason.REPORTED, 3)
    assert context.client("grace").get("/threads/2").text.count("514 555-0123") == 0
    decide(context, "approve", again.id)
    assert db.session.get_one(Match, 2).visible_messages == visible
    assert "514 555-0123" in context.client("grace").get("/threads/2").text


def test_a_reported_message_that_is_refused_counts_no_more(context):
    decide(context, "approve")
    with unit_of_work():
        moderation.hold_again(message=db.session.get_one(Message, HELD_MESSAGE))
    again = db.session.scalars(select(Hold.id).where(Hold.waits)).one()
    before = rows()
    decide(context, "refuse", again)
    assert db.session.get_one(Match, 2).visible_messages == 0
    undo(context, hold_id=again)
    assert rows() == before
