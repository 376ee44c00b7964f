"""What a counsellor does about students: once, together, left out where done, undone whole."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.errors import Conflict, Invalid, NotFound
from portal.extensions import db, unit_of_work
from portal.models.calendar import ClosedDay
from portal.models.class_groups import CounsellorSchool
from portal.models.follow_ups import FollowUp, FollowUpAction
from portal.models.jobs import Job
from portal.models.matches import Match, MatchClosing, MatchState
from portal.models.mentors import MentorOccupation
from portal.models.people import Person
from portal.models.recommendations import Recommendation
from portal.models.students import Level, Student
from portal.models.threads import Thread
from portal.queries.follow_ups import done_by, student_to_tell, words_for
from portal.queries.needs import set_aside, standing_in, waiting_for, who_needs_me
from portal.queries.standings import Need
from portal.services import follow_ups, matches
from portal.services.nudges import NUDGES, ready_text
from tests.cast import HAVRE, IDS

ZOE, NOAH, LEA, THEO = (IDS[name] for name in ("zoe", "noah", "lea", "theo"))
NUDGE, CALL, CLOSE = FollowUpAction.NUDGE, FollowUpAction.CALL, FollowUpAction.CLOSE
SUGGEST, LATER = FollowUpAction.SUGGEST, FollowUpAction.LATER


@pytest.fixture
def context(cast):
    """Zoé's conversation with Marc has been silent for three weeks."""
    with cast.app.app_context(), clock.moved_by(timedelta(days=11)):
        yield cast


def do(cast, action, *, need=Need.TO_NUDGE, who="claire", students=(ZOE,), key="key", line=""):
    with unit_of_work():
        return follow_ups.follow_up(
            counsellor=cast.person(who), need=need, action=action, student_ids=students, key=key,
            line=line,
        )  # fmt: skip


def undo(cast, key="key", who="claire"):
    with unit_of_work():
        return follow_ups.undo(counsellor=cast.person(who), batch_key=key)


def listed(cast, need=Need.TO_NUDGE, who="claire"):
    return set(standing_in(cast.person(who), need))


def jobs(event):
    return db.session.scalars(select(Job).where(Job.event == event)).all()


def test_a_nudge_reaches_the_student_s_home_in_the_student_s_language(context):
    with unit_of_work():
        context.person("zoe").language = "en"
    assert do(context, NUDGE).count == 1
    (word,) = words_for(context.person("zoe"))
    assert word.text == ready_text(Need.TO_NUDGE, "en")
    assert (word.by, word.need) == ("Claire Fontaine", Need.TO_NUDGE)
    assert words_for(context.person("noah")) == []
    (job,) = jobs("follow_up.made")
    assert job.payload == {"follow_up_id": word.id}
    assert job.due_at >= clock.now() + timedelta(minutes=9), "a slip of the hand stays unseen"


def test_what_was_done_leaves_the_list_for_five_school_days_and_comes_back(cast):
    monday = datetime(2026, 11, 2, 15, tzinfo=UTC)
    with cast.app.app_context():
        with clock.frozen_at(monday):
            with unit_of_work():
                db.session.add(ClosedDay(day=date(2026, 11, 9), name="Congé"))
            _silence(monday - timedelta(days=20))
            assert listed(cast) == {ZOE}
            do(cast, NUDGE)
            assert listed(cast) == set()
            (row,) = set_aside(cast.person("claire"), Need.TO_NUDGE)
            assert (row.id, row.action, row.by) == (ZOE, NUDGE, "Claire Fontaine")
        # Tuesday to Friday are four, the weekend and the day off count for none: Tuesday the 10th.
        with clock.frozen_at(datetime(2026, 11, 10, 20, tzinfo=UTC)):
            assert listed(cast) == set()
        with clock.frozen_at(datetime(2026, 11, 10, 22, tzinfo=UTC)):
            assert listed(cast) == {ZOE}


def _silence(since):
    with unit_of_work():
        db.session.execute(update(Thread).where(Thread.id == 1).values(moved_at=since))


def test_a_second_click_does_nothing_twice(context):
    first, second = do(context, NUDGE), do(context, NUDGE)
    assert (first.count, first.repeated) == (1, False)
    assert (second.count, second.repeated) == (1, True)
    assert len(words_for(context.person("zoe"))) == len(jobs("follow_up.made")) == 1


def test_two_counsellors_at_once_do_it_once(context):
    with unit_of_work():
        db.session.add(CounsellorSchool(counsellor_id=IDS["denis"], school_id=1))
    assert do(context, NUDGE, key="a").count == 1
    late = do(context, CALL, who="denis", key="b")
    assert (late.count, late.already) == (0, 1)
    assert len(db.session.scalars(select(FollowUp)).all()) == 1


