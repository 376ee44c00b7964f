"""What the script adds for moderators: single keys, and taking out what is selected."""

import pytest
from playwright.sync_api import Browser

from tests.browser.served import Served
from tests.browser.visitor import Visitor
from tests.cast import HELD_TEXT, HOLD

CASE = f"/moderation/{HOLD}"
SELECT = """() => {
  const range = document.createRange(), chosen = getSelection();
  range.selectNodeContents(document.querySelector("#original mark"));
  chosen.removeAllRanges();
  chosen.addRange(range);
}"""


@pytest.fixture
def mona(served: Served, browser: Browser):
    with Visitor(browser, served, "fr", checks=False) as visitor:
        visitor.sign_in("mona")
        yield visitor


def test_what_is_selected_in_the_message_is_taken_out_of_the_text(mona: Visitor) -> None:
    mona.open(CASE)
    assert mona.page.input_value("#redact-body") == HELD_TEXT
    mona.page.evaluate(SELECT)
    mona.page.click("[data-remove-in] button")
    without = HELD_TEXT.replace("514 555-0123", "[retiré]")
    assert mona.page.input_value("#redact-body") == without


def test_what_is_selected_in_the_text_itself_is_taken_out(mona: Visitor) -> None:
    mona.open(CASE)
    mona.page.evaluate("document.querySelector('#redact-body').setSelectionRange(0, 7)")
    mona.page.click("[data-remove-in] button")
    assert mona.page.input_value("#redact-body").startswith("[retiré] Grace")


def test_keys_lead_on_are_silent_in_fields_and_can_be_switched_off(mona: Visitor) -> None:
    mona.open("/moderation")
    with mona.page.expect_navigation():
        mona.page.keyboard.press("n")
    assert mona.path == CASE
    for _key in range(2):  # by the only one, back to the list, and to it again
        with mona.page.expect_navigation():
            mona.page.keyboard.press("n")
    assert mona.path == CASE
    for key, field in (
        ("f", "refuse-reason"),
        ("e", "escalate-note"),
        ("t", "note-body"),
        ("r", "redact-body"),
    ):
        mona.page.keyboard.press(key)
        assert str(mona.page.evaluate("document.activeElement.id")).startswith(field)
        if key != "r":
            mona.page.evaluate("document.activeElement.blur()")
    mona.page.keyboard.type("aef")
    assert mona.page.input_value("#redact-body") == "aef" + HELD_TEXT
    mona.page.click("[data-keys] summary")
    mona.page.uncheck("#keys-on")
    mona.open(CASE)
    mona.page.keyboard.press("r")
    assert mona.page.evaluate("document.activeElement.id") != "redact-body"
    mona.page.click("[data-keys] summary")
    assert not mona.page.is_checked("#keys-on")
    mona.page.check("#keys-on")
    mona.open(CASE)
    with mona.page.expect_navigation():
        mona.page.keyboard.press("a")
    assert mona.path == "/moderation", "approved: nothing waits"
