"""The counsellor's pages: who sees whom, what is printed, what is never shown."""

import re
from datetime import date, timedelta
from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import func, select, update

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.access_log import AuditEntry
from portal.models.people import Person
from portal.models.students import Consent, ConsentKind
from portal.services.passwords import matches
from tests.cast import (
    ENVOL,
    GROUP_401,
    GROUP_402,
    GROUP_501,
    HAVRE,
    HELD_TEXT,
    IDS,
    NAMES,
    PASSWORD,
    Cast,
)
from tests.reports.documents import text_of

EVERYONE = [None, *IDS]


def _who(*names: str) -> set[str]:
    return set(names)


PAGES = {
    "/counsellor": _who("claire", "denis", "fatou"),
    "/counsellor/students": _who("claire", "denis", "fatou"),
    f"/counsellor/students/{IDS['zoe']}": _who("claire"),
    f"/counsellor/students/{IDS['noah']}": _who("claire", "denis"),
    f"/counsellor/students/{IDS['lea']}": _who("fatou"),
    f"/counsellor/students/{IDS['marc']}": set(),
    "/counsellor/students/999": set(),
    f"/counsellor/class-groups/{GROUP_401}": _who("claire"),
    f"/counsellor/class-groups/{GROUP_402}": _who("claire", "denis"),
    f"/counsellor/class-groups/{GROUP_501}": _who("fatou"),
    "/counsellor/reports": _who("claire", "denis", "fatou"),
    f"/counsellor/reports?scope=student&id={IDS['zoe']}": _who("claire", "zoe"),
    f"/counsellor/reports?scope=student&id={IDS['noah']}": _who("claire", "denis", "noah"),
    f"/counsellor/reports?scope=student&id={IDS['lea']}": _who("fatou", "lea"),
    f"/counsellor/reports?scope=class-group&id={GROUP_401}": _who("claire"),
    f"/counsellor/reports?scope=class-group&id={GROUP_402}": _who("claire", "denis"),
    f"/counsellor/reports?scope=class-group&id={GROUP_501}": _who("fatou"),
    f"/counsellor/reports?scope=school&id={ENVOL}": _who("claire"),
    f"/counsellor/reports?scope=school&id={HAVRE}": _who("fatou"),
    "/counsellor/reports?scope=board&id=1": set(),
    "/counsellor/reports?scope=school&id=x": set(),
    "/counsellor/reports?scope=school&id=99999999999999999999999": set(),
}
STUDENTS = ("zoe", "noah", "lea", "theo")
OWN = ("/counsellor/reports",)
POSTS = {
    f"/counsellor/students/{IDS['noah']}/password": _who("claire", "denis"),
    f"/counsellor/students/{IDS['lea']}/password": _who("fatou"),
    f"/counsellor/students/{IDS['theo']}/consent": _who("claire"),
    f"/counsellor/class-groups/{GROUP_402}/slips": _who("claire", "denis"),
    f"/counsellor/class-groups/{GROUP_501}/slips": _who("fatou"),
}


def _opens(status: int) -> bool:
    return status in (200, 302, 303)


@pytest.mark.parametrize("path", PAGES)
def test_each_page_opens_for_those_who_follow_and_for_nobody_else(cast: Cast, path: str) -> None:
    for name in IDS:
        answer = cast.client(name).get(path)
        if path in OWN and name in STUDENTS:
            assert answer.location.endswith(f"scope=student&id={IDS[name]}"), "to the own report"
            continue
        assert answer.status_code == (200 if name in PAGES[path] else 404), name
    assert "/sign-in" in cast.client().get(path).location


@pytest.mark.parametrize("path", POSTS)
def test_each_action_is_open_to_those_who_follow_alone(cast: Cast, path: str) -> None:
    for name in IDS:
        response = cast.client(name).post(path)
        assert _opens(response.status_code) == (name in POSTS[path]), name
        assert response.status_code == 404 or name in POSTS[path], name


