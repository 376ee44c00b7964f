"""The administration's pages, as an administrator meets them."""

import io

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.boards import Board
from portal.models.class_groups import CounsellorSchool
from portal.models.imports import ImportFile
from portal.models.jobs import Job
from portal.models.people import Person, PersonState, Role
from portal.models.schools import School
from portal.models.students import Student
from portal.services import imports
from tests.cast import ENVOL, HAVRE, IDS
from tests.statements import statements_of

PAGES = ["/admin", "/admin/board", "/admin/safety", "/admin/programs", "/admin/schools",
         "/admin/people", "/admin/people/new", "/admin/imports",
         f"/admin/people/{IDS['claire']}"]  # fmt: skip
STUDENTS = (
    "prénom;nom;date de naissance;niveau;groupe;fiche;code permanent\n"
    "Éloïse;Roy;2010-05-31;Sec. 4;403;B1;X\n"
    "Luc;Hill;2011-05-31;Sec. 3;403;B2;X\n"
)


def text_of(response) -> str:
    return response.get_data(as_text=True)


def upload(client, text: str, *, kind: str = "students", school: int = ENVOL, **more):
    data = {"kind": kind, "school": school, "file": (io.BytesIO(text.encode()), "x.csv")}
    return client.post("/admin/imports?lang=en", data=data, **more)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_administrator_opens_every_page(cast, path, language):
    assert cast.client("adele").get(f"{path}?lang={language}").status_code == 200


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("who", ["zoe", "marc", "claire", "mona", "coralie"])
def test_to_everyone_else_they_are_absent(cast, path, who):
    assert cast.client(who).get(path).status_code == 404


def test_the_overview_counts_and_names_nobody(cast):
    page = text_of(cast.client("adele").get("/admin?lang=en"))
    for name in ("Tremblay", "Bélanger", "Fontaine", "Zoé"):
        assert name not in page
    assert "Students by level" in page


def test_the_board_is_changed_and_the_next_page_says_so(cast):
    client = cast.client("adele")
    data = {
        "name_fr": "CSS du Phare",
        "name_en": "Lighthouse centre",
        "kind": "school_board",
        "code": "711000",
        "default_language": "en",
        "supervisors_fr": "l’équipe",
        "supervisors_en": "the team",
        "contact_email": "",
        "privacy_officer": "",
    }
    client.post("/admin/board", data=data)
    assert "CSS du Phare" in text_of(client.get("/?lang=fr"))
    with cast.app.app_context():
        board = db.session.get_one(Board, 1)
        assert (board.code, board.contact_email) == ("711000", None)
    wrong = client.post("/admin/board?lang=en", data={**data, "code": "12"})
    assert "Write six digits." in text_of(wrong)
    assert "Lighthouse centre" in text_of(wrong)


SAFETY = {
    "reviewed_first_messages": "0", "sampled_percent": "12", "school_opens": "07:45",
    "school_closes": "15:30", "hours_high": "2", "hours_medium": "4", "hours_low": "8",
    "hours_unflagged": "16", "climb_minutes": "20", "concern_soon_hours": "8",
    "concern_normal_days": "3", "ombudsman_days": "10", "youth_protection_line": "514 555-0100",
    "ombudsman_contact": "", "closed_days": "2027-02-12 Pédagogique\n2027-03-01",
    "lines-0-name_fr": "Écoute", "lines-0-name_en": "Listening",
    "lines-0-number": "1 800 555-0199",
}  # fmt: skip


def test_the_rules_of_safety_are_kept_and_the_help_page_shows_the_boards_lines(cast):
    client = cast.client("adele")
    assert "Tel-jeunes" in text_of(cast.client().get("/help?lang=fr"))
    assert client.post("/admin/safety?lang=en", data=SAFETY).status_code == 302
    page = text_of(client.get("/admin/safety?lang=en"))
    assert "2027-02-12 Pédagogique" in page
    assert 'value="07:45"' in page
    help_page = text_of(cast.client().get("/help?lang=en"))
    assert "Listening" in help_page
    assert 'href="tel:18005550199"' in help_page
    assert "Tel-jeunes" not in help_page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("closed_days", "12 février", "This line begins with no date: 12 février"),
        ("closed_days", "2027-02-30", "This line begins with no date: 2027-02-30"),
        ("school_closes", "07:00", "School closes after it opens."),
        ("sampled_percent", "101", "Write a whole number from 0 to 100."),
        ("climb_minutes", "", "Write a whole number from 5 to 1440."),
        ("lines-0-name_en", "", "A help line needs a number, and a name in both languages."),
    ],
)
def test_a_wrong_rule_of_safety_is_named_and_nothing_is_lost(cast, field, value, sentence):
    answer = cast.client("adele").post("/admin/safety?lang=en", data={**SAFETY, field: value})
    assert sentence in text_of(answer)
    assert "1 800 555-0199" in text_of(answer)
    with cast.app.app_context():
        assert db.session.get_one(Board, 1).climb_minutes == 30


