"""Imports of schools: one board's rows of the ministry's file, safe to repeat."""

import pytest
from sqlalchemy import select

from portal.errors import Conflict
from portal.extensions import db, unit_of_work
from portal.i18n import in_language
from portal.models.boards import Board
from portal.models.imports import ImportKind
from portal.models.schools import School
from portal.services import imports
from portal.services.faults import Reason
from portal.services.imports import Order, Refused, Report
from portal.services.sheets import Unreadable

MINISTRY = (
    "OBJECTID,CD_ORGNS,NOM_OFFCL,CD_MUNCP,NOM_MUNCP,SITE_WEB,SEC,FORM_PRO,ADULTE,CD_CS,RESEAU\n"
    "1,200001,École du Ruisseau,12345,Rimouski,www.ruisseau.example.org,1,0,0,711000,Public\n"
    '2,200002,"Centre de formation, du Fleuve",12345,Rimouski,,0,1,1,711000,Public\n'
    "3,300001,École d’ailleurs,99999,Laval,,1,0,0,831000,Public\n"
)
PLAIN = (
    "org_code,name,network,css_code,css_name,municipality,region_code,region,web,sec,form_pro,adulte\n"
    "001500,Académie X,public,711000,CSS Y,Joliette,14,Lanaudière,,1,0,0\n"
)


@pytest.fixture(autouse=True)
def _language(app):
    with app.app_context(), in_language("en"):
        yield


def carry_out(text: str, *, code: str = "711000", keep_good: bool = False) -> Report:
    with unit_of_work():
        order = Order(ImportKind.SCHOOLS, text.encode(), board_code=code)
        return imports.carry_out(order, actor=None, keep_good=keep_good)


def school(code: str) -> School | None:
    return db.session.scalar(select(School).where(School.code == code))


def test_only_the_schools_of_the_board_are_kept():
    report = carry_out(MINISTRY)
    assert (report.created, report.others, report.untouched) == (2, 1, 2)
    one, two = school("200001"), school("200002")
    assert one is not None
    assert two is not None
    assert (one.name, one.municipality, one.network) == (
        "École du Ruisseau",
        "Rimouski",
        "Public",
    )
    assert (one.secondary, one.vocational, one.adult) == (True, False, False)
    assert (two.secondary, two.vocational, two.adult) == (False, True, True)
    assert one.website == "https://www.ruisseau.example.org"
    assert school("300001") is None
    assert db.session.get_one(Board, 1).code == "711000"


def test_the_plain_form_of_the_file_is_read_too():
    carry_out(PLAIN)
    one = school("001500")
    assert one is not None
    assert (one.region, one.municipality, one.secondary) == ("14", "Joliette", True)


def test_it_may_be_repeated_and_changes_only_what_changed():
    carry_out(MINISTRY)
    again = carry_out(MINISTRY)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    other = carry_out(MINISTRY.replace("du Ruisseau", "du Torrent"))
    assert (other.created, other.changed, other.unchanged) == (0, 1, 1)
    one = school("200001")
    assert one is not None
    assert one.name == "École du Torrent"


def test_two_rows_of_one_code_are_an_error_that_names_both_lines():
    with pytest.raises(Refused) as refused:
        carry_out(MINISTRY + "4,200001,École du Double,1,X,,1,0,0,711000,Public\n")
    fault = refused.value.report.faults[0]
    assert (fault.line, fault.reason, fault.values["first"]) == (5, Reason.TWICE, "2")
    assert school("200001") is None


def test_a_code_that_a_spreadsheet_shortened_gets_its_zeros_back():
    carry_out(PLAIN.replace("001500", "1500"))
    assert school("001500") is not None


def test_without_a_column_of_the_board_every_row_counts():
    report = carry_out("CD_ORGNS;NOM_OFFCL\n200009;École seule\n")
    assert (report.created, report.whole_file) == (1, True)


def test_a_file_of_other_boards_says_so():
    with pytest.raises(Unreadable, match="999999"):
        carry_out(MINISTRY, code="999999")


def test_a_portal_is_of_one_board():
    carry_out(MINISTRY)
    with pytest.raises(Conflict, match="711000"):
        carry_out(MINISTRY, code="831000")
    assert school("300001") is None
