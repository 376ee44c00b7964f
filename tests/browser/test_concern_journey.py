"""Distress in a real browser: help at once, people told and told next, handled, read about.

Every page met is held against axe and against sideways scroll by `Visitor.check`.
"""

import subprocess
import sys
from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect

from tests.browser.served import ROOT, Served
from tests.browser.visitor import Visitor
from tests.cast import NAMES, THREAD_ZOE_MARC

THREAD = f"/threads/{THREAD_ZOE_MARC}"
WORDS = "J’ai envie de mourir. Je ne le dis à personne."
# A worker whose clock is half an hour ahead: the board's delay has gone by.
LATER = """
from datetime import timedelta
from threading import Event
from portal import clock, create_app
from portal.worker import loop
with create_app().app_context(), clock.moved_by(timedelta(minutes=31)):
    loop.work(Event(), once=True)
"""


def test_distress_is_seen_handled_and_said(served: Served, browser: Browser) -> None:
    zoe = Visitor(browser, served, "fr")
    zoe.sign_in("zoe")
    zoe.open(THREAD)
    zoe.send(WORDS)
    expect(zoe.page.locator("#help-now")).to_be_visible()
    expect(zoe.page.locator('main a[href^="tel:"]').first).to_be_visible()

    case = case_in(served, "claire")
    assert case_in(served, "mona") == case, "her counsellor and the moderators are told together"
    subprocess.run([sys.executable, "-c", LATER], cwd=ROOT, env=served.environ, check=True)
    assert case_in(served, "coralie") == case, "it went on to the next people"

    claire = Visitor(browser, served, "fr")
    claire.sign_in("claire")
    claire.follow("/concerns")
    claire.follow(case)
    assert WORDS in claire.text()
    claire.press('main form[action$="/take"] button')
    settle_youth_protection(claire)
    claire.page.fill('main textarea[name="body"]', "Rencontrée à 8 h 15 avec sa mère.")
    claire.press('main form[action$="/notes"] button')
    claire.page.check('input[name=close-reason][value="handled"]')
    claire.page.fill('textarea[name="close-body"]', "Suivi avec la psychologue de l’école.")
    claire.press('main form[action$="/close"] button')
    assert "Rencontrée à 8 h 15" in claire.text()
    assert WORDS not in claire.text(), "a closed case shows the conversation no more"

    zoe.open("/account")
    zoe.follow("/account/privacy")
    expect(zoe.page.locator("tbody tr").first).to_contain_text("Claire Fontaine")


def settle_youth_protection(visitor: Visitor) -> None:
    form = visitor.page.locator('form[action$="/duties/youth_protection"]')
    visitor.page.locator("li", has=form).locator("summary").click()
    form.locator("textarea").fill("Signalé à la DPJ à 8 h 30.")
    visitor.press('form[action$="/duties/youth_protection"] button')


def test_a_message_is_reported_in_two_taps(served: Served, browser: Browser) -> None:
    zoe = Visitor(browser, served, "en")
    zoe.sign_in("zoe")
    zoe.open(THREAD)
    zoe.press("main a.report")
    zoe.press('main button[value="bullying"]')
    assert zoe.path.endswith("/received")
    zoe.open(THREAD)
    assert "Par un DEP" not in zoe.text()


def case_in(served: Served, name: str) -> str:
    """Wait for the mail to `name`; return the address of the case, all that it tells."""
    mail = served.next_mail_to(f"{name}@example.org", 0)
    text = f"{mail['Subject']} {mail.get_content()}"
    assert not any(part in text for names in NAMES.values() for part in names)
    assert "mourir" not in text
    line = next(word for word in text.split() if "/concerns/" in word)
    return urlsplit(line).path
