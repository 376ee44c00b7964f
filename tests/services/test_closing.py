"""The end of a match: once, kindly, the room given back; the school alone opens it again."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.errors import Conflict, Denied, NotFound
from portal.extensions import db, unit_of_work
from portal.models.access_log import AuditEntry
from portal.models.jobs import Job
from portal.models.matches import Match, MatchClosing, MatchState
from portal.models.mentors import Mentor
from portal.models.threads import Message, MessageState
from portal.queries.mails import one_of_closed
from portal.services import matches, moderation, threads
from tests.cast import HOLD, IDS, NAMES, THREAD_LEA_GRACE, THREAD_ZOE_MARC


@pytest.fixture
def context(cast):
    with cast.app.app_context():
        yield cast


def close(cast, who, closing=MatchClosing.FINISHED, thread_id=THREAD_ZOE_MARC):
    with unit_of_work():
        return matches.close(actor=cast.person(who), closing=closing, thread_id=thread_id)


def the_match(number=THREAD_ZOE_MARC):
    db.session.expire_all()
    return db.session.get_one(Match, number)


def room(name):
    return db.session.scalar(select(Mentor.open_matches).where(Mentor.person_id == IDS[name]))


def told():
    jobs = db.session.scalars(select(Job).where(Job.event == "match.closed"))
    return {job.payload["person_id"] for job in jobs if job.done_at is None}


MAY_CLOSE = {"zoe", "marc", "claire"}


@pytest.mark.parametrize("who", NAMES)
def test_its_two_people_and_the_student_s_counsellor_end_it_and_nobody_else(context, who):
    if who in MAY_CLOSE:
        assert close(context, who)
        match = the_match()
        assert (match.state, match.closing, match.closed_by_id) == (
            MatchState.CLOSED, MatchClosing.FINISHED, IDS[who],
        )  # fmt: skip
        assert match.ended_at is not None
        return
    with pytest.raises(NotFound):
        close(context, who)
    assert the_match().is_open


def test_the_room_is_given_back_once_however_often_one_clicks(context):
    assert room("marc") == 1
    assert close(context, "zoe")
    assert not close(context, "zoe"), "the second click"
    assert not close(context, "marc", MatchClosing.SILENT), "the other, a moment later"
    assert room("marc") == 0
    match = the_match()
    assert (match.closing, match.closed_by_id) == (MatchClosing.FINISHED, IDS["zoe"])
    done = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "match.closed")).all()
    assert [(entry.actor_id, entry.detail) for entry in done] == [(IDS["zoe"], "finished")]


TOLD = {"zoe": {"marc"}, "marc": {"zoe"}, "claire": {"zoe", "marc"}}


@pytest.mark.parametrize(("who", "others"), TOLD.items())
def test_the_others_are_told_and_whoever_ended_it_is_not(context, who, others):
    close(context, who)
    assert told() == {IDS[name] for name in others}
    with unit_of_work():
        context.person("zoe").email = "zoe@example.org"
    number = the_match().id
    for name in ("zoe", "marc"):
        reached = one_of_closed(number, IDS[name])
        assert (reached is not None) == (name in others)
    assert one_of_closed(number, IDS["noah"]) is None


def test_nothing_more_is_written_and_what_is_held_is_still_decided(context):
    with unit_of_work():
        held = threads.post_message(
            author=context.person("zoe"), thread_id=THREAD_ZOE_MARC, send_key="k",
            body="Mon numéro : 514 555-0188.",
        )  # fmt: skip
    assert held.state is MessageState.HELD
    close(context, "marc")
    for who in ("zoe", "marc"):
        with pytest.raises(Conflict), unit_of_work():
            threads.post_message(
                author=context.person(who), thread_id=THREAD_ZOE_MARC, body="Et?", send_key=who
            )
    with unit_of_work():
        moderation.approve(moderator=context.person("mona"), hold_id=HOLD + 1)
    assert db.session.get_one(Message, held.id).state is MessageState.VISIBLE
    assert (the_match().state, the_match().visible_messages) == (MatchState.CLOSED, 4)


def test_a_request_is_withdrawn_or_declined_by_the_two_and_expires_by_the_school(context):
    with unit_of_work():
        thread = matches.request_match(
            student=context.person("noah"), mentor_id=IDS["marc"], body="Bonjour?", send_key="n"
        )
        number = thread.id
    for who in ("noah", "marc"):
        with pytest.raises(Conflict):
            close(context, who, thread_id=number)
    assert close(context, "denis", MatchClosing.SILENT, number)
    assert (the_match(number).state, room("marc")) == (MatchState.EXPIRED, 1)


def test_no_counsellor_ends_a_request_that_nobody_knows_of(context):
    with pytest.raises(NotFound):
        close(context, "fatou", thread_id=THREAD_LEA_GRACE)


def test_after_the_end_the_student_does_not_begin_again_without_the_school(context):
    close(context, "zoe")
    with pytest.raises(Conflict, match=r"guidance|orientation"), unit_of_work():
        matches.request_match(
            student=context.person("zoe"), mentor_id=IDS["marc"], body="Encore?", send_key="z"
        )
    for who in ("zoe", "marc"):
        with pytest.raises(Denied), unit_of_work():
            matches.reopen(actor=context.person(who), match_id=1)
    with pytest.raises(NotFound), unit_of_work():
        matches.reopen(actor=context.person("fatou"), match_id=1)
    with unit_of_work():
        matches.reopen(actor=context.person("claire"), match_id=1)
    match = the_match()
    assert (match.state, match.closing, match.closed_by_id, match.ended_at) == (
        MatchState.ACTIVE, None, None, None,
    )  # fmt: skip
    assert (room("marc"), told()) == (1, set())
    with pytest.raises(Conflict), unit_of_work():
        matches.reopen(actor=context.person("claire"), match_id=1)


def test_it_is_not_opened_again_when_the_mentor_has_no_room(context):
    close(context, "claire")
    with unit_of_work():
        db.session.execute(update(Mentor).where(Mentor.person_id == 5).values(capacity=0))
    with pytest.raises(Conflict), unit_of_work():
        matches.reopen(actor=context.person("claire"), match_id=1)
    assert room("marc") == 0


def test_five_messages_shown_by_then_make_it_established_when_it_opens_again(context):
    close(context, "claire")
    with unit_of_work():
        db.session.execute(update(Match).where(Match.id == 1).values(visible_messages=5))
        matches.reopen(actor=context.person("claire"), match_id=1)
    assert the_match().state is MatchState.ESTABLISHED
    assert the_match().established_at is not None


def test_what_a_counsellor_ends_is_told_only_once_it_cannot_be_a_slip(context):
    close(context, "claire")
    due = db.session.scalars(select(Job.due_at).where(Job.event == "match.closed")).all()
    assert len(due) == 2
    assert all(moment >= clock.now() + timedelta(minutes=9) for moment in due)
