"""Suggestions as a student meets them: told first, off by default, each with its reason."""

import re

from flask.testing import FlaskClient
from sqlalchemy import select

from portal.blueprints.matching.viewing import note_view
from portal.blueprints.matching.wording import why
from portal.extensions import db, unit_of_work
from portal.i18n import in_language
from portal.matching import Because, Reason
from portal.models.matching import DismissedMentor, MatchingProfile, ViewedOccupation
from portal.models.mentors import Mentor
from portal.services import matching
from portal.services.matching import Choices
from tests.cast import IDS, Cast
from tests.search.crowd import write_crowd
from tests.statements import statements_of

ON = {"work": ["building"], "own_words": "la soudure", "region": "04", "path": ""}
OPEN = "Suggestions of mentors"


def page(client: FlaskClient, path: str) -> str:
    return client.get(path + ("&" if "?" in path else "?") + "lang=en").get_data(as_text=True)


def main(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0]


def turned_on(cast: Cast, who: str = "noah") -> FlaskClient:
    client = cast.client(who)
    assert client.post("/account/suggestions", data=ON).location == "/suggestions"
    return client


def test_they_are_off_and_told_of_before_anything_is_chosen(cast: Cast) -> None:
    client = cast.client("noah")
    told = page(client, "/account/suggestions")
    assert told.index("What suggestions use, and who sees it") < told.index("I agree: turn sugg")
    assert "checked" not in told and "selected" not in told.replace('selected value=""', "")
    assert "Suggestions are off" in page(client, "/suggestions")
    assert "Mentors who may suit you" not in page(client, "/")


def test_a_student_turns_them_on_and_reads_why(cast: Cast) -> None:
    client = turned_on(cast)
    shown = page(client, "/suggestions")
    assert "Marc B." in shown
    assert "This mentor does what your words bring to mind (welder)" in shown
    assert "lives in the region you chose (Mauricie)" in shown
    assert 'href="/account/suggestions">Why these?' in shown
    choices = page(client, "/account/suggestions")
    assert "la soudure</textarea>" in choices
    assert "Save my choices" in choices
    home = page(client, "/")
    assert "Mentors who may suit you" in home and "Marc B." in home


def test_the_reason_is_said_in_the_language_of_the_page(cast: Cast) -> None:
    because = (Because(Reason.ON_THE_LIST, "72106"), Because(Reason.BOTH_LIKE, "music"))
    because += (Because(Reason.BOTH_LIKE, "dance"), Because(Reason.HAS_TIME))
    with cast.app.test_request_context(), in_language("en"):
        assert why(because) == (
            "This mentor does an occupation of your list (welder), shares your liking for "
            "music and dancing and has time for new students now."
        )


def test_every_reason_has_its_words(cast: Cast) -> None:
    about = {
        Reason.ON_THE_LIST: "31301", Reason.IN_THEIR_WORDS: "31301", Reason.LOOKED_AT: "31301",
        Reason.HELPS: "newcomers", Reason.NEAR_FIELD: "nursing", Reason.WORKS_IN_IT: "animals",
        Reason.BOTH_LIKE: "music", Reason.REGION: "04", Reason.PATH: "dep",
    }  # fmt: skip
    with cast.app.test_request_context(), in_language("fr"):
        said = {why((Because(reason, about.get(reason, "")),)) for reason in Reason}
    assert len(said) == len(Reason)


def test_nothing_chosen_is_said_and_what_was_typed_stays(cast: Cast) -> None:
    client = cast.client("noah")
    answer = client.post("/account/suggestions?lang=en", data={"region": "", "path": ""})
    assert answer.status_code == 409
    long = "mot " * 100
    answer = client.post("/account/suggestions", data=ON | {"own_words": long})
    assert 'id="errors"' in answer.get_data(as_text=True)
    assert long.strip() in answer.get_data(as_text=True)
    with cast.app.app_context():
        assert db.session.scalars(select(MatchingProfile)).all() == []


def test_not_for_me_is_heard_at_once_and_undone(cast: Cast) -> None:
    client = turned_on(cast)
    here = f"/suggestions/{IDS['marc']}"
    assert client.post(f"{here}/not-for-me").location == "/suggestions"
    answer = page(client, "/suggestions")
    assert "Marc B. will not be suggested to you again." in answer
    assert f'action="{here}/take-back"' in answer
    assert f'href="/mentors/{IDS["marc"]}"' not in answer
    again = page(client, "/suggestions")
    assert "will not be suggested" not in again and "Mentors you set aside" in again
    client.post(f"{here}/take-back")
    back = page(client, "/suggestions")
    assert f'href="/mentors/{IDS["marc"]}"' in back and "Mentors you set aside" not in back


