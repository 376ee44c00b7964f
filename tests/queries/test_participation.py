"""What lists and reports read: whose rows, in how many statements, whatever their number."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.people import Person, PersonState, folded
from portal.models.students import Student
from portal.queries import class_groups, students
from portal.queries.needs import who_needs_me
from portal.queries.slips import Receivers, slip_rows
from portal.queries.standings import Need, Standing
from portal.queries.students import Filter
from tests.cast import ENVOL, GROUP_402, HAVRE, IDS, PASSWORD, Cast
from tests.reports.classes import START, add_class, add_match, add_student
from tests.statements import statements_of

AT_MOST = 12  # statements a page (issue 2)
BOARD = "/admin/report"
PATHS = [
    "/counsellor",
    "/counsellor/students",
    "/counsellor/students?need=never_signed_in",
    f"/counsellor/students/{IDS['noah']}",
    f"/counsellor/class-groups/{GROUP_402}",
    "/counsellor/reports",
    f"/counsellor/reports?scope=student&id={IDS['noah']}",
    f"/counsellor/reports?scope=class-group&id={GROUP_402}",
    f"/counsellor/reports?scope=school&id={ENVOL}",
    f"/counsellor/reports?scope=governing-board&id={ENVOL}",
    f"/counsellor/guidance/{ENVOL}",
    BOARD,
]


@pytest.mark.parametrize("path", PATHS)
def test_ten_times_the_rows_same_statements(cast: Cast, path: str) -> None:
    with cast.app.app_context():
        add_class(8)
    client = cast.client("adele" if path == BOARD else "claire")
    few = statements_of(client, path)
    with cast.app.app_context():
        add_class(80, first=100)
    many = statements_of(client, path)
    assert len(few) == len(many) <= AT_MOST


def test_every_standing_is_said_of_the_student_who_has_it(cast: Cast) -> None:
    with cast.app.app_context(), unit_of_work():
        now = clock.now()
        found = {
            Standing.TO_NUDGE: add_student(1),
            Standing.LATE: add_student(2),
            Standing.ESTABLISHED: add_student(3),
            Standing.ACTIVE: add_student(4),
            Standing.WAITING: add_student(5),
            Standing.NO_PASSWORD: add_student(6),
            Standing.NEVER_SIGNED_IN: add_student(7, signed_in=False),
            Standing.NOT_STARTED: add_student(8),
            Standing.SUSPENDED: add_student(9),
            Standing.CONSENT_MISSING: add_student(10),
        }
        add_match(found[Standing.TO_NUDGE], messages=2)
        add_match(found[Standing.LATE], messages=1, answered_after=None)
        add_match(found[Standing.ESTABLISHED], messages=6, asked_at=now - timedelta(days=6))
        add_match(found[Standing.ACTIVE], messages=2, asked_at=now - timedelta(days=2))
        recent = now - timedelta(hours=20)
        add_match(found[Standing.WAITING], messages=1, answered_after=None, asked_at=recent)
        with_password = [found[s] for s in (Standing.NEVER_SIGNED_IN, Standing.NOT_STARTED)]
        db.session.execute(
            update(Person).where(Person.id.in_(with_password)).values(password_hash=PASSWORD)
        )
        db.session.get_one(Person, found[Standing.SUSPENDED]).state = PersonState.SUSPENDED
        child = db.session.get_one(Student, found[Standing.CONSENT_MISSING])
        child.born_on = clock.today() - timedelta(days=13 * 365)
    with cast.app.app_context():
        page = class_groups.class_group_page(cast.person("denis"), GROUP_402)
        said = {row.id: row.standing for row in page.students}
    assert {number: said[number] for number in found.values()} == {
        number: standing for standing, number in found.items()
    }


def test_who_left_is_in_no_list(cast: Cast) -> None:
    with cast.app.app_context(), unit_of_work():
        cast.person("noah").state = PersonState.LEFT
    with cast.app.app_context():
        viewer = cast.person("denis")
        assert students.listed(viewer, Filter()) == ([], 0)
        assert class_groups.followed(viewer)[0].students == 0
        assert slip_rows(viewer, GROUP_402, Receivers.ALL) == []


def test_pages_hold_everyone_once_in_the_order_of_names(cast: Cast) -> None:
    with cast.app.app_context():
        add_class(70)
        viewer = cast.person("denis")
        first, total = students.listed(viewer, Filter(), page=1)
        second, _total = students.listed(viewer, Filter(), page=2)
        third, _total = students.listed(viewer, Filter(), page=3)
    assert (len(first), len(second), len(third), total) == (25, 25, 21, 71)
    everyone = first + second + third
    names = [folded(f"{row.family_name} {row.given_name}") for row in everyone]
    assert names == sorted(names)
    assert len({row.id for row in everyone}) == 71


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        ("claire", {"zoe", "noah", "theo"}),
        ("denis", {"noah"}),
        ("fatou", {"lea"}),
        ("mona", set()),
    ],
)
def test_a_list_holds_the_students_followed_whatever_is_asked(
    cast: Cast, viewer: str, seen: set[str]
) -> None:
    with cast.app.app_context():
        person = cast.person(viewer)
        rows, total = students.listed(person, Filter())
        assert {row.id for row in rows} == {IDS[name] for name in seen}
        assert total == len(seen)
        elsewhere = ENVOL if viewer == "fatou" else HAVRE
        assert students.listed(person, Filter(school_id=elsewhere)) == ([], 0)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Zoé-Maëlle D’Amour-Côté", "zoe maelle d amour cote"),
        ("  ŒUVRE  ", "oeuvre"),
        ("Nguyễn", "nguyen"),
        ("%_\\", ""),
        ("Ægir Straße", "aegir strasse"),
    ],
)
def test_names_are_folded_as_people_look_for_them(typed: str, kept: str) -> None:
    assert folded(typed) == kept


def test_a_silent_match_needs_a_nudge_from_the_fifteenth_day(cast: Cast) -> None:
    with cast.app.app_context(), unit_of_work():
        add_match(add_student(1), messages=2)  # the last one a day after the first
    last = START + timedelta(days=1)
    with cast.app.app_context():
        for days, count in ((14, 0), (15, 1)):
            with clock.frozen_at(last + timedelta(days=days)):
                needs = {n.need: n.count for n in who_needs_me(cast.person("denis"))}
                assert needs[Need.TO_NUDGE] == count
