"""Truth tables: who sees a case, histories, steps, reasons, figures."""

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.moderation import Decision, Hold, Verdict
from portal.models.people import PersonRole, Role
from portal.models.sanctions import Sanction, SanctionState, SanctionStep
from portal.policies import moderation as policy
from portal.policies import sanctions as sanctions_policy
from tests.cast import CAST, HELD_MESSAGE, HOLD, IDS


@pytest.fixture
def context(cast):
    with cast.app.app_context():
        yield cast


def sees(cast, who, rule=policy.readable_by):
    return db.session.scalar(select(Hold.id).where(rule(cast.person(who)))) == HOLD


def give(who, role):
    with unit_of_work():
        db.session.add(PersonRole(person_id=IDS[who], role=role))


@pytest.mark.parametrize("who", CAST.split())
def test_a_case_is_the_moderators(context, who):
    assert sees(context, who) is (who == "mona")
    assert sees(context, who, policy.decidable_by) is (who == "mona")


@pytest.mark.parametrize("who", CAST.split())
def test_a_case_left_to_others_is_also_the_administrators(context, who):
    with unit_of_work():
        hold = db.session.get_one(Hold, HOLD)
        hold.escalated_at, hold.escalated_by_id = clock.now(), IDS["mona"]
    assert sees(context, who) is (who in ("mona", "adele"))


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize(("who", "expected"), [("lea", False), ("grace", False), ("marc", True)])
def test_nobody_sees_a_case_of_an_own_exchange(context, role, who, expected):
    with unit_of_work():
        db.session.get_one(Hold, HOLD).escalated_at = clock.now()
    give(who, role)
    assert sees(context, who) is expected


def test_a_counsellor_of_the_student_who_also_moderates_may_decide(context):
    give("fatou", Role.MODERATOR)
    assert sees(context, "fatou", policy.decidable_by)
    hold = policy.get_readable(context.person("fatou"), HOLD)
    assert policy.follows(context.person("fatou"), hold.message.thread)
    assert not policy.follows(context.person("mona"), hold.message.thread)


@pytest.mark.parametrize("who", CAST.split())
def test_figures_and_reasons_are_for_moderators_and_administrators(context, who):
    assert policy.may_see_figures(context.person(who)) is (who in ("mona", "adele"))


def add_step(state=SanctionState.APPLIED, person="marc"):
    with unit_of_work():
        decision = Decision(message_id=HELD_MESSAGE, hold_id=HOLD, moderator_id=IDS["mona"])
        decision.verdict, decision.original_hash = Verdict.REFUSED, ""
        db.session.add(decision)
        db.session.flush()
        step = Sanction(person_id=IDS[person], step=SanctionStep.WARNING, rule="second")
        step.state, step.decision_id, step.decided_by_id = state, decision.id, IDS["mona"]
        db.session.add(step)


@pytest.mark.parametrize("who", CAST.split())
@pytest.mark.parametrize("state", list(SanctionState))
def test_a_step_is_known_to_its_person_once_taken_and_decided_by_staff(context, state, who):
    add_step(state)
    viewer = context.person(who)
    seen = db.session.scalar(select(Sanction.id).where(sanctions_policy.own(viewer)))
    taken = state in (SanctionState.APPLIED, SanctionState.LIFTED)
    assert (seen is not None) is (who == "marc" and taken)
    decided = db.session.scalar(select(Sanction.id).where(sanctions_policy.decidable_by(viewer)))
    assert (decided is not None) is (who in ("mona", "adele"))


def test_a_moderator_never_decides_on_an_own_step(context):
    give("marc", Role.MODERATOR)
    add_step()
    viewer = context.person("marc")
    assert (
        db.session.scalar(select(Sanction.id).where(sanctions_policy.decidable_by(viewer))) is None
    )


@pytest.mark.parametrize(("who", "expected"), [("mona", False), ("adele", True), ("claire", True)])
def test_an_appeal_is_answered_by_another_or_an_administrator(context, who, expected):
    # The role is asked before, by `decidable_by`: this is about who applied the step.
    assert sanctions_policy.may_answer_appeal(context.person(who), IDS["mona"]) is expected
