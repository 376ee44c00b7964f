"""Every page of the portal with an address for each role, and what holds it against the rules."""

from typing import Any

from flask import Flask
from playwright.sync_api import FilePayload, Page, ViewportSize

from portal.models.people import Role
from portal.queries.standings import Need
from portal.web.guard import access_of
from tests.browser.visitor import (
    AXE_OPTIONS,
    DESKTOP,
    LOOK_OPTIONS,
    NARROW,
    Visitor,
    faults_of,
    shapes_of,
    too_wide,
)
from tests.cast import GROUP_401, HOLD, IDS, PLAYED_BY, THREAD_LEA_GRACE, THREAD_ZOE_MARC

Faults = dict[str, list[str]]  # what is wrong, by address

# What the tests bring about before they look: a request that waits, a conversation opened.
PENDING, THREAD_OPENED = 3, THREAD_ZOE_MARC
FROM_ZOE, FROM_MARC = 1, 2  # messages of their thread
REFUSED = 2  # a message of zoe's, after the cast's own held one
TOPIC, FIRST_POST = 4, 9  # the post where the staff looks; a conversation more is before it
CIRCLE, OVER = 5, 6  # after the groups beside the cast; the second one has ended
ASKED_OF_MENTOR, ASKED_OF_STAFF = 15, 14  # its question, where the mentor looks and the staff
FIRST_CONCERN, SECOND_CONCERN, THIRD_CONCERN, FOURTH_CONCERN = range(1, 5)

