"""From the Monday list to a printed pack: order it, close the tab, fetch it, read its index."""

import re
import subprocess
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Browser, expect

from tests.browser.served import Served, wait_until
from tests.browser.visitor import PHONE, Visitor, faults_of
from tests.cast import GROUP_401, NAMES
from tests.reports.documents import text_of

GROUP = f"/counsellor/class-groups/{GROUP_401}"
WORDS = {
    "fr": ("Attestation de participation", "Documents : 401", "Zoé-Maëlle D’Amour-Côté"),
    "en": ("Attestation of participation", "Documents of 401", "Zoé-Maëlle D’Amour-Côté"),
}


def test_from_the_monday_list_to_a_printed_pack(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    with Visitor(browser, served, "fr") as claire:
        claire.sign_in("claire")
        assert claire.path == "/counsellor"
        assert "Théo Ouellet" in claire.page.inner_text("section[aria-labelledby=needs]")
        claire.follow(GROUP)
        claire.follow("/counsellor/packs/new")
        claire.page.check('input[name=kind][value="attestation"]')
        claire.page.check('input[name=spoken][value="fr"]')
        claire.press("main form button.btn-main")
        place = claire.path
        french = fetched(claire, place, tmp_path / "fr.zip", closes=True)
        claire.open("/counsellor")
        claire.speak("en")
        claire.follow(GROUP)
        claire.follow("/counsellor/packs/new")
        claire.press("main form button.btn-main")  # reports this time, in her language
        english = fetched(claire, claire.path, tmp_path / "en.zip")
    read_index(browser, served, french, "fr", documents=1)
    read_index(browser, served, english, "en", documents=2)
    (one,) = (french / name for name in names(french) if "Zoé" in name)
    assert WORDS["fr"][0] in text_of(one.read_bytes())


def fetched(claire: Visitor, place: str, path: Path, closes: bool = False) -> Path:
    """Wait for a pack, in a tab that was closed meanwhile if asked; return it unpacked."""
    if closes:
        claire.page.close()
        claire.page = claire.context.new_page()
        claire.open(place)
    link = claire.page.locator('a[href$="/file"]')
    expect(link).to_be_visible(timeout=90_000)  # the page keeps itself up to date
    claire.check()
    claire.page.set_viewport_size(PHONE)
    with claire.page.expect_download() as download:
        link.click()
    wait_until(download.value.path, "the file")
    assert not re.search("|".join(NAMES["zoe"]), download.value.suggested_filename)
    download.value.save_as(path)
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        archive.extractall(path.with_suffix(""))
    return path.with_suffix("")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.pdf"))


def read_index(
    browser: Browser, served: Served, folder: Path, language: str, *, documents: int
) -> None:
    """Open the index from the folder as its reader does: each link leads to a PDF."""
    with Visitor(browser, served, language, checks=False) as reader:
        reader.page.goto((folder / "index.html").as_uri())
        assert reader.language == language
        assert WORDS[language][1].replace(" :", "\u00a0:") in reader.text()
        links = reader.page.locator("tbody th a")
        expect(links).to_have_count(documents)
        addresses = [link.get_attribute("href") for link in links.all()]
        assert "Ouellet, Théo" in reader.text(), "with a document or without, everybody is listed"
        assert faults_of(reader.page) == []
    assert len(addresses) == documents == len(names(folder))
    for name in names(folder):
        done = subprocess.run(["pdfinfo", str(folder / name)], capture_output=True, check=True)
        assert b"Tagged:          yes" in done.stdout
