"""Every page of the public, students and mentors: accessible, narrow, silent, by keyboard."""

import pytest
from flask import Flask
from playwright.sync_api import Browser

from portal.models.people import Role
from tests.browser.groups import add_groups
from tests.browser.pages import (
    ADDRESSES,
    ASKED_OF_MENTOR,
    FIRST_CONCERN,
    NO_PAGES,
    OWN_ADDRESSES,
    PENDING,
    SECOND_CONCERN,
    TOPIC,
    by_keyboard,
    by_sight,
    faults_of_role,
)
from tests.browser.served import Served
from tests.browser.visitor import DESKTOP, NARROW, Visitor
from tests.cast import IDS, THREAD_ZOE_MARC


@pytest.fixture(scope="module", autouse=True)
def _request_that_waits(served: Served, browser: Browser) -> None:
    """Let noah ask marc something, so that marc has a request to answer."""
    with Visitor(browser, served, "fr", checks=False) as noah:
        noah.sign_in("noah")
        noah.open(f"/mentors/{IDS['marc']}/write")
        noah.send("Bonjour, à quoi ressemble une journée ordinaire?")
        assert noah.path == f"/threads/{PENDING}"


@pytest.fixture(scope="module", autouse=True)
def _fifth_message(served: Served, browser: Browser) -> None:
    """Let zoe and marc write on: at five messages, zoe is asked three questions."""
    for who in ("zoe", "marc"):
        with Visitor(browser, served, "fr", checks=False) as visitor:
            visitor.sign_in(who)
            visitor.open(f"/threads/{THREAD_ZOE_MARC}")
            visitor.send("Merci, cela m’aide beaucoup.")


@pytest.fixture(scope="module", autouse=True)
def _worries(served: Served, browser: Browser) -> None:
    """Let zoe report a profile, and marc raise a concern."""
    with Visitor(browser, served, "fr", checks=False) as zoe:
        zoe.sign_in("zoe")
        zoe.report(f"/mentors/{IDS['grace']}", "other")
        assert zoe.path == f"/concerns/{FIRST_CONCERN}/received"
    with Visitor(browser, served, "fr", checks=False) as marc:
        marc.sign_in("marc")
        words = "Elle n’écrit plus depuis un mois."
        path = f"/threads/{THREAD_ZOE_MARC}"
        marc.raise_concern(path, words, topic="silence", priority="normal")
        assert marc.path == f"/concerns/{SECOND_CONCERN}/received"


@pytest.fixture(scope="module", autouse=True)
def _write_groups(served: Served, _worries: None, _request_that_waits: None) -> None:
    """Let a topic with two posts be there, after all the conversations."""
    assert add_groups(served)[::2] == (TOPIC, ASKED_OF_MENTOR)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("role", [None, Role.STUDENT, Role.MENTOR], ids=str)
def test_every_page_is_fit_to_be_read(
    served: Served, browser: Browser, app: Flask, role: Role | None, language: str
) -> None:
    with Visitor(browser, served, language) as visitor:
        assert faults_of_role(visitor, app, role, language) == {}


def test_the_skip_link_leads_to_the_content(served: Served, browser: Browser) -> None:
    with Visitor(browser, served, "fr") as visitor:
        visitor.open("/occupations")
        visitor.page.keyboard.press("Tab")
        visitor.page.keyboard.press("Enter")
        assert visitor.page.evaluate("document.activeElement.id") == "main"
        visitor.page.keyboard.press("Tab")
        assert visitor.page.evaluate("document.activeElement.closest('main') !== null")


def test_the_addresses_are_of_endpoints_that_exist(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints >= NO_PAGES | set(ADDRESSES) | {endpoint for endpoint, _role in OWN_ADDRESSES}


# What each of the checks is for, done to a page that was clean.
WRONG = {
    "label:": "document.querySelector('main label').remove()",
    "color-contrast:": "document.querySelector('main h1').style.color = '#ddd'",
    "link-name:": "document.querySelector('header a').replaceChildren()",
    "landmark-no-duplicate-banner:": """{
      const head = document.createElement('div');
      head.role = 'banner', head.textContent = 'Lanterne';
      document.querySelector('main').append(head);
    }""",
    "wider than 320 px:": "document.querySelector('main h1').style.width = '330px'",
    "the first stop is": "document.querySelector('a[href=\"#main\"]').remove()",
    "no visible focus on": "document.querySelector('main a').style.outline = 'none'",
    "focus out of view on": """{
      const link = document.querySelector('main a');
      link.style.position = 'fixed', link.style.left = '-900px';
    }""",
}


def test_what_is_wrong_is_noticed(served: Served, browser: Browser) -> None:
    with Visitor(browser, served, "fr") as visitor:
        visitor.open("/sign-in")
        for fault, wrong in WRONG.items():
            visitor.page.goto("/sign-in")
            visitor.page.evaluate(wrong)
            seen = by_sight(visitor.page, DESKTOP, NARROW) + by_keyboard(visitor.page)
            assert any(one.startswith(fault) for one in seen), (fault, seen)
