"""Posts of groups: the same screen, the same holds, the same undoing as in a conversation."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.errors import Conflict, Denied, NotFound
from portal.extensions import db, unit_of_work
from portal.models.access_log import AccessEntry
from portal.models.concerns import Concern, ConcernTopic
from portal.models.groups import Membership
from portal.models.moderation import Hold, HoldReason
from portal.models.threads import Message, MessageState, Thread
from portal.models.topics import MessageEdit, Topic
from portal.queries.access_log import readers
from portal.queries.cases import case_page
from portal.queries.moderation import queue
from portal.queries.posts import At, topic_page
from portal.services import concern_reports, groups, moderation, posts, reviews, topics
from tests.cast import IDS, PERSONAL
from tests.groups import ANSWER, QUESTION, WELDING, say, write_groups

NUMBER = "Appelle-moi au 514 555-0123."


@pytest.fixture
def topic_id(cast):
    with cast.app.app_context():
        yield write_groups(cast)


def shown(cast, name, topic_id):
    return [post.body for post in topic_page(cast.person(name), topic_id).posts]


def the_hold(message_id):
    return db.session.scalars(select(Hold).where(Hold.message_id == message_id, Hold.waits)).one()


def test_a_held_post_moves_nothing_and_comes_last_once_approved(cast, topic_id):
    held = say(cast, "zoe", topic_id, NUMBER)
    assert held.state is MessageState.HELD
    say(cast, "marc", topic_id, "Bonne semaine à toutes et à tous.")
    assert NUMBER not in shown(cast, "marc", topic_id)
    assert [post.body for post in topic_page(cast.person("zoe"), topic_id).unseen] == [NUMBER]
    with unit_of_work():
        topics.mark_read(reader=cast.person("marc"), topic_id=topic_id, up_to=clock.now())
    hold_id = the_hold(held.id).id
    row = next(row for row in queue(cast.person("mona"), limit=9) if row.hold_id == hold_id)
    assert (row.author, row.group, row.topic) == ("Zoé-Maëlle", "La soudure", "Les horaires")
    page = case_page(cast.person("mona"), hold_id)
    assert [item.body for item in page.around] == [
        QUESTION,
        ANSWER,
        "Bonne semaine à toutes et à tous.",
    ]
    with unit_of_work():
        moderation.approve(moderator=cast.person("mona"), hold_id=hold_id)
    page = topic_page(cast.person("marc"), topic_id)
    assert page.posts[-1].body == NUMBER and page.posts[-1].new
    assert db.session.get_one(Topic, topic_id).posts == 4


def test_what_a_moderator_reads_of_a_student_is_in_her_log(cast, topic_id):
    held = say(cast, "zoe", topic_id, NUMBER)
    with unit_of_work():
        moderation.claim(moderator=cast.person("mona"), hold_id=the_hold(held.id).id)
    entry = db.session.scalars(select(AccessEntry).where(AccessEntry.thread_id == topic_id)).one()
    assert entry.student_id == IDS["zoe"]
    line = readers(cast.person("zoe"), limit=5)[0]
    assert (line.topic, line.mentor_name) == ("Les horaires", None)
    page = cast.client("zoe").get("/account/privacy").text
    assert f'/topics/{topic_id}">' in page
    assert "aucune ligne ne s’écrit pour cela" in page, "of what everyone in the group reads"


def test_beside_a_post_no_other_student_s_held_words_are_read_without_a_line(cast, topic_id):
    with unit_of_work():
        db.session.add(Membership(group_id=WELDING, person_id=IDS["noah"]))
    theirs = say(cast, "noah", topic_id, "Moi, c’est le 438 555-0199.")
    mine = [say(cast, "zoe", topic_id, words) for words in (NUMBER, "Ou au 514 555-0177.")]
    case = case_page(cast.person("mona"), the_hold(mine[0].id).id)
    assert [item.body for item in case.around] == [QUESTION, ANSWER, "Ou au 514 555-0177."]
    with unit_of_work():
        moderation.claim(moderator=cast.person("mona"), hold_id=the_hold(mine[0].id).id)
    assert readers(cast.person("noah"), limit=5) == []
    with unit_of_work():
        moderation.claim(moderator=cast.person("mona"), hold_id=the_hold(theirs.id).id)
    assert [line.topic for line in readers(cast.person("noah"), limit=5)] == ["Les horaires"]


def test_a_decision_on_a_post_is_undone_exactly(cast, topic_id):
    def rows():
        db.session.rollback()
        return [
            db.session.execute(select(*model.__table__.columns)).all()
            for model in (Thread, Topic, Message)
        ]

    held = say(cast, "zoe", topic_id, NUMBER)
    hold_id, before = the_hold(held.id).id, rows()
    for work in (
        lambda: moderation.approve(moderator=cast.person("mona"), hold_id=hold_id),
        lambda: moderation.refuse(
            moderator=cast.person("mona"), hold_id=hold_id, reason_id=PERSONAL
        ),
    ):
        with unit_of_work():
            work()
        assert rows() != before
        with unit_of_work():
            moderation.undo(moderator=cast.person("mona"), hold_id=hold_id)
        assert rows() == before


def test_nobody_decides_on_an_own_post_or_in_a_group_of_theirs(cast, topic_id):
    held = say(cast, "mona", topic_id, NUMBER)
    hold_id = the_hold(held.id).id
    with pytest.raises(NotFound), unit_of_work():
        moderation.approve(moderator=cast.person("mona"), hold_id=hold_id)
    assert hold_id not in [row.hold_id for row in queue(cast.person("mona"), limit=9)]


def test_a_new_mentor_s_posts_and_a_group_under_review_are_read_first(cast, topic_id):
    held = say(cast, "zoe", topic_id, NUMBER)
    with unit_of_work():
        reviews.review_match(moderator=cast.person("mona"), hold_id=the_hold(held.id).id, on=True)
    quiet = say(cast, "marc", topic_id, "Une bonne question, merci.")
    assert the_hold(quiet.id).reason is HoldReason.FULL_REVIEW
    db.session.rollback()
    with unit_of_work():
        groups.review_all(actor=cast.person("mona"), group_id=WELDING, on=False)
        db.session.execute(
            update(Message)
            .where(Message.author_id == IDS["marc"], Message.id != quiet.id)
            .values(author_id=IDS["paul"])
        )
    assert the_hold(say(cast, "marc", topic_id, "Encore moi.").id).reason is HoldReason.NEW_MENTOR


def test_distress_alerts_for_each_student_and_reports_hide_at_once(cast, topic_id):
    for name in ("zoe", "noah"):
        if name == "noah":
            with unit_of_work():
                db.session.add(Membership(group_id=WELDING, person_id=IDS["noah"]))
        say(cast, name, topic_id, "Je veux mourir, je n’en peux plus.")
    cases = db.session.scalars(select(Concern)).all()
    assert {case.student_id for case in cases} == {IDS["zoe"], IDS["noah"]}
    first = db.session.get_one(Topic, topic_id).first_message_id
    with unit_of_work():
        concern = concern_reports.report_message(
            reporter=cast.person("noah"),
            message_id=first,
            topic=ConcernTopic.BULLYING,
            body="",
            send_key="r",
        )
        assert (concern.student_id, concern.about_id) == (IDS["zoe"], IDS["zoe"])
    assert QUESTION not in shown(cast, "marc", topic_id)
    with unit_of_work():  # quoted meanwhile: the quote says that it is gone
        quoting = say_with_quote(cast, topic_id, first)
    page = topic_page(cast.person("marc"), topic_id)
    quote = next(post.quote for post in page.posts if post.message_id == quoting)
    assert quote is not None and quote.gone and not quote.body


def say_with_quote(cast, topic_id, quoted_id):
    return posts.post(
        author=cast.person("noah"),
        topic_id=topic_id,
        body="Je suis d’accord.",
        send_key="q",
        quoted_id=quoted_id,
    ).id


def test_an_edit_is_screened_marked_and_kept(cast, topic_id):
    mine = say(cast, "zoe", topic_id, "Merci beaucoup.")
    with unit_of_work():
        posts.edit(author=cast.person("zoe"), message_id=mine.id, body="Merci bien.")
    page = topic_page(cast.person("marc"), topic_id)
    assert page.posts[-1].body == "Merci bien." and page.posts[-1].edited_at
    assert db.session.scalars(select(MessageEdit.body)).all() == ["Merci beaucoup."]
    with unit_of_work():
        posts.edit(author=cast.person("zoe"), message_id=mine.id, body=NUMBER)
    assert NUMBER not in shown(cast, "marc", topic_id)
    case = case_page(cast.person("mona"), the_hold(mine.id).id)
    assert [words for _moment, words in case.context.past] == ["Merci beaucoup.", "Merci bien."]
    late = say(cast, "zoe", topic_id, "Une autre chose.")
    with clock.frozen_at(clock.now() + timedelta(minutes=11)), pytest.raises(Conflict):
        posts.edit(author=cast.person("zoe"), message_id=late.id, body="Trop tard.")
    with pytest.raises(NotFound):
        posts.edit(author=cast.person("marc"), message_id=late.id, body="Pas à moi.")


def test_a_post_taken_back_is_gone_and_an_empty_topic_with_it(cast, topic_id):
    with unit_of_work():
        begun = topics.start(
            author=cast.person("zoe"), group_id=WELDING, title="Seule", body="Allo.", send_key="s"
        )
    assert topic_page(cast.person("marc"), begun.thread_id).posts
    with unit_of_work():
        posts.withdraw(author=cast.person("zoe"), message_id=begun.id)
    with pytest.raises(NotFound):
        topic_page(cast.person("marc"), begun.thread_id)


def test_too_fast_slow_closed_locked_and_outside(cast, topic_id):
    mona, zoe = cast.person("mona"), cast.person("zoe")
    with unit_of_work():
        groups.slow_down(actor=mona, group_id=WELDING, minutes=5)
    with pytest.raises(Conflict):
        say(cast, "zoe", topic_id, "Encore.")
    with unit_of_work():
        groups.slow_down(actor=mona, group_id=WELDING, minutes=0)
    sent = 0
    with pytest.raises(Conflict):
        for number in range(200):
            say(cast, "zoe", topic_id, f"Message {'abcdefghijklm'[number % 13] * 3}.")
            sent = number
    assert sent < posts.POSTS_A_MINUTE
    with clock.frozen_at(clock.now() + timedelta(minutes=2)):
        with unit_of_work():
            topics.close(actor=mona, topic_id=topic_id, on=True)
        with pytest.raises(Conflict):
            say(cast, "zoe", topic_id, "Après la fermeture.")
        say(cast, "mona", topic_id, "Merci à vous.")
        with unit_of_work():
            topics.close(actor=mona, topic_id=topic_id, on=False)
            groups.lock(actor=mona, group_id=WELDING, on=True)
        with pytest.raises(Conflict):
            say(cast, "zoe", topic_id, "Verrouillé.")
    with pytest.raises(Denied):
        say(cast, "adele", topic_id, "Je lis tout, sans écrire.")
    with pytest.raises(NotFound):
        say(cast, "lea", topic_id, "Bonjour de loin.")
    with clock.frozen_at(clock.now() + timedelta(days=40)), pytest.raises(Conflict):
        say(cast, "marc", topic_id, "Mon invitation est finie.")
    assert zoe is not None


def test_a_long_topic_opens_at_its_first_unread_post_and_turns_its_pages(cast, topic_id):
    start = clock.now() + timedelta(hours=1)
    with unit_of_work():
        for number in range(60):
            moment = start + timedelta(seconds=number)
            db.session.add(
                Message(
                    thread_id=topic_id,
                    author_id=IDS["marc"],
                    body=f"Ligne {number}",
                    state=MessageState.VISIBLE,
                    sent_at=moment,
                    shown_at=moment,
                    send_key=f"n{number}",
                )
            )
        topics.mark_read(
            reader=cast.person("zoe"), topic_id=topic_id, up_to=start + timedelta(seconds=29)
        )
    zoe = cast.person("zoe")
    page = topic_page(zoe, topic_id)
    assert page.posts[3].message_id == page.first_unread and page.posts[3].body == "Ligne 30"
    assert (page.has_earlier, page.has_later, len(page.posts)) == (True, True, 28)
    seen = [post.body for post in page.posts]
    later = topic_page(zoe, topic_id, At(after=page.posts[-1].message_id))
    earlier = topic_page(zoe, topic_id, At(before=page.posts[0].message_id))
    lines = [post.body for post in (*earlier.posts, *page.posts, *later.posts)]
    assert lines == [f"Ligne {number}" for number in range(2, 60)]
    assert not later.has_later and earlier.has_earlier and len(seen) == len(set(seen))
    assert topic_page(zoe, topic_id, At(last=True)).posts[-1].body == "Ligne 59"
