"""Ways into the occupations: training, school, interests and chance; and an occupation's page."""

import re
from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.blueprints.occupations import exploring
from portal.extensions import db, unit_of_work
from portal.models.matching import MatchingProfile, ViewedOccupation
from portal.models.mentors import Mentor, MentorOccupation
from portal.models.saved_searches import SavedSearch
from portal.services import matching
from tests.cast import IDS, Cast
from tests.statements import statements, statements_of

ALL_YES = dict.fromkeys("RIASEC", "2")
HANDS = {"R": "2", "I": "1", "A": "0", "S": "0", "E": "0", "C": "0"}


@pytest.fixture(autouse=True)
def _seeded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exploring, "CHANCE", Random(4))


def html(cast: Cast, path: str, who: str | None = None) -> str:
    answer = cast.client(who).get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def change(cast: Cast, name: str, **values: object) -> None:
    with cast.app.app_context(), unit_of_work():
        mentor = db.session.get_one(Mentor, IDS[name])
        for column, value in values.items():
            setattr(mentor, column, value)
    cast.app.extensions.pop("openings", None)


@pytest.mark.parametrize("who", [None, "zoe", "marc", "claire"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_way_in_is_open_to_everyone(cast: Cast, who: str | None, language: str) -> None:
    ways = ("?level=dec", "?subject=music", "/interests", "?level=unheard-of", "?subject=")
    for way in ways:
        joint = "&" if "?" in way else "?"
        html(cast, f"/occupations{way}{joint}lang={language}", who)


def entry(cast: Cast, sector: str) -> str:
    page = html(cast, "/occupations?lang=en")
    return page[page.index(f"sector={sector}") :].split("</li>")[0]


def test_sectors_say_how_many_occupations_and_mentors_they_have(cast: Cast) -> None:
    assert "7 occupations · 1 mentor<" in entry(cast, "welding-metal")
    change(cast, "marc", paused_until=clock.today() + timedelta(days=9))
    assert "7 occupations<" in entry(cast, "welding-metal")


def test_a_mentor_of_two_occupations_of_a_sector_counts_once(cast: Cast) -> None:
    with cast.app.app_context(), unit_of_work():
        db.session.add(MentorOccupation(mentor_id=IDS["marc"], noc="72103", position=1))
    cast.app.extensions.pop("openings", None)
    assert "1 mentor<" in entry(cast, "welding-metal")


def test_levels_and_subjects_lead_to_their_occupations(cast: Cast) -> None:
    assert 'href="/occupations/72106"' in html(cast, "/occupations?level=dep")
    assert 'href="/occupations/31301"' not in html(cast, "/occupations?level=dep")
    assert 'href="/occupations/31301"' in html(cast, "/occupations?subject=science")


def test_six_questions_and_an_answer_of_which_nothing_is_kept(app: Flask, cast: Cast) -> None:
    client = cast.client("zoe")
    client.get("/occupations/interests")
    with statements(app) as asked:
        answer = client.post("/occupations/interests", data=HANDS)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200  # no redirect: the answers stand in no address
    assert re.search(r'href="/occupations/\d{5}"', page)
    assert not [statement for statement in asked if not statement.startswith("SELECT")]
    with client.session_transaction() as session:
        assert set(session) <= {"_user_id", "_fresh", "seen", "csrf_token"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_suits_is_shown_for_each_kind_of_training(cast: Cast) -> None:
    page = cast.client().post("/occupations/interests?lang=en", data=HANDS).get_data(as_text=True)
    for heading in ("With vocational training (DVS)", "After university"):
        assert heading in page
    links = re.findall(r'href="/occupations/(\d{5})"', page)
    assert len(links) == len(set(links)) >= 20


def test_of_two_that_suit_alike_the_one_with_a_mentor_comes_first(cast: Cast) -> None:
    some = HANDS | {"C": "1"}
    page = cast.client().post("/occupations/interests?lang=en", data=some).get_data(as_text=True)
    vocational = page[page.index("With vocational training") :]
    assert re.findall(r'href="/occupations/(\d{5})"', vocational)[0] == "72106"


def test_a_question_without_an_answer_is_asked_again_and_the_others_kept(cast: Cast) -> None:
    some = {letter: answer for letter, answer in ALL_YES.items() if letter != "A"}
    page = cast.client().post("/occupations/interests", data=some).get_data(as_text=True)
    assert 'id="errors"' in page and 'href="#A"' in page
    assert page.count(" checked") == 5


@pytest.mark.parametrize("bad", ["3", "-1", "x", "🙂", "1" * 2000])
def test_an_answer_that_is_none_is_refused(cast: Cast, bad: str) -> None:
    answer = cast.client().post("/occupations/interests", data=ALL_YES | {"R": bad})
    assert answer.status_code == 200
    assert 'id="errors"' in answer.get_data(as_text=True)


def test_six_noes_are_no_dead_end(cast: Cast) -> None:
    noes = dict.fromkeys("RIASEC", "0")
    page = cast.client().post("/occupations/interests", data=noes).get_data(as_text=True)
    assert 'href="/occupations/surprise"' in page


def test_a_surprise_has_a_mentor_who_is_free(cast: Cast) -> None:
    for _ in range(8):
        answer = cast.client().get("/occupations/surprise")
        assert answer.headers["Location"] in ("/occupations/72106", "/occupations/31301")


def test_a_surprise_is_one_that_was_not_seen_in_this_session(cast: Cast) -> None:
    client = cast.client("zoe")
    client.get("/occupations/72106")
    assert client.get("/occupations/surprise").headers["Location"] == "/occupations/31301"
    assert "/occupations/surprise" in client.get("/occupations/31301").get_data(as_text=True)
    # Both were seen: chance begins again.
    assert client.get("/occupations/surprise").status_code == 302


def test_a_visitor_who_only_reads_gets_no_session(cast: Cast) -> None:
    assert "Set-Cookie" not in cast.client().get("/occupations/72106").headers


def test_a_surprise_without_any_mentor_still_shows_an_occupation(cast: Cast) -> None:
    for name in ("marc", "grace"):
        change(cast, name, capacity=0)
    address = cast.client().get("/occupations/surprise").headers["Location"]
    assert re.fullmatch(r"/occupations/\d{5}", address)


def test_names_of_mentors_are_for_those_who_may_search(cast: Cast) -> None:
    for who, may in {
        "zoe": True,
        "claire": True,
        "adele": True,
        "marc": False,
        None: False,
    }.items():
        page = html(cast, "/occupations/31301", who)
        assert ("Grace" in page) is may, who
        assert ("/mentors/6" in page) is may, who


@pytest.mark.parametrize(
    "values",
    [{"capacity": 1}, {"deactivated_at": clock.now()}, {"hidden_at": clock.now()}],
    ids=["full", "inactive", "hidden"],
)
def test_a_mentor_who_cannot_be_asked_is_absent(cast: Cast, values: dict[str, object]) -> None:
    change(cast, "marc", **values)
    page = html(cast, "/occupations/72106?lang=en", "zoe")
    assert "Marc" not in page and "No mentor of this is free now" in page


def test_a_page_says_how_one_gets_there(cast: Cast) -> None:
    page = html(cast, "/occupations/31301?lang=en")
    for words in ("Nursing", "180.A0", "Bachelor’s degree", "Technical training at a CEGEP"):
        assert words in page
    assert "Soudage-montage" in html(cast, "/occupations/72106?lang=fr")
    assert 'lang="fr">Techniques professionnelles' in html(cast, "/occupations/51122?lang=en")


def test_related_occupations_say_why(cast: Cast) -> None:
    page = html(cast, "/occupations/21232?lang=en")
    assert "Why: same program of study, same sector" in page


@pytest.mark.parametrize("who", ["zoe", "claire", "marc", None])
def test_statements_do_not_follow_the_mentors(cast: Cast, who: str | None) -> None:
    client = cast.client(who)

    def count(path: str) -> int:
        client.get(path)
        cast.app.extensions.pop("openings", None)
        with statements(cast.app) as seen:
            client.get(path)
        return len(seen)

    paths = ("/occupations", "/occupations/31301", "/occupations?level=dep")
    few = [count(path) for path in paths]
    with cast.app.app_context(), unit_of_work():
        for name in ("marc", "paul", "nadia"):
            mentor = db.session.get_one(Mentor, IDS[name])
            mentor.activated_at, mentor.paused_until = clock.now(), None
            db.session.add(MentorOccupation(mentor_id=IDS[name], noc="31301", position=1))
    assert [count(path) for path in paths] == few
    assert max(few) <= 6


def test_the_list_of_sectors_asks_little_of_the_database(cast: Cast) -> None:
    assert len(statements_of(cast.client(), "/occupations")) <= 1


def test_the_alert_is_for_those_who_may_search_and_says_how_one_is_told(cast: Cast) -> None:
    alert = 'action="/saved-searches"'
    student = html(cast, "/occupations/21100?lang=en", "zoe")  # no e-mail address is known
    assert alert in student and "your first page tells you" in student
    staff = html(cast, "/occupations/21100?lang=en", "claire")
    assert alert in staff and "a mail tells you" in staff
    assert alert not in html(cast, "/occupations/21100", "marc")
    visitor = html(cast, "/occupations/21100")
    assert alert not in visitor and "/sign-in?next=/occupations/21100" in visitor


def test_the_alert_keeps_a_search_for_the_occupation(cast: Cast) -> None:
    client = cast.client("zoe")
    for _ in range(2):
        answer = client.post("/saved-searches", data={"occupation": "72310"})
        assert answer.status_code == 302
    with cast.app.app_context():
        kept = db.session.scalars(select(SavedSearch)).all()
        assert [search.terms for search in kept] == [{"occupation": "72310"}]


@pytest.mark.parametrize(
    ("who", "on"), [("zoe", True), ("zoe", False), ("marc", False), (None, False)]
)
def test_answers_are_kept_only_for_suggestions_that_are_on(
    cast: Cast, who: str | None, on: bool
) -> None:
    turn_on_suggestions(cast, on=on)
    client = cast.client(who)
    page = client.post("/occupations/interests", data=HANDS).get_data(as_text=True)
    assert ('name="keep" value="yes"' in page) is on
    assert kept_letters(cast) == ""
    answer = client.post("/occupations/interests", data=HANDS | {"keep": "yes"})
    assert answer.status_code == (302 if on else 200)
    assert kept_letters(cast) == ("RI" if on else "")


@pytest.mark.parametrize("allowed", [True, False])
def test_opening_a_page_is_noted_only_where_the_student_allowed_it(
    cast: Cast, allowed: bool
) -> None:
    turn_on_suggestions(cast, on=True, uses_views=allowed)
    assert "72106" in html(cast, "/occupations/72106", "zoe")
    with cast.app.app_context():
        noted = list(db.session.scalars(select(ViewedOccupation.noc)))
    assert noted == (["72106"] if allowed else [])


def turn_on_suggestions(cast: Cast, *, on: bool, uses_views: bool = False) -> None:
    if on:
        with cast.app.app_context(), unit_of_work():
            choices = matching.Choices(uses_curiosities=True, uses_views=uses_views)
            matching.choose(student=cast.person("zoe"), choices=choices)


def kept_letters(cast: Cast) -> str:
    with cast.app.app_context():
        profile = db.session.get(MatchingProfile, IDS["zoe"])
        return profile.riasec if profile is not None else ""
