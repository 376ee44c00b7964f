"""A student looks around without a word to search for: with script, without, by keyboard."""

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import by_keyboard, by_sight, faults_at
from tests.browser.served import Served
from tests.browser.visitor import DESKTOP, NARROW, Visitor
from tests.cast import IDS

HANDS = {"R": "2", "I": "1", "A": "0", "S": "0", "E": "0", "C": "1"}
WAYS = (
    "/occupations",
    "/occupations?level=dec",
    "/occupations?subject=technology",
    "/occupations/interests",
    "/occupations/72106",
    "/occupations/72310",  # its one mentor is on pause
    "/curiosities",
)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_six_questions_to_a_list_that_the_counsellor_sees(
    served: Served, browser: Browser, script: bool
) -> None:
    who, counsellor = ("zoe", "claire") if script else ("lea", "fatou")
    with Visitor(browser, served, "fr", checks=script, java_script_enabled=script) as visitor:
        visitor.sign_in(who)
        visitor.open("/occupations")
        visitor.follow("/occupations/interests")
        for letter, answer in HANDS.items():
            visitor.page.check(f'input[name="{letter}"][value="{answer}"]')
        visitor.press("main form button.btn-main")
        visitor.follow("/occupations/72106")
        visitor.press('main button[value="add"]')
        assert visitor.path == "/occupations/72106"
        visitor.follow("/curiosities")
        visitor.press('main button[name="share"][value="yes"]')
        visitor.open("/occupations/72310")
        visitor.press('main form[action="/saved-searches"] button')
    with Visitor(browser, served, "fr", checks=False) as staff:
        staff.sign_in(counsellor)
        staff.open(f"/counsellor/students/{IDS[who]}")
        assert staff.page.locator('main a[href="/occupations/72106"]').count() == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_way_in_is_fit_to_be_read(served: Served, browser: Browser, language: str) -> None:
    with Visitor(browser, served, language) as visitor:
        visitor.sign_in("zoe")
        visitor.speak(language)
        found = {path: faults_at(visitor, path, language) for path in WAYS}
        assert {path: faults for path, faults in found.items() if faults} == {}


def test_the_answer_to_the_questions_is_fit_to_be_read(served: Served, browser: Browser) -> None:
    with Visitor(browser, served, "en") as visitor:
        visitor.open("/occupations/interests")
        for letter, answer in HANDS.items():
            visitor.page.check(f'input[name="{letter}"][value="{answer}"]')
        visitor.press("main form button.btn-main")
        page = visitor.page
        page.emulate_media(color_scheme="dark")
        assert by_sight(page, NARROW, DESKTOP) == []
        page.set_viewport_size(DESKTOP)
        assert by_keyboard(page) == []


def test_a_surprise_is_followed_by_another_one(served: Served, browser: Browser) -> None:
    with Visitor(browser, served, "fr") as visitor:
        visitor.open("/occupations")
        visitor.follow("/occupations/surprise")
        first = visitor.path
        visitor.follow("/occupations/surprise")
        # marc, a welder, and grace, a nurse, have room.
        assert {first, visitor.path} == {"/occupations/72106", "/occupations/31301"}
