"""The demo is believable: every state, every region, figures that agree with the rows."""

from datetime import date, time
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.demo.load import ACCOUNTS, load
from portal.demo.people import UNKNOWN, DemoStudent, People
from portal.demo.rows import Rows
from portal.demo.searches import add_gaps
from portal.errors import Conflict
from portal.extensions import db, unit_of_work
from portal.models.activities import Activity
from portal.models.class_periods import Glance, GlanceOutcome
from portal.models.concerns import Concern, ConcernClosing, ConcernOrigin, ConcernPriority
from portal.models.curiosities import Curiosity
from portal.models.follow_ups import FollowUp, FollowUpAction
from portal.models.jobs import Job
from portal.models.matches import OPEN_STATES, Match, MatchState
from portal.models.matching import MatchingProfile
from portal.models.mentors import Mentor, MentorOccupation
from portal.models.people import Person
from portal.models.recommendations import Recommendation
from portal.models.reflections import Reflection
from portal.models.saved_searches import SavedSearch, SearchFind
from portal.models.search_gaps import SearchGap
from portal.models.students import Level, Student
from portal.models.surveys import Opinion, SurveyAnswer, SurveyOccasion
from portal.models.threads import Message, MessageState, Thread
from portal.policies.students import needs_parental_consent
from portal.queries import concerns as queries
from portal.queries import recommendations, saved_searches
from portal.queries.circles import circle_page
from portal.queries.class_periods import Step, class_period_page
from portal.queries.concern_cases import case_page
from portal.queries.groups import Show, group_rows
from portal.queries.posts import At, topic_page
from portal.queries.question_answers import of_circle, of_occupation
from portal.queries.topics import topic_list
from portal.reports.gaps import Axis, gap_report, years
from portal.school_time import school_year
from portal.search.matching import suggestions
from portal.services import audit
from portal.services.passwords import matches
from portal.services.saved_searches import digest_of
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
    wanted = (
        select(Person.given_name, Person.family_name),
        select(SavedSearch.person_id, SavedSearch.digest),
        select(SearchFind.search_id, SearchFind.mentor_id),
        select(SearchGap.school_id, SearchGap.noc, SearchGap.searches),
        select(Recommendation.student_id, Recommendation.line, Recommendation.noc),
    )

    def names() -> list[list[tuple[Any, ...]]]:
        return [[tuple(row) for row in db.session.execute(one)] for one in wanted]

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


def test_kept_searches_have_news_nothing_new_or_nobody(demo: Flask) -> None:
    with demo.app_context():
        (first,) = saved_searches.mine(account("eleve"))
        assert (first.new, [find.is_new for find in first.finds]) == (1, [True])
        (second,) = saved_searches.mine(account("student"))
        assert (second.found, second.new) == (0, 0)
        doing = select(MentorOccupation.mentor_id).where(
            MentorOccupation.noc == second.terms["occupation"]
        )
        on_duty = doing.join(Mentor).where(Mentor.activated_at.is_not(None))
        assert db.session.scalars(on_duty.where(Mentor.paused_until.is_(None))).all() == []
        kept = db.session.scalars(select(SavedSearch)).all()
        assert len(kept) > 10
        assert all(one.digest == digest_of(one.terms) for one in kept)
        unseen = select(SearchFind.search_id).where(SearchFind.seen_at.is_(None))
        assert 2 < len(set(db.session.scalars(unseen))) < len(kept) / 2


def test_gaps_are_of_this_year_and_some_are_too_small_to_show(demo: Flask) -> None:
    with demo.app_context():
        viewer = account("coordination")
        report = gap_report(viewer, year=years(viewer)[0], only=None, code="fr")
        assert years(viewer) == [school_year(clock.today())]
        figures = [line.searches for line in report.tables[Axis.OCCUPATION]]
        assert None in figures
        assert max(one for one in figures if one is not None) > 5
        of_school = dict(
            db.session.execute(
                select(SearchGap.school_id, func.sum(SearchGap.searches)).group_by(
                    SearchGap.school_id
                )
            ).all()
        )
        assert len(of_school) == 3


@pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 9, 1), date(2027, 6, 30)])
def test_gaps_stop_at_the_day_of_the_demo(app: Flask, day: date) -> None:
    with app.app_context(), clock.moved_by(clock.at(day, time(12)) - clock.now()):
        rows = Rows()
        people = People(rows, Random(1))
        pupils = [pupil(school) for school in (1, *[2] * 4) for _ in range(100)]
        kept: list[dict[str, Any]] = []
        rows.add = lambda _model, **values: kept.append(values)  # type: ignore[method-assign]
        add_gaps(people, 1, pupils, [])
        assert all(date(2026, 7, 1) <= row["month"] <= day for row in kept)
        if day.month == 6:
            sums = [sum(row["searches"] for row in kept if row["school_id"] == n) for n in (1, 2)]
            assert sums[1] > 2.5 * sums[0], "a large school searches more"


def test_suggestions_by_counsellors_met_every_fate(demo: Flask) -> None:
    with demo.app_context():
        for username in ("eleve", "student"):
            (line,) = recommendations.received(account(username))
            assert (line.by, line.is_new, line.thing.is_gone) == ("Claire Fontaine", True, False)
            (made,) = recommendations.made(account("conseil"), account(username).id)
            assert (made.seen, made.dismissed) == (False, False)
        rows = db.session.scalars(select(Recommendation)).all()
        assert any(row.withdrawn_at for row in rows)
        assert any(row.dismissed_at for row in rows)
        assert any(row.seen_at and not row.dismissed_at for row in rows)
        assert {row.mentor_id is None for row in rows} == {True, False}


