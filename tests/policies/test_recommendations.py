"""Who suggests to whom, and who sees it: its student, and the counsellor who made it."""

import pytest
from sqlalchemy import delete, select

from portal.errors import NotFound
from portal.extensions import db, unit_of_work
from portal.models.class_groups import CounsellorSchool
from portal.models.recommendations import Recommendation
from portal.policies import recommendations as policy
from portal.services import recommendations as service
from portal.services.recommendations import Thing
from tests.cast import CAST, IDS, Cast

# Who may suggest something to whom: claire follows the Envol, denis group 402, fatou the Havre.
MAY = {
    "claire": {"zoe", "noah", "theo"},
    "denis": {"noah"},
    "fatou": {"lea"},
}
STUDENTS = ("zoe", "noah", "lea", "theo")


def suggest(cast: Cast, who: str, student: str, line: str = "Tu m’as parlé de métal.") -> int:
    with unit_of_work():
        service.recommend(
            counsellor=cast.person(who),
            student_ids=[IDS[student]],
            thing=Thing(noc="72106"),
            line=line,
        )
    return (
        db.session.scalars(select(Recommendation.id).order_by(Recommendation.id.desc())).first()
        or 0
    )


@pytest.mark.parametrize("who", CAST.split())
@pytest.mark.parametrize("student", STUDENTS)
def test_who_may_suggest_to_whom(cast: Cast, who: str, student: str) -> None:
    with cast.app.app_context():
        if student in MAY.get(who, ()):
            assert suggest(cast, who, student)
        else:
            with pytest.raises(NotFound):
                suggest(cast, who, student)


@pytest.mark.parametrize("who", CAST.split())
def test_who_sees_a_suggestion(cast: Cast, who: str) -> None:
    with cast.app.app_context():
        number = suggest(cast, "claire", "noah")
        seen = select(Recommendation.id).where(policy.readable_by(cast.person(who)))
        assert (number in db.session.scalars(seen).all()) is (who in ("noah", "claire"))


@pytest.mark.parametrize("who", CAST.split())
def test_who_answers_and_who_withdraws(cast: Cast, who: str) -> None:
    with cast.app.app_context():
        number = suggest(cast, "claire", "noah")
        for get, may in ((policy.get_received, "noah"), (policy.get_made, "claire")):
            if who == may:
                assert get(cast.person(who), number).id == number
            else:
                with pytest.raises(NotFound):
                    get(cast.person(who), number)


def test_who_no_longer_follows_the_student_cannot_any_more(cast: Cast) -> None:
    with cast.app.app_context():
        number = suggest(cast, "claire", "zoe")
        with unit_of_work():
            db.session.execute(delete(CounsellorSchool))
        with pytest.raises(NotFound):
            policy.get_made(cast.person("claire"), number)
        with pytest.raises(NotFound):
            suggest(cast, "claire", "zoe", "Encore une idée.")
        own = select(Recommendation.id).where(policy.received_by(cast.person("zoe")))
        assert db.session.scalars(own).all() == [number]  # what was said stays said