def test_an_undone_nudge_vanishes_and_the_student_is_on_the_list_again(context):
    do(context, NUDGE)
    (word,) = words_for(context.person("zoe"))
    assert undo(context) == 1
    assert words_for(context.person("zoe")) == []
    assert student_to_tell(word.id) is None, "no mail leaves either"
    assert listed(context) == {ZOE}
    assert undo(context) == 0, "a second click"
    assert done_by(context.person("claire"), limit=5)[0].undone
    assert do(context, NUDGE).repeated, "Back and Send again is no new click"
    assert do(context, NUDGE, key="new").count == 1


def test_what_was_done_is_undone_for_a_day_and_by_nobody_else(context):
    do(context, NUDGE)
    for who in ("fatou", "denis", "adele"):
        with pytest.raises(NotFound):
            undo(context, who=who)
    with clock.moved_by(timedelta(days=1, minutes=1)), pytest.raises(Conflict):
        undo(context)


def test_the_student_says_that_it_was_read_and_only_the_student(context):
    do(context, NUDGE)
    (word,) = words_for(context.person("zoe"))
    for who in ("noah", "marc", "claire"):
        with pytest.raises(NotFound), unit_of_work():
            follow_ups.read(student=context.person(who), number=word.id)
    for _click in range(2):
        with unit_of_work():
            follow_ups.read(student=context.person("zoe"), number=word.id)
    assert words_for(context.person("zoe")) == []
    assert done_by(context.person("claire"), limit=5)[0].seen == 1
    assert student_to_tell(word.id) is None, "what was read needs no mail"


def test_a_word_to_begin_is_void_once_the_student_began(context):
    with clock.moved_by(timedelta(days=20)):
        with unit_of_work():
            noah = context.person("noah")
            noah.last_signed_in_at = clock.now() - timedelta(days=16)
        assert listed(context, Need.NOT_STARTED, "denis") == {NOAH}
        do(context, NUDGE, need=Need.NOT_STARTED, who="denis", students=(NOAH,))
        assert len(words_for(context.person("noah"))) == 1
        with unit_of_work():
            matches.request_match(
                student=context.person("noah"),
                mentor_id=IDS["marc"],
                body="Bonjour?",
                send_key="n",
            )
        assert words_for(context.person("noah")) == []


def test_closing_from_the_list_ends_the_silent_ones_and_undoing_opens_them(context):
    assert do(context, CLOSE).count == 1
    match = db.session.get_one(Match, 1)
    assert (match.state, match.closing) == (MatchState.CLOSED, MatchClosing.SILENT)
    (row,) = db.session.scalars(select(FollowUp)).all()
    assert row.match_id == 1
    assert undo(context) == 1
    db.session.expire_all()
    assert db.session.get_one(Match, 1).state is MatchState.ACTIVE


def test_nothing_is_undone_when_one_conversation_cannot_be_opened_again(context):
    do(context, CLOSE)
    with unit_of_work():
        db.session.execute(
            update(Match).where(Match.id == 1).values(closing=None, closed_by_id=None)
        )
    with pytest.raises(Conflict):
        undo(context)
    assert not done_by(context.person("claire"), limit=5)[0].undone


def test_a_student_about_to_leave_is_listed_in_the_last_weeks_of_the_last_year(cast):
    with cast.app.app_context():
        with unit_of_work():
            db.session.get_one(Student, ZOE).level = Level.SEC5
        for day, found in (
            (date(2027, 5, 14), False),
            (date(2027, 5, 15), True),
            (date(2027, 6, 30), True),
            (date(2027, 7, 1), False),
        ):
            with clock.frozen_at(clock.at(day, datetime(2027, 1, 1, 12).time())):
                assert (ZOE in listed(cast, Need.LEAVING)) is found, day
        with clock.frozen_at(datetime(2027, 6, 1, 16, tzinfo=UTC)):
            do(cast, CLOSE, need=Need.LEAVING)
            assert db.session.get_one(Match, 1).closing is MatchClosing.LEAVING


def test_a_break_of_the_school_makes_nobody_late(context):
    today, week = clock.today(), range(1, 8)
    assert ZOE in listed(context)
    with unit_of_work():
        db.session.add_all(ClosedDay(day=today - timedelta(days=n), name="Relâche") for n in week)
    context.app.extensions.pop("school_time")  # it is read again within half a minute
    assert ZOE not in listed(context)
    assert ZOE in listed(context, Need.REPLY_LATE), "two weeks less one of a break"
    with clock.moved_by(timedelta(days=18)):
        assert ZOE in listed(context)


def test_a_late_reply_is_the_student_s_who_wrote_last(cast):
    with cast.app.app_context():
        # Zoé wrote last, ten days ago.
        assert listed(cast, Need.REPLY_LATE) == {ZOE}
        with clock.moved_by(timedelta(days=5)):
            assert listed(cast, Need.REPLY_LATE) == set(), "after 14 days it is a silent one"
            assert listed(cast) == {ZOE}


@pytest.fixture
def unanswered(context):
    """Noah asked Marc three days ago; Paul does the same and has room."""
    with unit_of_work():
        thread = matches.request_match(
            student=context.person("noah"), mentor_id=IDS["marc"], body="Bonjour?", send_key="n"
        )
        number = thread.match_id
    with unit_of_work():
        three_days = clock.now() - timedelta(days=3)
        db.session.execute(
            update(Match).where(Match.id == number).values(told_mentor_at=three_days)
        )
    return context


