"""The record of who did what cannot be edited, and shows it when it was."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from portal.extensions import db, unit_of_work
from portal.services import audit
from tests.cast import Cast

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
