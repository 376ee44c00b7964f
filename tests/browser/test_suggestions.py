"""The box in which one types an occupation: by keyboard, by ear, when it is refused, and plain."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Route, expect

from tests.browser.served import Served
from tests.browser.visitor import Visitor, faults_of

PAGE = "/occupations?lang=en"
CHOSEN = '[role="option"][aria-selected="true"]'


@pytest.fixture
def visitor(served: Served, browser: Browser) -> Iterator[Visitor]:
    """Someone signed out, before the box."""
    with Visitor(browser, served, "en", checks=False) as someone:
        someone.open(PAGE)
        yield someone
        assert someone.wrong == []


def box_of(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("combobox")


def typed(visitor: Visitor, words: str) -> Locator:
    """Type `words`; return the box once its list is open."""
    box = box_of(visitor)
    box.press_sequentially(words)
    expect(box).to_have_attribute("aria-expanded", "true")
    return box


def heard(visitor: Visitor) -> Locator:
    return visitor.page.locator(".search-box [role=status], form [role=status]").first


def is_chosen(visitor: Visitor, box: Locator, place: int) -> None:
    """Hold that one option alone is chosen, the one at `place`, and that the box says so."""
    option = visitor.page.get_by_role("option").nth(place)
    expect(option).to_have_attribute("aria-selected", "true")
    expect(visitor.page.locator(CHOSEN)).to_have_count(1)
    expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "-")
    expect(box).to_be_focused()


def test_the_box_is_a_combobox_that_says_what_it_has(visitor: Visitor) -> None:
    box = box_of(visitor)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_attribute("aria-autocomplete", "list")
    assert (
        visitor.page.locator(f"#{box.get_attribute('aria-controls')}[role=listbox]").count() == 1
    )
    typed(visitor, "weld")
    number = visitor.page.get_by_role("option").count()
    expect(heard(visitor)).to_have_text(f"{number} suggestions, up and down arrows to choose")
    assert faults_of(visitor.page) == []
    box.fill("zzzzqqqq")
    expect(heard(visitor)).to_have_text("No suggestion: Enter shows other ways on")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_arrows_go_round_and_home_and_end_go_to_the_ends(visitor: Visitor) -> None:
    box = typed(visitor, "nurse")
    last = visitor.page.get_by_role("option").count() - 1
    assert last > 1
    for key, place in [
        ("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", last), ("ArrowDown", 0),
        ("End", last), ("Home", 0),
    ]:  # fmt: skip
        box.press(key)
        is_chosen(visitor, box, place)
    box.press("ArrowLeft")
    expect(visitor.page.locator(CHOSEN)).to_have_count(0)
    box.press("Home")
    assert box.evaluate("box => box.selectionStart") == 0, "the text has its keys back"
    box.press("ArrowUp")
    is_chosen(visitor, box, last)


def test_what_comes_late_does_not_take_the_choice_away(visitor: Visitor) -> None:
    held: list[Route] = []

    def hold_the_second(route: Route) -> None:
        if "q=nurse" in route.request.url:
            held.append(route)
        else:
            route.continue_()

    visitor.page.route("**/occupations/suggest*", hold_the_second)
    box = typed(visitor, "nur")
    first = visitor.page.get_by_role("option").all_inner_texts()
    with visitor.page.expect_request("**/occupations/suggest?q=nurse*"):
        box.press_sequentially("se")
    box.press("ArrowDown")
    with visitor.page.expect_response("**/occupations/suggest?q=nurse*") as late:
        held[0].fulfill(json=[])
    late.value.finished()
    is_chosen(visitor, box, 0)
    assert visitor.page.get_by_role("option").all_inner_texts() == first


def test_escape_closes_and_keeps_the_words_and_an_arrow_opens_again(visitor: Visitor) -> None:
    box = typed(visitor, "nurse")
    box.press("ArrowDown")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert box.get_attribute("aria-activedescendant") is None
    expect(box).to_have_value("nurse")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Tab")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_enter_takes_the_chosen_one_or_searches_for_the_words(visitor: Visitor) -> None:
    box = typed(visitor, "welde")
    with visitor.page.expect_navigation():
        box.press("Enter")
    assert "q=welde" in visitor.page.url
    visitor.open(PAGE)
    box = typed(visitor, "welde")
    box.press("ArrowDown")
    with visitor.page.expect_navigation():
        box.press("Enter")
    assert visitor.path == "/occupations/72106"


def test_a_click_takes_an_option(visitor: Visitor) -> None:
    typed(visitor, "welde")
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("option").first.click()
    assert visitor.path == "/occupations/72106"


def test_when_refused_the_box_stays_quiet_and_the_search_goes_on(visitor: Visitor) -> None:
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(
            status=429,
            headers={"Retry-After": "60", "Content-Type": "application/json"},
            body=json.dumps({"error": "…", "retry_after": 60}),
        )

    visitor.page.route("**/occupations/suggest*", refuse)
    box = box_of(visitor)
    with visitor.page.expect_response("**/occupations/suggest*"):
        box.press_sequentially("wel")
    box.press_sequentially("der", delay=150)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(heard(visitor)).to_have_text("")
    with visitor.page.expect_navigation():
        box.press("Enter")
    assert len(asked) == 1, "it waits as long as it was told"
    assert "welder" in visitor.page.content().lower()


def test_without_script_the_box_searches(served: Served, browser: Browser) -> None:
    with Visitor(browser, served, "en", checks=False, java_script_enabled=False) as plain:
        plain.open(PAGE)
        box = plain.page.locator("[data-suggest]")
        assert box.get_attribute("role") is None, "nothing promises a list that never comes"
        box.fill("vet tech")
        with plain.page.expect_navigation():
            box.press("Enter")
        assert plain.page.locator('a[href="/occupations/32104"]').count() == 1
