"""The ladder: proposed by rule, decided by a person, appealed by the author."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.errors import Conflict, Denied, NotFound
from portal.extensions import db, unit_of_work
from portal.models.access_log import AuditEntry
from portal.models.moderation import Hold, HoldReason, MessageFinding
from portal.models.people import Person, PersonRole, PersonState, Role
from portal.models.sanctions import Sanction, SanctionState, SanctionStep
from portal.models.threads import Message, MessageState
from portal.services import moderation, sanctions, threads
from tests.cast import CONTACT, IDS

TODAY_S = "Une parole de trop."


@pytest.fixture
def context(cast):
    with cast.app.app_context():
        with unit_of_work():
            other = Person(id=90, given_name="Odile", family_name="Roy", username="odile")
            other.role_rows = [PersonRole(role=Role.MODERATOR)]
            db.session.add(other)
        IDS["odile"] = 90
        yield cast
        del IDS["odile"]


def hold(number, *, kind="insult", severity=1):
    """Add a held message of marc to zoe."""
    with unit_of_work():
        message = Message(thread_id=1, author_id=IDS["marc"], body=TODAY_S, send_key=f"s{number}")
        message.id, message.state = number, MessageState.HELD
        db.session.add(message)
        db.session.flush()
        db.session.add(
            Hold(id=number, message_id=number, reason=HoldReason.FINDING, severity=severity)
        )
        db.session.add(
            MessageFinding(
                message_id=number, kind=kind, start=0, end=3, severity=severity, rule="r"
            )
        )


def refuse(cast, number, **more):
    hold(number, **more)
    with unit_of_work():
        mona = cast.person("mona")
        moderation.refuse(moderator=mona, hold_id=number, reason_id=CONTACT)


def proposed():
    wanted = select(Sanction).where(Sanction.state == SanctionState.PROPOSED)
    return db.session.scalars(wanted.order_by(Sanction.id)).all()


def apply(cast, who="mona"):
    step = proposed()[-1].id
    with unit_of_work():
        sanctions.apply(actor=cast.person(who), sanction_id=step, note="Restons polis.")
    return db.session.get_one(Sanction, step)


def test_each_refusal_within_90_days_proposes_the_next_step(context):
    for number in (50, 51, 52, 53):
        refuse(context, number)
        with clock.moved_by(timedelta(minutes=number)):
            pass
    assert [row.step for row in proposed()] == list(SanctionStep)


def test_a_refusal_of_long_ago_counts_no_more(context):
    with clock.moved_by(-timedelta(days=91)):
        refuse(context, 50)
    refuse(context, 51)
    assert [row.step for row in proposed()] == [SanctionStep.REMINDER, SanctionStep.REMINDER]


@pytest.mark.parametrize("kind", ["sexual", "threat", "hate"])
def test_the_gravest_words_propose_a_suspension_at_once(context, kind):
    refuse(context, 50, kind=kind, severity=3)
    assert [(row.step, row.rule) for row in proposed()] == [(SanctionStep.SUSPENSION, "grave")]


def test_messages_refused_together_count_as_one_occasion(context):
    for number in (50, 51, 52):
        hold(number)
    with unit_of_work():
        moderation.refuse_together(
            moderator=context.person("mona"), hold_ids=[50, 51, 52], reason_id=CONTACT
        )
    assert [row.step for row in proposed()] == [SanctionStep.REMINDER]


def test_nothing_happens_to_anyone_until_a_person_decides(context):
    refuse(context, 50, kind="threat", severity=3)
    message = threads.post_message(
        author=context.person("marc"), thread_id=1, body="Bonjour.", send_key="k"
    )
    assert message.thread_id == 1


def test_a_suspension_lets_read_and_not_write_until_its_day(context):
    refuse(context, 50, kind="threat", severity=3)
    step = apply(context)
    assert step.until == clock.today() + timedelta(days=7)
    write = {"thread_id": 1, "body": "Bonjour.", "send_key": "k"}
    with pytest.raises(Conflict, match="écrire"):
        threads.post_message(author=context.person("marc"), **write)
    threads.post_message(author=context.person("zoe"), **write)
    db.session.rollback()
    with clock.moved_by(timedelta(days=7)):
        threads.post_message(author=context.person("marc"), **write)


def test_applying_one_step_answers_the_other_proposals(context):
    refuse(context, 50)
    refuse(context, 51)
    apply(context)
    states = db.session.scalars(select(Sanction.state).order_by(Sanction.id)).all()
    assert states == [SanctionState.DISMISSED, SanctionState.APPLIED]


def test_a_removal_ends_every_session(context):
    for number in (50, 51, 52, 53):
        refuse(context, number)
    apply(context)
    marc = context.person("marc")
    assert (marc.state, marc.session_version) == (PersonState.SUSPENDED, 2)
    with unit_of_work():
        sanctions.answer_appeal(
            actor=context.person("adele"), sanction_id=4, lift=True, answer="D’accord."
        )
    assert context.person("marc").state is PersonState.ACTIVE


def test_two_people_never_decide_the_same_step(context):
    refuse(context, 50)
    apply(context)
    with pytest.raises(Conflict), unit_of_work():
        sanctions.dismiss(actor=context.person("odile"), sanction_id=1)


def test_an_appeal_is_one_and_answered_by_somebody_else(context):
    refuse(context, 50)
    step = apply(context).id
    with unit_of_work():
        sanctions.appeal(author=context.person("marc"), sanction_id=step, body="C’était un mot.")
    with pytest.raises(Conflict), unit_of_work():
        sanctions.appeal(author=context.person("marc"), sanction_id=step, body="Encore.")
    answer = {"sanction_id": step, "lift": True, "answer": "Vous avez raison."}
    with pytest.raises(Denied), unit_of_work():
        sanctions.answer_appeal(actor=context.person("mona"), **answer)
    with unit_of_work():
        sanctions.answer_appeal(actor=context.person("odile"), **answer)
    with pytest.raises(Conflict), unit_of_work():
        sanctions.answer_appeal(actor=context.person("adele"), **answer)
    assert db.session.get_one(Sanction, step).state is SanctionState.LIFTED
    events = db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)).all()
    assert events[-3:] == ["sanction.applied", "sanction.appealed", "sanction.lifted"]


@pytest.mark.parametrize("who", ["zoe", "grace"])
def test_nobody_appeals_what_was_decided_about_another(context, who):
    refuse(context, 50)
    step = apply(context).id
    with pytest.raises(NotFound), unit_of_work():
        sanctions.appeal(author=context.person(who), sanction_id=step, body="Non.")


def test_a_proposal_is_nobody_s_to_appeal(context):
    refuse(context, 50)
    with pytest.raises(NotFound), unit_of_work():
        sanctions.appeal(author=context.person("marc"), sanction_id=1, body="Non.")


def test_undoing_a_refusal_takes_its_proposal_back(context):
    refuse(context, 50)
    with unit_of_work():
        moderation.undo(moderator=context.person("mona"), hold_id=50)
    assert proposed() == []


def test_a_refusal_on_which_a_step_rests_is_not_undone(context):
    refuse(context, 50)
    apply(context)
    with pytest.raises(Conflict), unit_of_work():
        moderation.undo(moderator=context.person("mona"), hold_id=50)


@pytest.mark.parametrize("who", ["claire", "coralie", "zoe", "marc", "grace"])
def test_nobody_else_decides_on_a_step(context, who):
    refuse(context, 50)
    for verb, more in ((sanctions.apply, {"note": "x"}), (sanctions.dismiss, {})):
        with pytest.raises(NotFound), unit_of_work():
            verb(actor=context.person(who), sanction_id=1, **more)
