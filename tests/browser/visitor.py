"""A person at a browser: what they open, press and type, and what every page owes them."""

from types import TracebackType
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, ViewportSize

from tests.browser.served import AXE_ADDRESS, Served
from tests.cast import PASSWORD

# Everything that axe knows, with what WCAG 2.2 added and axe leaves off at first.
AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# What depends on width and colours; the rest was asked of the same page in the other ones.
LOOKS = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
LOOK_OPTIONS = {"resultTypes": ["violations"], "runOnly": LOOKS}
PHONE = ViewportSize(width=360, height=740)
DESKTOP = ViewportSize(width=1280, height=900)
# A reader of WCAG 1.4.10: what a desktop shows at 400 %.
NARROW = ViewportSize(width=320, height=640)


class Visitor:
    """Someone with a browser of their own; every page they meet is checked, unless told not to."""

    def __init__(
        self,
        browser: Browser,
        served: Served,
        language: str,
        *,
        checks: bool = True,
        **options: Any,
    ) -> None:
        self.served = served
        self.checks = checks
        self.context = browser.new_context(
            base_url=served.address,
            locale=f"{language}-CA",
            viewport=DESKTOP,
            reduced_motion="reduce",  # a colour on its way to another one has no contrast
            **options,
        )
        self.context.set_default_timeout(90_000)  # a machine may be busy with other tests
        self.wrong: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.page.on("console", self._hear)
        self.context.on("request", self._see)

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self.context.close()

    def _hear(self, message: ConsoleMessage) -> None:
        # What the server refuses on purpose is no fault of the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.wrong.append(f"console: {message.text}")

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self.served.address, "data:", "blob:")):
            self.wrong.append(f"asked another host: {request.url}")

    def open(self, path: str) -> None:
        """Open an address of the portal and check the page."""
        self.page.goto(path)
        self.check()

    def follow(self, path: str) -> None:
        """Press the link of this page to `path`, its search left out of account."""
        links = f'main a[href="{path}"], main a[href^="{path}?"], header a[href="{path}"]'
        self.press(links)

    def press(self, selector: str) -> None:
        """Press what `selector` finds first, and check the page that it leads to."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.check()

    def send(self, text: str, *, how: str = "") -> None:
        """Write `text` in the letter of this page and send it, with the button `how` if named."""
        self.page.fill("textarea[name=body]", text)
        self.press(f'main form button[value="{how}"]' if how else "main form button.btn-main")

    def report(self, path: str, topic: str) -> None:
        """Report what is at `path` with one tap on `topic`; the first tap led there."""
        self.open(f"{path}/report")
        self.press(f'main form button[value="{topic}"]')

    def raise_concern(self, path: str, words: str, *, topic: str, priority: str) -> None:
        """Raise a concern on the conversation at `path`."""
        self.open(f"{path}/concern")
        self.page.check(f'input[name=topic][value="{topic}"]')
        self.page.check(f'input[name=priority][value="{priority}"]')
        self.send(words)

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        """Open a session from the front door."""
        self.open("/")
        self.press('header a[href^="/sign-in"]')
        self.page.fill("input[name=name]", name)
        self.page.fill("input[name=password]", password)
        self.press("main form button")

    def sign_out(self) -> None:
        """Close the session with the button of the page's head."""
        self.press('form[action="/sign-out"] button')

    def speak(self, language: str) -> None:
        """Choose the language of pages and mail with the link of the page's head."""
        if self.language != language:
            self.press(f'header a[hreflang="{language}"]')
        assert self.language == language

    @property
    def language(self) -> str:
        """The language that the page says it is in."""
        return (self.page.get_attribute("html", "lang") or "")[:2]

    @property
    def path(self) -> str:
        """Where the visitor is: the address without the host, search and anchor."""
        return self.page.url.removeprefix(self.served.address).split("?")[0].split("#")[0]

    def text(self) -> str:
        """Return what the main part of the page says."""
        return self.page.inner_text("main")

    def check(self) -> None:
        """Hold the page against all that every page owes its reader, on a desktop and a phone."""
        if not self.checks:
            return
        faults = faults_of(self.page)
        self.page.set_viewport_size(PHONE)
        faults += too_wide(self.page)
        self.page.set_viewport_size(DESKTOP)
        faults += self.wrong
        assert faults == [], f"{self.page.url}: {faults}"


