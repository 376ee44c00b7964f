"""A class period: first messages wait for the adult, and never get lost at the bell."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.errors import Conflict, Invalid, NotFound
from portal.extensions import db, unit_of_work
from portal.models.access_log import AccessEntry
from portal.models.class_periods import ClassPeriod, Glance, GlanceOutcome
from portal.models.jobs import Job
from portal.models.moderation import Hold, HoldReason
from portal.models.people import Person
from portal.models.threads import Message, MessageState
from portal.services import class_periods, glances, matches, threads
from portal.worker.class_periods import end_class_period
from portal.worker.registry import JobInHand
from tests.cast import GROUP_402, IDS, Cast

HELLO = "Bonjour, à quoi ressemble une journée?"


@pytest.fixture(autouse=True)
def _context(cast: Cast):
    with cast.app.app_context():
        yield


def begun(cast: Cast, *, glance: bool = True, who: str = "denis") -> int:
    with unit_of_work():
        return class_periods.begin(
            actor=cast.person(who), class_group_id=GROUP_402, minutes=60, glance=glance
        ).id


def asked(cast: Cast, who: str = "noah", body: str = HELLO) -> Message:
    with unit_of_work():
        thread = matches.request_match(
            student=cast.person(who), mentor_id=IDS["marc"], body=body, send_key=f"{who}-{body}"
        )
    wanted = select(Message).where(Message.thread_id == thread.id).order_by(Message.id.desc())
    return db.session.scalars(wanted).first()  # type: ignore[return-value]


def told(message: Message) -> bool:
    jobs = db.session.scalars(select(Job).where(Job.event == "message.visible"))
    return any(job.payload["message_id"] == message.id for job in jobs)


def test_a_first_message_waits_for_the_adult_then_goes_to_its_mentor(cast: Cast) -> None:
    period, message = begun(cast), asked(cast)
    assert message.state is MessageState.HELD
    assert not told(message)
    assert db.session.scalar(select(Hold).where(Hold.message_id == message.id)) is None
    with unit_of_work():
        class_periods.let_go(
            actor=cast.person("denis"), class_period_id=period, message_id=message.id
        )
    db.session.refresh(message)
    assert message.state is MessageState.VISIBLE
    assert told(message)
    with pytest.raises(Conflict), unit_of_work():
        class_periods.send_back(
            actor=cast.person("denis"), class_period_id=period, message_id=message.id, line="Non."
        )


def test_given_back_it_is_written_again_and_waits_again(cast: Cast) -> None:
    period, message = begun(cast), asked(cast)
    with unit_of_work():
        class_periods.send_back(
            actor=cast.person("denis"),
            class_period_id=period,
            message_id=message.id,
            line=" Posez une vraie question. ",
        )
    glance = db.session.get_one(Glance, message.id)
    assert (glance.line, glance.outcome) == (
        "Posez une vraie question.",
        GlanceOutcome.SENT_BACK,
    )
    assert not told(message)
    with unit_of_work():
        again = threads.post_message(
            author=cast.person("noah"),
            thread_id=message.thread_id,
            body="Quel a été votre pire lundi?",
            send_key="again",
        )
    assert again.state is MessageState.HELD
    assert db.session.get(Glance, again.id) is not None


@pytest.mark.parametrize("line", ["", "   ", "x" * 301, "Appelle-moi au 514 555-0123."])
def test_a_line_that_cannot_be_read_is_refused(cast: Cast, line: str) -> None:
    period, message = begun(cast), asked(cast)
    with pytest.raises(Invalid), unit_of_work():
        class_periods.send_back(
            actor=cast.person("denis"), class_period_id=period, message_id=message.id, line=line
        )
    assert db.session.get_one(Glance, message.id).outcome is None


def test_what_the_screen_holds_is_for_moderators_alone(cast: Cast) -> None:
    begun(cast)
    message = asked(cast, body="Bonjour, mon numéro est le 514 555-0123.")
    assert db.session.get(Glance, message.id) is None
    hold = db.session.scalars(select(Hold).where(Hold.message_id == message.id)).one()
    assert hold.reason is HoldReason.FINDING


@pytest.mark.parametrize("way", ["ended", "bell"])
def test_what_nobody_looked_at_goes_to_the_moderators(cast: Cast, way: str) -> None:
    period, message = begun(cast), asked(cast)
    job = db.session.scalars(select(Job).where(Job.event == "class_period.ended")).one()
    with unit_of_work():
        if way == "ended":
            class_periods.end(actor=cast.person("claire"), class_period_id=period)
            class_periods.end(actor=cast.person("claire"), class_period_id=period)
        else:
            end_class_period(JobInHand(job.id, job.event, job.payload, 1), **job.payload)
    hold = db.session.scalars(select(Hold).where(Hold.message_id == message.id)).one()
    assert (hold.reason, hold.waits) == (HoldReason.GLANCE, True)
    assert db.session.get_one(Glance, message.id).outcome is GlanceOutcome.LEFT
    with pytest.raises(Conflict), unit_of_work():
        class_periods.let_go(
            actor=cast.person("denis"), class_period_id=period, message_id=message.id
        )


def test_a_message_taken_back_is_nobody_s_any_more(cast: Cast) -> None:
    period, message = begun(cast), asked(cast)
    with unit_of_work():
        matches.withdraw(student=cast.person("noah"), thread_id=message.thread_id)
    with pytest.raises(Conflict), unit_of_work():
        class_periods.let_go(
            actor=cast.person("denis"), class_period_id=period, message_id=message.id
        )
    with unit_of_work():
        class_periods.end(actor=cast.person("denis"), class_period_id=period)
    assert db.session.scalar(select(Hold).where(Hold.message_id == message.id)) is None


def test_others_and_later_messages_do_not_wait(cast: Cast) -> None:
    begun(cast)
    with unit_of_work():
        posted = threads.post_message(
            author=cast.person("zoe"), thread_id=1, body="Merci beaucoup.", send_key="thanks"
        )
    assert posted.state is MessageState.VISIBLE
    with clock.moved_by(timedelta(minutes=61)):
        assert asked(cast).state is MessageState.VISIBLE, "the bell has rung"


def test_a_period_that_goes_on_is_given_back(cast: Cast) -> None:
    assert begun(cast) == begun(cast, who="claire")
    with clock.moved_by(timedelta(minutes=61)):
        assert begun(cast) == 2
    assert len(db.session.scalars(select(ClassPeriod)).all()) == 2


@pytest.mark.parametrize("minutes", [0, 14, 181, -5])
def test_no_lesson_is_that_long(cast: Cast, minutes: int) -> None:
    with pytest.raises(Invalid), unit_of_work():
        class_periods.begin(
            actor=cast.person("denis"), class_group_id=GROUP_402, minutes=minutes, glance=False
        )


def test_the_bell_signs_the_students_of_the_group_out_and_nobody_else(cast: Cast) -> None:
    period = begun(cast)
    with unit_of_work():
        for name in ("noah", "zoe"):
            db.session.get_one(Person, IDS[name]).last_signed_in_at = clock.now()
    with unit_of_work():
        done = class_periods.sign_everyone_out(actor=cast.person("denis"), class_period_id=period)
    versions = {name: db.session.get_one(Person, IDS[name]).session_version for name in IDS}
    assert done == 1
    assert {name for name, version in versions.items() if version != 1} == {"noah"}


def test_a_reading_is_written_down_once(cast: Cast) -> None:
    period, message = begun(cast), asked(cast)
    for _page in range(2):
        with unit_of_work():
            class_periods.note_reading(actor=cast.person("denis"), class_period_id=period)
    rows = db.session.scalars(
        select(AccessEntry).where(AccessEntry.thread_id == message.thread_id)
    ).all()
    assert [(row.reader_id, row.reason) for row in rows] == [(IDS["denis"], glances.REASON)]


@pytest.mark.parametrize("who", ["fatou", "mona", "adele", "marc"])
def test_whoever_does_not_follow_the_group_finds_nothing(cast: Cast, who: str) -> None:
    period, message = begun(cast), asked(cast)
    actor, given = cast.person(who), {"class_period_id": period}
    for act in (
        lambda: class_periods.begin(
            actor=actor, class_group_id=GROUP_402, minutes=60, glance=False
        ),
        lambda: class_periods.end(actor=actor, **given),
        lambda: class_periods.sign_everyone_out(actor=actor, **given),
        lambda: class_periods.note_reading(actor=actor, **given),
        lambda: class_periods.let_go(actor=actor, message_id=message.id, **given),
        lambda: class_periods.send_back(actor=actor, message_id=message.id, line="Non.", **given),
    ):
        with pytest.raises(NotFound), unit_of_work():
            act()
