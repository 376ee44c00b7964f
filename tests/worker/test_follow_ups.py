"""Mails about follow-ups: nobody is named, nothing is quoted, an undone one never leaves."""

from portal.extensions import db, unit_of_work
from portal.models.follow_ups import FollowUp, FollowUpAction
from portal.models.people import Person, PersonRole, Role
from portal.queries.mails import person_to_write
from portal.queries.standings import Need
from portal.services import follow_ups
from tests.cast import IDS, NAMES
from tests.worker.conftest import Outbox


def nudge() -> int:
    with unit_of_work():
        db.session.get_one(Person, IDS["theo"]).email = "theo@example.org"
        claire = person_to_write(IDS["claire"])
        assert claire is not None
        row = FollowUp(student_id=IDS["theo"], counsellor_id=claire.id, batch_key="k")
        row.action, row.need, row.text = FollowUpAction.NUDGE, Need.TO_NUDGE, "Des mots à lire."
        db.session.add(row)
        db.session.flush()
        return row.id


def test_the_student_hears_that_a_word_waits_and_not_which(outbox: Outbox) -> None:
    number = outbox.put("follow_up.made", follow_up_id=nudge())
    outbox.work()
    mail = outbox.mail(number)
    assert mail is not None and mail["To"] == "theo@example.org"
    text = f"{mail['Subject']} {mail.get_content()}"
    assert "Des mots" not in text
    assert not any(name in text for pair in NAMES.values() for name in pair)


def test_an_undone_one_is_never_told(outbox: Outbox) -> None:
    made = nudge()
    with unit_of_work():
        follow_ups.undo(counsellor=person_to_write(IDS["claire"]), batch_key="k")
    number = outbox.put("follow_up.made", follow_up_id=made)
    outbox.work()
    assert outbox.mail(number) is None


def test_each_moderator_but_who_asks_is_asked_to_look(outbox: Outbox) -> None:
    with unit_of_work():
        for name in ("claire", "adele"):
            db.session.add(PersonRole(person_id=IDS[name], role=Role.MODERATOR))
    outbox.put("holds.asked", person_id=IDS["claire"])
    outbox.work()
    mails = [file.read_text(encoding="utf-8") for file in outbox.folder.glob("*.eml")]
    assert len(mails) == 2
    assert all("/moderation" in mail for mail in mails)
    assert not any(name in mail for mail in mails for pair in NAMES.values() for name in pair)
