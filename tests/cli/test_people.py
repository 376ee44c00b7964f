"""Imports and accounts from the terminal: what is said, the exit code, what is kept."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.extensions import db
from portal.models.jobs import Job
from portal.models.mentors import Mentor
from portal.models.people import Person
from portal.models.schools import School
from portal.models.students import Student
from tests.cast import IDS

STUDENTS = (
    "prénom;nom;date de naissance;niveau;groupe;fiche;téléphone\n"
    "Éloïse;Roy;2010-05-31;Sec. 4;403;B1;X\n"
)
BAD = "Luc;Hill;2010-02-31;Sec. 3;403;B2;X\n"
MENTORS = (
    "prénom;nom;courriel;CNP;région;parcours\nInès;Roy;ines@example.org;21231;06;baccalauréat\n"
)


@pytest.fixture
def run(app, tmp_path):
    def _run(*words: str, file: str | None = None, typed: str | None = None):
        if file is not None:
            path = tmp_path / "file.csv"
            path.write_text(file, encoding="cp1252")
            words = tuple(str(path) if word == "FILE" else word for word in words)
        result = app.test_cli_runner().invoke(args=list(words), input=typed)
        return result.exit_code, result.output

    return _run


def count(app, *rule) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).where(*rule)) or 0


def students(run, text: str, *more: str):
    return run("people", "import", "students", "FILE", "--school", "100001", *more, file=text)


def test_students_are_imported(app, run):
    code, said = students(run, STUDENTS, "--lang", "en")
    assert code == 0
    assert "Created: 1" in said
    assert "Never kept: téléphone." in said
    assert count(app, Student.local_id == "B1") == 1
    code, said = students(run, STUDENTS, "--lang", "en")
    assert "Unchanged: 1" in said


def test_a_bad_line_is_named_and_nothing_written(app, run):
    code, said = students(run, STUDENTS + BAD, "--lang", "en")
    assert code == 1
    assert "Line 3: “date de naissance” is a day that does not exist: 2010-02-31" in said
    assert "Nothing was imported: 1 line is wrong." in said
    assert count(app, Student.local_id.like("B%")) == 0


def test_keep_good_and_dry_run(app, run):
    code, said = students(run, STUDENTS, "--dry-run", "--lang", "en")
    assert (code, count(app, Student.local_id.like("B%"))) == (0, 0)
    assert "Nothing was written" in said
    code, said = students(run, STUDENTS + BAD, "--keep-good", "--lang", "en")
    assert (code, count(app, Student.local_id.like("B%"))) == (0, 1)
    assert "Lines left out: 1" in said


def test_a_school_that_is_not_there_is_named(run):
    code, said = run(
        "people", "import", "students", "FILE", "--school", "999999", "--lang", "en", file=STUDENTS
    )
    assert code == 1
    assert "There is no school with the code 999999." in said


def test_mentors_apply_unless_someone_vouches_for_them(app, run):
    words = ("people", "import", "mentors", "FILE", "--lang", "en")
    assert run(*words, file=MENTORS)[0] == 0
    assert count(app, Mentor.activated_at.is_(None), Mentor.person_id > IDS["adele"]) == 1
    assert run(*words, "--screened", file=MENTORS)[0] == 2
    code, said = run(*words, "--screened", "--by", "claire@example.org", file=MENTORS)
    assert code == 1
    assert "Nobody active with this email address holds the role" in said
    assert run(*words, "--screened", "--by", "coralie@example.org", file=MENTORS)[0] == 0
    assert count(app, Mentor.activated_at.is_not(None), Mentor.person_id > IDS["adele"]) == 1
    assert count(app, Job.event == "person.invited") == 1


def test_schools_are_imported_for_one_board(app, run):
    text = "CD_ORGNS;NOM_OFFCL;CD_CS\n200001;École neuve;711000\n300001;Ailleurs;831000\n"
    code, said = run("schools", "import", "FILE", "--board", "711000", "--lang", "en", file=text)
    assert code == 0
    assert "Of other boards, passed over: 1" in said
    assert count(app, School.code.in_(["200001", "300001"])) == 1


def test_the_words_are_french_unless_asked(run):
    code, said = students(run, STUDENTS + BAD)
    assert code == 1
    assert "2010-02-31" in said


def test_an_administrator_is_created_with_the_password_typed(app, run):
    words = ("people", "create-administrator", "--email", "Chef@Example.org")
    words += ("--given", "Ève", "--family", "Roy")
    code, said = run(*words, typed="une lanterne sur le quai\n")
    assert code == 0, said
    assert "lanterne sur" not in said
    with app.app_context():
        person = db.session.scalar(select(Person).where(Person.email == "chef@example.org"))
        assert person is not None
        assert person.password_hash
    assert run(*words, typed="une lanterne sur le quai\n")[0] == 1


def test_staff_are_invited(app, run):
    words = ("people", "add-staff", "--email", "rose@example.org", "--given", "Rose")
    words += ("--family", "Côté", "--language", "en")
    code, said = run(
        *words, "--role", "counsellor", "--school", "100001", "--class-group", "100001:999"
    )
    assert code == 1
    assert "has no class group 999" in said
    assert run(*words, "--role", "counsellor", "--school", "100001")[0] == 0
    assert run(*words, "--role", "counsellor")[0] == 1
    assert run(*words, "--role", "student")[0] == 2
    assert count(app, Person.email == "rose@example.org") == 1


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("students", "eleves.csv"),
        ("students", "students.csv"),
        ("mentors", "mentores-et-mentors.csv"),
        ("mentors", "mentors.csv"),
    ],
)
def test_the_examples_of_the_guides_are_imported_whole(run, kind, name):
    school = ("--school", "100001") if kind == "students" else ()
    example = Path(__file__).parents[2] / "docs" / "users" / "examples" / name
    code, said = run("people", "import", kind, str(example), *school, "--lang", "en")
    assert code == 0, said
    assert "Columns left aside" not in said


def test_what_the_first_administrator_needs_is_asked_for(app, run):
    asked = "ann@example.org\nAnn\nRoy\nthree-quiet-words-19\n"
    code, said = run("people", "create-administrator", typed=asked)
    assert code == 0, said
    assert count(app, Person.email == "ann@example.org") == 1
