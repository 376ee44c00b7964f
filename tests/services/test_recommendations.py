"""A suggestion: to each student once, screened, heard, withdrawn."""

import pytest
from sqlalchemy import select

from portal import clock
from portal.errors import Invalid, NotFound
from portal.extensions import db, unit_of_work
from portal.models.jobs import Job
from portal.models.mentors import Mentor
from portal.models.people import Person, PersonState
from portal.models.recommendations import Recommendation
from portal.queries import recommendations as query
from portal.services import recommendations as service
from portal.services.recommendations import Made, Thing
from tests.cast import IDS

WELDER, MARC = Thing(noc="72106"), Thing(mentor_id=IDS["marc"])
LINE = "Tu m’as parlé de métal la semaine dernière."


@pytest.fixture
def context(cast):
    with cast.app.app_context():
        yield cast


def suggest(cast, *names, thing=WELDER, line=LINE, who="claire"):
    with unit_of_work():
        return service.recommend(
            counsellor=cast.person(who),
            student_ids=[IDS[name] for name in names],
            thing=thing,
            line=line,
        )


def received(cast, who="zoe"):
    return query.received(cast.person(who))


def test_the_student_sees_who_suggests_what_and_why(context):
    suggest(context, "zoe")
    suggest(context, "zoe", thing=MARC)
    mentor, occupation = received(context)
    assert (occupation.by, occupation.line) == ("Claire Fontaine", LINE)
    assert occupation.thing.occupation.noc == "72106"
    assert mentor.thing.card.name == "Marc B."
    assert received(context, "noah") == []


def test_each_student_has_a_thing_once_while_it_is_open(context):
    assert suggest(context, "zoe") == Made(1, 0)
    assert suggest(context, "zoe") == Made(0, 1)
    assert suggest(context, "noah", who="denis") == Made(1, 0)
    assert suggest(context, "zoe", "noah", "theo") == Made(1, 2)  # and not denis' again
    assert suggest(context, "zoe", thing=MARC) == Made(1, 0)
    assert len(received(context)) == 2


def test_not_for_me_is_heard(context):
    suggest(context, "zoe")
    for _click in range(2):
        with unit_of_work():
            service.dismiss(student=context.person("zoe"), number=1)
    assert received(context) == []
    assert suggest(context, "zoe") == Made(0, 1)
    assert received(context) == []
    (row,) = query.made(context.person("claire"), IDS["zoe"])
    assert (row.seen, row.dismissed) == (True, True)


def test_not_for_me_may_be_a_slip(context):
    suggest(context, "zoe")
    with unit_of_work():
        service.dismiss(student=context.person("zoe"), number=1)
    with unit_of_work():
        service.take_back(student=context.person("zoe"), number=1)
    assert [row.id for row in received(context)] == [1]


def test_the_counsellor_learns_that_it_was_seen(context):
    suggest(context, "zoe")
    assert [row.seen for row in query.made(context.person("claire"), IDS["zoe"])] == [False]
    with unit_of_work():
        service.seen(student=context.person("zoe"))
    assert [row.seen for row in query.made(context.person("claire"), IDS["zoe"])] == [True]
    assert [row.is_new for row in received(context)] == [False]


def test_a_withdrawn_one_is_gone_and_may_come_back(context):
    suggest(context, "zoe")
    with unit_of_work():
        assert service.withdraw(counsellor=context.person("claire"), number=1) == IDS["zoe"]
    assert received(context) == []
    assert query.made(context.person("claire"), IDS["zoe"]) == []
    with pytest.raises(NotFound), unit_of_work():
        service.dismiss(student=context.person("zoe"), number=1)
    assert suggest(context, "zoe") == Made(1, 0)


def test_a_mentor_who_cannot_be_found_any_more_is_neither_named_nor_linked(context):
    suggest(context, "zoe", thing=MARC)
    with unit_of_work():
        db.session.get_one(Mentor, IDS["marc"]).deactivated_at = clock.now()
    (row,) = received(context)
    assert row.thing.is_gone
    with pytest.raises(NotFound):
        suggest(context, "noah", thing=MARC)


@pytest.mark.parametrize(
    "thing", [Thing(mentor_id=IDS["paul"]), Thing(mentor_id=99), Thing(noc="1")]
)
def test_what_nobody_finds_is_not_suggested(context, thing):
    with pytest.raises(NotFound):
        suggest(context, "zoe", thing=thing)


@pytest.mark.parametrize(
    "line", ["", "x" * 301, "Écris-lui au 514 555-0123.", "marc.soudure@example.org"]
)
def test_a_line_that_may_not_be_sent_is_refused(context, line):
    with pytest.raises(Invalid):
        suggest(context, "zoe", line=line)
    assert db.session.scalar(select(Recommendation)) is None


def test_an_account_that_is_closed_receives_nothing(context):
    with unit_of_work():
        db.session.get_one(Person, IDS["zoe"]).state = PersonState.LEFT
    with pytest.raises(NotFound):
        suggest(context, "zoe", "noah")
    assert db.session.scalar(select(Recommendation)) is None


def test_a_job_for_each_student_who_did_not_have_it(context):
    suggest(context, "zoe", "noah")
    suggest(context, "zoe", "theo")
    jobs = db.session.scalars(select(Job).order_by(Job.id)).all()
    assert [job.event for job in jobs] == ["recommendation.made"] * 3
    assert {key for job in jobs for key in job.payload} == {"recommendation_id"}
