"""What moderators decide, one at a time and once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.errors import Conflict, Invalid, NotFound
from portal.extensions import db, unit_of_work
from portal.models.access_log import AccessEntry, AuditEntry
from portal.models.jobs import Job
from portal.models.matches import Match
from portal.models.moderation import Decision, Verdict
from portal.models.people import Person, PersonRole, Role
from portal.models.threads import Message, MessageState, Thread
from portal.services import moderation
from tests.cast import CONTACT, HELD_MESSAGE, HOLD, IDS, TONE

CLEAN = "Bonjour Grace, pouvez-vous me répondre ici?"


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


def do(verb, cast, who="mona", **more):
    with unit_of_work():
        return verb(moderator=cast.person(who), hold_id=HOLD, **more)


def message():
    return db.session.get_one(Message, HELD_MESSAGE)


def test_approving_shows_the_message_and_tells_the_mentor(context):
    do(moderation.approve, context)
    assert message().state is MessageState.VISIBLE
    assert message().shown_at is not None
    match = db.session.get_one(Match, 2)
    assert (match.visible_messages, match.told_mentor_at is not None) == (1, True)
    assert db.session.get_one(Thread, 2).last_author_id == IDS["lea"]
    job = db.session.scalars(select(Job)).one()
    assert (job.event, job.payload) == ("message.visible", {"message_id": HELD_MESSAGE})
    assert db.session.scalars(select(AuditEntry.event)).all() == ["message.approved"]


def test_redacting_shows_the_new_text_and_keeps_the_old_one(context):
    before = message().body
    do(moderation.redact, context, body=CLEAN)
    assert message().state is MessageState.REDACTED
    assert (message().shown_body, message().body) == (CLEAN, before)
    assert db.session.scalars(select(Job.event)).all() == ["message.visible"]


def test_redacting_must_change_something(context):
    with pytest.raises(Invalid):
        do(moderation.redact, context, body=message().body + " ")
    assert message().state is MessageState.HELD


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour Grace, écrivez à lea@exemple.ca.",
        "Bonjour Grace, le 438 555-0177 ce soir.",
        "Bonjour Grace, le 4\u200b3\u200b8 555\u200b-0177 ce soir.",
    ],
)
def test_a_redaction_that_leaves_contact_data_is_refused_whoever_confirms_it(context, text):
    for confirmed in (False, True):
        with pytest.raises(moderation.StillFound) as problem:
            do(moderation.redact, context, body=text, confirmed=confirmed)
        assert problem.value.firm
    assert message().state is MessageState.HELD


def test_refusing_shows_nothing_and_keeps_the_reason(context):
    do(moderation.refuse, context, reason_id=CONTACT, note="Sans numéro, merci.")
    decision = db.session.scalars(select(Decision)).one()
    assert (decision.verdict, decision.reason_id) == (Verdict.REFUSED, CONTACT)
    assert message().state is MessageState.REFUSED
    assert db.session.scalars(select(Job)).all() == []
    assert db.session.get_one(Thread, 2).last_author_id is None


def test_two_moderators_never_have_the_same_case(context):
    assert do(moderation.claim, context) is True
    assert do(moderation.claim, context, who="odile") is False
    with pytest.raises(Conflict):
        do(moderation.approve, context, who="odile")
    do(moderation.approve, context)
    with pytest.raises(Conflict):
        do(moderation.refuse, context, who="odile", reason_id=TONE)
    assert message().state is MessageState.VISIBLE


def test_a_claim_ends_after_ten_minutes(context):
    do(moderation.claim, context)
    with clock.moved_by(timedelta(minutes=11)):
        assert do(moderation.claim, context, who="odile") is True
        with pytest.raises(Conflict):
            do(moderation.approve, context)


def test_claiming_logs_the_reading(context):
    do(moderation.claim, context)
    do(moderation.claim, context)
    entry = db.session.scalars(select(AccessEntry)).one()
    assert (entry.reader_id, entry.student_id) == (IDS["mona"], IDS["lea"])


@pytest.mark.parametrize("who", ["lea", "grace"])
def test_nobody_decides_on_an_own_exchange(context, who):
    with unit_of_work():
        db.session.add(PersonRole(person_id=IDS[who], role=Role.MODERATOR))
    with pytest.raises(NotFound):
        do(moderation.approve, context, who=who)


@pytest.mark.parametrize("who", ["claire", "coralie", "adele", "zoe", "marc"])
def test_nobody_else_decides(context, who):
    for verb, more in (
        (moderation.approve, {}),
        (moderation.redact, {"body": CLEAN}),
        (moderation.refuse, {"reason_id": TONE}),
        (moderation.claim, {}),
    ):
        with pytest.raises(NotFound):
            do(verb, context, who=who, **more)
