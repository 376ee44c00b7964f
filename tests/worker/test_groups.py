"""What groups leave to the worker: the end of the year, and groups that are gone."""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.groups import Group, GroupState
from portal.models.jobs import Job
from portal.models.topics import Frequency
from portal.queries.posts import topic_page
from portal.school_time import last_day, school_year
from portal.services import groups, memberships
from portal.services.groups import Said
from tests.cast import CAST, IDS
from tests.groups import ADULTS, OF_HAVRE, WELDING, write_groups


def test_a_deleted_group_with_jobs_waiting_makes_none_of_them_fail(outbox, cast):
    write_groups(cast)
    outbox.work()
    mona, last = cast.person("mona"), clock.today() + timedelta(days=9)
    with unit_of_work():
        memberships.invite_mentor(actor=mona, group_id=OF_HAVRE, mentor_id=IDS["grace"], last=last)
        memberships.follow(person=mona, group_id=OF_HAVRE, frequency=Frequency.DAILY)
    with unit_of_work():
        groups.delete_empty(actor=mona, group_id=OF_HAVRE)
    outbox.put("circle.ended", group_id=OF_HAVRE)
    outbox.put("circle.asked", group_id=OF_HAVRE)
    outbox.put("groups.digest")
    outbox.work()
    assert outbox.letters(cast.person("grace").email) == []
    assert not db.session.scalars(select(Job).where(Job.last_error.is_not(None))).all()


def test_groups_are_archived_once_their_school_year_is_over(outbox, cast):
    topic_id = write_groups(cast)
    end = clock.at(last_day(school_year(clock.today())), clock.local(clock.now()).time())
    for days, state in ((0, GroupState.OPEN), (1, GroupState.ARCHIVED)):
        with clock.frozen_at(end + timedelta(days=days)):
            outbox.put("groups.archive")
            outbox.work()
            db.session.expire_all()
            states = {db.session.get_one(Group, one).state for one in (WELDING, ADULTS)}
            assert states == {state}
            page = topic_page(cast.person("zoe"), topic_id)  # still read, and nobody writes
            assert page.may_post is (state is GroupState.OPEN)


def test_a_proposal_is_told_to_who_decides_and_its_answer_to_who_proposed(outbox, cast):
    with unit_of_work():
        cast.person("zoe").email = "zoe@example.org"
        said = Said("Le bois", "Le bois", "Pour celles et ceux qui scient", "Sawing")
        group_id = groups.propose(student=cast.person("zoe"), said=said, send_key="p").id
    outbox.work()
    told = {name for name in CAST.split() if outbox.letters(cast.person(name).email)}
    assert told == {"claire"}  # she follows the whole school; Denis one class group of it
    with unit_of_work():
        groups.refuse(actor=cast.person("claire"), group_id=group_id, answer="Pas cette année.")
    outbox.put("group.proposed", group_id=group_id)
    outbox.work()
    (waits,), (answer,) = (outbox.letters(cast.person(one).email) for one in ("claire", "zoe"))
    for letter in (waits, answer):
        words = f"{letter['Subject']} {letter.get_content()}"
        assert f"/groups/{group_id}" in words
        assert not any(word in words for word in ("bois", "Zoé", "année", "Claire"))
