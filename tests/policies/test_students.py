"""The age of 14, to the day, and the consents that let a student take part (R31)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.students import Consent, ConsentKind, Student
from portal.policies import students
from tests.cast import IDS, Cast

NOON = time(17, 0, tzinfo=UTC)  # noon in Toronto, or 13 h in summer


def at_noon(day: date) -> datetime:
    return datetime.combine(day, NOON)


UNDER_14 = {
    "13 years and 364 days": (date(2012, 5, 4), date(2026, 5, 3), True),
    "the fourteenth birthday": (date(2012, 5, 3), date(2026, 5, 3), False),
    "14 years and a day": (date(2012, 5, 2), date(2026, 5, 3), False),
    "born on 29 February, the 28th of a common year": (date(2012, 2, 29), date(2026, 2, 28), True),
    "born on 29 February, 1 March": (date(2012, 2, 29), date(2026, 3, 1), False),
    "born on 28 February, on a leap day": (date(2014, 2, 28), date(2028, 2, 29), False),
    "born on 1 March, on a leap day": (date(2014, 3, 1), date(2028, 2, 29), True),
    "born on New Year's Day, the eve": (date(2012, 1, 1), date(2025, 12, 31), True),
}


@pytest.mark.parametrize(("born_on", "today", "under_14"), UNDER_14.values(), ids=list(UNDER_14))
def test_the_age_of_14_is_right_to_the_day(born_on: date, today: date, under_14: bool) -> None:
    with clock.frozen_at(at_noon(today)):
        assert students.needs_parental_consent(born_on) is under_14


def test_the_birthday_begins_at_midnight_in_toronto() -> None:
    born_on = date(2012, 5, 3)
    with clock.frozen_at(datetime(2026, 5, 3, 3, 59, tzinfo=UTC)):
        assert students.needs_parental_consent(born_on)
    with clock.frozen_at(datetime(2026, 5, 3, 4, 0, tzinfo=UTC)):
        assert not students.needs_parental_consent(born_on)


def test_the_statement_and_the_function_agree_on_every_day_of_four_years() -> None:
    for number in range(4 * 366):
        today = date(2025, 1, 1) + timedelta(days=number)
        with clock.frozen_at(at_noon(today)):
            last = students.last_birth_date_under_14()
            for born_on in (last - timedelta(days=1), last, last + timedelta(days=1)):
                assert (born_on <= last) is not students.needs_parental_consent(born_on), today


MAY_TAKE_PART = {
    "13 years old, nothing recorded": (13, None, False, False),
    "13 years old, parental consent": (13, ConsentKind.PARENTAL, False, True),
    "13 years old, parental consent withdrawn": (13, ConsentKind.PARENTAL, True, False),
    "13 years old, own consent": (13, ConsentKind.OWN, False, False),
    "14 years old, nothing recorded yet": (14, None, False, True),
    "14 years old, parental consent withdrawn": (14, ConsentKind.PARENTAL, True, True),
}


@pytest.mark.parametrize(
    ("years", "kind", "withdrawn", "may"), MAY_TAKE_PART.values(), ids=list(MAY_TAKE_PART)
)
def test_who_may_be_active(
    cast: Cast, years: int, kind: ConsentKind | None, withdrawn: bool, may: bool
) -> None:
    with cast.app.app_context():
        with unit_of_work():
            theo = db.session.get_one(Student, IDS["theo"])
            theo.born_on = date(clock.today().year - years, 1, 1)
            if kind is not None:
                consent = Consent(student_id=theo.person_id, kind=kind, text_version="1")
                consent.language, consent.given_on = "fr", clock.today()
                consent.recorded_by_id = IDS["claire"]
                consent.withdrawn_at = clock.now() if withdrawn else None
                db.session.add(consent)
        active = select(Student.person_id).where(students.may_take_part())
        assert (IDS["theo"] in db.session.scalars(active).all()) is may
