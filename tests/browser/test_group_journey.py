"""A group and a class circle from their making to their end, in a browser, in both languages.

`test_every_page` looks at each page for itself: only what it cannot meet is asked of axe here.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, expect

from portal import clock
from portal.data.holidays import holidays
from portal.school_time import SchoolTime
from tests.browser.served import ROOT, Served
from tests.browser.visitor import Visitor, faults_of
from tests.cast import ENVOL, GROUP_401, IDS, NAMES

CAST = ("claire", "zoe", "noah", "marc", "mona")
CIRCLES = f"/circles/of/{GROUP_401}/new"
# What ends a circle before its last day: nobody waits for it in a test.
END = """
import sys
from portal import create_app
from tests.circles import move_end
with create_app().app_context():
    move_end(int(sys.argv[1]), -1)
"""


@dataclass(frozen=True, slots=True)
class Words:
    """What is typed and read in one language."""

    language: str
    names: dict[str, str]  # each run has a group and a circle of its own
    rules: str
    title: str
    question: str  # with contact data
    reply: str
    of_guest: str
    too_late: str
    closed: str
    after: str
    circles: dict[str, str]
    opening: str
    welder: str
    asked: str
    answered: str
    someone: str

    @property
    def name(self) -> str:
        """What the group is called in this language."""
        return self.names[self.language]


WORDS = {
    "fr": Words(
        "fr",
        {"fr": "Métiers de plein air", "en": "Outdoor trades"},
        "On écoute et on ne se moque pas.",
        "L’hiver",
        "Est-ce que l’école peut appeler au 514 555-0100 pour une visite?",
        "Ma cousine y est allée, elle a aimé.",
        "On s’habille bien et on fait des pauses au chaud.",
        "Merci, je vais y penser.",
        "Ce sujet vient d’être fermé",
        "Je reviens au sujet.",
        {"fr": "Le pont", "en": "The bridge"},
        "Voici quelqu’un qui soude des ponts: posez vos questions.",
        "soudeuse",
        "Est-ce que ça fait peur en hauteur?",
        "Les premiers jours, oui; le harnais aide beaucoup.",
        "Quelqu’un de la classe",
    ),
    "en": Words(
        "en",
        {"fr": "Métiers du froid", "en": "Cold places"},
        "We listen and make fun of nobody.",
        "Winter",
        "May the school call 514 555-0100 to ask for a visit?",
        "My cousin went there and liked it.",
        "Good clothes, and breaks where it is warm.",
        "Thank you, I will think about it.",
        "This topic was closed",
        "Back to the topic.",
        {"fr": "Le navire", "en": "The ship"},
        "Here is somebody who welds bridges: ask your questions.",
        "welder",
        "Is it scary to work so high up?",
        "The first days, yes; the harness helps a lot.",
        "Someone of the class",
    ),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """Everybody at a browser of their own, signed in and in one language."""

    served: Served
    words: Words
    claire: Visitor
    zoe: Visitor
    noah: Visitor
    marc: Visitor
    mona: Visitor


@pytest.fixture(params=["fr", "en"])
def stage(served: Served, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """The five of them, signed in."""
    language = str(request.param)
    with ExitStack() as doors:
        people = [
            doors.enter_context(Visitor(browser, served, language, checks=False)) for _one in CAST
        ]
        for name, visitor in zip(CAST, people, strict=True):
            visitor.sign_in(name)
            visitor.speak(language)
        yield Stage(served, WORDS[language], *people)
        assert [visitor.wrong for visitor in people] == [[]] * len(CAST)


def test_a_group_and_a_circle_from_their_making_to_their_end(stage: Stage) -> None:
    group, code = makes_a_group(stage)
    join_by_code(stage, group, code)
    topic = first_topic_is_held(stage, group)
    is_approved_and_answered(stage, topic)
    guest_answers(stage, group, topic)
    a_reply_to_a_closed_topic_is_kept(stage, topic)
    one_click_has_everything_read_first(stage, topic)
    circle = makes_a_circle(stage)
    question_waits_for_a_glance(stage, circle)
    mentor_answers_once(stage, circle)
    stands_on_the_occupations_page(stage, circle)


def makes_a_group(stage: Stage) -> tuple[str, str]:
    """The counsellor makes a group with rules in both languages; return its address and code."""
    claire, words = stage.claire, stage.words
    claire.open("/groups")
    claire.follow("/groups/new")
    for language, said in WORDS.items():
        claire.page.fill(f"[name=name_{language}]", words.names[language])
        claire.page.fill(f"[name=rules_{language}]", said.rules)
    claire.page.check("input[name=door][value=code]")
    claire.page.check(f'input[name=schools][value="{ENVOL}"]')
    claire.press("main form button.btn-main")
    group = claire.path
    assert words.name in claire.page.inner_text("h1"), claire.text()
    claire.follow(f"{group}/members")
    claire.press(f'main form[action="{group}/members/code"] button')
    return group, claire.page.inner_text("main p.h3")


def join_by_code(stage: Stage, group: str, code: str) -> None:
    """Two students come in by the code, read aloud, and read the rules of the group."""
    for student in (stage.zoe, stage.noah):
        student.open("/groups")
        assert stage.words.name not in student.text(), "a group by code is on no list"
        student.follow("/groups/code")
        student.page.fill("input[name=code]", code.upper())
        student.press("main form button.btn-main")
        assert student.path == group
    stage.zoe.page.click("main summary >> nth=0")
    assert stage.words.rules in stage.zoe.text()


def first_topic_is_held(stage: Stage, group: str) -> str:
    """A topic with a number is coached, then held; return its address."""
    zoe, words = stage.zoe, stage.words
    zoe.follow(f"{group}/topics/new")
    zoe.page.fill("input[name=title]", words.title)
    zoe.send(words.question)
    expect(zoe.page.locator("#errors")).to_be_focused()
    expect(zoe.page.locator("mark.finding")).to_contain_text("514 555-0100")
    assert zoe.page.input_value("textarea[name=body]") == words.question
    assert faults_of(zoe.page) == []
    zoe.press('main form button[value="anyway"]')
    topic = zoe.path
    expect(zoe.page.locator("article.letter-held")).to_have_count(1)
    stage.noah.open(group)
    assert words.title not in stage.noah.text(), "nobody else learns that it exists"
    return topic


def is_approved_and_answered(stage: Stage, topic: str) -> None:
    """A moderator sees the group and the topic and shows the post; noah quotes and marks it."""
    mona, noah, words = stage.mona, stage.noah, stage.words
    mona.open("/moderation")
    mona.press(f'main tbody a:has-text("{words.name}")')
    case = mona.text()
    assert words.name in case and words.title in case and "514 555-0100" in case, case
    mona.press('button[value="approve"]')
    noah.open(topic)
    noah.press('main a[href*="quote="]')
    expect(noah.page.locator("form blockquote.quoted")).to_contain_text(words.question)
    noah.send(words.reply)
    quoting = noah.page.locator("article.letter-own")
    expect(quoting.locator("blockquote")).to_contain_text(words.question)
    noah.press('form[action$="/useful"] button')
    expect(noah.page.locator('button[aria-pressed="true"]')).to_have_count(1)
    noah.page.click("details:has(select[name=frequency]) summary")
    noah.page.select_option("select[name=frequency]", "daily")
    noah.press('form[action$="/follow"] button')
    assert noah.page.locator("select[name=frequency]").input_value() == "daily"


def guest_answers(stage: Stage, group: str, topic: str) -> None:
    """The counsellor invites a mentor for a month, who says yes and answers."""
    claire, marc, words = stage.claire, stage.marc, stage.words
    claire.open(f"{group}/members")
    claire.page.fill("main input[name=q]", words.welder)
    claire.press("main form[role=search] button")
    claire.page.check(f'input[name=mentor][value="{IDS["marc"]}"]')
    last = clock.today() + timedelta(days=30)
    claire.page.fill("input[name=last]", last.isoformat())
    claire.press("main form:not([role=search]) button.btn-main")
    marc.open("/groups")
    marc.press(f'main a:has-text("{words.name}")')
    marc.press('main button[value="yes"]')
    assert marc.path == group
    marc.press(f'main a:has-text("{words.title}")')
    marc.send(words.of_guest)
    stage.zoe.open(topic)
    expect(stage.zoe.page.locator("article:has(.state-info)").last).to_contain_text(words.of_guest)


def a_reply_to_a_closed_topic_is_kept(stage: Stage, topic: str) -> None:
    """The topic closes while zoe types: nothing of it is lost, and a sentence says why."""
    claire, zoe, words = stage.claire, stage.zoe, stage.words
    zoe.page.fill("textarea[name=body]", words.too_late)
    claire.open(topic)
    claire.press('main button[value="close"]')
    zoe.press("main form button.btn-main")
    expect(zoe.page.locator("#errors")).to_be_focused()
    expect(zoe.page.locator("#errors")).to_contain_text(words.closed)
    assert zoe.page.input_value("#kept") == words.too_late
    assert faults_of(zoe.page) == []


def one_click_has_everything_read_first(stage: Stage, topic: str) -> None:
    """With full review the next post is held, and shown once a moderator has read it."""
    claire, noah, words = stage.claire, stage.noah, stage.words
    claire.press('main button[value="close/off"]')
    claire.press('main button[value="review"]')
    noah.open(topic)
    noah.send(words.after)
    expect(noah.page.locator("article.letter-held")).to_contain_text(words.after)
    stage.zoe.open(topic)
    assert words.after not in stage.zoe.text()
    stage.mona.open("/moderation")
    assert words.name in stage.mona.text()


def makes_a_circle(stage: Stage) -> str:
    """The counsellor asks a mentor to come to the class, who says yes; return the address."""
    claire, marc, words = stage.claire, stage.marc, stage.words
    claire.open(f"/counsellor/class-groups/{GROUP_401}")
    claire.follow(CIRCLES)
    claire.page.fill("input[name=q]", words.welder)
    claire.press("main form button")
    claire.follow(f"{CIRCLES}?mentor={IDS['marc']}")
    for language, name in words.circles.items():
        claire.page.fill(f"[name=name_{language}]", name)
    claire.page.fill("input[name=first]", school_day(-1).isoformat())
    claire.page.fill("input[name=last]", school_day(1).isoformat())
    claire.page.check("input[name=glance]")
    claire.page.fill("textarea[name=opening]", words.opening)
    claire.press("main form button.btn-main")
    circle = claire.path
    assert re.fullmatch(r"/circles/\d+", circle), claire.text()
    marc.open("/groups")
    marc.press(f'main a:has-text("{words.circles[words.language]}")')
    marc.press('main button[value="yes"]')
    assert marc.path == circle
    return circle


def school_day(step: int) -> date:
    """Return the next day with school after today (1), or the last one before it (-1)."""
    year, day = clock.today().year, clock.today()
    closed = frozenset().union(*(holidays(year + more) for more in (-1, 0, 1)))
    while True:
        day += timedelta(days=step)
        if SchoolTime(closed_days=closed).is_open(day):
            return day


def question_waits_for_a_glance(stage: Stage, circle: str) -> None:
    """A student asks as someone of the class; the adult sees who it is, and lets it go."""
    zoe, claire, noah, words = stage.zoe, stage.claire, stage.noah, stage.words
    zoe.open(circle)
    zoe.page.check("input[name=unnamed]")
    zoe.send(words.asked)
    expect(zoe.page.locator("article.letter-held")).to_contain_text(words.asked)
    stage.marc.open(circle)
    assert words.asked not in stage.marc.text(), "it waits: the mentor does not learn of it"
    absent = noah.page.goto(circle)
    assert absent is not None and absent.status == 404, "of another class"
    claire.open(circle)
    claire.follow(f"{circle}/waiting")
    expect(claire.page.locator("article")).to_contain_text(" ".join(NAMES["zoe"]))
    assert words.asked in claire.text()
    claire.press('main button[value="go"]')
    assert words.asked not in claire.text()


def mentor_answers_once(stage: Stage, circle: str) -> None:
    """The mentor ticks the question of someone of the class; the answer stands beside it."""
    marc, zoe, words = stage.marc, stage.zoe, stage.words
    marc.open(circle)
    asked = marc.page.locator("article", has_text=words.asked)
    expect(asked).to_contain_text(words.someone)
    assert NAMES["zoe"][0] not in marc.text()
    asked.locator("input[name=questions]").check()
    marc.send(words.answered)
    expect(asked).to_contain_text(words.answered)
    zoe.open(circle)
    expect(zoe.page.locator("article", has_text=words.asked)).to_contain_text(words.answered)


def stands_on_the_occupations_page(stage: Stage, circle: str) -> None:
    """After the end the counsellor proposes it, the mentor agrees: it names nobody."""
    claire, marc, zoe, words = stage.claire, stage.marc, stage.zoe, stage.words
    end = [sys.executable, "-c", END, circle.rpartition("/")[2]]
    subprocess.run(end, cwd=ROOT, env=stage.served.environ, check=True)
    zoe.open("/occupations/72106")
    assert words.asked not in zoe.text()
    claire.open(circle)
    claire.press('main a[href$="/share"]')
    claire.press("main form button.btn-main")
    assert claire.path == circle
    zoe.open("/occupations/72106")
    assert words.asked not in zoe.text(), "one of the two has agreed"
    marc.open(circle)
    assert faults_of(marc.page) == []
    marc.press('main button[value="agree"]')
    zoe.open("/occupations/72106")
    stands = zoe.page.locator("section[aria-labelledby=questions] article", has_text=words.asked)
    expect(stands).to_contain_text(words.answered)
    said = zoe.page.inner_text("section[aria-labelledby=questions]")
    assert not [name for who in CAST for name in NAMES[who] if name in said]
