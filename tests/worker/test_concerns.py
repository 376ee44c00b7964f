"""The mails of a concern, and how it climbs: at any hour, once, whatever is killed meanwhile."""

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.concerns import (
    Concern,
    ConcernEntry,
    ConcernPriority,
    ConcernRecipient,
    ConcernTopic,
)
from portal.models.jobs import Job
from portal.models.people import Person
from portal.models.threads import Message
from portal.screening import Finding, Kind, Severity
from portal.services import concern_cases, concerns
from portal.worker import loop
from tests.cast import IDS, NAMES, THREAD_ZOE_MARC
from tests.worker.conftest import Outbox

DISTRESS = (Finding(Kind.SELF_HARM, 0, 5, Severity.IMMEDIATE, "self_harm"),)
FROM_ZOE = 1
WORDS = "Elle ne mange plus et parle de disparaître."


@pytest.fixture
def alert(outbox: Outbox) -> int:
    with unit_of_work():
        message = db.session.get_one(Message, FROM_ZOE)
        return concerns.raise_from_screen(message, DISTRESS).id


def person(name: str) -> Person:
    wanted = select(Person).where(Person.id == IDS[name])
    found = db.session.scalars(wanted).one()
    db.session.refresh(found, ["role_rows"])
    return found


def mails(outbox: Outbox, name: str) -> list[str]:
    """Return the subject and text of each mail to `name`."""
    numbers = db.session.scalars(select(Job.id).order_by(Job.id))
    sent = [mail for mail in map(outbox.mail, numbers) if mail is not None]
    found = [mail for mail in sent if mail["To"] == f"{name}@example.org"]
    return [f"{mail['Subject']}\n{mail.get_content()}" for mail in found]


def told(concern_id: int) -> set[int]:
    rows = select(ConcernRecipient.person_id).where(ConcernRecipient.concern_id == concern_id)
    return set(db.session.scalars(rows))


def ids(*names: str) -> set[int]:
    return {IDS[name] for name in names}


def test_the_mail_leads_to_the_case_and_says_nothing_of_it(outbox: Outbox, alert: int) -> None:
    with unit_of_work():
        db.session.get_one(Person, IDS["claire"]).language = "en"
    outbox.work()
    (text,) = mails(outbox, "claire")
    assert text.startswith("A situation needs your attention\n")
    assert f"http://127.0.0.1:8000/concerns/{alert}" in text
    assert "whatever the hour" in text
    hidden = [part for names in NAMES.values() for part in names]
    hidden += ["École", "Envol", "suicid", "distress", "Distress", "violence", "student"]
    hidden += list(db.session.scalars(select(Message.body)))
    assert [word for word in hidden if word in text] == []


def test_the_words_of_who_raised_it_are_in_no_mail(outbox: Outbox) -> None:
    with unit_of_work():
        concerns.raise_one(
            author=person("marc"),
            thread_id=THREAD_ZOE_MARC,
            topic=ConcernTopic.DISTRESS,
            priority=ConcernPriority.IMMEDIATE,
            body=WORDS,
            send_key="k",
        )
    outbox.work()
    (text,) = mails(outbox, "claire")
    assert not any(word in text for word in ("mange", "disparaître", "Marc", "Bélanger"))


def test_when_the_mail_left_is_written_down(outbox: Outbox, alert: int) -> None:
    outbox.work()
    recipient = db.session.get_one(ConcernRecipient, (alert, IDS["claire"]))
    assert recipient.told_at is not None


def test_it_climbs_in_the_board_s_delay_until_somebody_opens_it(
    outbox: Outbox, alert: int, later
) -> None:
    outbox.work()
    assert told(alert) == ids("claire", "mona")
    with later(29):
        outbox.work()
        assert told(alert) == ids("claire", "mona")
    with later(30):
        outbox.work()
    assert told(alert) == ids("claire", "mona", "coralie")
    for name in ("claire", "mona", "coralie"):
        assert len(mails(outbox, name)) == 1
    with unit_of_work():
        concern_cases.open_case(handler=person("mona"), concern_id=alert)
    with later(300):
        outbox.work()
    assert told(alert) == ids("claire", "mona", "coralie")
    assert mails(outbox, "adele") == []