def test_staff_are_found_by_name_without_the_name_in_the_address(cast):
    client = cast.client("adele")
    answer = client.post("/admin/people", data={"words": "levesque"})
    assert "levesque" not in answer.headers["Location"]
    page = text_of(client.get(answer.headers["Location"]))
    assert "Mona Lévesque" in page
    assert "Claire Fontaine" not in page


@pytest.mark.parametrize("name", ["zoe", "marc", "nadia"])
def test_neither_students_nor_mentors_are_staff(cast, name):
    client = cast.client("adele")
    assert client.get(f"/admin/people/{IDS[name]}").status_code == 404
    assert client.post(f"/admin/people/{IDS[name]}/suspend").status_code == 404


NEW = {
    "given_name": "Rose",
    "family_name": "Côté",
    "email": "Rose@Example.org",
    "language": "fr",
    "roles": ["counsellor", "moderator"],
    "schools": [str(HAVRE)],
}


def test_someone_new_is_invited_once_with_roles_and_schools(cast):
    client = cast.client("adele")
    assert client.post("/admin/people/new", data=NEW).status_code == 302
    again = client.post("/admin/people/new?lang=en", data=NEW)
    assert "Someone already has this email address." in text_of(again)
    with cast.app.app_context():
        person = db.session.scalar(select(Person).where(Person.email == "rose@example.org"))
        assert person is not None
        followed = select(CounsellorSchool.school_id).where(
            CounsellorSchool.counsellor_id == person.id
        )
        assert list(db.session.scalars(followed)) == [HAVRE]
        invited = db.session.scalars(select(Job).where(Job.event == "person.invited")).all()
        assert [job.payload for job in invited] == [{"person_id": person.id}]


def test_roles_and_schools_are_changed(cast):
    data = {"roles": ["counsellor", "coordinator"], "schools": [str(HAVRE)]}
    cast.client("adele").post(f"/admin/people/{IDS['claire']}", data=data)
    assert cast.client("claire").get("/coordinator").status_code == 200
    assert cast.client("claire").get(f"/counsellor/students/{IDS['zoe']}").status_code == 404
    assert cast.client("claire").get(f"/counsellor/students/{IDS['lea']}").status_code == 200


def test_administrators_cannot_shut_themselves_out(cast):
    client = cast.client("adele")
    data = {"roles": ["moderator"]}
    page = client.post(f"/admin/people/{IDS['adele']}?lang=en", data=data)
    assert "You cannot take the role of administrator away from yourself." in text_of(page)
    assert client.post(f"/admin/people/{IDS['adele']}/suspend").status_code == 409
    assert client.get("/admin").status_code == 200


def test_a_suspension_ends_every_session_until_it_is_undone(cast):
    mona, adele = cast.client("mona"), cast.client("adele")
    assert mona.get("/moderation").status_code == 200
    adele.post(f"/admin/people/{IDS['mona']}/suspend")
    assert mona.get("/moderation").status_code == 302
    adele.post(f"/admin/people/{IDS['mona']}/reactivate")
    assert mona.get("/moderation").status_code == 302  # the old session stays dead
    with cast.app.app_context():
        assert db.session.get_one(Person, IDS["mona"]).state is PersonState.ACTIVE


def test_a_file_is_shown_before_it_is_imported_and_a_second_click_is_harmless(cast):
    client = cast.client("adele")
    answer = upload(client, STUDENTS)
    shown = answer.headers["Location"]
    page = text_of(client.get(f"{shown}?lang=en"))
    assert "code permanent" in page
    assert "Éloïse" in page
    with cast.app.app_context():
        assert db.session.scalar(select(func.count()).where(Student.local_id == "B1")) == 0
    for _click in range(2):
        assert client.post(f"{shown}/confirm").status_code == 302
    with cast.app.app_context():
        assert db.session.scalar(select(func.count()).where(Student.local_id.like("B%"))) == 2
        assert db.session.scalar(select(func.count()).select_from(ImportFile)) == 0
    assert client.get(shown).status_code == 404