# Answers that are no page: files, data, and addresses that lead elsewhere at once.
NO_PAGES = {
    "account.welcome",
    "admin.logo_png",
    "bootstrap.static",
    "coordinator.gaps_csv",
    "coordinator.gaps_pdf",
    "counsellor.class_poster",
    "front.language",
    "health.live",
    "health.ready",
    "occupations.suggest",
    "packs.download",
    "occupations.surprise",
    "static",
}
# The addresses of each endpoint that needs more than its name: what the cast holds there.
REPORT = "/counsellor/reports?scope="
ADDRESSES = {
    "admin.occupation": ("/admin/occupations/72106", "/admin/occupations/72106?q=soudeuse"),
    "admin.occupations": ("/admin/occupations", "/admin/occupations?q=soudeuse&titles=fr"),
    "admin.person": (f"/admin/people/{IDS['claire']}", f"/admin/people/{IDS['adele']}"),
    "admin.show_import": ("/admin/imports/1",),
    "admin.printed": ("/admin/prints", "/admin/prints?outside=1", "/admin/prints?code=x"),
    "circles.change": (f"/circles/{CIRCLE}/edit",),
    "circles.invite": (f"/circles/{CIRCLE}/mentor",),
    "circles.make": (
        f"/circles/of/{GROUP_401}/new",
        f"/circles/of/{GROUP_401}/new?mentor={IDS['marc']}",
    ),
    "circles.show": (f"/circles/{CIRCLE}", f"/circles/{OVER}"),
    "circles.waiting": (f"/circles/{CIRCLE}/waiting",),
    "concerns.case": (f"/concerns/{FIRST_CONCERN}",),
    "concerns.list_open": ("/concerns", "/concerns?show=open", "/concerns?show=raised"),
    "concerns.raise_one": (f"/threads/{THREAD_ZOE_MARC}/concern",),
    "concerns.received": (f"/concerns/{FIRST_CONCERN}/received",),
    "concerns.report_message": (f"/messages/{FROM_ZOE}/report",),
    "concerns.report_profile": (f"/mentors/{IDS['grace']}/report",),
    "coordinator.gaps": ("/coordinator/gaps", "/coordinator/gaps?school=1"),
    "coordinator.mentor": (
        f"/coordinator/mentors/{IDS['nadia']}",
        f"/coordinator/mentors/{IDS['marc']}",
    ),
    "class_codes.show": ("/join/badokirelu",),
    "class_periods.begin": (f"/counsellor/class-groups/{GROUP_401}/period",),
    "class_periods.messages": ("/counsellor/class-periods/1/messages",),
    "class_periods.show": ("/counsellor/class-periods/1",),
    "counsellor.arrange_class_group": (f"/counsellor/class-groups/{GROUP_401}/students",),
    "counsellor.class_group": (f"/counsellor/class-groups/{GROUP_401}",),
    "counsellor.match": ("/counsellor/matches/1",),
    "counsellor.need": tuple(f"/counsellor/needs/{need}" for need in Need),
    "counsellor.next_steps": (f"/counsellor/reports/next-steps?scope=class-group&id={GROUP_401}",),
    "counsellor.student": (
        f"/counsellor/students/{IDS['zoe']}",
        f"/counsellor/students/{IDS['theo']}",
    ),
    "packs.new": (f"/counsellor/packs/new?scope=class-group&id={GROUP_401}",),
    "packs.show": ("/counsellor/packs/1",),
    "groups.change": ("/groups/1/edit",),
    "groups.edit": ("/groups",),  # the author alone
    "groups.history": (f"/groups/1/topics/{TOPIC}/posts/{FIRST_POST}/history",),
    "groups.listing": ("/groups", "/groups?show=open", "/groups?show=proposed"),
    "groups.members": ("/groups/1/members",),
    "groups.mentors": ("/groups/1/members/mentors", "/groups/1/members/mentors?q=soudeuse"),
    "groups.students": ("/groups/1/members/students",),
    "groups.move_topic": (f"/groups/1/topics/{TOPIC}/move",),
    "groups.new": ("/groups/1/topics/new",),
    "groups.refuse": ("/groups/4/refuse",),
    "groups.search": ("/groups/search", "/groups/search?q=horaires", "/groups/search?q=xyz"),
    "groups.show": ("/groups/1",),
    "groups.slow": ("/groups/1/slow",),
    "groups.topic": (f"/groups/1/topics/{TOPIC}",),
    "guidance.item": ("/admin/guidance/1",),
    "guidance.plan": ("/counsellor/guidance/1",),
    "matches.write": (f"/mentors/{IDS['grace']}/write",),
    "mentors.search": (
        "/mentors",
        "/mentors?q=soudeuse&region=04",
        "/mentors?q=astronaute",
        "/mentors?occupation=72106&available=any",
    ),
    "mentors.show": (f"/mentors/{IDS['marc']}", f"/mentors/{IDS['grace']}"),
    "moderation.case": (f"/moderation/{HOLD}", f"/moderation/{REFUSED}"),
    "moderation.person": (f"/moderation/people/{IDS['zoe']}",),
    "moderation.queue": (
        "/moderation",
        "/moderation?kind=phone&severity=3&whose=free",
        "/moderation?reason=reported",
        "/moderation?escalated=1",
    ),
    "moderation.reason": ("/moderation/reasons/1",),
    "prints.verify": ("/verify/K7QF-9M2X-4TRD",),
    "occupations.browse": (
        "/occupations",
        "/occupations?q=soudeuse",
        "/occupations?q=xyzxyz",
        "/occupations?sector=nursing",
        "/occupations?level=dep",
        "/occupations?subject=science",
    ),
    "occupations.show": ("/occupations/31301", "/occupations/72106", "/occupations/21100"),
    "threads.close": (f"/threads/{THREAD_ZOE_MARC}/close",),
    "passwords.reset": ("/password/reset/gone",),
    "recommendations.new": (
        "/recommendations/new",
        f"/recommendations/new?whom=student-{IDS['zoe']}&q=soudeuse",
        f"/recommendations/new?what=mentor-{IDS['marc']}",
    ),
    "recommendations.write": (
        f"/recommendations/student-{IDS['zoe']}/mentor-{IDS['marc']}",
        f"/recommendations/group-{GROUP_401}/noc-72106",
    ),
    "reflections.show": (f"/threads/{THREAD_ZOE_MARC}/reflection",),
    "rules.lists": ("/moderation/rules/lists/hate",),
}
# Where the address depends on who asks.
OWN_ADDRESSES: dict[tuple[str, Role | None], tuple[str, ...]] = {
    ("surveys.show", Role.STUDENT): ("/surveys/1/established",),
    ("surveys.show", Role.MENTOR): ("/threads",),  # asked at the end of a conversation
    ("circles.share", Role.MENTOR): (f"/circles/{OVER}/questions/{ASKED_OF_MENTOR}/share",),
    ("circles.share", Role.COUNSELLOR): (f"/circles/{OVER}/questions/{ASKED_OF_STAFF}/share",),
    # A case is theirs once it has climbed to them, and looks the same.
    ("concerns.case", Role.COORDINATOR): ("/concerns?show=closed",),
    ("concerns.case", Role.ADMINISTRATOR): ("/concerns?show=closed",),
    ("concerns.received", Role.MENTOR): (f"/concerns/{SECOND_CONCERN}/received",),
    ("concerns.received", Role.MODERATOR): (f"/concerns/{SECOND_CONCERN}/received",),
    ("concerns.received", Role.COORDINATOR): (f"/concerns/{THIRD_CONCERN}/received",),
    ("concerns.received", Role.ADMINISTRATOR): (f"/concerns/{FOURTH_CONCERN}/received",),
    ("concerns.report_message", Role.STUDENT): (f"/messages/{FROM_MARC}/report",),
    # A mentor opens no profile but the own one, which nobody reports.
    ("concerns.report_profile", Role.MENTOR): (f"/mentors/{IDS['marc']}",),
    ("counsellor.reports", Role.STUDENT): (f"{REPORT}student&id={IDS['zoe']}",),
    ("counsellor.reports", Role.COUNSELLOR): (
        "/counsellor/reports",
        f"{REPORT}student&id={IDS['zoe']}",
        f"{REPORT}class-group&id={GROUP_401}",
        f"{REPORT}school&id=1",
        f"{REPORT}governing-board&id=1",
        f"{REPORT}school&id=1&from=2026-05-02&to=2026-01-01",
    ),
    # A case is theirs once a moderator leaves it to others, and looks the same.
    ("moderation.case", Role.ADMINISTRATOR): ("/moderation?escalated=1",),
    ("mentors.show", Role.MENTOR): (f"/mentors/{IDS['marc']}",),
    ("threads.decline", Role.MENTOR): (f"/threads/{PENDING}/decline",),
    ("threads.open", Role.COUNSELLOR): (f"/threads/{THREAD_ZOE_MARC}/open",),
    ("threads.open", Role.MODERATOR): (f"/threads/{THREAD_ZOE_MARC}/open",),
    ("threads.show", Role.STUDENT): (f"/threads/{THREAD_ZOE_MARC}",),
    ("threads.show", Role.MENTOR): (f"/threads/{THREAD_ZOE_MARC}", f"/threads/{PENDING}"),
    ("threads.show", Role.COUNSELLOR): (f"/threads/{THREAD_OPENED}",),
    ("threads.show", Role.MODERATOR): (f"/threads/{THREAD_LEA_GRACE}",),
}
# A board's file with a line that is right and one that is not.
FILE = FilePayload(
    name="eleves.csv",
    mimeType="text/csv",
    buffer=(
        "prénom;nom;date de naissance;niveau;groupe-repère;langue;identifiant local\n"
        "Maïka;Beauséjour;2010-02-03;sec 4;401;français;B0101\n"
        "Théo;Roy;2199-02-03;sec 4;401;français;B0102\n"
    ).encode(),
)
# A page that says so with another status than 200.
STATUS = {"/password/reset/gone": 410, "/verify/K7QF-9M2X-4TRD": 404}

