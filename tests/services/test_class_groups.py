"""Class groups: a name of their own, students of their school, and nobody else's hands."""

import pytest
from sqlalchemy import select

from portal.errors import Invalid, NotFound
from portal.extensions import db, unit_of_work
from portal.models.class_groups import ClassGroup, ClassGroupMember
from portal.services import class_groups
from tests.cast import ENVOL, GROUP_401, GROUP_402, GROUP_501, HAVRE, IDS, Cast


@pytest.fixture(autouse=True)
def _context(cast: Cast):
    with cast.app.app_context():
        yield


def members(class_group_id: int) -> set[int]:
    rows = select(ClassGroupMember.student_id).where(
        ClassGroupMember.class_group_id == class_group_id
    )
    return set(db.session.scalars(rows))


def test_a_group_is_made_in_an_own_school_with_a_name_of_its_own(cast: Cast) -> None:
    claire = cast.person("claire")
    with unit_of_work():
        number = class_groups.make(actor=claire, school_id=ENVOL, name="  Chimie,  p. 3 ").id
    assert db.session.get_one(ClassGroup, number).name == "Chimie, p. 3"
    for name in ("chimie, P. 3", "401", "", " ", "x" * 41):
        with pytest.raises(Invalid), unit_of_work():
            class_groups.make(actor=claire, school_id=ENVOL, name=name)
    with unit_of_work():  # another school's 401 is another group
        class_groups.make(actor=cast.person("fatou"), school_id=HAVRE, name="401")


@pytest.mark.parametrize(
    ("who", "may"),
    {"claire": True, "denis": False, "fatou": False, "mona": False, "adele": False}.items(),
)
def test_who_arranges_a_group_follows_its_whole_school(cast: Cast, who: str, may: bool) -> None:
    actor = cast.person(who)
    steps = {
        "make": lambda: class_groups.make(actor=actor, school_id=ENVOL, name="Autre"),
        "rename": lambda: class_groups.rename(actor=actor, class_group_id=GROUP_402, name="403"),
        "add": lambda: class_groups.add(
            actor=actor, class_group_id=GROUP_402, student_ids=[IDS["zoe"]]
        ),
        "take out": lambda: class_groups.take_out(
            actor=actor, class_group_id=GROUP_402, student_ids=[IDS["noah"]]
        ),
    }
    done = set()
    for name, step in steps.items():
        try:
            with unit_of_work():
                step()
            done.add(name)
        except NotFound:
            pass
    assert done == (set(steps) if may else set())


def test_a_name_may_be_kept_and_not_taken(cast: Cast) -> None:
    with unit_of_work():
        class_groups.rename(actor=cast.person("claire"), class_group_id=GROUP_401, name="401")
    with pytest.raises(Invalid), unit_of_work():
        class_groups.rename(actor=cast.person("claire"), class_group_id=GROUP_401, name="402")


def test_students_of_the_school_come_once_and_others_never(cast: Cast) -> None:
    claire, group = cast.person("claire"), GROUP_401
    with unit_of_work():
        first = class_groups.add(
            actor=claire, class_group_id=group, student_ids=[IDS["noah"], IDS["zoe"]]
        )
    assert (first, members(group)) == (1, {IDS["zoe"], IDS["theo"], IDS["noah"]})
    assert IDS["noah"] in members(GROUP_402), "the other group keeps its student"
    for chosen in ([], [IDS["lea"]], [IDS["noah"], IDS["marc"]], [99_999]):
        with pytest.raises(Invalid), unit_of_work():
            class_groups.add(actor=claire, class_group_id=group, student_ids=chosen)
    assert members(group) == {IDS["zoe"], IDS["theo"], IDS["noah"]}


def test_moving_leaves_one_group_for_the_other(cast: Cast) -> None:
    claire = cast.person("claire")
    with unit_of_work():
        moved = class_groups.move(
            actor=claire, class_group_id=GROUP_401, to_id=GROUP_402, student_ids=[IDS["zoe"]]
        )
    assert (moved, members(GROUP_401)) == (1, {IDS["theo"]})
    assert members(GROUP_402) == {IDS["noah"], IDS["zoe"]}
    with unit_of_work():  # the second click finds nobody left to move
        again = class_groups.move(
            actor=claire, class_group_id=GROUP_401, to_id=GROUP_402, student_ids=[IDS["zoe"]]
        )
    assert again == 0
    with pytest.raises(NotFound), unit_of_work():
        class_groups.move(
            actor=claire, class_group_id=GROUP_401, to_id=GROUP_501, student_ids=[IDS["theo"]]
        )
