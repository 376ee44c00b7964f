"""The three questions on their page, from the invitation to the thanks."""

import pytest

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.matches import Match, MatchState
from portal.models.surveys import SurveyAnswer, SurveyOccasion
from tests.cast import Cast

PATH = "/surveys/1/established"


@pytest.fixture(autouse=True)
def _established(cast: Cast) -> None:
    with cast.app.app_context(), unit_of_work():
        match = db.session.get_one(Match, 1)
        match.state, match.established_at = MatchState.ESTABLISHED, clock.now()


def test_a_student_is_invited_at_home_and_thanked(cast: Cast) -> None:
    zoe = cast.client("zoe")
    assert f'href="{PATH}"' in zoe.get("/").get_data(as_text=True)
    page = zoe.get(f"{PATH}?lang=en").get_data(as_text=True)
    assert "influence your choice" in page
    data = {"influence": "somewhat", "purposes": ["confirm", "path"], "recommends": "yes"}
    for _click in range(2):
        assert zoe.post(PATH, data=data).location == "/"
    assert PATH not in zoe.get("/").get_data(as_text=True)
    with cast.app.app_context():
        row = db.session.get_one(SurveyAnswer, (1, SurveyOccasion.ESTABLISHED))
        assert (row.influence, row.purposes, row.recommends) == (
            "somewhat",
            ["confirm", "path"],
            "yes",
        )


def test_nothing_must_be_answered_and_one_may_decline(cast: Cast) -> None:
    assert cast.client("zoe").post(PATH, data={"do": "decline"}).status_code == 302
    with cast.app.app_context():
        assert db.session.get_one(SurveyAnswer, (1, SurveyOccasion.ESTABLISHED)).declined


@pytest.mark.parametrize("data", [{"influence": "maybe"}, {"purposes": ["x"]}])
def test_an_answer_that_is_none_is_refused(cast: Cast, data: dict[str, object]) -> None:
    answer = cast.client("zoe").post(f"{PATH}?lang=en", data=data)
    assert answer.status_code == 200
    with cast.app.app_context():
        assert db.session.get(SurveyAnswer, (1, SurveyOccasion.ESTABLISHED)) is None


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("noah", PATH),
        ("marc", PATH),
        ("claire", PATH),
        ("zoe", "/surveys/1/closing"),
        ("zoe", "/surveys/1/nonsense"),
        ("zoe", "/surveys/99/established"),
    ],
)
def test_others_find_nothing(cast: Cast, who: str, path: str) -> None:
    assert cast.client(who).get(path).status_code == 404
    assert cast.client(who).post(path, data={"influence": "yes"}).status_code == 404