def test_bad_lines_are_named_and_only_the_good_ones_imported_when_asked(cast):
    client = cast.client("adele")
    shown = upload(client, STUDENTS + "X;Y;2010-02-31;4;403;B3;\n").headers["Location"]
    page = text_of(client.get(f"{shown}?lang=en"))
    assert "is a day that does not exist: 2010-02-31" in page
    client.post(f"{shown}/confirm")  # without saying that the good lines are enough
    with cast.app.app_context():
        assert db.session.scalar(select(func.count()).where(Student.local_id.like("B%"))) == 0
    assert client.get(shown).status_code == 200
    client.post(f"{shown}/confirm", data={"keep_good": "1"})
    with cast.app.app_context():
        assert db.session.scalar(select(func.count()).where(Student.local_id.like("B%"))) == 2


def test_the_number_of_a_file_serves_once(cast):
    client = cast.client("adele")
    first = upload(client, STUDENTS).headers["Location"]
    client.post(f"{first}/discard")
    second = upload(client, STUDENTS.replace("B1", "C1")).headers["Location"]
    client.post(f"{first}/confirm")  # a page left open
    assert client.get(second).status_code == 200
    with cast.app.app_context():
        assert db.session.scalar(select(func.count()).where(Student.local_id == "C1")) == 0


def test_a_discarded_file_is_destroyed(cast):
    client = cast.client("adele")
    shown = upload(client, STUDENTS).headers["Location"]
    client.post(f"{shown}/discard")
    client.post(f"{shown}/discard")
    client.post(f"{shown}/confirm")
    with cast.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ImportFile)) == 0
        assert db.session.scalar(select(func.count()).where(Student.local_id.like("B%"))) == 0


def test_a_file_that_nobody_confirmed_is_destroyed_after_an_hour(cast):
    upload(cast.client("adele"), STUDENTS)
    with cast.app.app_context():
        with clock.moved_by(imports.KEPT_FOR * 1.01), unit_of_work():
            imports.destroy_old()
        assert db.session.scalar(select(func.count()).select_from(ImportFile)) == 0


def test_a_workbook_is_refused_with_a_sentence(cast):
    data = {"kind": "students", "school": ENVOL, "file": (io.BytesIO(b"PK\x03\x04\0"), "x.xlsx")}
    page = text_of(cast.client("adele").post("/admin/imports?lang=en", data=data))
    assert "save it as CSV" in page


def test_students_are_of_a_school(cast):
    page = text_of(upload(cast.client("adele"), STUDENTS, school=0))
    assert "Choose the school of these students." in page


def test_schools_need_the_boards_code_first(cast):
    client = cast.client("adele")
    schools = "CD_ORGNS;NOM_OFFCL;CD_CS\n200001;École neuve;711000\n"
    page = text_of(upload(client, schools, kind="schools", school=0))
    assert "Write the board&#39;s code on the board&#39;s page first" in page
    with cast.app.app_context(), unit_of_work():
        db.session.get_one(Board, 1).code = "711000"
    shown = upload(client, schools, kind="schools", school=0).headers["Location"]
    client.post(f"{shown}/confirm")
    with cast.app.app_context():
        assert db.session.scalar(select(School.name).where(School.code == "200001"))


def test_a_file_belongs_to_who_chose_it(cast):
    shown = upload(cast.client("adele"), STUDENTS).headers["Location"]
    data = {"roles": ["administrator", "moderator"]}
    cast.client("adele").post(f"/admin/people/{IDS['mona']}", data=data)
    mona = cast.client("mona")
    assert mona.get("/admin/imports").status_code == 200
    assert mona.get(shown).status_code == 404
    mona.post(f"{shown}/confirm")
    with cast.app.app_context():
        assert db.session.scalar(select(func.count()).where(Student.local_id.like("B%"))) == 0


@pytest.mark.parametrize("path", ["/admin", "/admin/people", "/admin/schools"])
def test_ten_times_the_rows_take_the_same_statements(cast, path):
    client = cast.client("adele")
    before = statements_of(client, path)
    with cast.app.app_context(), unit_of_work():
        for number in range(60):
            person = Person(given_name="A", family_name=f"B{number}", email=f"n{number}@x.org")
            person.role_rows = [type(cast.person("claire").role_rows[0])(role=Role.COUNSELLOR)]
            db.session.add(person)
            db.session.add(School(code=f"4{number:05}", name=f"École {number}"))
    after = statements_of(client, path)
    assert len(after) == len(before) <= 12


def test_a_file_is_checked_once_however_often_it_is_looked_at(cast, monkeypatch):
    client = cast.client("adele")
    shown = upload(client, STUDENTS).headers["Location"]
    monkeypatch.setattr(imports, "check", lambda *_args, **_kwargs: pytest.fail("again"))
    for _look in range(2):
        assert client.get(shown).status_code == 200