# What has the focus; each key pressed notes it before it moves on, once it was drawn.
FOCUS = """() => {
  window.stop = () => {
    const e = document.activeElement, look = getComputedStyle(e), box = e.getBoundingClientRect();
    return {
      what: e.outerHTML.slice(0, 120),
      body: e === document.body,
      // Within a date, Chromium rings the part that has the focus, which no script sees.
      seen: e.type === "date"
        || look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2,
      inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
      skips: e.matches('a[href="#main"]'),
      landed: e.id === "main",
    };
  };
  window.stops = [];
  addEventListener("keydown", () => stops.push(stop()), true);
}"""
# The first one noted is where the page itself put the focus.
AT_THE_END = "stops.slice(2).some(stop => stop.body)"
MOST_STOPS = 40


def addresses(app: Flask, role: Role | None) -> list[str]:
    """Return the address of every page to see as `role`, None being someone signed out.

    What is public is seen signed out and as a student: for the others it is the same page.
    Raises KeyError for a page that needs more than its name and that this file does not know.
    """
    found: list[str] = []
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint)
        mine = role in access.roles or (access.public and role in (None, Role.STUDENT))
        if mine and "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGES:
            known = OWN_ADDRESSES.get((rule.endpoint, role)) or ADDRESSES.get(rule.endpoint)
            if known is None and rule.arguments:
                raise KeyError(f"{rule.endpoint}: write its address for {role} in this file")
            found += known or (rule.rule,)
    return sorted(found)


