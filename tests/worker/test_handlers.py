"""Who is told, in which language, in which words; and what a night cleans up."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.i18n import _, in_language
from portal.models.drafts import Draft
from portal.models.imports import ImportFile, ImportKind
from portal.models.jobs import Job
from portal.models.matches import Match, MatchClosing, MatchState
from portal.models.people import Person, PersonState
from portal.models.sign_ins import FailedSignIn
from portal.models.threads import Message, MessageState
from portal.queries.mails import person_to_write
from portal.services import matches
from portal.services.jobs import next_night, plan_night
from portal.worker.registry import HANDLERS
from tests.cast import HELD_MESSAGE, IDS, NAMES, THREAD_ZOE_MARC
from tests.worker.conftest import Outbox

FROM_ZOE, FROM_MARC = 1, 2


def _text(outbox: Outbox, number: int) -> str:
    mail = outbox.mail(number)
    assert mail is not None
    return f"{mail['Subject']}\n{mail.get_content()}"


def _give_email(name: str) -> None:
    with unit_of_work():
        db.session.get_one(Person, IDS[name]).email = f"{name}@example.org"


def test_a_closed_match_is_told_without_names_and_not_once_it_is_open_again(
    outbox: Outbox,
) -> None:
    with unit_of_work():
        matches.close(
            actor=person_to_write(IDS["claire"]), closing=MatchClosing.UNSUITED, match_id=1
        )
    number = outbox.put("match.closed", match_id=1, person_id=IDS["marc"])
    outbox.work()
    text = _text(outbox, number)
    assert f"/threads/{THREAD_ZOE_MARC}" in text
    assert not any(name in text for pair in NAMES.values() for name in pair)
    with unit_of_work():
        matches.reopen(actor=person_to_write(IDS["claire"]), match_id=1)
    number = outbox.put("match.closed", match_id=1, person_id=IDS["marc"])
    outbox.work()
    assert outbox.mail(number) is None


def test_the_mentor_is_told_that_a_message_waits(outbox: Outbox) -> None:
    number = outbox.put("message.visible", message_id=FROM_ZOE)
    outbox.work()

    mail = outbox.mail(number)
    assert mail is not None
    assert mail["To"] == "marc@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "fr-CA"
    assert f"http://127.0.0.1:8000/threads/{THREAD_ZOE_MARC}" in mail.get_content()


def test_a_mail_names_nobody_and_quotes_nothing(outbox: Outbox) -> None:
    _give_email("zoe")
    numbers = [outbox.put("message.visible", message_id=m) for m in (FROM_ZOE, FROM_MARC)]
    outbox.work()

    told = "".join(_text(outbox, number) for number in numbers)
    for given, family in NAMES.values():
        assert given not in told
        assert family not in told
    for body in db.session.scalars(select(Message.body)):
        assert body not in told


def test_each_reader_is_written_to_in_their_own_language(outbox: Outbox) -> None:
    with unit_of_work():
        db.session.get_one(Person, IDS["marc"]).language = "en"
    english = outbox.put("message.visible", message_id=FROM_ZOE)
    outbox.work()
    with unit_of_work():
        db.session.get_one(Person, IDS["marc"]).language = "fr"
    french = outbox.put("message.visible", message_id=FROM_ZOE)
    outbox.work()

    assert "A message waits for you on Lanterne" in _text(outbox, english)
    assert "Trois-Lacs school service centre" in _text(outbox, english)
    with in_language("fr"):
        assert _("A message waits for you on Lanterne") in _text(outbox, french)
    assert "CSS des Trois-Lacs" in _text(outbox, french)


SILENT = {
    "a student without e-mail": lambda: None,
    "someone who left": lambda: _leave("marc"),
    "a message refused since": lambda: _state(MessageState.REFUSED),
    "a message withdrawn since": lambda: _state(MessageState.WITHDRAWN),
    "a held message": lambda: None,
}
MESSAGE_OF = {"a student without e-mail": FROM_MARC, "a held message": HELD_MESSAGE}


def _leave(name: str) -> None:
    with unit_of_work():
        db.session.get_one(Person, IDS[name]).state = PersonState.LEFT


def _state(state: MessageState) -> None:
    with unit_of_work():
        db.session.get_one(Message, FROM_ZOE).state = state


@pytest.mark.parametrize("who", SILENT)
def test_nobody_is_told_who_should_not_be(outbox: Outbox, who: str) -> None:
    SILENT[who]()
    number = outbox.put("message.visible", message_id=MESSAGE_OF.get(who, FROM_ZOE))
    outbox.work()

    assert outbox.mail(number) is None
    assert outbox.job(number).done_at is not None


def test_a_message_that_is_no_more_is_no_failure(outbox: Outbox) -> None:
    number = outbox.put("message.visible", message_id=99_999)
    outbox.work()
    assert outbox.job(number).done_at is not None


@pytest.mark.parametrize(("state", "told"), [("declined", True), ("active", False)])
def test_a_student_with_email_learns_of_an_answer(outbox: Outbox, state: str, told: bool) -> None:
    _give_email("zoe")
    with unit_of_work():
        db.session.get_one(Match, 1).state = MatchState(state)
    number = outbox.put("match.declined", match_id=1)
    outbox.work()

    mail = outbox.mail(number)
    assert (mail is not None) is told
    if mail is not None:
        assert mail["To"] == "zoe@example.org"


def test_a_student_without_email_reads_the_answer_on_the_portal_only(outbox: Outbox) -> None:
    with unit_of_work():
        db.session.get_one(Match, 1).state = MatchState.DECLINED
    number = outbox.put("match.declined", match_id=1)
    outbox.work()
    assert outbox.mail(number) is None


@pytest.mark.parametrize("event", ["person.invited", "password.forgotten"])
def test_a_link_to_choose_a_password_opens_that_page(outbox: Outbox, event: str) -> None:
    number = outbox.put(event, person_id=IDS["nadia"])
    outbox.work()

    mail = outbox.mail(number)
    assert mail is not None
    assert mail["To"] == "nadia@example.org"
    found = re.search(r"http://127\.0\.0\.1:8000(/password/reset/\S+)", mail.get_content())
    assert found is not None


@pytest.mark.parametrize("event", ["person.invited", "password.forgotten"])
def test_no_link_is_sent_to_someone_suspended(outbox: Outbox, event: str) -> None:
    with unit_of_work():
        db.session.get_one(Person, IDS["nadia"]).state = PersonState.SUSPENDED
    number = outbox.put(event, person_id=IDS["nadia"])
    outbox.work()
    assert outbox.mail(number) is None


def test_a_missing_index_is_built_when_a_mentor_changes(outbox: Outbox) -> None:
    number = outbox.put("mentor.changed", mentor_id=IDS["marc"])
    outbox.work()
    assert outbox.job(number).done_at is not None
    assert (Path(outbox.app.config["INSTANCE"]) / "index" / "current").exists()


def test_the_night_destroys_what_was_kept_long_enough(outbox: Outbox) -> None:
    now, adele = clock.now(), IDS["adele"]
    with unit_of_work():
        for days in (29, 31):
            at = now - timedelta(days=days)
            db.session.add(Draft(person_id=adele, path=f"/threads/{days}", body="a", saved_at=at))
            db.session.add(Job(event="x.y", payload={}, done_at=at, due_at=at))
        for hours in (23, 25):
            db.session.add(FailedSignIn(key=str(hours), tried_at=now - timedelta(hours=hours)))
        for minutes in (59, 61):
            file = ImportFile(uploaded_by_id=adele, kind=ImportKind.STUDENTS, content=b"a")
            file.uploaded_at = now - timedelta(minutes=minutes)
            db.session.add(file)
    outbox.put("housekeeping.daily")
    outbox.work()

    assert list(db.session.scalars(select(Draft.path))) == ["/threads/29"]
    assert list(db.session.scalars(select(FailedSignIn.key))) == ["23"]
    assert len(list(db.session.scalars(select(ImportFile.id)))) == 1
    assert len(list(db.session.scalars(select(Job.id).where(Job.event == "x.y")))) == 1


def test_one_night_plans_the_next_one_and_only_one(outbox: Outbox) -> None:
    with unit_of_work():
        plan_night()
        plan_night()
    first = db.session.scalars(select(Job).where(Job.event == "housekeeping.daily")).one()
    outbox.change(first.id, due_at=clock.now())
    outbox.work()

    waiting = select(Job.due_at).where(Job.event == "housekeeping.daily", Job.done_at.is_(None))
    assert list(db.session.scalars(waiting)) == [next_night(clock.now())]
    assert clock.local(next_night(clock.now())).hour == 3


def test_every_event_of_the_portal_has_a_handler() -> None:
    """What a service emits somebody must do: a job without a handler dies."""
    portal = Path(__file__).parents[2] / "portal"
    emitted = {
        event
        for path in portal.rglob("*.py")
        for event in re.findall(r"emit\(\s*\"([a-z_.]+)\"", path.read_text(encoding="utf-8"))
    }
    assert emitted
    assert emitted <= HANDLERS.keys()
