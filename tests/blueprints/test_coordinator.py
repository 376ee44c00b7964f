"""The coordinator's pages: who waits for which step, and what may be done."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.access_log import AuditEntry
from portal.models.mentors import Mentor, MentorOccupation, MentorStep, TrainingPath
from portal.models.people import Person, PersonRole, Role
from tests.cast import IDS
from tests.statements import statements_of

NADIA = f"/coordinator/mentors/{IDS['nadia']}"
MARC = f"/coordinator/mentors/{IDS['marc']}"


def text_of(response) -> str:
    return response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("standing", "names"),
    [
        ("", ["Nadia Haddad"]),
        ("applicant", ["Nadia Haddad"]),
        ("active", ["Marc Bélanger", "Grace O’Neil"]),
        ("paused", ["Paul Vachon"]),
        ("deactivated", []),
        ("nonsense", ["Nadia Haddad"]),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_mentor_stands_in_one_place(cast, standing, names, language):
    page = text_of(cast.client("coralie").get(f"/coordinator?standing={standing}&lang={language}"))
    everyone = ["Nadia Haddad", "Marc Bélanger", "Grace O’Neil", "Paul Vachon"]
    assert [name for name in everyone if name in page] == [n for n in everyone if n in names]


@pytest.mark.parametrize("path", ["/coordinator", NADIA])
@pytest.mark.parametrize("who", ["zoe", "marc", "nadia", "claire", "mona", "adele"])
def test_to_everyone_else_these_pages_are_absent(cast, path, who):
    assert cast.client(who).get(path).status_code == 404


def test_a_name_is_looked_for_everywhere_and_stands_in_no_address(cast):
    client = cast.client("coralie")
    answer = client.post("/coordinator", data={"words": "BELANGER"})
    assert "elanger" not in answer.headers["Location"].lower()
    page = text_of(client.get(answer.headers["Location"]))
    assert "Marc Bélanger" in page
    assert "Nadia" not in page


def test_a_student_is_no_mentor(cast):
    assert cast.client("coralie").get(f"/coordinator/mentors/{IDS['zoe']}").status_code == 404


def test_the_six_steps_lead_to_an_active_mentor(cast):
    client = cast.client("coralie")
    assert client.post(f"{NADIA}/activate").status_code == 409
    for step in MentorStep:
        page = text_of(client.get(NADIA))
        assert f'value="{step.value}"' in page  # the page offers the next step and no other
        for _click in range(2):
            assert client.post(f"{NADIA}/steps", data={"step": step.value}).status_code == 302
    assert "Coralie Simard" in text_of(client.get(NADIA))
    assert client.post(f"{NADIA}/activate").status_code == 302
    assert "Nadia Haddad" in text_of(client.get("/coordinator?standing=active"))


@pytest.mark.parametrize("step", ["training", "agreement", "none of these", ""])
def test_a_step_out_of_order_changes_nothing(cast, step):
    client = cast.client("coralie")
    assert client.post(f"{NADIA}/steps", data={"step": step}).status_code == 409
    assert 'value="application"' in text_of(client.get(NADIA))


def test_a_deactivated_mentor_cannot_be_found_and_comes_back(cast):
    client = cast.client("coralie")
    client.post(f"{MARC}/deactivate")
    assert cast.client("noah").get(f"/mentors/{IDS['marc']}").status_code == 404
    assert cast.client("zoe").get("/threads/1").status_code == 200  # what was exchanged stays
    assert "Marc Bélanger" in text_of(client.get("/coordinator?standing=deactivated"))
    client.post(f"{MARC}/reactivate")
    assert cast.client("noah").get(f"/mentors/{IDS['marc']}").status_code == 200


def test_ten_times_the_mentors_take_the_same_statements(cast):
    client, path = cast.client("coralie"), "/coordinator?standing=active"
    before = statements_of(client, path)
    with cast.app.app_context(), unit_of_work():
        for number in range(40):
            person = Person(given_name="A", family_name=f"B{number}", email=f"n{number}@x.org")
            person.role_rows = [PersonRole(role=Role.MENTOR)]
            db.session.add(person)
            db.session.flush()
            mentor = Mentor(person_id=person.id, region="06", path=TrainingPath.DEP)
            mentor.activated_at = clock.now()
            mentor.occupations = [MentorOccupation(noc="72106")]
            db.session.add(mentor)
    after = statements_of(client, path)
    assert len(after) == len(before) <= 12


def _verified_until(**days: int) -> None:
    with unit_of_work():
        for name, number in days.items():
            mentor = db.session.get_one(Mentor, IDS[name])
            mentor.screened_until = clock.today() + timedelta(days=number)


def test_a_day_is_recorded_and_comes_back(cast):
    client, day = cast.client("coralie"), clock.today() + timedelta(days=30)
    form = {"screened_until": day.isoformat()}
    answer = client.post(f"{MARC}/verification", data=form, follow_redirects=True)
    assert f'value="{day.isoformat()}"' in text_of(answer)
    client.post(f"{MARC}/verification", data=form)  # a second click
    with cast.app.app_context():
        assert db.session.get_one(Mentor, IDS["marc"]).screened_until == day
        said = select(func.count()).where(AuditEntry.event == "mentor.verification_dated")
        assert db.session.scalar(said) == 1
    client.post(f"{MARC}/verification", data={"screened_until": ""})
    with cast.app.app_context():
        assert db.session.get_one(Mentor, IDS["marc"]).screened_until is None


@pytest.mark.parametrize("typed", ["1926-01-01", "2926-01-01", "tomorrow"])
def test_a_day_that_is_none_is_said_and_not_kept(cast, typed):
    answer = cast.client("coralie").post(f"{MARC}/verification", data={"screened_until": typed})
    assert answer.status_code == 422
    assert 'href="#screened_until"' in text_of(answer)
    assert f'value="{typed}"' in text_of(answer)
    with cast.app.app_context():
        assert db.session.get_one(Mentor, IDS["marc"]).screened_until is None


def test_those_that_end_within_sixty_days_are_listed_the_first_first(cast):
    client = cast.client("coralie")
    assert "/coordinator/renewals" not in text_of(client.get("/coordinator"))
    assert "Marc" not in text_of(client.get("/coordinator/renewals"))
    with cast.app.app_context():
        _verified_until(marc=60, grace=-1, paul=61, nadia=2)  # nadia is not active yet
    page = text_of(client.get("/coordinator/renewals"))
    assert page.index("Grace O’Neil") < page.index("Marc Bélanger")
    assert "Paul Vachon" not in page
    assert "Nadia Haddad" not in page
    assert 'href="/coordinator/renewals"' in text_of(client.get("/coordinator"))


@pytest.mark.parametrize("who", ["zoe", "marc", "claire", "mona", "adele"])
def test_the_list_and_the_day_are_the_coordinators_alone(cast, who):
    client = cast.client(who)
    assert client.get("/coordinator/renewals").status_code == 404
    assert client.post(f"{MARC}/verification", data={"screened_until": ""}).status_code == 404


def test_the_list_asks_the_same_whatever_the_rows(cast):
    client = cast.client("coralie")
    few = len(statements_of(client, "/coordinator/renewals"))
    with cast.app.app_context():
        _verified_until(marc=1, grace=2, paul=3)
    assert len(statements_of(client, "/coordinator/renewals")) == few