def test_turning_off_says_what_is_erased_and_erases_it(cast: Cast) -> None:
    client = turned_on(cast)
    assert "are erased at once and cannot be brought back" in page(client, "/account/suggestions")
    client.post(f"/suggestions/{IDS['grace']}/not-for-me")
    client.post("/account/suggestions/off")
    with cast.app.app_context():
        for table in (MatchingProfile, DismissedMentor, ViewedOccupation):
            assert db.session.scalars(select(table)).all() == []
    assert "Suggestions are off" in page(client, "/suggestions")
    assert "la soudure" not in page(client, "/account/suggestions")


def test_the_search_is_the_same_with_and_without(cast: Cast, indexed: object) -> None:
    client = cast.client("noah")
    token = re.compile(r'name="csrf_token" value="[^"]*"')
    off = token.sub("", main(page(client, "/mentors?q=welder")))
    client.post("/account/suggestions", data=ON, follow_redirects=True)
    assert token.sub("", main(page(client, "/mentors?q=welder"))) == off


def test_under_14_they_stay_off_with_a_sentence(cast: Cast) -> None:
    client = cast.client("theo")
    told = page(client, "/account/suggestions")
    assert "stay off until you are 14" in told
    assert "I agree" not in told
    client.post("/account/suggestions", data=ON)
    with cast.app.app_context():
        assert db.session.scalars(select(MatchingProfile)).all() == []
    assert client.post(f"/suggestions/{IDS['marc']}/not-for-me").status_code == 404


def test_whoever_writes_of_distress_is_shown_whom_to_call(cast: Cast) -> None:
    client = cast.client("noah")
    data = ON | {"own_words": "j’ai pu envie de vivre"}
    shown = client.post("/account/suggestions", data=data, follow_redirects=True)
    assert 'href="tel:' in shown.get_data(as_text=True)
    assert 'id="help-now"' not in page(client, "/suggestions")


def test_nobody_else_has_these_pages(cast: Cast) -> None:
    turned_on(cast)
    for who in ("marc", "claire", "mona", "coralie", "adele"):
        client = cast.client(who)
        assert client.get("/suggestions").status_code == 404
        assert client.get("/account/suggestions").status_code == 404
    assert "soudure" not in page(cast.client("lea"), "/account/suggestions")


def test_an_opened_occupation_is_noted_for_who_allowed_it(cast: Cast) -> None:
    client = turned_on(cast)
    with cast.app.test_request_context():
        note_view(None, "31301")
        note_view(cast.person("marc"), "31301")
        note_view(cast.person("noah"), "31301")
        assert db.session.scalars(select(ViewedOccupation)).all() == []
    client.post("/account/suggestions", data=ON | {"uses_views": "y"})
    with cast.app.test_request_context():
        note_view(cast.person("noah"), "31301")
        assert db.session.scalars(select(ViewedOccupation.noc)).all() == ["31301"]
    assert "1 occupation is noted now" in page(client, "/account/suggestions")


def test_the_pages_ask_the_same_for_ten_times_the_mentors(cast: Cast) -> None:
    client = turned_on(cast)
    paths, counts = ("/suggestions", "/account/suggestions", "/"), []
    for number in (5, 50):
        with cast.app.app_context():
            write_crowd(number, first=1000 * number)
        with cast.app.app_context(), unit_of_work():
            for row in db.session.scalars(select(Mentor)):
                row.interests = ["music"]
            matching.choose(
                student=cast.person("noah"),
                choices=Choices(interests=("music", "building"), uses_curiosities=True),
            )
        counts.append([len(statements_of(client, path)) for path in paths])
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 12


def test_a_mentor_ticks_interests_and_students_see_them(cast: Cast) -> None:
    client = cast.client("marc")
    data = {"work": ["animals"], "life": ["music"], "helps": ["undecided"]}
    assert client.post("/account/profile", data=data).location == "/account/profile"
    own = page(client, "/account/profile")
    assert own.count("checked") == 3
    seen = page(cast.client("zoe"), f"/mentors/{IDS['marc']}")
    assert "Animals" in seen and "People who do not know yet what they want to do" in seen
    assert cast.client("zoe").get("/account/profile").status_code == 404
    answer = client.post("/account/profile", data={"work": ["gold"]})
    assert 'id="errors"' in answer.get_data(as_text=True)
