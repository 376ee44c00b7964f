"""Keeping a search once, at most twenty of them, and forgetting one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.errors import Conflict, Invalid, NotFound
from portal.extensions import db, unit_of_work
from portal.models.jobs import Job
from portal.models.mentors import Mentor
from portal.models.saved_searches import SavedSearch, SearchFind
from portal.queries import saved_searches as query
from portal.services import saved_searches as service
from tests.cast import IDS

WELDERS = {"occupation": "72106"}


@pytest.fixture
def context(cast):
    with cast.app.app_context():
        yield cast


def save(cast, terms, *, who="zoe", known=()):
    with unit_of_work():
        return service.save(person=cast.person(who), terms=terms, known=known).id


def searches():
    return db.session.scalars(select(SavedSearch.id)).all()


def test_the_same_search_is_kept_once(context):
    first = save(context, {"q": "soudeur", "region": "04"})
    assert save(context, {"region": "04", "q": "soudeur"}) == first
    assert save(context, {"q": "soudeur", "region": "04"}, who="noah") != first
    assert len(searches()) == 2


def test_the_21st_is_refused_with_a_sentence_and_the_same_one_is_not(context):
    for number in range(service.MOST):
        save(context, {"q": f"mot{number}"})
    with pytest.raises(Conflict, match="20"):
        save(context, {"q": "un de plus"})
    save(context, {"q": "mot3"})
    assert len(searches()) == service.MOST


def test_a_search_for_nothing_is_refused(context):
    with pytest.raises(Invalid):
        save(context, {})


def test_a_mentor_keeps_no_search(context):
    with pytest.raises(NotFound):
        save(context, WELDERS, who="marc")


def test_who_fitted_already_is_no_news(context):
    search = save(context, WELDERS, known=[IDS["marc"]])
    assert query.new_count(context.person("zoe")) == 0
    with clock.moved_by(timedelta(minutes=1)), unit_of_work():
        service.note(pairs=[(search, IDS["marc"])])
    assert query.new_count(context.person("zoe")) == 0
    assert query.mine(context.person("zoe"))[0].finds == []


def test_a_find_is_written_once_and_goes_with_the_mentor(context):
    search = save(context, WELDERS)
    for minutes in (1, 2):
        with clock.moved_by(timedelta(minutes=minutes)), unit_of_work():
            service.note(pairs=[(search, IDS["marc"]), (search, IDS["grace"])])
    line = query.mine(context.person("zoe"))[0]
    assert (line.found, line.new, len(line.finds)) == (2, 2, 2)
    with unit_of_work():
        db.session.get_one(Mentor, IDS["marc"]).deactivated_at = clock.now()
    line = query.mine(context.person("zoe"))[0]
    assert (line.found, line.new) == (1, 1)
    assert [find.card.mentor_id for find in line.finds] == [IDS["grace"]]
    assert query.new_count(context.person("zoe")) == 1


def test_seen_is_seen_but_what_comes_later_is_new(context):
    search = save(context, WELDERS)
    with clock.moved_by(timedelta(minutes=1)):
        with unit_of_work():
            service.note(pairs=[(search, IDS["marc"])])
        with unit_of_work():
            service.seen(person=context.person("zoe"), until=clock.now())
    with clock.moved_by(timedelta(minutes=2)), unit_of_work():
        service.note(pairs=[(search, IDS["grace"])])
    line = query.mine(context.person("zoe"))[0]
    shown = [(find.card.mentor_id, find.is_new) for find in line.finds]
    assert shown == [(IDS["grace"], True), (IDS["marc"], False)]


def test_forgetting_is_taken_back_with_what_was_found(context):
    search = save(context, WELDERS)
    with clock.moved_by(timedelta(minutes=1)), unit_of_work():
        service.note(pairs=[(search, IDS["marc"])])
    for _click in range(2):
        with unit_of_work():
            service.forget(person=context.person("zoe"), search_id=search)
    assert query.mine(context.person("zoe")) == []
    assert query.watching() == []
    with unit_of_work():
        service.note(pairs=[(search, IDS["grace"])])  # found just before it was forgotten
    with unit_of_work():
        service.restore(person=context.person("zoe"), search_id=search)
    assert query.mine(context.person("zoe"))[0].new == 1


def test_a_forgotten_search_that_is_kept_again_is_the_same_one(context):
    search = save(context, WELDERS)
    with unit_of_work():
        service.forget(person=context.person("zoe"), search_id=search)
    assert save(context, WELDERS) == search
    assert [line.id for line in query.mine(context.person("zoe"))] == [search]


def test_taking_back_makes_no_21st(context):
    search = save(context, WELDERS)
    with unit_of_work():
        service.forget(person=context.person("zoe"), search_id=search)
    for number in range(service.MOST):
        save(context, {"q": f"mot{number}"})
    with pytest.raises(Conflict), unit_of_work():
        service.restore(person=context.person("zoe"), search_id=search)


def test_a_forgotten_search_is_destroyed_with_its_finds_a_day_later(context):
    search = save(context, WELDERS, known=[IDS["marc"]])
    kept = save(context, {"q": "autre"})
    with unit_of_work():
        service.forget(person=context.person("zoe"), search_id=search)
    with unit_of_work():
        service.clean_up()
    assert set(searches()) == {search, kept}
    with clock.moved_by(timedelta(days=1, minutes=1)), unit_of_work():
        service.clean_up()
    assert searches() == [kept]
    assert db.session.scalars(select(SearchFind.search_id)).all() == []


def test_nobody_touches_the_search_of_another(context):
    search = save(context, WELDERS)
    for who in ("noah", "claire", "adele", "marc"):
        for act in (service.forget, service.restore):
            with pytest.raises(NotFound), unit_of_work():
                act(person=context.person(who), search_id=search)


def test_the_night_looks_at_who_came_back_from_a_pause(context):
    with unit_of_work():
        service.look_again()
    assert db.session.scalars(select(Job.event)).all() == []
    with clock.moved_by(timedelta(days=30)), unit_of_work():
        service.look_again()
    assert [(job.event, job.payload) for job in db.session.scalars(select(Job))] == [
        ("mentor.indexed", {"mentor_id": IDS["paul"]})
    ]