def test_the_pdf_of_a_report_has_the_rights_of_its_page(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.reports.pdf.render", lambda *args, **kwargs: b"%PDF")
    for path, allowed in PAGES.items():
        if "scope=" in path:
            for name in IDS:
                status = cast.client(name).post(path, data={"form": "pdf"}).status_code
                assert status == (200 if name in allowed else 404), (path, name)


def test_home_opens_on_who_needs_the_counsellor(cast: Cast) -> None:
    html = cast.client("claire").get("/counsellor?lang=en").text
    assert "1 student under 14 without parental consent" in html
    assert "Théo Ouellet" in html
    assert "Léa" not in html  # of another school
    assert html.index("Who needs me") < html.index("Class groups")


def test_a_match_left_silent_for_14_days_is_to_nudge(cast: Cast) -> None:
    with clock.moved_by(timedelta(days=13)):
        assert "to nudge: no" in cast.client("claire").get("/counsellor?lang=en").text
    with clock.moved_by(timedelta(days=3)):
        assert "to nudge: no" not in cast.client("claire").get("/counsellor?lang=en").text


def test_nobody_learns_of_a_held_first_message(cast: Cast) -> None:
    fatou = cast.client("fatou")
    page = fatou.get(f"/counsellor/students/{IDS['lea']}?lang=en").text
    report = fatou.get(f"/counsellor/reports?scope=student&id={IDS['lea']}&lang=en").text
    assert "No match yet" in page
    assert "No conversation in this period" in report
    assert HELD_TEXT not in page + report


def test_a_student_page_shows_counts_and_never_a_word_or_the_mentor_s_name(cast: Cast) -> None:
    page = cast.client("claire").get(f"/counsellor/students/{IDS['zoe']}?lang=en").text
    assert "Welder" in page
    assert "/threads/1/open" in page
    for secret in ("Bélanger", "Marc", "commencé", "DEP, et toi", "Voici mon site"):
        assert secret not in page
    row = re.search(r"<tr>\s*<th scope=\"row\">Welder.*?</tr>", page, re.S)
    assert row and re.findall(r'data-label="(Sent|Received)">(\d+)', row[0]) == [
        ("Sent", "2"),
        ("Received", "1"),
    ]


def test_a_name_is_found_whatever_its_accents_and_stands_in_no_address(cast: Cast) -> None:
    claire = cast.client("claire")
    found = claire.post("/counsellor/students", data={"words": "COTE zoe"})
    assert found.status_code == 302
    assert "cote" not in found.location.lower()
    page = claire.get(found.location).text
    assert "D’Amour-Côté" in page and "Tremblay" not in page
    again = claire.get("/counsellor/students").text  # the whole list has forgotten the name
    assert "Tremblay" in again
    nobody = claire.post("/counsellor/students", data={"words": "%"}, follow_redirects=True).text
    assert "Tremblay" in nobody  # a sign is no name: the whole list


def test_a_counsellor_finds_no_student_of_another_school(cast: Cast) -> None:
    page = cast.client("claire").post(
        "/counsellor/students", data={"words": "Nguyen"}, follow_redirects=True
    )
    assert page.status_code == 200
    assert "Nguyen" in page.text, "the name looked for stays in its box"
    assert "Léa" not in page.text
    followed = cast.client("fatou").post(
        "/counsellor/students", data={"words": "Nguyen"}, follow_redirects=True
    )
    assert "Léa" in followed.text


def test_a_name_changed_is_found_by_its_new_spelling(cast: Cast) -> None:
    with cast.app.app_context():
        with unit_of_work():
            cast.person("noah").family_name = "Lœuvre-Çelik"
        assert cast.person("noah").folded_name == "loeuvre celik noah"


def test_a_parental_consent_is_recorded_once_and_opens_the_account(cast: Cast) -> None:
    claire, path = cast.client("claire"), f"/counsellor/students/{IDS['theo']}"
    assert "Record a parental consent" in claire.get(f"{path}?lang=en").text
    signed = (clock.today() - timedelta(days=2)).isoformat()
    for _click in range(2):
        assert claire.post(f"{path}/consent", data={"given_on": signed}).status_code == 302
    with cast.app.app_context():
        wanted = select(func.count()).where(
            Consent.student_id == IDS["theo"], Consent.kind == ConsentKind.PARENTAL
        )
        assert db.session.scalar(wanted) == 1
    assert "Record a parental consent" not in claire.get(f"{path}?lang=en").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Give the date on the signed form."),
        ("hier", "Write the day as year-month-day"),
        ("0001-01-01", "between the years 2000 and 2100"),
        ((date.today() + timedelta(days=3)).isoformat(), "cannot be signed in the future"),
    ],
)
def test_a_wrong_date_of_consent_gets_a_sentence(cast: Cast, typed: str, said: str) -> None:
    path = f"/counsellor/students/{IDS['theo']}/consent?lang=en"
    page = cast.client("claire").post(path, data={"given_on": typed})
    assert page.status_code == 200
    assert said in page.text