def faults_of_role(visitor: Visitor, app: Flask, role: Role | None, language: str) -> Faults:
    """Open every page of `role`, signed in; return what is wrong, by address."""
    if role is None:
        visitor.open("/")
    else:
        visitor.sign_in(PLAYED_BY[role])
    visitor.speak(language)
    found = {address: faults_at(visitor, address, language) for address in addresses(app, role)}
    return {address: faults for address, faults in found.items() if faults}


def faults_at(visitor: Visitor, address: str, language: str) -> list[str]:
    """Open an address; return all that is wrong there for someone who reads `language`."""
    answer = visitor.page.goto(address)
    assert answer is not None
    if answer.status != STATUS.get(address, 200) or visitor.language != language:
        return [f"status {answer.status}, language {visitor.language}"]
    page, heard = visitor.page, len(visitor.wrong)
    # axe is what takes the time: by day on a desktop in one language; by night and narrow, in the
    # other one, what depends on it.
    if language == "fr":
        faults = by_sight(page, DESKTOP, NARROW)
        page.set_viewport_size(NARROW)
        faults += by_keyboard(page)
    else:
        page.emulate_media(color_scheme="dark")
        faults = by_sight(page, NARROW, DESKTOP, LOOK_OPTIONS)
    return faults + visitor.wrong[heard:]


def by_sight(
    page: Page, width: ViewportSize, other: ViewportSize, options: dict[str, Any] = AXE_OPTIONS
) -> list[str]:
    """Hold the page against axe in one width, and against sideways scroll in both."""
    opened_in_other = page.viewport_size == other
    faults = too_wide(page) if opened_in_other else []
    page.set_viewport_size(width)
    faults += faults_of(page, options) + too_wide(page)
    if not opened_in_other:
        page.set_viewport_size(other)
        faults += too_wide(page)
    return faults


_walked: set[str] = set()  # what is around a page's content, where every stop was seen


def by_keyboard(page: Page) -> list[str]:
    """Go through the page with Tab: the skip link first, every stop seen, none out of view.

    Where the head of a page was gone through before, the skip link is taken past it.
    """
    around, _content = shapes_of(page)
    page.evaluate(FOCUS)
    page.keyboard.press("Tab")
    first = page.evaluate("stop()")
    if first["skips"] and around in _walked:
        page.keyboard.press("Enter")
    # An error summary has taken the focus: from there, Tab goes on to what it lists.
    good = first["skips"] or page.locator("#errors").count()
    faults = [] if good else [f"the first stop is {first['what']}"]
    for stop in _stops(page):
        if not stop["seen"]:
            faults.append(f"no visible focus on {stop['what']}")
        if not stop["inside"]:
            faults.append(f"focus out of view on {stop['what']}")
    if not faults:
        _walked.add(around)
    return faults


def _stops(page: Page) -> list[dict[str, Any]]:
    """Hold Tab down; return what it stopped at until the page ends."""
    for pressed in range(1, MOST_STOPS + 1):
        page.keyboard.down("Tab")
        if pressed % 6 == 0 and page.evaluate(AT_THE_END):
            break
    page.keyboard.up("Tab")
    stops: list[dict[str, Any]] = page.evaluate("stops.slice(1)")
    ends = (number for number, stop in enumerate(stops) if number and stop["body"])
    return [stop for stop in stops[: next(ends, len(stops))] if not stop["landed"]]
