"""The migrations lead from nothing to the tables that the models describe, and back."""

from collections.abc import Iterator
from hashlib import sha256
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text

from portal import create_app
from portal.cli.db import prepare
from portal.data.guidance import shipped_items, shipped_minutes
from portal.extensions import Model, db, unit_of_work
from portal.models.guidance import GuidanceArea
from portal.models.mentors import Mentor
from portal.models.moderation import Decision, Hold, HoldReason, RefusalReason
from portal.models.people import Person, PersonRole, Role
from portal.models.post_words import IN_SQLITE, is_compared
from portal.models.rules import AllowedThing
from portal.models.students import Student
from portal.queries import guidance as queries
from portal.queries import health
from portal.services import audit, circles, guidance, jobs
from tests.cast import Cast, write_cast
from tests.circles import write_circle
from tests.groups import say


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """A portal whose database holds nothing yet."""
    app = create_app(
        {"TESTING": True, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'empty.db'}"}
    )
    with app.app_context():
        prepare()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_migrations_make_the_tables_of_the_models(empty: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        options = {"include_name": is_compared}
        here = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(here, Model.metadata) == []
        made = set(connection.exec_driver_sql("SELECT sql FROM sqlite_master").scalars())
    assert set(IN_SQLITE) <= made
    assert health.tables_are_current()


def test_a_migrated_database_holds_the_cast(empty: Flask) -> None:
    upgrade()
    write_cast()
    with db.engine.connect() as connection:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    assert broken == []


def test_an_audit_from_before_the_chain_is_chained(empty: Flask) -> None:
    upgrade(revision="0001")
    with db.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO audit_entry (event, noun, noun_id, done_at) VALUES "
            "('board.changed', 'board', 1, '2026-09-01 12:00:00.000000'), "
            "('message.approved', 'message', 7, '2026-09-02 12:30:00.250000')"
        )
    upgrade()
    assert list(audit.broken()) == []
    db.session.rollback()
    with unit_of_work():
        audit.record(None, "board.changed", "board", 1)
    assert list(audit.broken()) == []


BEFORE_THE_QUEUE = """
INSERT INTO board (id, name_fr, name_en, kind, default_language, supervisors_fr, supervisors_en,
    reviewed_first_messages, allowed_sites)
    VALUES (1, 'CSS', 'SSC', 'service_centre', 'fr', '', '', 3, '["cegep.example.org"]');
INSERT INTO school (id, code, name, municipality, network, secondary, vocational, adult,
    imported_at) VALUES (1, '1', 'É', '', '', 1, 0, 0, '2026-09-01');
INSERT INTO program (id, code, name_fr, name_en, is_default, full_review)
    VALUES (1, 'c', 'C', 'C', 1, 0);
INSERT INTO person (id, given_name, family_name, folded_name, username, language, state,
    must_change_password, session_version, created_at)
    VALUES (1, 'A', 'B', 'b a', 'a1', 'fr', 'active', 0, 1, '2026-09-01'),
           (2, 'C', 'D', 'd c', 'c1', 'fr', 'active', 0, 1, '2026-09-01');
INSERT INTO student (person_id, local_id, school_id, born_on, level)
    VALUES (1, 'f1', 1, '2010-01-01', 'sec4');
INSERT INTO mentor (person_id, shows_full_name, job_title_fr, job_title_en, region, path,
    languages, topics_fr, topics_en, bio_fr, bio_en, capacity, open_matches, changed_at)
    VALUES (2, 0, '', '', '06', 'dep', '[]', '', '', '', '', 3, 1, '2026-09-01');
INSERT INTO "match" (id, student_id, mentor_id, program_id, noc, state, requested_at,
    visible_messages, full_review) VALUES (1, 1, 2, 1, '72106', 'active', '2026-09-02', 1, 0);
INSERT INTO thread (id, match_id, student_id, mentor_id, opened_at, moved_at)
    VALUES (1, 1, 1, 2, '2026-09-02', '2026-09-02');
INSERT INTO message (id, thread_id, author_id, body, state, sent_at, asks_for_more, send_key)
    VALUES (1, 1, 1, 'Écris-moi', 'refused', '2026-09-03', 0, 'k'),
           (2, 1, 1, '514 555-0123', 'held', '2026-09-04', 0, 'l');
INSERT INTO hold (id, message_id, reason, waits, severity, held_at)
    VALUES (5, 1, 'finding', 0, 3, '2026-09-03'), (6, 2, 'finding', 1, 3, '2026-09-04');
INSERT INTO decision (id, message_id, moderator_id, verdict, reason, note, decided_at)
    VALUES (9, 1, 2, 'refused', 'tone', 'Doucement', '2026-09-03 10:00:00.000000');
"""


