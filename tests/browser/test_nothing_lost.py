"""What is typed is never lost, sent twice, or shown to someone else."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.served import Served, wait_until
from tests.browser.visitor import Visitor
from tests.cast import IDS, PASSWORD, THREAD_ZOE_MARC

THREAD = f"/threads/{THREAD_ZOE_MARC}"
WRITE = f"/mentors/{IDS['marc']}/write"
LETTER = "textarea[name=body]"
SEND = "main form button.btn-main"


@pytest.fixture
def zoe(served: Served, browser: Browser) -> Iterator[Visitor]:
    """Zoé, signed in, at her conversation with Marc; nothing is written there yet."""
    with Visitor(browser, served, "fr", checks=False) as visitor:
        visitor.sign_in("zoe")
        visitor.open(THREAD)
        assert visitor.page.input_value(LETTER) == ""
        yield visitor


def type_in(visitor: Visitor, text: str) -> None:
    """Type a letter and wait until the portal keeps it."""
    with visitor.page.expect_response("**/account/draft") as answer:
        visitor.page.locator(LETTER).press_sequentially(text)
    assert answer.value.status == 204


def empty(visitor: Visitor) -> None:
    """Leave nothing behind for the next test."""
    visitor.open(THREAD)
    with visitor.page.expect_response("**/account/draft"):
        visitor.page.fill(LETTER, "")


def test_a_double_click_sends_one_message(zoe: Visitor) -> None:
    text = "Combien de temps dure la formation?"
    zoe.page.fill(LETTER, text)
    with zoe.page.expect_navigation():
        zoe.page.dblclick(SEND)
    expect(zoe.page.locator("article.letter", has_text=text)).to_have_count(1)
    zoe.open(THREAD)
    expect(zoe.page.locator("article.letter", has_text=text)).to_have_count(1)
    assert zoe.page.input_value(LETTER) == "", "what was sent is no draft any more"


def test_the_same_form_sent_twice_without_script_is_one_message(
    zoe: Visitor, served: Served, browser: Browser
) -> None:
    text = "Faut-il aimer la chaleur?"
    state = zoe.context.storage_state()
    with Visitor(
        browser, served, "fr", checks=False, java_script_enabled=False, storage_state=state
    ) as plain:
        plain.open(THREAD)
        plain.page.fill(LETTER, text)
        form: dict[str, str | float | bool] = {
            name: plain.page.input_value(f"main form [name={name}]")
            for name in ("csrf_token", "send_key", "body", "author_token")
        }
        answers = [plain.context.request.post(THREAD, form=form) for _click in range(2)]
        assert [answer.status for answer in answers] == [200, 200]
        plain.open(THREAD)
        expect(plain.page.locator("article.letter", has_text=text)).to_have_count(1)


def test_a_session_that_ends_while_writing_loses_nothing(
    zoe: Visitor, served: Served, browser: Browser
) -> None:
    text = "Je voulais aussi vous demander si le bruit vous dérange."
    zoe.page.fill(LETTER, text)
    zoe.context.clear_cookies()
    zoe.page.click(SEND)
    assert zoe.path == "/sign-in"
    assert text not in zoe.page.content()

    # On a shared computer, someone else signs in first.
    zoe.page.fill("input[name=name]", "marc")
    zoe.page.fill("input[name=password]", PASSWORD)
    zoe.press(SEND)
    assert zoe.path == THREAD, "the page that asked for the sign-in, which he may read"
    assert text not in zoe.page.content()
    zoe.sign_out()

    zoe.open(f"/sign-in?next={THREAD}")
    zoe.page.fill("input[name=name]", "zoe")
    zoe.page.fill("input[name=password]", PASSWORD)
    zoe.press(SEND)
    assert zoe.path == THREAD
    assert zoe.page.input_value(LETTER) == text
    expect(zoe.page.locator("article.letter", has_text=text)).to_have_count(0)
    zoe.press(SEND)
    expect(zoe.page.locator("article.letter", has_text=text)).to_have_count(1)


def test_a_draft_survives_a_closed_tab(zoe: Visitor, served: Served, browser: Browser) -> None:
    text = "Une idée à moitié"
    type_in(zoe, text)
    zoe.page.close()
    again = zoe.context.new_page()
    again.goto(THREAD)
    assert again.input_value(LETTER) == text
    with Visitor(browser, served, "fr", checks=False) as marc:
        marc.sign_in("marc")
        marc.open(THREAD)
        assert text not in marc.page.content()
    zoe.page = again
    empty(zoe)


def test_what_was_typed_a_moment_before_closing_is_kept_too(zoe: Visitor) -> None:
    text = "Tapé juste avant de fermer"
    zoe.page.fill(LETTER, text)
    zoe.page.close(run_before_unload=True)
    again = zoe.context.new_page()

    def kept() -> bool:
        again.goto(THREAD)
        return again.input_value(LETTER) == text

    wait_until(kept, "the draft")
    zoe.page = again
    empty(zoe)


def test_another_language_in_the_middle_keeps_the_text(zoe: Visitor) -> None:
    text = "Je change de langue au milieu de ma"
    zoe.page.fill(LETTER, text)
    zoe.speak("en")
    assert zoe.path == THREAD
    assert zoe.page.input_value(LETTER) == text
    zoe.speak("fr")
    assert zoe.page.input_value(LETTER) == text
    empty(zoe)


def test_signing_out_in_the_middle_keeps_the_text(zoe: Visitor) -> None:
    text = "La cloche sonne, je finirai de"
    zoe.page.fill(LETTER, text)
    zoe.sign_out()
    zoe.sign_in("zoe")
    zoe.open(THREAD)
    assert zoe.page.input_value(LETTER) == text
    empty(zoe)


def test_the_first_message_is_kept_the_same_way(served: Served, browser: Browser) -> None:
    text = "Bonjour, je me demande comment on devient soudeur."
    with Visitor(browser, served, "fr", checks=False) as noah:
        noah.sign_in("noah")
        noah.open(WRITE)
        noah.page.fill(LETTER, text)
        noah.context.clear_cookies()
        noah.page.click(SEND)
        noah.page.fill("input[name=name]", "noah")
        noah.page.fill("input[name=password]", PASSWORD)
        noah.press(SEND)
        assert noah.path == WRITE
        assert noah.page.input_value(LETTER) == text
        with noah.page.expect_navigation():
            noah.page.dblclick(SEND)
        assert noah.path.startswith("/threads/")
        noah.open("/threads")
        expect(noah.page.locator("ul.rows > li")).to_have_count(1)
