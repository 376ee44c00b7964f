"""A portal that really runs: gunicorn, the job worker beside it, an instance folder of its own."""

import email
import email.policy
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parents[2]
AXE_ADDRESS = "/axe.js"  # answered by wsgi_with_axe.py
WAIT_SECONDS = 90.0  # a machine may be busy with other tests

Something = TypeVar("Something")

# Builds the tables, the cast and the search index in the instance folder of the environment.
WRITE_CAST = """
from portal import create_app
from portal.extensions import db
from portal.search import index
from tests.cast import write_cast
app = create_app()
with app.app_context():
    db.create_all()
    write_cast()
    index.rebuild()
"""


@dataclass(frozen=True, slots=True)
class Served:
    """A portal that runs: where it answers and what it owns."""

    address: str
    instance: Path
    environ: dict[str, str]

    def flask(self, *arguments: str) -> str:
        """Run a command of the portal on this instance and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", *arguments],
            cwd=ROOT, env=self.environ, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout

    def mails_to(self, address: str) -> list[EmailMessage]:
        """Return the mails that were sent to `address`, the oldest first."""
        files = sorted((self.instance / "mail").glob("*.eml"), key=lambda file: int(file.stem))
        mails = [
            email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            for file in files
        ]
        return [mail for mail in mails if mail["To"] == address]

    def next_mail_to(self, address: str, known: int) -> EmailMessage:
        """Wait until the worker has sent one more mail to `address` than the `known` ones."""
        return wait_until(lambda: self.mails_to(address)[known:], f"a mail to {address}")[0]


def wait_until(look: Callable[[], Something], awaited: str) -> Something:
    """Return what `look` finds as soon as it finds something.

    Raises AssertionError when nothing is there in time. Another process works
    meanwhile, which has no way to tell this one.
    """
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{awaited}: nothing within {WAIT_SECONDS:.0f} seconds")


def write_instance(folder: Path) -> None:
    """Make an instance folder that holds the cast and its index: each file serves a copy."""
    environ = _environ(folder)
    subprocess.run([sys.executable, "-c", WRITE_CAST], cwd=ROOT, env=environ, check=True)


def _environ(folder: Path) -> dict[str, str]:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("PORTAL_")}
    return environ | {"PORTAL_INSTANCE": str(folder), "PORTAL_LOG_LEVEL": "ERROR"}


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """Serve the instance folder `folder` until the block ends."""
    port = _free_port()
    environ = _environ(folder) | {"PORTAL_BASE_URL": f"http://127.0.0.1:{port}"}
    served = Served(f"http://127.0.0.1:{port}", folder, environ)
    commands = (
        ["gunicorn", "-k", "gthread", "--threads", "4", "-b", f"127.0.0.1:{port}",
         "--log-level", "error", "tests.browser.wsgi_with_axe:app"],
        ["flask", "jobs", "work"],
    )  # fmt: skip
    processes = [
        subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environ)
        for command in commands
    ]
    try:
        wait_until(lambda: _answers(served.address, processes), "the portal's first answer")
        yield served
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(address: str, processes: list[subprocess.Popen[bytes]]) -> bool:
    assert all(process.poll() is None for process in processes), "the portal stopped at its start"
    try:
        urllib.request.urlopen(f"{address}/health/live", timeout=5)
    except OSError:
        return False
    return True
