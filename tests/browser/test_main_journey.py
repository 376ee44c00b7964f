"""The whole way in a real browser: from the class slip to the printed report, in both languages.

Every page met is held against axe and against sideways scroll by `Visitor.check`.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.served import Served, wait_until
from tests.browser.visitor import PHONE, Visitor, faults_of
from tests.cast import GROUP_401, IDS
from tests.reports.documents import text_of

MARC, GRACE = f"/mentors/{IDS['marc']}", f"/mentors/{IDS['grace']}"
GROUP = f"/counsellor/class-groups/{GROUP_401}"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A student of group 401 who never signed in, and what this one types."""

    given: str
    family: str
    row: str  # of the board's file
    welder: str  # the first letters of an occupation
    nurse: str
    question: str
    own_password: str = "trois-chats-sur-le-toit"

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


HEADER = "prénom;nom;date de naissance;niveau;groupe-repère;langue;identifiant local\n"
NEWCOMERS = {
    "fr": Newcomer(
        "Maïka",
        "Beauséjour",
        "Maïka;Beauséjour;2010-02-03;sec 4;401;français;B0101\n",
        "soud",
        "infirmière",
        "Bonjour, est-ce que le métier de soudeur abîme les yeux?",
    ),
    "en": Newcomer(
        "Robin",
        "O’Connor",
        "Robin;O’Connor;2010-02-04;sec 4;401;anglais;B0102\n",
        "welde",
        "nurse",
        "Hello, do you still like welding after all these years?",
    ),
}
PHONE_NUMBER = "514 555-0199"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_the_class_slip_to_the_printed_report(
    served: Served, browser: Browser, tmp_path: Path, language: str
) -> None:
    newcomer = NEWCOMERS[language]
    enrol(served, newcomer, tmp_path)
    claire = Visitor(browser, served, language)
    username, first_password = take_slip(claire, language, newcomer)

    student = Visitor(browser, served, language)
    settle_in(student, language, newcomer, username, first_password)
    told = len(served.mails_to("marc@example.org"))
    find_with_suggestions(student, language, newcomer)
    thread = write_to_marc(student, newcomer)
    marc_is_told(served, newcomer, told)
    marc_answers(Visitor(browser, served, "fr"), thread, newcomer)

    student.open("/threads")
    student.press(f'main a.unread[href="{thread}"]')
    assert "En soudant au froid" in student.text()

    held = write_to_grace(student, served, browser, newcomer)
    mona_approves(Visitor(browser, served, language), held, student, newcomer)
    sees_who_read(student)
    print_reports(claire, newcomer, language)
    for visitor in (claire, student):
        visitor.sign_out()
        visitor.context.close()


def enrol(served: Served, newcomer: Newcomer, folder: Path) -> None:
    """The board's file arrives with one student more."""
    file = folder / "eleves.csv"
    file.write_text(HEADER + newcomer.row, encoding="utf-8")
    served.flask("people", "import", "students", str(file), "--school", "100001")


def take_slip(claire: Visitor, language: str, newcomer: Newcomer) -> tuple[str, str]:
    """The counsellor prints the slips of group 401; return what this student's slip says."""
    claire.sign_in("claire")
    claire.speak(language)
    assert claire.path == "/counsellor"
    claire.follow(GROUP)
    assert newcomer.family in claire.text()
    with claire.page.expect_download() as download:
        claire.page.click(f'form[action="{GROUP}/slips"] button')
    slip = text_of(Path(download.value.path()).read_bytes())
    assert newcomer.name in slip
    assert "Zoé" not in slip, "whoever has a password keeps it"
    lines = [line.split() for line in slip.splitlines() if line.strip()]
    at = next(i for i, words in enumerate(lines) if words[-1] == claire.served.address)
    claire.page.bring_to_front()
    return lines[at + 1][-1], lines[at + 2][-1]


