"""The sentences of a template are in it when it is compiled: in whose language is the question."""

import pytest
from jinja2 import DictLoader

from portal import create_app
from portal.i18n import in_language
from tests.cast import Cast

TEMPLATES = {
    "page.html": '{% from "part.html" import part %}{{ _("Sign out") }} {{ part("<b>") }}',
    "part.html": '{% macro part(name) %}{{ _("Report of %(name)s", name=name) }}{% endmacro %}',
    "mail.txt": '{{ _("The mentor\'s profile") }}',
}


def _said(cast: Cast, code: str, name: str) -> str:
    with cast.app.app_context(), in_language(code):
        return cast.app.jinja_env.get_template(name).render()


def test_a_template_speaks_the_language_of_each_page_in_turn(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = create_app(dict(cast.app.config)).jinja_env
    environment.loader = DictLoader(TEMPLATES)
    monkeypatch.setattr(cast.app, "jinja_env", environment)
    french, english = _said(cast, "fr", "page.html"), _said(cast, "en", "page.html")
    assert english == "Sign out Report of &lt;b&gt;"
    assert not french.startswith("Sign out")
    assert french.endswith("&lt;b&gt;")
    assert _said(cast, "en", "page.html") == english
    assert _said(cast, "en", "mail.txt") == "The mentor's profile"


def test_the_menu_of_one_role_is_not_that_of_another(cast: Cast) -> None:
    for _turn in range(2):
        assert "/counsellor" not in cast.client("zoe").get("/threads").text
        assert 'href="/counsellor"' in cast.client("claire").get("/counsellor").text


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("fr", "0 message, 1 message, 2 messages, 5 messages"),
        ("en", "0 messages, 1 message, 2 messages, 5 messages"),
    ],
)
def test_what_is_counted_agrees_with_its_number(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    environment = create_app(dict(cast.app.config)).jinja_env
    one = '{{ ngettext("%(num)s message", "%(num)s messages", NUMBER) }}'
    page = ", ".join(one.replace("NUMBER", number) for number in "0125")
    environment.loader = DictLoader({"page.html": page})
    monkeypatch.setattr(cast.app, "jinja_env", environment)
    for _turn in range(2):
        assert _said(cast, code, "page.html") == said