def test_no_consent_form_for_a_student_of_14_or_more(cast: Cast) -> None:
    claire = cast.client("claire")
    page = claire.get(f"/counsellor/students/{IDS['noah']}?lang=en").text
    assert "Record a parental" not in page
    answer = claire.post(
        f"/counsellor/students/{IDS['noah']}/consent", data={"given_on": "2026-01-05"}
    )
    assert answer.status_code == 409


def test_a_new_password_is_shown_once_works_and_ends_sessions(cast: Cast) -> None:
    noah, denis = cast.client("noah"), cast.client("denis")
    response = denis.post(f"/counsellor/students/{IDS['noah']}/password")
    assert response.headers["Cache-Control"] == "no-store"
    password = re.findall(r"<code>([^<]+)</code>", response.text)[1]
    with cast.app.app_context():
        person = cast.person("noah")
        assert matches(person.password_hash, password)
        assert person.must_change_password
        assert db.session.scalar(select(AuditEntry.event).where(AuditEntry.noun_id == person.id))
    assert password not in denis.get(f"/counsellor/students/{IDS['noah']}").text
    assert "/sign-in" in noah.get("/account").location


def _without_passwords(cast: Cast, *names: str) -> None:
    with cast.app.app_context(), unit_of_work():
        ids = [IDS[name] for name in names]
        db.session.execute(update(Person).where(Person.id.in_(ids)).values(password_hash=None))


def test_slips_are_one_page_each_in_each_student_s_language_and_only_for_the_chosen(
    cast: Cast,
) -> None:
    _without_passwords(cast, "zoe", "theo")
    with cast.app.app_context(), unit_of_work():
        cast.person("theo").language = "en"
    answer = cast.client("claire").post(f"/counsellor/class-groups/{GROUP_401}/slips")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "401" not in answer.headers["Content-Disposition"]
    pages = text_of(answer.data).split("\f")[:-1]
    assert len(pages) == 2
    assert len(pikepdf.open(BytesIO(answer.data)).pages) == 2
    assert "Zoé-Maëlle D’Amour-Côté" in pages[0] and "Théo" not in pages[0]
    assert "Théo Ouellet" in pages[1]
    assert "Your first sign-in to Lanterne" in pages[1]
    with cast.app.app_context():
        for name, page in zip(("zoe", "theo"), pages, strict=True):
            password = re.search(r"\S+-\S+-\S+-\d\d", page)
            assert password and matches(cast.person(name).password_hash, password[0])


def test_slips_leave_the_passwords_of_the_others_alone(cast: Cast) -> None:
    claire, path = cast.client("claire"), f"/counsellor/class-groups/{GROUP_402}/slips"
    answer = claire.post(path)
    assert answer.status_code == 302  # everyone has one
    everyone = claire.post(path, data={"receivers": "all"})
    assert "Noah Tremblay" in text_of(everyone.data)
    assert claire.post(path, data={"receivers": "some"}).mimetype == "text/html"