def test_what_was_held_decided_and_allowed_before_is_kept(empty: Flask) -> None:
    upgrade(revision="0001")
    with db.engine.begin() as connection:
        for statement in filter(str.strip, BEFORE_THE_QUEUE.split(";\n")):
            connection.exec_driver_sql(statement)
    upgrade()
    decision = db.session.get_one(Decision, 9)
    reason = db.session.get_one(RefusalReason, decision.reason_id)
    assert (decision.hold_id, decision.stands, reason.code) == (5, True, "tone")
    assert decision.original_hash == sha256("Écris-moi".encode()).hexdigest()
    waiting = db.session.get_one(Hold, 6)
    assert (waiting.due_at, waiting.waits) == (waiting.held_at, True)
    site = db.session.scalars(select(AllowedThing)).one()
    assert (site.kind, site.value, site.kept) == ("site", "cegep.example.org", True)
    mentor = db.session.get_one(Mentor, 2)
    assert (mentor.screened_until, mentor.newcomers_welcome) == (None, False)
    assert (mentor.interests, mentor.helps, mentor.reply_hours) == ([], [], None)
    assert db.session.get_one(Student, 1).shares_curiosities is False
    db.session.rollback()
    with unit_of_work():  # shown, reported, and held again
        db.session.add(Hold(message_id=1, reason=HoldReason.REPORTED))
    downgrade(revision="0001")
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT reason FROM decision").all() == [("tone",)]
        holds = connection.exec_driver_sql("SELECT message_id FROM hold ORDER BY id").all()
    assert holds == [(2,), (1,)]


def test_boards_that_were_there_get_the_guidance_content_as_new_ones_do(empty: Flask) -> None:
    """What is shipped may only change with a step that brings it to boards that are there."""
    upgrade(revision="0006")
    upgrade()
    content = queries.edited(Person(role_rows=[PersonRole(role=Role.ADMINISTRATOR)]))
    shipped = sorted(shipped_items(), key=lambda row: list(GuidanceArea).index(row.area))
    assert [
        (row.area, row.levels, row.name_fr, row.name_en, row.official_en) for row in content.items
    ] == [(row.area, row.levels, row.name_fr, row.name_en, row.official_en) for row in shipped]
    assert [set(row.activities) for row in content.items] == [
        set(row.activities) for row in shipped
    ]
    assert {(kind, rule.minutes, rule.times) for kind, rule in content.rules.items()} == {
        (row.activity, row.minutes, row.times) for row in shipped_minutes()
    }
    with unit_of_work():
        guidance.ensure()  # adds nothing more
    assert len(queries.content(0).items) == len(shipped)


def counted(table: str) -> bool:
    """Say whether the database knows how many rows `table` has."""
    with db.engine.connect() as connection:
        wanted = text("SELECT count(*) FROM sqlite_stat1 WHERE tbl = :table")
        return bool(connection.scalar(wanted, {"table": table}))


def test_rows_are_counted_after_a_migration_and_each_night(empty: Flask) -> None:
    upgrade(revision="0001")
    with db.engine.begin() as connection:
        for statement in filter(str.strip, BEFORE_THE_QUEUE.split(";\n")):
            connection.exec_driver_sql(statement)
    upgrade()
    assert counted("message")  # a migration copied it, which loses what was counted before
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    upgrade()
    assert not counted("message")  # there was nothing to migrate, and a start waits for nothing
    with unit_of_work():
        jobs.clean_up()
    assert counted("message")


def test_every_step_can_be_taken_back(empty: Flask) -> None:
    upgrade()
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}


def rows_of(table: str) -> int:
    """Count the rows of a table, or of a part of it."""
    with db.engine.connect() as connection:
        return connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()


def test_a_portal_with_groups_can_be_taken_back_to_one_without(empty: Flask) -> None:
    """What was said in groups goes with them; letters stay, and concerns without their post."""
    upgrade()
    write_cast()
    cast = Cast(empty)
    circle, topic_id = write_circle(cast, glance=True)
    asked = say(cast, "zoe", topic_id, "Est-ce dangereux?")
    with unit_of_work():
        circles.let_go(actor=cast.person("claire"), group_id=circle, message_id=asked.id)
    say(cast, "zoe", topic_id, "Je veux mourir, j’ai tout préparé.")
    say(cast, "marc", topic_id, "Écrivez-moi à marc@example.org.", quoted_id=asked.id)
    db.session.remove()
    letters = rows_of("message WHERE thread_id NOT IN (SELECT thread_id FROM topic)")
    assert rows_of("hold") == 3 and rows_of("concern") == rows_of("glance") == 1
    downgrade(revision="0005")  # which makes sure that rows point to rows
    assert (rows_of("message"), rows_of("hold")) == (letters, 1)
    assert rows_of("concern WHERE message_id IS NULL AND thread_id IS NULL") == 1


def test_postgresql_is_given_its_own_words() -> None:
    """Written out, not run: no PostgreSQL is needed to see a default that it would refuse."""
    written = StringIO()
    options = {"as_sql": True, "output_buffer": written}
    steps = [
        import_module(f"portal.migrations.versions.{path.stem}")
        for path in sorted(Path("portal/migrations/versions").glob("0*.py"))
    ]
    with Operations.context(MigrationContext.configure(dialect_name="postgresql", opts=options)):
        for step in steps:
            step.upgrade()
    assert "CREATE TABLE person" in written.getvalue()
    assert "BOOLEAN DEFAULT 0" not in written.getvalue()