def test_it_ends_at_the_administration_with_six_reminders(
    outbox: Outbox, alert: int, later
) -> None:
    for step in range(12):
        with later(31 * step):
            outbox.work()
            outbox.work()
    assert told(alert) == ids("claire", "mona", "coralie", "adele")
    for name in ("claire", "mona", "coralie"):
        assert len(mails(outbox, name)) == 1
    assert len(mails(outbox, "adele")) == 7
    left = select(Job.id).where(Job.done_at.is_(None), Job.event.like("concern.%"))
    assert db.session.scalars(left).all() == []


def test_nobody_is_told_once_it_is_opened_or_closed(outbox: Outbox, alert: int) -> None:
    with unit_of_work():
        concern_cases.open_case(handler=person("mona"), concern_id=alert)
    outbox.work()
    assert mails(outbox, "claire") == mails(outbox, "mona") == []


def test_jobs_done_twice_climb_once_and_mail_with_one_number(
    outbox: Outbox, alert: int, later
) -> None:
    with later(31):
        outbox.work()
        _again()
        outbox.work()
    assert told(alert) == ids("claire", "mona", "coralie")
    climbed = select(ConcernEntry.id).where(ConcernEntry.event == "climbed")
    assert len(db.session.scalars(climbed).all()) == 1
    for name in ("claire", "mona", "coralie"):
        assert len(mails(outbox, name)) == 1


def test_reminders_done_twice_are_one(outbox: Outbox, alert: int, later) -> None:
    for minutes in (0, 31, 62, 93):
        with later(minutes):
            outbox.work()
            _again()
            outbox.work()
    reminded = select(ConcernEntry.id).where(ConcernEntry.event == "reminded")
    assert len(db.session.scalars(reminded).all()) == 1
    assert len(mails(outbox, "adele")) == 2


def _again() -> None:
    """Have every job of the past to be done again, as after a restored backup."""
    with unit_of_work():
        db.session.execute(
            update(Job)
            .where(Job.event.like("concern.%"), Job.done_at.is_not(None))
            .values(done_at=None, due_at=clock.now())
        )


def test_a_worker_that_dies_while_it_climbs_leaves_all_or_nothing(
    outbox: Outbox, alert: int, later, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox.work()
    mark_done = loop._mark_done

    def die(_jobs: object) -> None:
        raise KeyboardInterrupt  # as sudden as -9: no handler of the loop catches it

    with later(31):
        monkeypatch.setattr(loop, "_mark_done", die)
        with pytest.raises(KeyboardInterrupt):
            outbox.work()
        assert told(alert) == ids("claire", "mona"), "the climb and its job are one transaction"
        assert db.session.get_one(Concern, alert).level == 0
    monkeypatch.setattr(loop, "_mark_done", mark_done)
    with later(33):
        outbox.work()
    assert told(alert) == ids("claire", "mona", "coralie")


def test_an_ordinary_concern_waits_for_school_to_open(outbox: Outbox) -> None:
    with unit_of_work():
        number = concerns.raise_one(
            author=person("marc"),
            thread_id=THREAD_ZOE_MARC,
            topic=ConcernTopic.SILENCE,
            priority=ConcernPriority.NORMAL,
            body=WORDS,
            send_key="k",
        ).id
    job, _other = db.session.scalars(select(Job).where(Job.event == "concern.raised"))
    when, job_id = job.due_at, job.id
    assert 8 <= clock.local(when).hour < 16
    with clock.frozen_at(when):
        outbox.work()
    mail = outbox.mail(job_id)
    assert mail is not None
    assert "situation" in mail["Subject"]
    assert f"/concerns/{number}" in mail.get_content()