def test_slips_that_someone_else_prints_meanwhile_change_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_passwords(cast, "noah")

    def print_slowly(*args: object, **kwargs: object) -> bytes:
        monkeypatch.undo()
        assert cast.client("denis").post(path).mimetype == "application/pdf"
        return b"%PDF"

    path = f"/counsellor/class-groups/{GROUP_402}/slips"
    monkeypatch.setattr("portal.reports.slips.to_pdf", print_slowly)
    assert cast.client("claire").post(path).status_code == 409


def test_without_the_pdf_libraries_the_page_says_what_to_install_and_nothing_changes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_passwords(cast, "noah")
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    claire = cast.client("claire")
    answer = claire.post(f"/counsellor/class-groups/{GROUP_402}/slips?lang=en")
    assert answer.status_code == 503
    assert "apt-get install libpango-1.0-0" in answer.text
    report = f"scope=class-group&id={GROUP_402}&lang=en"
    assert claire.post(f"/counsellor/reports?{report}").status_code == 503
    assert claire.get(f"/counsellor/reports?{report}").status_code == 200
    with cast.app.app_context():
        assert cast.person("noah").password_hash is None


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ("from=2026-09-31", "Write the day as year-month-day"),
        ("from=2026-10-02&to=2026-10-01", "The last day cannot be before the first one."),
        ("to=9999-12-31", "between the years 2000 and 2100"),
        ("from=2099-09-01&to=2099-10-01", "This period has not begun yet"),
        ("to=2099-10-01", "This period has not begun yet"),
        ("from=2026-07-01&to=2027-06-30", "The last day is still to come"),
        ("from=2025-03-01&to=2025-10-01", "of two school years"),
    ],
)
def test_wrong_dates_of_a_report_get_a_sentence_and_no_figures(
    cast: Cast, dates: str, said: str
) -> None:
    path = f"/counsellor/reports?scope=class-group&id={GROUP_401}&lang=en&{dates}"
    page = cast.client("claire").get(path).text
    assert said in page
    assert "Summary" not in page
    answer = cast.client("claire").post(path, data={"form": "pdf"})
    assert said in answer.text and answer.mimetype == "text/html"


def test_the_period_of_a_report_is_the_school_year_to_date(cast: Cast) -> None:
    page = cast.client("claire").get(f"/counsellor/reports?scope=school&id={ENVOL}").text
    today = clock.today()
    first = date(today.year if today.month >= 7 else today.year - 1, 7, 1)
    assert f'name="from" type="date" value="{first}"' in page
    assert f'value="{today}"' in page


def test_the_name_of_a_pdf_holds_no_personal_data(cast: Cast) -> None:
    path = f"/counsellor/reports?scope=student&id={IDS['zoe']}&from=2026-09-01&to=2026-09-30"
    response = cast.client("claire").post(path, data={"spoken": "fr"})
    name = response.headers["Content-Disposition"]
    assert name == 'attachment; filename="participation_eleve_2026-09-01_2026-09-30_fr.pdf"'
    assert NAMES["zoe"][1] in text_of(response.data)


def test_a_consent_taken_back_ends_the_sessions_and_is_asked_anew(cast: Cast) -> None:
    student, path = cast.client("zoe"), f"/counsellor/students/{IDS['zoe']}/consent/withdraw"
    assert cast.client("denis").post(path).status_code == 404
    assert student.get("/account").status_code == 200
    answer = cast.client("claire").post(path, follow_redirects=True)
    assert "Le consentement est retiré" in answer.get_data(as_text=True)
    assert "/sign-in" in student.get("/account").location
    student.post("/sign-in", data={"name": "zoe", "password": PASSWORD})
    assert "/account/welcome" in student.get("/threads").location, "the consent is asked anew"
    assert cast.client("claire").post(path).status_code == 409, "there is nothing left to withdraw"
