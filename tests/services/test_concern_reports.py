"""Reports in two taps: what they hide, and who may make one."""

import pytest
from sqlalchemy import select

from portal import clock
from portal.errors import NotFound
from portal.extensions import db, unit_of_work
from portal.models.concerns import (
    Concern,
    ConcernClosing,
    ConcernPriority,
    ConcernTopic,
)
from portal.models.mentors import Mentor
from portal.models.students import Student
from portal.models.threads import Message, MessageState
from portal.services import concern_cases as cases
from tests.cast import IDS

# Whom a concern about zoe goes to at once: her counsellor, and the moderators.
from tests.concerns import FROM_MARC, FROM_ZOE, do, jobs, report, report_profile, row, told

pytestmark = pytest.mark.usefixtures("night")


def test_reporting_hides_a_minor_s_message_until_a_person_has_looked(cast):
    number = report(cast, "zoe", FROM_MARC)
    assert db.session.get_one(Message, FROM_MARC).state is MessageState.HELD
    concern = row(number)
    assert (concern.about_id, concern.student_id) == (IDS["marc"], IDS["zoe"])
    assert concern.priority is ConcernPriority.SOON
    assert report(cast, "zoe", FROM_MARC) == number, "the same click"


def test_in_an_adult_s_conversation_a_report_hides_nothing(cast):
    with unit_of_work():
        db.session.get_one(Student, IDS["zoe"]).born_on = clock.today().replace(year=2000)
    number = report(cast, "zoe", FROM_MARC)
    assert db.session.get_one(Message, FROM_MARC).state is MessageState.VISIBLE
    assert report(cast, "zoe", FROM_MARC, key="r2") == number, "an open report is enough"


@pytest.mark.parametrize(
    ("who", "message"),
    [("zoe", FROM_ZOE), ("noah", FROM_MARC), ("zoe", 4), ("grace", 5), ("claire", FROM_MARC)],
)
def test_nobody_reports_what_is_their_own_or_not_theirs_to_read(cast, who, message):
    with pytest.raises(NotFound):
        report(cast, who, message)
    assert db.session.scalars(select(Concern)).all() == []


@pytest.mark.parametrize(
    ("who", "topic", "hidden"),
    [
        ("noah", ConcernTopic.OUT_OF_BOUNDS, True),
        ("noah", ConcernTopic.OTHER, False),
        ("claire", ConcernTopic.OUT_OF_BOUNDS, False),
    ],
)
def test_a_profile_that_a_minor_reports_as_serious_is_out_of_the_search(cast, who, topic, hidden):
    number = report_profile(cast, who, topic)
    assert (db.session.get_one(Mentor, IDS["grace"]).hidden_at is not None) is hidden
    assert set(told(number)) == {"mona"}
    changed = [ids["mentor_id"] for _due, ids in jobs("mentor.changed")]
    assert changed == ([IDS["grace"]] if hidden else [])


def test_a_profile_shows_again_when_the_last_case_that_hides_it_is_closed(cast):
    first = report_profile(cast, "noah", ConcernTopic.VIOLENCE)
    second = report_profile(cast, "lea", ConcernTopic.OUT_OF_BOUNDS, key="p2")
    done = {"reason": ConcernClosing.UNFOUNDED, "body": "Vérifié"}
    do(cast, "mona", cases.close, first, **done)
    assert db.session.get_one(Mentor, IDS["grace"]).hidden_at is not None
    do(cast, "mona", cases.close, second, **done)
    db.session.expire_all()
    assert db.session.get_one(Mentor, IDS["grace"]).hidden_at is None