def _also_welds(name):
    with unit_of_work():
        db.session.add(MentorOccupation(mentor_id=IDS[name], noc="72106", position=1))


def test_another_mentor_of_the_same_occupation_is_suggested_and_taken_back(unanswered):
    _also_welds("grace")
    who = {"need": Need.LATE, "who": "denis", "students": (NOAH,)}
    assert listed(unanswered, Need.LATE, "denis") == {NOAH}
    assert do(unanswered, SUGGEST, **who).count == 1
    (made,) = db.session.scalars(select(Recommendation)).all()
    assert (made.student_id, made.mentor_id) == (NOAH, IDS["grace"])
    assert "n’a pas encore répondu" in made.line or "has not answered" in made.line
    assert listed(unanswered, Need.LATE, "denis") == set()
    undo(unanswered, who="denis")
    db.session.expire_all()
    assert db.session.scalars(select(Recommendation)).one().withdrawn_at is not None
    assert listed(unanswered, Need.LATE, "denis") == {NOAH}


def test_a_student_for_whom_there_is_nobody_stays_on_the_list_and_it_is_said(unanswered):
    done = do(unanswered, SUGGEST, need=Need.LATE, who="denis", students=(NOAH,))
    assert (done.count, done.without) == (0, 1)
    assert listed(unanswered, Need.LATE, "denis") == {NOAH}


def test_ticking_nobody_a_stranger_or_a_wrong_button_is_refused(context):
    with pytest.raises(Invalid):
        do(context, NUDGE, students=())
    with pytest.raises(NotFound):
        do(context, NUDGE, students=(ZOE, LEA))
    with pytest.raises(Invalid):
        do(context, SUGGEST)
    with pytest.raises(Invalid):
        do(context, CALL, need=Need.CONCERN)
    assert do(context, NUDGE, students=(NOAH,)).already == 1, "followed, and needs nothing"
    assert db.session.scalars(select(FollowUp)).all() == []


def test_everyone_of_the_list_is_everyone_of_the_own_list(context):
    assert do(context, LATER, need=Need.CONSENT_MISSING, students=None).count == 1
    assert listed(context, Need.CONSENT_MISSING) == set()
    with unit_of_work():
        db.session.get_one(Student, LEA).born_on = clock.today() - timedelta(days=13 * 365)
    assert listed(context, Need.CONSENT_MISSING, "fatou") == {LEA}


def test_a_line_of_one_s_own_is_screened_and_follows_the_ready_text(context):
    with pytest.raises(Invalid):
        do(context, NUDGE, line="Appelle-moi au 514 555-0123.")
    with pytest.raises(Invalid):
        do(context, CALL, line="Bravo pour hier.")
    do(context, NUDGE, line="Bravo pour hier.")
    (word,) = words_for(context.person("zoe"))
    assert word.text == f"{ready_text(Need.TO_NUDGE, 'fr')}\n\nBravo pour hier."


@pytest.mark.parametrize("need", NUDGES)
def test_each_nudge_has_its_words_in_both_languages(context, need):
    french, english = ready_text(need, "fr"), ready_text(need, "en")
    assert len(french) > 80 and len(english) > 80
    assert french != english
    assert NUDGE in follow_ups.ACTIONS[need]


def test_every_need_counts_who_is_set_aside(context):
    do(context, NUDGE)
    found = {one.need: one for one in who_needs_me(context.person("claire"))}
    assert (found[Need.TO_NUDGE].count, found[Need.TO_NUDGE].set_aside) == (0, 1)
    assert found[Need.CONSENT_MISSING].count == 1
    assert list(found) == list(Need)


def test_the_longest_waiting_comes_first_with_what_was_asked_about(context):
    (row,) = waiting_for(context.person("claire"), Need.TO_NUDGE).rows
    assert (row.id, row.nocs, row.language) == (ZOE, ("72106",), "fr")
    assert clock.now() - row.since > timedelta(days=20)


def test_the_team_is_asked_once_a_day(context):
    def ask():
        with unit_of_work():
            return follow_ups.ask_team(counsellor=context.person("fatou"))

    assert (ask(), ask()) == (True, False)
    assert len(jobs("holds.asked")) == 1
    with clock.moved_by(timedelta(days=1)):
        assert ask()


def test_who_is_no_longer_active_is_on_no_list(context):
    with unit_of_work():
        db.session.execute(update(Person).where(Person.id == ZOE).values(state="suspended"))
    assert listed(context) == set()


def test_a_counsellor_who_changed_school_undoes_nothing_there(context):
    do(context, NUDGE)
    with unit_of_work():
        db.session.execute(
            update(CounsellorSchool)
            .where(CounsellorSchool.counsellor_id == IDS["claire"])
            .values(school_id=HAVRE)
        )
    assert done_by(context.person("claire"), limit=5) == []
    with pytest.raises(NotFound):
        undo(context)