def test_the_counsellor_reads_some_lists_and_not_all(demo: Flask) -> None:
    with demo.app_context():
        lists = (
            select(Student.shares_curiosities, func.count())
            .where(Student.person_id.in_(select(Curiosity.student_id)))
            .group_by(Student.shares_curiosities)
        )
        counted = dict(db.session.execute(lists).all())
        assert counted[True] > 10
        assert counted[False] > counted[True]
        shared = select(Student.shares_curiosities).where(Student.person_id == account("eleve").id)
        assert db.session.scalar(shared) is True


def test_most_act_many_answer_and_some_share_what_they_keep(demo: Flask) -> None:
    with demo.app_context():
        acted = db.session.scalar(select(func.count(Activity.student_id.distinct()))) or 0
        assert 0.56 < acted / 400 < 0.66, "published: 61 %"
        said = dict(
            db.session.execute(
                select(SurveyAnswer.influence, func.count())
                .where(SurveyAnswer.influence.is_not(None))
                .where(SurveyAnswer.occasion != SurveyOccasion.MENTOR_CLOSING)
                .group_by(SurveyAnswer.influence)
            ).all()
        )
        assert 0.68 < 1 - said[Opinion.NO] / sum(said.values()) < 0.87, "published: 75 to 80 %"
        kept = db.session.scalars(select(Reflection)).all()
        shared = [row for row in kept if row.shared_at]
        assert 10 < len(shared) < len(kept) - 10
        first, second = account("eleve"), account("student")
        assert {row.student_id for row in kept} >= {first.id, second.id}
        assert {row.student_id for row in shared} >= {first.id}
        assert second.id not in {row.student_id for row in shared}


def test_a_class_period_is_over_and_its_first_messages_were_looked_at(demo: Flask) -> None:
    with demo.app_context():
        page = class_period_page(account("conseil"), 1)
        assert page.is_over and page.glance and not page.waiting
        assert page.count(Step.SIGNED_IN) > page.count(Step.SENT) > 0
        outcomes = db.session.scalars(select(Glance.outcome)).all()
        assert GlanceOutcome.LET_GO in outcomes


def pupil(school_id: int) -> DemoStudent:
    return DemoStudent(0, "Zoé", "fr", Level.SEC4, True, may_choose=True, school_id=school_id)


def account(username: str) -> Person:
    wanted = select(Person).where(Person.username == username)
    return db.session.scalars(wanted.options(joinedload(Person.role_rows))).unique().one()


def test_the_counsellor_followed_up_and_every_closed_match_says_why(demo: Flask) -> None:
    with demo.app_context():
        done = db.session.scalars(select(FollowUp)).all()
        assert {row.action for row in done} >= {FollowUpAction.NUDGE, FollowUpAction.CALL}
        assert any(row.undone_at for row in done) and any(row.seen_at for row in done)
        closed = select(Match).where(Match.state == MatchState.CLOSED)
        assert all(match.closing and match.closed_by_id for match in db.session.scalars(closed))


def test_whoever_tries_the_demo_finds_groups_and_circles_at_once(demo: Flask) -> None:
    with demo.app_context(), demo.test_request_context():
        eleve, student, mentore, mentor, claire, mona = (
            account(one.username) for one in ACCOUNTS[:6]
        )
        counts = [len(group_rows(one, Show.MINE, limit=9)) for one in (eleve, student, mentore)]
        assert counts == [4, 4, 3] and len(group_rows(mentor, Show.MINE, limit=9)) == 2
        run = {row.name: row.group_id for row in group_rows(claire, Show.RUN, limit=9)}
        assert len(run) == len(group_rows(mona, Show.RUN, limit=9)) == 4
        trades, after = run["Métiers de la construction"], run["Et après le secondaire?"]
        topics = topic_list(eleve, trades)
        rows = [*topics.pinned, *topics.rows]
        assert (
            topics.pinned and any(row.closed for row in rows) and any(row.unread for row in rows)
        )
        said = [topic_page(eleve, row.topic_id, At(last=True)).posts for row in rows]
        assert {post.side for one in said for post in one} == {"student", "mentor", "team"}
        assert any(post.quote for one in said for post in one)
        assert any(post.useful for one in said for post in one)
        assert topic_list(student, after).rows and topic_list(mentor, after).rows
        held = select(Message.state).join(Thread).where(Thread.group_id == trades)
        states = db.session.scalars(held).all()
        assert states.count(MessageState.HELD) == 1, "one waits in the queue"
        under_way = circle_page(claire, run["La soudure, vue de près"])
        assert (under_way.waiting, under_way.unanswered) == (2, 1)
        assert sum(1 for row in under_way.questions if row.answer) == 3
        assert circle_page(mentore, under_way.group_id).answers and not under_way.ended
        over = run["Les soins infirmiers, de l’intérieur"]
        shared = of_circle(mentor, over)
        assert [(one.mentor_agreed, one.counsellor_agreed) for one in shared] == [
            (True, True),
            (False, True),
        ]
        assert [pair.language for pair in of_occupation("31301")[0]] == ["en"]
