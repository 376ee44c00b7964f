"""The record of who did what cannot be edited, and shows it when it was."""

from hashlib import sha256

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from portal.extensions import db, unit_of_work
from portal.models.moderation import Decision
from portal.models.topics import MessageEdit
from portal.services import audit, moderation
from tests.cast import HELD_MESSAGE, HELD_TEXT, HOLD, Cast

DROP = "DROP TRIGGER audit_entry_no_{}"


def write_three(cast: Cast) -> None:
    with unit_of_work():
        mona = cast.person("mona")
        for number in (1, 2, 3):
            audit.record(mona, "message.approved", "message", number, detail="seen")


@pytest.mark.parametrize(
    "change", ["UPDATE audit_entry SET event = 'message.refused'", "DELETE FROM audit_entry"]
)
def test_the_database_refuses_to_change_a_line(cast: Cast, change: str) -> None:
    with cast.app.app_context():
        write_three(cast)
        with pytest.raises(DatabaseError, match="not edited"):
            db.session.execute(text(change))


@pytest.mark.parametrize(
    ("guard", "change", "broken"),
    [
        ("update", "UPDATE audit_entry SET noun_id = 9 WHERE id = 2", [2]),
        ("update", "UPDATE audit_entry SET detail = '' WHERE id = 3", [3]),
        ("delete", "DELETE FROM audit_entry WHERE id = 1", [2]),
    ],
)
def test_a_line_changed_behind_our_back_is_named(
    cast: Cast, guard: str, change: str, broken: list[int]
) -> None:
    with cast.app.app_context():
        write_three(cast)
        with unit_of_work():
            db.session.execute(text(DROP.format(guard)))
            db.session.execute(text(change))
        assert list(audit.broken()) == broken


def test_lines_taken_away_at_the_end_show_to_who_noted_the_last_one(cast: Cast) -> None:
    runner = cast.app.test_cli_runner()
    with cast.app.app_context():
        write_three(cast)
        noted = runner.invoke(args=["audit", "verify"]).output.split()[-1]
        assert runner.invoke(args=["audit", "verify", "--seen", noted]).exit_code == 0
        with unit_of_work():
            db.session.execute(text(DROP.format("delete")))
            db.session.execute(text("DELETE FROM audit_entry WHERE id = 3"))
        assert list(audit.broken()) == [], "the chain alone does not tell"
    assert runner.invoke(args=["audit", "verify", "--seen", noted]).exit_code == 1


def test_a_text_decided_on_is_held_against_its_hash(cast: Cast) -> None:
    runner, change = cast.app.test_cli_runner(), "UPDATE message SET body = 'x' WHERE id = :id"
    with cast.app.app_context():
        redacted = {"moderator": cast.person("mona"), "hold_id": HOLD, "body": "Bonjour Grace."}
        with unit_of_work():
            moderation.redact(**redacted)
        stored = db.session.scalars(select(Decision.original_hash)).one()
        assert stored == sha256(HELD_TEXT.encode()).hexdigest(), "of the original, not of ours"
        assert runner.invoke(args=["audit", "verify"]).exit_code == 0
        with unit_of_work():
            db.session.add(MessageEdit(message_id=HELD_MESSAGE, body=HELD_TEXT))
            db.session.execute(text(change), {"id": HELD_MESSAGE})
        assert list(audit.changed_originals()) == [], "its author changed it, and that is kept"
        with unit_of_work():
            db.session.execute(text("UPDATE message_edit SET body = 'y'"))
    result = runner.invoke(args=["audit", "verify"])
    assert result.exit_code == 1
    assert f" {HELD_MESSAGE} " in result.output


def test_the_command_says_that_the_chain_is_whole_or_fails(cast: Cast) -> None:
    with cast.app.app_context():
        write_three(cast)
    runner = cast.app.test_cli_runner()
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0
    with cast.app.app_context(), unit_of_work():
        db.session.execute(text(DROP.format("update")))
        db.session.execute(text("UPDATE audit_entry SET event = 'x' WHERE id = 1"))
    result = runner.invoke(args=["audit", "verify"])
    assert result.exit_code == 1
    assert "1" in result.output
