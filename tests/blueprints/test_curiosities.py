"""A student's list of occupations, and the button that fills it."""

import pytest

from portal.extensions import db, unit_of_work
from portal.models.students import Student
from portal.services import curiosities
from tests.cast import IDS, Cast
from tests.statements import statements_of

RECORD = f"/counsellor/students/{IDS['zoe']}"


def html(cast: Cast, path: str, who: str = "zoe") -> str:
    answer = cast.client(who).get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def add(cast: Cast, *codes: str) -> None:
    with cast.app.app_context(), unit_of_work():
        for noc in codes:
            curiosities.add(student=cast.person("zoe"), noc=noc)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_empty_list_says_how_to_begin(cast: Cast, language: str) -> None:
    assert 'href="/occupations"' in html(cast, f"/curiosities?lang={language}")


def test_the_button_keeps_an_occupation_and_a_second_click_changes_nothing(cast: Cast) -> None:
    client = cast.client("zoe")
    for _ in range(2):
        answer = client.post("/curiosities", data={"noc": "72106", "do": "add"})
        assert answer.headers["Location"] == "/occupations/72106"
    page = client.get("/occupations/72106").get_data(as_text=True)
    assert 'value="remove"' in page and 'value="add"' not in page
    assert html(cast, "/curiosities").count('href="/occupations/72106"') == 1


def test_the_button_is_for_students(cast: Cast) -> None:
    assert 'value="add"' in html(cast, "/occupations/72106")
    for who in ("marc", "claire", "adele"):
        assert 'value="add"' not in html(cast, "/occupations/72106", who)
    assert 'value="add"' not in cast.client().get("/occupations/72106").get_data(as_text=True)


def test_what_was_taken_off_can_be_put_back_at_once(cast: Cast) -> None:
    add(cast, "72106")
    client = cast.client("zoe")
    client.post("/curiosities", data={"noc": "72106", "do": "remove"})
    page = client.get("/curiosities").get_data(as_text=True)
    assert 'href="/occupations/72106"' not in page
    assert 'value="72106"' in page  # of the form that puts it back
    answer = client.post("/curiosities", data={"noc": "72106", "do": "add", "back": "list"})
    assert answer.headers["Location"] == "/curiosities"
    assert 'href="/occupations/72106"' in client.get("/curiosities").get_data(as_text=True)


@pytest.mark.parametrize("noc", ["", "99999", "<script>", "7210", "0" * 3000])
def test_an_unknown_occupation_is_not_found(cast: Cast, noc: str) -> None:
    answer = cast.client("zoe").post("/curiosities", data={"noc": noc, "do": "add"})
    assert answer.status_code == 404


def test_what_to_do_next_depends_on_whether_somebody_is_free(cast: Cast) -> None:
    add(cast, "72106", "72310")  # marc has room; paul is on pause
    page = html(cast, "/curiosities?lang=en")
    assert page.count("/mentors?") == 1
    assert "No mentor of this is free now" in page
    assert page.count('action="/saved-searches"') == 1


def test_sharing_is_off_first_and_told_before_it_is_turned_on(cast: Cast) -> None:
    add(cast, "72106")
    client = cast.client("zoe")
    before = client.get("/curiosities?lang=en").get_data(as_text=True)
    assert "your guidance counsellors see which occupations are on it" in before
    assert 'value="yes"' in before and 'value="no"' not in before

    client.post("/curiosities/sharing", data={"share": "yes"})
    assert 'href="/occupations/72106"' in html(
        cast, f"/counsellor/students/{IDS['zoe']}", "claire"
    )
    assert 'value="no"' in client.get("/curiosities").get_data(as_text=True)

    client.post("/curiosities/sharing", data={"share": "no"})
    assert 'href="/occupations/72106"' not in html(cast, RECORD, "claire")


def test_a_lost_session_leads_to_the_list(cast: Cast) -> None:
    answer = cast.client().post("/curiosities", data={"noc": "72106", "do": "add"})
    assert answer.headers["Location"].endswith("next=/curiosities")


def test_statements_do_not_follow_the_rows(cast: Cast) -> None:
    client, staff = cast.client("zoe"), cast.client("claire")
    with cast.app.app_context(), unit_of_work():
        db.session.get_one(Student, IDS["zoe"]).shares_curiosities = True
    paths = {"/curiosities": client, RECORD: staff}
    add(cast, "72106")
    few = {path: len(statements_of(who, path)) for path, who in paths.items()}
    add(cast, "31301", "21232", "21234", "51114", "42202", "72310", "72200", "63200", "41220")
    many = {path: len(statements_of(who, path)) for path, who in paths.items()}
    assert few == many
    assert max(many.values()) <= 12
