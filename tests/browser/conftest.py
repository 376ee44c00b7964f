"""A served portal and Debian's Chromium: what a person sees, script and all."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.served import Served, serve, write_instance

# The one without windows is what ./scripts/test installs; the others do as well, and slower.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
# What takes longest begins first: no process is left alone with it at the end.
LONGEST = ("test_every_staff_page.py", "test_every_page.py")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, which `-m "not browser"` leaves out, and put some first."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: (*LONGEST, item.path.name).index(item.path.name))


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with the cast, which nobody serves: written by one process for all."""
    mine = tmp_path_factory.getbasetemp()
    shared = mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine
    folder = shared / "written"
    with (shared / "written.lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            write_instance(mine / "instance")
            (mine / "instance").rename(folder)
    return folder


@pytest.fixture(scope="module")
def served(written: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The portal with the cast, served with its job worker beside it, once for a file of tests."""
    folder = tmp_path_factory.mktemp("served") / "instance"
    shutil.copytree(written, folder)
    with serve(folder) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, started once a test process."""
    # A machine where nobody may install packages still runs every other test.
    if CHROMIUM is None:
        pytest.skip("no chromium is installed: ./scripts/test installs one when it may")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()
