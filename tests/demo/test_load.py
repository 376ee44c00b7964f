"""The demo is believable: every state, every region, figures that agree with the rows."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.demo.load import ACCOUNTS, load
from portal.demo.people import UNKNOWN
from portal.errors import Conflict
from portal.extensions import db, unit_of_work
from portal.models.concerns import Concern, ConcernClosing, ConcernOrigin, ConcernPriority
from portal.models.curiosities import Curiosity
from portal.models.jobs import Job
from portal.models.matches import OPEN_STATES, Match, MatchState
from portal.models.matching import MatchingProfile
from portal.models.mentors import Mentor, MentorOccupation
from portal.models.people import Person
from portal.models.students import Student
from portal.models.threads import Message, MessageState, Thread
from portal.policies.students import needs_parental_consent
from portal.queries import concerns as queries
from portal.queries.concern_cases import case_page
from portal.search.matching import suggestions
from portal.services import audit
from portal.services.passwords import matches
from tests.cast import Cast


@pytest.fixture
def demo(app: Flask) -> Flask:
    """The small demo in place of the cast."""
    with app.app_context():
        db.drop_all()
        db.create_all()
        with unit_of_work():
            load("small", seed=7, progress=lambda _kind, _count: None)
    return app


def test_every_state_is_present(demo: Flask) -> None:
    with demo.app_context():
        assert set(db.session.scalars(select(Match.state).distinct())) == set(MatchState)
        states = set(db.session.scalars(select(Message.state).distinct()))
        assert states >= set(MessageState) - {MessageState.WITHDRAWN}
        never = db.session.scalar(
            select(func.count()).select_from(Person).where(Person.last_signed_in_at.is_(None))
        )
        paused = db.session.scalar(
            select(func.count()).select_from(Mentor).where(Mentor.paused_until.is_not(None))
        )
        assert never and paused


def test_mentors_cover_300_occupations_and_every_region(demo: Flask) -> None:
    with demo.app_context():
        nocs = db.session.scalar(select(func.count(MentorOccupation.noc.distinct()))) or 0
        regions = db.session.scalar(select(func.count(Mentor.region.distinct())))
        assert nocs >= 300
        assert regions == 17


def test_the_counts_on_the_rows_are_those_of_the_rows(demo: Flask) -> None:
    shown = (
        select(
            Thread.match_id, func.count().label("count"), func.max(Message.shown_at).label("at")
        )
        .join(Message)
        .where(Message.shown_at.is_not(None))  # one was reported since, and waits
        .group_by(Thread.match_id)
        .subquery()
    )
    with demo.app_context():
        wrong = db.session.execute(
            select(Match.id)
            .outerjoin(shown, shown.c.match_id == Match.id)
            .where(Match.visible_messages != func.coalesce(shown.c.count, 0))
        ).all()
        assert wrong == []
        late = db.session.execute(
            select(Thread.id)
            .join(shown, shown.c.match_id == Thread.match_id)
            .where(Thread.moved_at != shown.c.at)
        ).all()
        assert late == []
        open_of = (
            select(Match.mentor_id, func.count().label("count"))
            .where(Match.state.in_(OPEN_STATES))
            .group_by(Match.mentor_id)
            .subquery()
        )
        rooms = db.session.execute(
            select(Mentor.open_matches, func.coalesce(open_of.c.count, 0)).outerjoin(
                open_of, open_of.c.mentor_id == Mentor.person_id
            )
        ).all()
        assert [row for row in rooms if row[0] != row[1]] == []


def test_the_same_seed_gives_the_same_people(demo: Flask) -> None:
    def names() -> list[tuple[str, str]]:
        rows = db.session.execute(select(Person.given_name, Person.family_name))
        return [tuple(row) for row in rows]

    with demo.app_context():
        first = names()
        db.drop_all()
        db.create_all()
        with unit_of_work():
            load("small", seed=7, progress=lambda _kind, _count: None)
        assert names() == first


def test_suggestions_are_on_for_some_and_they_find_somebody(demo: Flask) -> None:
    with demo.app_context(), demo.test_request_context():
        first, second = account("eleve"), account("student")
        assert len(suggestions(first)) == 6
        assert suggestions(second) == [], "the second account is there to turn them on"
        on = db.session.scalar(select(func.count()).select_from(MatchingProfile)) or 0
        curious = db.session.scalar(select(func.count(Curiosity.student_id.distinct()))) or 0
        assert 20 < on < 100
        assert 50 < curious < 200
        born = select(func.max(Student.born_on)).join(
            MatchingProfile, MatchingProfile.student_id == Student.person_id
        )
        youngest = db.session.scalars(born).one()
        assert not needs_parental_consent(youngest)


def test_a_demo_is_never_mixed_with_people(cast: Cast) -> None:
    with cast.app.app_context(), pytest.raises(Conflict), unit_of_work():
        load("small", seed=1, progress=lambda _kind, _count: None)


def test_the_accounts_exist_and_have_a_password(demo: Flask) -> None:
    with demo.app_context():
        rows = db.session.execute(select(Person.username, Person.password_hash))
        hashes = {name: kept for name, kept in rows if kept and kept != UNKNOWN}
        assert set(hashes) == {account.username for account in ACCOUNTS}
        assert not matches(UNKNOWN, UNKNOWN)
        assert db.session.scalar(select(func.count()).select_from(Student)) == 400


def test_three_concerns_stand_at_three_points_of_their_way(demo: Flask) -> None:
    with demo.app_context():
        closed, reported, alert = db.session.scalars(select(Concern).order_by(Concern.id))
        claire, mona = (account(name) for name in ("conseil", "moderation"))
        assert (alert.priority, alert.origin) == (ConcernPriority.IMMEDIATE, ConcernOrigin.SCREEN)
        assert alert.opened_at is not None
        assert (alert.handler_id, alert.closed_at) == (claire.id, None)
        assert (reported.priority, reported.origin) == (
            ConcernPriority.NORMAL,
            ConcernOrigin.REPORT,
        )
        assert (reported.opened_at, reported.closed_at) == (None, None)
        assert closed.closing is ConcernClosing.HANDLED
        for viewer in (claire, mona):
            assert queries.counts(viewer).open == 2
            assert queries.counts(viewer).closed == 1
            assert queries.counts(viewer).overdue == 0
        page = case_page(claire, alert.id)
        assert {item.name for item in page.recipients if item.opened_at} == {
            claire.name,
            mona.name,
        }
        assert db.session.scalars(select(Job.id)).all() == [], "nobody made up is mailed"
        assert list(audit.broken()) == []


def account(username: str) -> Person:
    wanted = select(Person).where(Person.username == username)
    return db.session.scalars(wanted.options(joinedload(Person.role_rows))).unique().one()
