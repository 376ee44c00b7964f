"""Three questions: asked of the right person in time, answered once, counted without a name."""

from datetime import timedelta

import pytest

from portal import clock
from portal.errors import Conflict, NotFound
from portal.extensions import db, unit_of_work
from portal.models.matches import Match, MatchClosing, MatchState
from portal.models.students import Student
from portal.models.surveys import Opinion, SurveyAnswer, SurveyOccasion
from portal.queries.surveys import invitations, voices
from portal.services import matches, surveys
from tests.cast import ENVOL, THREAD_ZOE_MARC, Cast

MATCH = 1  # zoe and marc
AT_FIVE, CLOSING, MENTOR = SurveyOccasion


@pytest.fixture(autouse=True)
def _context(cast: Cast):
    with cast.app.app_context():
        yield


def established() -> None:
    with unit_of_work():
        match = db.session.get_one(Match, MATCH)
        match.state, match.established_at = MatchState.ESTABLISHED, clock.now()


def closed(cast: Cast) -> None:
    with unit_of_work():
        matches.close(
            actor=cast.person("zoe"), closing=MatchClosing.FINISHED, thread_id=THREAD_ZOE_MARC
        )


def asked(cast: Cast) -> dict[str, list[SurveyOccasion]]:
    return {
        name: [row.occasion for row in invitations(cast.person(name))]
        for name in ("zoe", "marc", "noah", "grace", "claire")
    }


def answer(cast: Cast, who: str, occasion: SurveyOccasion) -> None:
    with unit_of_work():
        surveys.answer(
            person=cast.person(who),
            match_id=MATCH,
            occasion=occasion,
            influence=Opinion.YES,
            purposes=["path", "nonsense", "discover"],
            recommends=None,
        )


NOBODY = {name: [] for name in ("zoe", "marc", "noah", "grace", "claire")}


def test_who_is_asked_and_when(cast: Cast) -> None:
    assert asked(cast) == NOBODY
    established()
    assert asked(cast) == NOBODY | {"zoe": [AT_FIVE]}
    closed(cast)
    assert asked(cast) == NOBODY | {"zoe": [CLOSING], "marc": [MENTOR]}
    with clock.moved_by(timedelta(days=31)):
        assert asked(cast) == NOBODY, "by then one no longer remembers"


def test_an_answer_is_given_once_and_keeps_what_is_known(cast: Cast) -> None:
    established()
    answer(cast, "zoe", AT_FIVE)
    row = db.session.get_one(SurveyAnswer, (MATCH, AT_FIVE))
    assert (row.influence, row.purposes, row.recommends) == (
        Opinion.YES,
        ["discover", "path"],
        None,
    )
    assert asked(cast) == NOBODY
    with pytest.raises(Conflict):
        answer(cast, "zoe", AT_FIVE)


def test_who_would_rather_not_is_not_asked_again_nor_counted(cast: Cast) -> None:
    established()
    with unit_of_work():
        surveys.decline(person=cast.person("zoe"), match_id=MATCH, occasion=AT_FIVE)
    assert asked(cast) == NOBODY
    assert counted().answers == 0


@pytest.mark.parametrize(
    ("who", "occasion"),
    [("noah", AT_FIVE), ("marc", AT_FIVE), ("zoe", MENTOR), ("claire", AT_FIVE), ("zoe", CLOSING)],
)
def test_nobody_answers_for_another_or_too_early(
    cast: Cast, who: str, occasion: SurveyOccasion
) -> None:
    established()
    with pytest.raises(NotFound):
        answer(cast, who, occasion)


def counted(**days: int):
    since = clock.now() - timedelta(days=days.get("from_", 1))
    until = clock.now() + timedelta(days=days.get("to", 1))
    rule = Student.school_id == ENVOL
    return voices(rule, since=since, until=until).students


def test_the_voice_of_a_school_counts_its_own_answers_of_the_period(cast: Cast) -> None:
    established()
    answer(cast, "zoe", AT_FIVE)
    closed(cast)
    answer(cast, "zoe", CLOSING)
    answer(cast, "marc", MENTOR)
    found = counted()
    assert (found.answers, found.influence[Opinion.YES], found.purposes["path"]) == (2, 2, 2)
    assert found.recommends.total() == 0
    assert counted(from_=-1, to=2).answers == 0