def settle_in(
    student: Visitor, language: str, newcomer: Newcomer, username: str, password: str
) -> None:
    """A first sign-in: wrong once, then an own password and the consent."""
    student.open("/")
    student.speak(language)
    student.sign_in(username, "mauvais-mot-de-passe")
    expect(student.page.locator("#errors")).to_be_focused()
    assert student.page.input_value("input[name=name]") == username, "what was typed is kept"
    student.page.fill("input[name=password]", password)
    student.press("main form button")
    assert student.path == "/account/welcome"
    assert student.language == language, "the language of the board's file"

    student.page.goto("/mentors")
    assert student.path == "/account/welcome", "nothing opens before the first steps"
    student.page.fill("input[name=new_password]", newcomer.own_password)
    student.press("main form button")
    expect(student.page.locator("input[name=consent]")).to_have_attribute("aria-invalid", "true")
    student.page.fill("input[name=new_password]", newcomer.own_password)
    student.page.check("input[name=consent]")
    student.press("main form button")
    assert student.path == "/", "at home"
    student.open("/mentors")


def find_with_suggestions(student: Visitor, language: str, newcomer: Newcomer) -> None:
    """Type the beginning of an occupation, take a suggestion by keyboard, open the profile."""
    page, box = student.page, student.page.locator("[data-suggest]")
    with page.expect_response(
        lambda answer: answer.url.endswith(f"q={newcomer.welder}&lang={language}")
    ):
        box.press_sequentially(newcomer.welder)
    expect(page.get_by_role("option").first).to_contain_text(newcomer.welder, ignore_case=True)
    assert faults_of(page) == []
    box.press("ArrowDown")
    chosen = page.locator('[role="option"][aria-selected="true"]')
    expect(chosen).to_have_count(1)
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    title = chosen.get_attribute("data-title") or ""
    with page.expect_navigation():
        box.press("Enter")
    assert page.input_value("[data-suggest]") == title
    student.check()
    student.follow(MARC)
    assert "Marc" in student.page.inner_text("h1")


def write_to_marc(student: Visitor, newcomer: Newcomer) -> str:
    """Write with a phone number, be coached once, take it out, send; return the conversation."""
    student.follow(f"{MARC}/write")
    student.send(f"{newcomer.question} {PHONE_NUMBER}")
    assert student.path == f"{MARC}/write", "not sent yet"
    expect(student.page.locator("mark.finding")).to_contain_text(PHONE_NUMBER)
    expect(student.page.locator("#errors")).to_be_focused()
    assert PHONE_NUMBER in student.page.input_value("textarea[name=body]")
    student.page.set_viewport_size(PHONE)
    assert faults_of(student.page) == []

    student.send(newcomer.question)
    assert student.path.startswith("/threads/")
    letters = student.page.locator("article.letter")
    expect(letters).to_have_count(1)
    expect(letters.first).to_contain_text(newcomer.question)
    expect(student.page.locator("article.letter-held")).to_have_count(0)
    return student.path


def marc_is_told(served: Served, newcomer: Newcomer, known: int) -> None:
    """A mail in the mentor's language says that a message waits: not which, nor from whom."""
    mail = served.next_mail_to("marc@example.org", known)
    text = f"{mail['Subject']} {mail.get_content()}"
    assert mail["Content-Language"] == "fr-CA"
    assert f"{served.address}/threads/" in text
    for secret in (newcomer.given, newcomer.family, newcomer.question[:20], "Zoé", "soud", "weld"):
        assert secret.casefold() not in text.casefold()


def marc_answers(marc: Visitor, thread: str, newcomer: Newcomer) -> None:
    """The mentor sees a first name and a level, never the family name; answers; is not held."""
    with marc:
        marc.sign_in("marc")
        marc.follow(thread)
        assert newcomer.given in marc.page.inner_text("h1")
        assert newcomer.family not in marc.page.content()
        marc.send("En soudant au froid, on apprend vite. Que veux-tu savoir d’abord?")
        expect(marc.page.locator("article.letter")).to_have_count(2)
        expect(marc.page.locator("article.letter-held")).to_have_count(0)


