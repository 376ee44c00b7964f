"""Every page of the staff: accessible, narrow, silent, by keyboard."""

import pytest
from flask import Flask
from playwright.sync_api import Browser

from portal.models.people import Role
from tests.browser.groups import add_groups
from tests.browser.pages import (
    ASKED_OF_STAFF,
    FILE,
    FIRST_POST,
    FOURTH_CONCERN,
    REFUSED,
    THREAD_OPENED,
    TOPIC,
    faults_of_role,
)
from tests.browser.served import Served
from tests.browser.visitor import Visitor
from tests.cast import GROUP_402, IDS, THREAD_ZOE_MARC


@pytest.fixture(scope="module", autouse=True)
def _work_begun(served: Served, browser: Browser) -> None:
    """Let claire open a conversation for a reason, and adele choose a file to import."""
    with Visitor(browser, served, "fr", checks=False) as claire:
        claire.sign_in("claire")
        claire.open(f"/threads/{THREAD_OPENED}/open")
        claire.page.fill("input[name=reason]", "L’élève a demandé de l’aide.")
        claire.press("main form button")
        assert claire.path == f"/threads/{THREAD_OPENED}"
    with Visitor(browser, served, "fr", checks=False) as adele:
        adele.sign_in("adele")
        adele.open("/admin/imports")
        adele.page.check('input[name=kind][value="students"]')
        adele.page.select_option("select[name=school]", "1")
        adele.page.set_input_files("input[type=file]", FILE)
        adele.press("main form button.btn-main")
        assert adele.path == "/admin/imports/1"


@pytest.fixture(scope="module", autouse=True)
def _class_at_work(served: Served, browser: Browser, _work_begun: None) -> None:
    """Let claire begin a class period with a glance, and noah write a first message in it."""
    with Visitor(browser, served, "fr", checks=False) as claire:
        claire.sign_in("claire")
        claire.open(f"/counsellor/class-groups/{GROUP_402}/period")
        claire.page.check("input[name=glance]")
        claire.press("main form button.btn-main")
        assert claire.path == "/counsellor/class-periods/1"
        claire.open(f"/counsellor/packs/new?scope=class-group&id={GROUP_402}")
        claire.press("main form button.btn-main")
        assert claire.path == "/counsellor/packs/1"
    with Visitor(browser, served, "fr", checks=False) as noah:
        noah.sign_in("noah")
        noah.open(f"/mentors/{IDS['marc']}/write")
        noah.send("Bonjour, à quoi ressemble une journée ordinaire?")


@pytest.fixture(scope="module", autouse=True)
def _worries(served: Served, browser: Browser) -> None:
    """Let claire and mona raise concerns, then coralie and adele report a profile."""
    for who, topic in (("claire", "distress"), ("mona", "bullying")):
        with Visitor(browser, served, "fr", checks=False) as visitor:
            visitor.sign_in(who)
            path, words = f"/threads/{THREAD_OPENED}", "Elle parle de choses sombres."
            visitor.raise_concern(path, words, topic=topic, priority="immediate")
    for who in ("coralie", "adele"):
        with Visitor(browser, served, "fr", checks=False) as visitor:
            visitor.sign_in(who)
            visitor.report(f"/mentors/{IDS['grace']}", "other")
            last = visitor.path
    assert last == f"/concerns/{FOURTH_CONCERN}/received"


@pytest.fixture(scope="module", autouse=True)
def _refusal(served: Served, browser: Browser) -> None:
    """Let zoe send a number all the same, and mona refuse it: a step is proposed."""
    with Visitor(browser, served, "fr", checks=False) as zoe:
        zoe.sign_in("zoe")
        zoe.open(f"/threads/{THREAD_ZOE_MARC}")
        zoe.send("Mon numéro : 514 555-0123.")
        zoe.press('main form button[value="anyway"]')
    with Visitor(browser, served, "fr", checks=False) as mona:
        mona.sign_in("mona")
        mona.open(f"/moderation/{REFUSED}")
        mona.page.check("input[name=refuse-reason] >> nth=0")
        mona.press('main button[value="refuse"]')
        assert mona.path == f"/moderation/{REFUSED}"


@pytest.fixture(scope="module", autouse=True)
def _write_groups(served: Served, _refusal: None, _class_at_work: None) -> None:
    """Let a topic with two posts be there, after all the conversations."""
    assert add_groups(served) == (TOPIC, FIRST_POST, ASKED_OF_STAFF)


STAFF = [Role.COUNSELLOR, Role.MODERATOR, Role.COORDINATOR, Role.ADMINISTRATOR]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("role", STAFF, ids=str)
def test_every_page_of_the_staff_is_fit_to_be_read(
    served: Served, browser: Browser, app: Flask, role: Role, language: str
) -> None:
    with Visitor(browser, served, language) as visitor:
        assert faults_of_role(visitor, app, role, language) == {}
