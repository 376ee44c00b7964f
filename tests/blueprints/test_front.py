"""The front door: for who passes by, for a student, for everyone else."""

import pytest

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.students import Student
from tests.cast import IDS
from tests.statements import statements_of


def test_who_passes_by_is_told_how_to_join(cast):
    page = cast.client().get("/?lang=en").text
    assert "Three ways to join" in page
    assert "Only a student can start a conversation" in page


def test_a_student_is_at_home_with_the_latest_conversations(cast):
    page = cast.client("zoe").get("/?lang=en").text
    assert "Hello, " in page
    assert "Marc" in page
    assert 'href="/threads/' in page
    assert "Three ways to join" not in page


def test_a_student_who_never_wrote_is_shown_where_to_begin(cast):
    page = cast.client("noah").get("/?lang=en").text
    assert 'href="/threads/' not in page
    assert 'href="/mentors"' in page


@pytest.mark.parametrize(
    ("who", "address"), [("marc", "/threads"), ("claire", "/counsellor"), ("mona", "/moderation")]
)
def test_everyone_else_is_led_to_their_own_pages(cast, who, address):
    page = cast.client(who).get("/?lang=en").text
    assert f'class="btn btn-main" href="{address}"' in page
    assert "Three ways to join" not in page


def test_a_student_s_home_asks_little(cast):
    assert len(statements_of(cast.client("zoe"), "/")) <= 8


INVITED = "Would you like mentors to be suggested to you?"


def home(cast, who="noah"):
    return cast.client(who).get("/?lang=en").text


def test_who_never_chose_is_told_once_of_suggestions(cast):
    assert INVITED in home(cast)
    assert INVITED in home(cast), "looking is no answer"
    client = cast.client("noah")
    for _twice in range(2):
        assert client.post("/suggestions/no-thanks?lang=en").location == "/"
    page = client.get("/?lang=en").text
    assert INVITED not in page
    assert "Suggestions stay off." in page
    assert INVITED not in home(cast), "nor in another session"
    assert "I agree: turn suggestions on" in client.get("/account/suggestions?lang=en").text


def test_who_turned_them_on_and_off_is_not_asked_again(cast):
    client = cast.client("noah")
    client.post("/account/suggestions", data={"work": ["building"], "region": "", "path": ""})
    assert INVITED not in home(cast)
    client.post("/account/suggestions/off")
    assert INVITED not in home(cast)


@pytest.mark.parametrize("who", ["marc", "claire", "mona"])
def test_only_students_are_told_of_suggestions(cast, who):
    assert INVITED not in home(cast, who)
    assert cast.client(who).post("/suggestions/no-thanks").status_code == 404


def test_nobody_under_14_is_told_of_suggestions(cast):
    with cast.app.app_context(), unit_of_work():
        noah = db.session.get(Student, IDS["noah"])
        noah.born_on = clock.birthday(clock.today(), -13)
    assert INVITED not in home(cast)
    assert cast.client("noah").post("/suggestions/no-thanks").status_code == 403
