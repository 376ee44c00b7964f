"""The mail about a suggestion: to who has an address, and without a word of it."""

import pytest
from sqlalchemy import select

from portal.extensions import db, unit_of_work
from portal.models.jobs import Job
from portal.models.people import Person
from portal.services import recommendations as service
from portal.services.recommendations import Thing
from tests.cast import IDS, NAMES

LINE = "Tu m’as parlé de métal."


def suggest(cast, email="zoe@example.org"):
    with unit_of_work():
        zoe = db.session.get_one(Person, IDS["zoe"])
        zoe.email, zoe.language = email, "en"
    with unit_of_work():
        service.recommend(
            counsellor=cast.person("claire"),
            student_ids=[IDS["zoe"]],
            thing=Thing(mentor_id=IDS["marc"]),
            line=LINE,
        )
    return db.session.scalars(select(Job.id)).one()


def test_the_mail_says_neither_who_nor_what(outbox, cast):
    number = suggest(cast)
    outbox.work()
    mail = outbox.mail(number)
    assert (mail["To"], mail["Content-Language"]) == ("zoe@example.org", "en-CA")
    text = f"{mail['Subject']}\n{mail.get_content()}"
    assert "http://127.0.0.1:8000/recommendations" in text
    assert LINE not in text and "weld" not in text.casefold() and "soud" not in text.casefold()
    for given, family in NAMES.values():
        assert given not in text and family not in text


SILENT = {
    "withdrawn": lambda cast: service.withdraw(counsellor=cast.person("claire"), number=1),
    "not for me": lambda cast: service.dismiss(student=cast.person("zoe"), number=1),
    "seen already": lambda cast: service.seen(student=cast.person("zoe")),
}


@pytest.mark.parametrize("why", SILENT)
def test_no_mail_about_what_no_longer_waits(outbox, cast, why):
    number = suggest(cast)
    with unit_of_work():
        SILENT[why](cast)
    outbox.work()
    assert outbox.mail(number) is None
    assert outbox.job(number).done_at is not None


def test_without_an_address_there_is_no_mail(outbox, cast):
    number = suggest(cast, email=None)
    outbox.work()
    assert outbox.mail(number) is None
