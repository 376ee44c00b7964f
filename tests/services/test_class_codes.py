"""Class codes: read aloud, for some days, one a group, and of no use to strangers."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.errors import Conflict, Invalid, NotFound
from portal.extensions import db, unit_of_work
from portal.models.class_groups import ClassCode, ClassGroup, ClassGroupMember
from portal.screening import screen
from portal.services import class_codes
from portal.services.codes import Lasting, plain, spoken
from tests.cast import GROUP_401, GROUP_402, GROUP_501, IDS, Cast


@pytest.fixture(autouse=True)
def _context(cast: Cast):
    with cast.app.app_context():
        yield


def made(cast: Cast, who: str = "claire", group: int = GROUP_402, **how: Lasting) -> str:
    with unit_of_work():
        code = class_codes.make(
            actor=cast.person(who), class_group_id=group, lasting=how.get("for_", Lasting.TODAY)
        )
        return code.code


def test_a_code_is_said_in_syllables_and_typed_anyhow(cast: Cast) -> None:
    code = made(cast)
    assert len(code) == 10
    assert all(sign in "bdfklmnprstvzaeio" for sign in code)
    said = spoken(code)
    assert (said.replace("-", "").lower(), said[4]) == (code, "-")
    for typed in (said, said.lower(), said.replace("-", " "), f"  {said} "):
        assert plain(typed) == code


def test_no_code_is_a_rude_word(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter("kakapipi" + "ka" + "badokirelu")
    monkeypatch.setattr("secrets.choice", lambda _signs: next(drawn))
    rude = screen("kaka pipi").findings
    assert made(cast) == "badokirelu" if rude else "kakapipika"


def test_a_new_code_ends_the_former_one(cast: Cast) -> None:
    first, second = made(cast), made(cast)
    noah = cast.person("noah")
    with pytest.raises(Invalid):
        class_codes.find(student=noah, typed=first)
    assert class_codes.find(student=noah, typed=second).id == GROUP_402
    with unit_of_work():
        class_codes.revoke(actor=cast.person("claire"), class_group_id=GROUP_402)
        class_codes.revoke(actor=cast.person("claire"), class_group_id=GROUP_402)
    with pytest.raises(Invalid):
        class_codes.find(student=noah, typed=second)


@pytest.mark.parametrize(
    ("lasting", "good", "ended"),
    [(Lasting.TODAY, 0, 1), (Lasting.TWO_WEEKS, 13, 15), (Lasting.SCHOOL_YEAR, 0, 366)],
)
def test_a_code_ends_on_its_day(cast: Cast, lasting: Lasting, good: int, ended: int) -> None:
    code, noah = made(cast, for_=lasting), cast.person("noah")
    with clock.moved_by(timedelta(days=good)):
        assert class_codes.find(student=noah, typed=code).id == GROUP_402
    with clock.moved_by(timedelta(days=ended)), pytest.raises(Invalid):
        class_codes.find(student=noah, typed=code)


def test_a_code_adds_its_student_once_and_changes_no_other_group(cast: Cast) -> None:
    code, zoe = made(cast), cast.person("zoe")
    for _click in range(2):
        with unit_of_work():
            class_codes.join(student=zoe, typed=code)
    groups = select(ClassGroupMember.class_group_id).where(
        ClassGroupMember.student_id == IDS["zoe"]
    )
    assert sorted(db.session.scalars(groups)) == [GROUP_401, GROUP_402]


def test_a_code_is_for_students_of_its_school(cast: Cast) -> None:
    code = made(cast, "fatou", GROUP_501)
    with pytest.raises(Invalid) as refused, unit_of_work():
        class_codes.join(student=cast.person("zoe"), typed=code)
    assert "autre" in str(refused.value) or "another" in str(refused.value)


@pytest.mark.parametrize(
    ("who", "may"), {"claire": True, "denis": True, "fatou": False, "adele": False}.items()
)
def test_who_follows_a_group_makes_and_ends_its_code(cast: Cast, who: str, may: bool) -> None:
    if may:
        code = made(cast, who)
        with unit_of_work():
            class_codes.revoke(actor=cast.person(who), class_group_id=GROUP_402)
        row = db.session.scalars(select(ClassCode).where(ClassCode.code == code)).one()
        assert row.revoked_at is not None
    else:
        with pytest.raises(NotFound):
            made(cast, who)
        with pytest.raises(NotFound), unit_of_work():
            class_codes.revoke(actor=cast.person(who), class_group_id=GROUP_402)


def test_a_group_of_a_past_year_gets_no_code(cast: Cast) -> None:
    with unit_of_work():
        db.session.get_one(ClassGroup, GROUP_402).school_year = 2024
    with pytest.raises(Conflict):
        made(cast)
