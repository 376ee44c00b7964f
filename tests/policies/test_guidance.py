"""Who words the guidance content, and who plans it for which school: a truth table."""

import pytest

from portal.errors import NotFound
from portal.extensions import db, unit_of_work
from portal.models.class_groups import CounsellorSchool
from portal.policies import guidance
from tests.cast import ENVOL, HAVRE, IDS, Cast

PLANNED_BY = {ENVOL: {"claire"}, HAVRE: {"fatou"}, 999: set()}


def test_the_board_alone_words_the_content(cast: Cast) -> None:
    may = set()
    with cast.app.app_context():
        for name in IDS:
            try:
                guidance.check_edited_by(cast.person(name))
                guidance.get_editable(cast.person(name), 1)
            except NotFound:
                continue
            may.add(name)
        with pytest.raises(NotFound):
            guidance.get_editable(cast.person("adele"), 999)
    assert may == {"adele"}


def test_a_plan_is_of_the_counsellors_of_the_whole_school(cast: Cast) -> None:
    found: dict[int, set[str]] = {school: set() for school in PLANNED_BY}
    with cast.app.app_context():
        for school, names in found.items():
            for name in IDS:
                try:
                    guidance.get_planned(cast.person(name), school)
                except NotFound:
                    continue
                names.add(name)
        assert found == PLANNED_BY
        with unit_of_work():
            row = db.session.get_one(CounsellorSchool, (IDS["claire"], ENVOL))
            db.session.delete(row)
            db.session.add(CounsellorSchool(counsellor_id=IDS["claire"], school_id=HAVRE))
        with pytest.raises(NotFound):
            guidance.get_planned(cast.person("claire"), ENVOL)
        assert guidance.get_planned(cast.person("claire"), HAVRE).id == HAVRE
