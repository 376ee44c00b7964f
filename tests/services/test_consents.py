"""Consents: who records which, for whom, and what it changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.errors import Conflict, Denied, Invalid, NotFound
from portal.extensions import db, unit_of_work
from portal.i18n import in_language
from portal.models.students import Consent, ConsentKind, Student
from portal.services import consents
from tests.cast import IDS, Cast


def record(cast: Cast, actor: str, student: str, given_on: date | None = None) -> Consent:
    with unit_of_work():
        return consents.record_parental(
            actor=cast.person(actor), student_id=IDS[student], given_on=given_on or clock.today()
        )


MAY_RECORD = {"claire": True, "denis": False, "fatou": False, "mona": False, "adele": False}


@pytest.mark.parametrize(("actor", "may"), MAY_RECORD.items())
def test_only_a_counsellor_of_the_student_records_a_parent_s(
    cast: Cast, actor: str, may: bool
) -> None:
    with cast.app.app_context():
        if not may:
            with pytest.raises(NotFound):
                record(cast, actor, "theo")
            return
        day = clock.today() - timedelta(days=3)
        consent = record(cast, actor, "theo", day)
        kept = (consent.kind, consent.given_on, consent.language, consent.recorded_by_id)
        assert kept == (ConsentKind.PARENTAL, day, "fr", IDS["claire"])
        assert consent.text_version == consents.TEXT_VERSION


def test_a_second_click_records_nothing_more(cast: Cast) -> None:
    with cast.app.app_context():
        first = record(cast, "claire", "theo").id
        assert record(cast, "claire", "theo").id == first


def test_a_date_to_come_and_a_student_of_14_are_refused_with_a_sentence(cast: Cast) -> None:
    with cast.app.app_context():
        with pytest.raises(Invalid):
            record(cast, "claire", "theo", clock.today() + timedelta(days=1))
        with pytest.raises(Invalid):
            record(cast, "claire", "theo", date(1999, 1, 1))
        with pytest.raises(Conflict):
            record(cast, "claire", "zoe")


def test_withdrawing_ends_the_sessions_of_a_child(cast: Cast) -> None:
    with cast.app.app_context():
        record(cast, "claire", "theo")
        with unit_of_work():
            consents.withdraw(actor=cast.person("claire"), student_id=IDS["theo"])
        assert cast.person("theo").session_version == 2
        assert all(consent.withdrawn_at for consent in db.session.scalars(_of("theo")))
        with pytest.raises(Conflict), unit_of_work():
            consents.withdraw(actor=cast.person("claire"), student_id=IDS["theo"])
        with pytest.raises(NotFound), unit_of_work():
            consents.withdraw(actor=cast.person("fatou"), student_id=IDS["theo"])


def _of(name: str) -> object:
    return select(Consent).where(Consent.student_id == IDS[name])


def test_the_own_consent_keeps_text_language_and_day(cast: Cast) -> None:
    birthday = datetime(2026, 5, 3, 16, 0, tzinfo=UTC)
    with cast.app.app_context():
        with unit_of_work():
            db.session.get_one(Student, IDS["theo"]).born_on = date(2012, 5, 3)
        with clock.frozen_at(birthday - timedelta(days=1)), pytest.raises(Denied), unit_of_work():
            consents.record_own(person=cast.person("theo"))
        with clock.frozen_at(birthday), in_language("en"):
            with unit_of_work():
                consents.record_own(person=cast.person("theo"))
            with unit_of_work():
                consents.record_own(person=cast.person("theo"))
        (kept,) = db.session.scalars(_of("theo")).all()  # type: ignore[call-overload]
        assert (kept.kind, kept.language, kept.given_on, kept.recorded_by_id) == (
            ConsentKind.OWN,
            "en",
            date(2026, 5, 3),
            IDS["theo"],
        )


def test_only_a_student_gives_the_own_consent(cast: Cast) -> None:
    with cast.app.app_context(), pytest.raises(Denied), unit_of_work():
        consents.record_own(person=cast.person("marc"))
