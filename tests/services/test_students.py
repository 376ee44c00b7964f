"""Imports of students: what is read, refused, changed; nothing more than that."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.i18n import in_language
from portal.models.class_groups import ClassGroup, ClassGroupMember
from portal.models.imports import ImportKind
from portal.models.people import Person, PersonState
from portal.models.students import Level, Student
from portal.school_time import school_year
from portal.services import imports
from portal.services.faults import Reason, Wrong
from portal.services.imports import Order, Refused, Report
from portal.services.students import birth_date, level_of, local_identifier
from portal.services.usernames import new_usernames
from tests.cast import ENVOL, HAVRE, IDS

TODAY = datetime(2026, 10, 5, 16, tzinfo=UTC)
HEADERS = "prénom;nom;date de naissance;niveau;groupe-repère;langue;courriel;fiche\n"
GOOD = (
    "Éloïse;D’Amour-Roy;2010-05-31;Sec. IV;403;français;;B1\n"
    "Jean-Luc;O'Neil;31/05/2011;3e secondaire;403;anglais;jl@example.org;B2\n"
)


@pytest.fixture(autouse=True)
def _october(app):
    with app.app_context(), in_language("en"), clock.frozen_at(TODAY):
        yield


def order(text: str, school_id: int = ENVOL) -> Order:
    return Order(ImportKind.STUDENTS, (HEADERS + text).encode(), school_id=school_id)


def carry_out(text: str, *, school_id: int = ENVOL, keep_good: bool = False) -> Report:
    with unit_of_work():
        return imports.carry_out(order(text, school_id), actor=None, keep_good=keep_good)


def student(local_id: str) -> Student:
    found = db.session.scalar(select(Student).where(Student.local_id == local_id))
    assert found is not None
    return found


def groups_of(local_id: str) -> list[str]:
    wanted = (
        select(ClassGroup.name)
        .join(ClassGroupMember)
        .where(ClassGroupMember.student_id == student(local_id).person_id)
    )
    return sorted(db.session.scalars(wanted))


def counts(report: Report) -> tuple[int, int, int]:
    return report.created, report.changed, report.unchanged


def test_a_good_file_makes_students_who_cannot_sign_in_yet():
    assert counts(carry_out(GOOD)) == (2, 0, 0)
    one = student("B1")
    person = db.session.get_one(Person, one.person_id)
    assert (person.given_name, person.family_name) == ("Éloïse", "D’Amour-Roy")
    assert (one.born_on, one.level, one.school_id) == (date(2010, 5, 31), Level.SEC4, ENVOL)
    assert person.password_hash is None
    assert person.email is None
    assert person.folded_name == "d amour roy eloise"
    assert groups_of("B1") == groups_of("B2") == ["403"]
    other = db.session.get_one(Person, student("B2").person_id)
    assert (other.language, other.email) == ("en", "jl@example.org")


def test_a_username_is_plain_and_tells_no_birth_date():
    carry_out(GOOD)
    person = db.session.get_one(Person, student("B1").person_id)
    assert person.username is not None
    assert person.username.startswith("edamourro")
    assert person.username.isascii()
    assert person.username[-4:].isdigit()


def test_ten_thousand_who_share_a_name_get_a_username_each():
    names = [("Émile", "Tremblay")] * 10_500
    chosen = new_usernames(names)
    assert len(set(chosen)) == 10_500
    assert new_usernames([("愛", "王")])[0].startswith("eleve")


def test_the_same_file_again_changes_nothing():
    carry_out(GOOD)
    before = db.session.execute(select(Person.id, Person.username, Person.email)).all()
    report = carry_out(GOOD)
    assert counts(report) == (0, 0, 2)
    assert report.untouched == 3  # zoe, noah, theo
    assert db.session.execute(select(Person.id, Person.username, Person.email)).all() == before


def test_only_what_changed_is_changed():
    carry_out(GOOD)
    report = carry_out(GOOD.replace("403;français", "404;français").replace("O'Neil", "O’Neil"))
    assert counts(report) == (0, 2, 0)
    assert groups_of("B1") == ["404"]
    assert groups_of("B2") == ["403"]
    assert db.session.get_one(Person, student("B2").person_id).family_name == "O’Neil"


def test_an_empty_cell_takes_nothing_away_and_the_own_language_stays():
    carry_out(GOOD)
    person = db.session.get_one(Person, student("B2").person_id)
    with unit_of_work():
        person.language = "fr"  # chosen by the student since
    assert counts(carry_out(GOOD.replace("jl@example.org", "").replace("403;ang", ";ang"))) == (
        0,
        0,
        2,
    )
    assert (person.language, person.email, groups_of("B2")) == ("fr", "jl@example.org", ["403"])


def test_a_suspended_student_stays_suspended():
    carry_out(GOOD)
    person = db.session.get_one(Person, student("B1").person_id)
    with unit_of_work():
        person.state = PersonState.SUSPENDED
    carry_out(GOOD.replace("Sec. IV", "Sec. V"))
    assert person.state is PersonState.SUSPENDED


def test_a_student_who_changes_school_is_counted_as_moved():
    carry_out(GOOD)
    report = carry_out(GOOD, school_id=HAVRE)
    assert (report.changed, report.moved) == (2, 2)
    assert student("B1").school_id == HAVRE
    assert groups_of("B1") == ["403"]


def test_a_bad_line_keeps_the_whole_file_out():
    text = GOOD + "X;Y;2010-13-31;Sec. 4;403;fr;;B3\n"
    with pytest.raises(Refused) as refused:
        carry_out(text)
    assert [fault.line for fault in refused.value.report.faults] == [4]
    assert db.session.scalar(select(func.count()).where(Student.local_id.like("B%"))) == 0
    assert db.session.scalar(select(func.count()).where(ClassGroup.name == "403")) == 0


def test_keep_good_leaves_out_only_the_bad_lines():
    report = carry_out(GOOD + "X;Y;2010-13-31;Sec. 4;403;fr;;B3\n", keep_good=True)
    assert (counts(report), report.faulty_lines) == ((2, 0, 0), 1)
    assert db.session.scalar(select(func.count()).where(Student.local_id == "B3")) == 0


def test_every_fault_of_a_line_is_named_in_the_readers_language():
    report = imports.check(order(GOOD + ";Y2;demain;cégep;403;xx;a@b;TREM12345678\n"))
    assert {fault.reason for fault in report.faults} == {
        Reason.EMPTY,
        Reason.NOT_A_NAME,
        Reason.NOT_A_DATE,
        Reason.NOT_A_LEVEL,
        Reason.NOT_A_LANGUAGE,
        Reason.NOT_AN_EMAIL,
        Reason.PERMANENT_CODE,
    }
    assert {fault.line for fault in report.faults} == {4}
    assert "“prénom” is empty." in {fault.sentence for fault in report.faults}


def test_a_permanent_code_is_not_even_repeated():
    report = imports.check(order("A;B;2010-05-31;4;;;;TREM 1234 5678\n"))
    assert report.faults
    assert "1234" not in str(report.as_kept()["faults"])


def test_the_second_line_of_an_identifier_names_the_first():
    report = imports.check(order(GOOD + "X;Y;2010-01-31;Sec. 4;403;fr;;B1\n"))
    assert [(f.line, f.reason, f.values["first"]) for f in report.faults] == [
        (4, Reason.TWICE, "2")
    ]


def test_an_email_that_belongs_to_someone_else_is_refused():
    report = imports.check(order("X;Y;2010-01-31;4;403;fr;Marc@Example.org;B9\n"))
    assert [fault.reason for fault in report.faults] == [Reason.EMAIL_TAKEN]


def test_markup_is_no_name():
    report = imports.check(order("<script>;Y;2010-01-31;4;403;fr;;B9\n"))
    assert [fault.reason for fault in report.faults] == [Reason.NOT_A_NAME]


def test_a_line_with_too_many_cells_is_a_fault():
    report = imports.check(order("A;B;2010-01-31;4;403;fr;;B9;more\n"))
    assert [fault.reason for fault in report.faults] == [Reason.EXTRA_CELLS]


def test_a_check_writes_nothing():
    assert imports.check(order(GOOD)).created == 2
    db.session.rollback()
    assert db.session.scalar(select(func.count()).where(Student.local_id.like("B%"))) == 0


def test_nothing_else_is_kept_of_a_student():
    text = HEADERS.replace("fiche", "fiche;téléphone;adresse;code permanent;couleur")
    text += "A;B;2010-01-31;4;403;fr;;B9;514 555-0123;1 rue X;TREM12345678;bleu\n"
    with unit_of_work():
        report = imports.carry_out(
            Order(ImportKind.STUDENTS, text.encode(), school_id=ENVOL), actor=None
        )
    assert report.never_kept == ("téléphone", "adresse", "code permanent")
    assert report.ignored == ("téléphone", "adresse", "code permanent", "couleur")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2010-05-31", date(2010, 5, 31)),
        ("2010/5/31", date(2010, 5, 31)),
        ("31/05/2010", date(2010, 5, 31)),
        ("3-5-2010", date(2010, 5, 3)),
        ("2010-05-31 00:00:00", date(2010, 5, 31)),
        ("2012-02-29", date(2012, 2, 29)),
        ("2016-10-05", date(2016, 10, 5)),  # ten years old today
        ("1920-01-01", date(1920, 1, 1)),
        ("2016-10-06", Reason.TOO_YOUNG),
        ("2026-10-06", Reason.IN_THE_FUTURE),
        ("1919-12-31", Reason.TOO_OLD),
        ("31/02/2010", Reason.NO_SUCH_DAY),
        ("2011-02-29", Reason.NO_SUCH_DAY),
        ("05/31/2010", Reason.NO_SUCH_DAY),
        ("31 mai 2010", Reason.NOT_A_DATE),
        ("40329", Reason.NOT_A_DATE),
    ],
)
def test_a_date_of_birth(text, expected):
    if isinstance(expected, date):
        assert birth_date(text) == expected
    else:
        with pytest.raises(Wrong) as wrong:
            birth_date(text)
        assert wrong.value.reason is expected


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("sec1|Sec. I|1|1re secondaire|1ère sec.|Secondary 1|Secondaire 1", Level.SEC1),
        ("sec 2|2e secondaire|2ème sec|II|secondary II|2nd secondary", Level.SEC2),
        ("Sec. III|3e année du secondaire|3", Level.SEC3),
        ("sec_4|Sec. IV|4e sec|secondaire 4", Level.SEC4),
        ("5|V|5e secondaire|Secondary V", Level.SEC5),
        ("FGA|adulte|Adult education|Formation générale des adultes", Level.ADULT),
        ("FP|DEP|vocational|Formation professionnelle", Level.VOCATIONAL),
        ("cégep|6|sec 6|primaire|VI|", None),
    ],
)
def test_a_level(words, level):
    for word in words.split("|"):
        if level is None:
            with pytest.raises(Wrong):
                level_of(word)
        else:
            assert level_of(word) is level


@pytest.mark.parametrize("text", ["TREM12345678", "trem 1234-5678", "ABCD01019901"])
def test_a_permanent_code_is_no_local_identifier(text):
    with pytest.raises(Wrong) as wrong:
        local_identifier(text)
    assert wrong.value.reason is Reason.PERMANENT_CODE


def test_the_school_year_begins_in_july():
    assert school_year(date(2026, 6, 30)) == 2025
    assert school_year(date(2026, 7, 1)) == 2026


def test_a_new_school_year_leaves_the_old_groups_as_they_were():
    carry_out(GOOD)
    with clock.frozen_at(TODAY.replace(year=2027)):
        carry_out(GOOD.replace(";403;", ";503;"))
    assert groups_of("B1") == ["403", "503"]


def test_a_batch_boundary_changes_nothing():
    lines = "".join(f"A;B;2010-01-31;4;{n % 7};fr;;C{n}\n" for n in range(2_001))
    assert counts(carry_out(lines)) == (2_001, 0, 0)
    assert counts(carry_out(lines)) == (0, 0, 2_001)
    roles = select(func.count()).where(Student.local_id.like("C%"), Person.id == Student.person_id)
    assert db.session.scalar(roles) == 2_001
    assert db.session.get(Person, IDS["zoe"]) is not None