def write_to_grace(student: Visitor, served: Served, browser: Browser, newcomer: Newcomer) -> str:
    """Find a new mentor without script; she answers; return the conversation."""
    state = student.context.storage_state()
    plain = Visitor(
        browser, served, student.language, java_script_enabled=False, storage_state=state
    )
    told = len(served.mails_to("grace@example.org"))
    with plain:
        page = plain.page
        page.goto("/mentors")
        page.fill("input[name=q]", newcomer.nurse)
        page.press("input[name=q]", "Enter")
        page.locator(f'main a[href="{GRACE}"]').click()
        page.locator(f'main a[href="{GRACE}/write"]').click()
        page.locator('button[name="start"][value="path"]').click()
        assert page.input_value("textarea[name=body]"), "a sentence to begin with"
        page.locator("main form button.btn-main").click()
        thread = plain.path
    assert thread.startswith("/threads/")

    mail = served.next_mail_to("grace@example.org", told)
    assert mail["Content-Language"] == "en-CA", "her language, whatever the student's"
    with Visitor(browser, served, "en") as grace:
        grace.sign_in("grace")
        assert grace.language == "en"
        grace.follow(thread)
        grace.send("The night shifts are long, and I would not trade them.")
        expect(grace.page.locator("article.letter-held")).to_have_count(1)
    student.open(thread)
    assert "night shifts" not in student.text(), "held: the student does not learn that it exists"
    return thread


def mona_approves(mona: Visitor, thread: str, student: Visitor, newcomer: Newcomer) -> None:
    """A moderator finds the message in the queue and shows it; the student reads it."""
    with mona:
        mona.sign_in("mona")
        mona.speak(student.language)
        assert mona.path == "/moderation"
        mona.press(f'main tbody a:has-text("{newcomer.given}")')
        expect(mona.page.locator(".letter").first).to_contain_text("night shifts")
        mona.press('button[value="approve"]')
        assert mona.path.startswith("/moderation")
    student.open("/threads")
    student.press(f'main a.unread[href="{thread}"]')
    assert "night shifts" in student.text()


def sees_who_read(student: Visitor) -> None:
    """The student sees that a moderator read the held message, and why."""
    student.follow("/account/privacy")
    readers = student.page.locator("tbody tr")
    expect(readers.first).to_contain_text("Mona Lévesque")


def print_reports(claire: Visitor, newcomer: Newcomer, language: str) -> None:
    """The counsellor prints the reports of the group and of the student."""
    claire.open(GROUP)
    claire.follow("/counsellor/reports")
    figures = claire.page.locator("tbody tr", has_text=newcomer.family).locator("td.num")
    assert figures.all_inner_texts()[1:3] == ["2", "2"], "two letters sent, two received"
    report = printed(claire, language)
    line = next(line for line in report.splitlines() if newcomer.family in line)
    assert [word for word in line.split() if word == "2"] == ["2", "2"]
    assert "night shifts" not in report

    claire.open(GROUP)
    claire.press(f'main a:has-text("{newcomer.family}")')
    claire.follow("/counsellor/reports")
    for other in ("fr", "en"):
        report = printed(claire, other)
        assert newcomer.name in report
        assert "École secondaire de l’Envol" in report
        assert "Marc" not in report, "the mentor's name is not the report's business"


def printed(claire: Visitor, language: str) -> str:
    """Print the report that the page shows; return the text of the file that the browser saved."""
    panel = claire.page.locator("details.panel")
    if panel.get_attribute("open") is None:
        panel.locator("summary").click()
    panel.locator(f'input[name="spoken"][value="{language}"]').check()
    with claire.page.expect_download() as download:
        panel.locator("button.btn-main").click()
    path = wait_until(download.value.path, "the file")
    document = Path(path).read_bytes()
    assert document.startswith(b"%PDF")
    assert download.value.suggested_filename.endswith(".pdf")
    return text_of(document)
