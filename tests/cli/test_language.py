"""Commands answer in the operator's language."""

import pytest

from portal import create_app
from portal.errors import WrongSettings
from portal.extensions import db


@pytest.mark.parametrize(
    ("language", "answer"),
    [("fr", "Aucune tâche n’a été abandonnée."), ("EN", "No job was given up.")],
)
def test_a_command_answers_in_the_language_of_the_setting(tmp_path, monkeypatch, language, answer):
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    monkeypatch.setenv("PORTAL_LANGUAGE", language)
    app = create_app()
    with app.app_context():
        db.create_all()
    assert app.test_cli_runner().invoke(args=["jobs", "dead"]).output.strip() == answer


def test_an_unknown_language_stops_the_start(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    monkeypatch.setenv("PORTAL_LANGUAGE", "es")
    with pytest.raises(WrongSettings, match="PORTAL_LANGUAGE"):
        create_app()
