"""Who may print what, for whom: the table of `policies/prints.py`, asked for each of the cast."""

import itertools

import pytest

from portal.errors import Denied, Invalid, NotFound
from portal.extensions import db, unit_of_work
from portal.models.class_groups import CounsellorSchool
from portal.models.prints import PrintFor, PrintKind
from portal.policies import prints
from tests.cast import ENVOL, GROUP_401, GROUP_402, GROUP_501, HAVRE, IDS, Cast

SCHOOL, STUDENT, OUTSIDE = PrintFor.SCHOOL, PrintFor.STUDENT, PrintFor.OUTSIDE
STAFF, OWN, SHEET = {SCHOOL, STUDENT, OUTSIDE}, {STUDENT}, {SCHOOL, OUTSIDE}
THINGS = {
    "zoe's report": (PrintKind.STUDENT, IDS["zoe"]),
    "noah's report": (PrintKind.STUDENT, IDS["noah"]),
    "lea's report": (PrintKind.STUDENT, IDS["lea"]),
    "zoe's attestation": (PrintKind.ATTESTATION, IDS["zoe"]),
    "noah's attestation": (PrintKind.ATTESTATION, IDS["noah"]),
    "group 401": (PrintKind.CLASS_GROUP, GROUP_401),
    "group 402": (PrintKind.CLASS_GROUP, GROUP_402),
    "group 501": (PrintKind.CLASS_GROUP, GROUP_501),
    "the Envol": (PrintKind.SCHOOL, ENVOL),
    "the Havre": (PrintKind.SCHOOL, HAVRE),
    "the Envol's page": (PrintKind.GOVERNING_BOARD, ENVOL),
    "the board": (PrintKind.BOARD, 1),
    "nobody": (PrintKind.STUDENT, 999),
    "a mentor": (PrintKind.STUDENT, IDS["marc"]),
}
MAY = {
    ("zoe", "zoe's report"): OWN,
    ("zoe", "zoe's attestation"): OWN,
    ("noah", "noah's report"): OWN,
    ("noah", "noah's attestation"): OWN,
    ("lea", "lea's report"): OWN,
    ("claire", "zoe's report"): STAFF,
    ("claire", "zoe's attestation"): STAFF,
    ("claire", "noah's report"): STAFF,
    ("claire", "noah's attestation"): STAFF,
    ("claire", "group 401"): SHEET,
    ("claire", "group 402"): SHEET,
    ("claire", "the Envol"): SHEET,
    ("claire", "the Envol's page"): SHEET,
    ("denis", "noah's report"): STAFF,
    ("denis", "noah's attestation"): STAFF,
    ("denis", "group 402"): SHEET,
    ("fatou", "lea's report"): STAFF,
    ("fatou", "group 501"): SHEET,
    ("fatou", "the Havre"): SHEET,
    ("adele", "the board"): SHEET,
}


@pytest.mark.parametrize("thing", THINGS)
def test_the_table_for_everybody(cast: Cast, thing: str) -> None:
    kind, number = THINGS[thing]
    found = {}
    with cast.app.app_context():
        for name in IDS:
            try:
                found[name] = set(prints.purposes(cast.person(name), kind, number))
            except NotFound:
                continue
    assert found == {who: purposes for (who, what), purposes in MAY.items() if what == thing}


@pytest.mark.parametrize(
    ("kind", "named"), list(itertools.product(prints.RULES, (False, True))), ids=str
)
def test_names_are_in_a_document_by_its_kind(cast: Cast, kind: PrintKind, named: bool) -> None:
    always = {PrintKind.STUDENT, PrintKind.ATTESTATION}
    may = named if kind in always else True if kind is PrintKind.CLASS_GROUP else not named
    number = {PrintKind.STUDENT: IDS["zoe"], PrintKind.ATTESTATION: IDS["zoe"]}.get(kind, 1)
    with cast.app.app_context():
        viewer = cast.person("adele" if kind is PrintKind.BOARD else "claire")
        try:
            prints.check(viewer, kind, number, named=named, meant_for=SCHOOL, reason="")
        except Denied:
            assert not may
        else:
            assert may


@pytest.mark.parametrize(
    ("named", "meant_for", "reason", "asked"),
    [
        (True, OUTSIDE, "", True),
        (True, OUTSIDE, "   ", True),
        (True, OUTSIDE, "Les parents le demandent, Zoé est d’accord.", False),
        (True, SCHOOL, "", False),
        (False, OUTSIDE, "", False),
    ],
)
def test_names_to_someone_outside_ask_for_a_reason(
    cast: Cast, named: bool, meant_for: PrintFor, reason: str, asked: bool
) -> None:
    with cast.app.app_context():
        claire = cast.person("claire")
        order = (claire, PrintKind.CLASS_GROUP, GROUP_401)
        if asked:
            with pytest.raises(Invalid):
                prints.check(*order, named=named, meant_for=meant_for, reason=reason)
        else:
            prints.check(*order, named=named, meant_for=meant_for, reason=reason)


def test_a_student_prints_the_own_record_for_nobody_else(cast: Cast) -> None:
    with cast.app.app_context(), pytest.raises(Denied):
        prints.check(
            cast.person("zoe"), PrintKind.STUDENT, IDS["zoe"],
            named=True, meant_for=OUTSIDE, reason="Pour un emploi.",
        )  # fmt: skip


def test_a_counsellor_who_changes_school_loses_the_old_one_at_once(cast: Cast) -> None:
    with cast.app.app_context():
        with unit_of_work():
            row = db.session.get_one(CounsellorSchool, (IDS["claire"], ENVOL))
            row.school_id = HAVRE
        with pytest.raises(NotFound):
            prints.purposes(cast.person("claire"), PrintKind.SCHOOL, ENVOL)
        with pytest.raises(NotFound):
            prints.purposes(cast.person("claire"), PrintKind.STUDENT, IDS["zoe"])
