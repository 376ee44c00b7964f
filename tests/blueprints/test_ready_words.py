"""What the portal offers to be sent as it is goes through its own screen."""

import pytest
from flask import Flask

from portal.blueprints.matches.routes import prompts
from portal.blueprints.threads.forms import DeclineForm
from portal.i18n import in_language
from portal.screening import screen
from portal.screening.defaults import default_context


@pytest.mark.parametrize("language", ["fr", "en"])
def test_ready_words_are_not_held(app: Flask, language: str) -> None:
    with app.test_request_context(), in_language(language):
        forms = [DeclineForm(data={"reason": reason}) for reason in ("busy", "field", "away")]
        offered = [form.letter() for form in forms] + list(prompts().values())
    held = [words for words in offered if screen(words, default_context()).held]
    assert held == []
    assert all(offered)
