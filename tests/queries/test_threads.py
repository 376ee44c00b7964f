"""The inbox walks along its index, and marks what is new."""

import pytest
from sqlalchemy import select, text

from portal.extensions import db, unit_of_work
from portal.models.threads import Thread
from portal.queries.moderation import Piece, pieces
from portal.queries.threads import inbox, thread_page
from portal.screening import Context, screen
from portal.services import threads
from tests.cast import THREAD_LEA_GRACE, THREAD_ZOE_MARC
from tests.statements import told_to


def plan(cast, who):
    seen = []
    with cast.app.app_context():
        viewer = cast.person(who)
        with told_to(lambda *asked: seen.append(asked), cast.app):
            inbox(viewer, limit=26)
        ((statement, parameters),) = seen
        connection = db.session.connection()
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row[3] for row in rows]


@pytest.mark.parametrize(
    ("who", "index"),
    [("zoe", "ix_thread_student_id_moved_at"), ("marc", "ix_thread_mentor_id_moved_at")],
)
def test_the_inbox_is_one_walk_along_an_index(cast, who, index):
    steps = plan(cast, who)
    assert any(index in step for step in steps), steps
    assert not any("TEMP B-TREE" in step or step.startswith("SCAN") for step in steps), steps


def test_unread_is_what_the_other_wrote_since_one_was_here(cast):
    with cast.app.app_context():
        marc, zoe = cast.person("marc"), cast.person("zoe")
        assert [row.unread for row in inbox(marc, limit=5)] == [True]
        assert [row.unread for row in inbox(zoe, limit=5)] == [False]
        page = thread_page(marc, THREAD_ZOE_MARC)
        assert page.unread_up_to == db.session.scalar(
            select(Thread.moved_at).where(Thread.id == THREAD_ZOE_MARC)
        )
        with unit_of_work():
            threads.mark_read(reader=marc, thread_id=THREAD_ZOE_MARC, up_to=page.unread_up_to)
        assert [row.unread for row in inbox(marc, limit=5)] == [False]


def test_a_held_first_message_is_in_its_authors_inbox_alone(cast):
    with cast.app.test_request_context("/threads?lang=en"):
        mine = inbox(cast.person("lea"), limit=5)
        assert [row.thread_id for row in mine] == [THREAD_LEA_GRACE]
        assert mine[0].state_text == "First message being checked by the team"
        assert inbox(cast.person("grace"), limit=5) == []


def test_the_letters_are_in_order_and_only_those_of_the_reader(cast):
    with cast.app.app_context():
        db.session.execute(text("SELECT 1"))
        zoe = [letter.body for letter in thread_page(cast.person("zoe"), 1).letters]
        marc = [letter.body for letter in thread_page(cast.person("marc"), 1).letters]
    assert zoe == [
        "Bonjour, comment avez-vous commencé?",
        "Par un DEP, et toi?",
        "J’hésite encore.",
    ]
    assert marc == [*zoe, "Voici mon site.", "Voici encore mon site."]


def test_a_text_is_cut_at_its_findings_and_nothing_of_it_is_lost():
    body = "Écrivez à lea@exemple.ca ou au 514 555-0123, merci."
    cut = pieces(body, screen(body, Context()).findings)
    assert "".join(piece.text for piece in cut) == body
    assert [piece for piece in cut if piece.kind] == [
        Piece("lea@exemple.ca", "email"),
        Piece("514 555-0123", "phone"),
    ]