# What axe judges a page by, words left out: elements, attributes, whether they say something.
# What has the shape of the sibling before it is marked as its twin and left out, as the second
# row of a list is. What is around the page's content is told apart from it.
SHAPES = """() => {
  const words = /^(href|src|value|title|alt|content|datetime|d|points|aria-label)$|^data-/;
  const mark = a => a.name + (words.test(a.name)
    ? (a.value.trim() ? "" : "=") : "=" + a.value.replace(/\\d+/g, "0"));
  const shape = (e, whole) => {
    if (e.id === "main" && !whole) return "main";
    const marks = [...e.attributes].filter(a => a.name !== "data-twin").map(mark).sort();
    const inside = [];
    for (const node of e.childNodes) {
      if (node.nodeType === 3 && node.data.trim()) inside.push("words");
      if (node.nodeType !== 1 || node.tagName === "SCRIPT") continue;
      const one = shape(node);
      if (inside.at(-1) === one) node.setAttribute("data-twin", "");
      else inside.push(one);
    }
    return `<${e.tagName} ${marks.join(" ")}>${inside.join("")}</>`;
  };
  const look = [innerWidth, matchMedia("(prefers-color-scheme: dark)").matches].join();
  const main = document.getElementById("main");
  return [look + shape(document.documentElement), look + (main ? shape(main, true) : "")];
}"""
# What axe finds, what is a twin left out. Nor does it look again at the words around the content
# where they were found clean; landmarks and headings it always sees, as a page has them together.
ASK = """([known, options]) => {
  const main = document.getElementById("main");
  const parts = "header, nav, main, footer, aside, form, section, h1, h2, h3, [role], [id]";
  for (const e of known ? document.body.querySelectorAll("*") : [])
    if (!main.contains(e) && !e.matches(parts) && !e.querySelector(parts))
      e.setAttribute("data-twin", "");
  return axe.run({exclude: ["[data-twin]"]}, options).then(found => found.violations.flatMap(
    fault => fault.nodes.map(node => `${fault.id}: ${node.html.slice(0, 200)}`)));
}"""
_clean: set[str] = set()  # the shapes in which axe found nothing


def shapes_of(page: Page) -> tuple[str, str]:
    """Return the shape of what is around a page's content, and of the content."""
    around, content = page.evaluate(SHAPES)
    return around, content


def faults_of(page: Page, options: dict[str, Any] = AXE_OPTIONS) -> list[str]:
    """Return what axe-core finds in a page (WCAG 2.2 A and AA, good habits).

    A page whose shape was found clean before, in this width and these colours, is not asked about
    again, nor the second of two rows alike: with other people in it, axe takes as long and tells
    nothing new.
    """
    around, content = shapes_of(page)
    if {around, content} <= _clean:
        return []
    if page.url.startswith("http"):
        page.add_script_tag(url=AXE_ADDRESS)
    else:  # a page taken home
        page.add_script_tag(path=AXE_FILE_PATH)
    faults: list[str] = page.evaluate(ASK, [around in _clean, options])
    if not faults:
        _clean.update((around, content))
    return faults


def too_wide(page: Page) -> list[str]:
    """Return what makes a page scroll sideways in its window."""
    wide: list[str] = page.evaluate(
        """() => {
          const room = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= room) return [];
          return [...document.querySelectorAll("body *")]
            .filter(e => e.getBoundingClientRect().right > room + .5)
            .map(e => `wider than ${room} px: ${e.outerHTML.slice(0, 120)}`).slice(0, 5);
        }"""
    )
    return wide
