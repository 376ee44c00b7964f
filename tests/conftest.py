"""The portal under test: one application a process, and for each test a fresh copy of the cast."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings

from portal import create_app
from portal.extensions import db
from portal.school_time import SchoolTime
from portal.search import index
from portal.search.occupations import finder
from tests.cast import Cast, write_cast
from tests.client import CheckingClient

# No example is judged by the clock: another process may have the machine.
settings.register_profile("lanterne", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("lanterne")
for name in [name for name in os.environ if name.startswith("PORTAL_")]:
    del os.environ[name]
# Each test process owns a folder: never the instance of whoever runs the tests.
_FOLDER = Path(tempfile.mkdtemp(prefix="lanterne-tests-"))
os.environ["PORTAL_INSTANCE"] = str(_FOLDER / "instance")


@pytest.fixture(scope="session")
def _app() -> Iterator[Flask]:
    app = create_app({"TESTING": True, "WTF_CSRF_ENABLED": False, "SERVER_NAME": None})
    app.test_client_class = CheckingClient
    with app.app_context():
        db.create_all()
        write_cast()
        db.engine.dispose()
    shutil.copy(_database(), _FOLDER / "cast.db")
    yield app
    shutil.rmtree(_FOLDER, ignore_errors=True)


def _database() -> Path:
    return _FOLDER / "instance" / "portal.db"


def _forget_finder(app: Flask) -> None:
    """Forget the finder that a test left behind, once nobody makes a newer one any more."""
    shelf = app.extensions.pop("occupation_finder", None)
    if shelf is not None and shelf.maker is not None:
        shelf.maker.join()


@pytest.fixture
def app(_app: Flask) -> Iterator[Flask]:
    """The application, on a database that holds the cast and nothing else."""
    _forget_finder(_app)
    with _app.app_context():
        db.engine.dispose()
    # A new file: a connection that a failed test left open must not see this one.
    for name in ("portal.db", "portal.db-wal", "portal.db-shm", "worker.alive"):
        (_FOLDER / "instance" / name).unlink(missing_ok=True)
    shutil.copy(_FOLDER / "cast.db", _database())
    for folder in ("index", "mail"):
        shutil.rmtree(_FOLDER / "instance" / folder, ignore_errors=True)
    _app.extensions.pop("presence_view", None)
    _app.extensions["board"] = (0.0, _app.extensions["board"][1])
    _app.extensions.pop("openings", None)
    # Delays are counted without the holidays that the day of the test happens to be near.
    _app.extensions["school_time"] = (float("inf"), SchoolTime())
    yield _app
    with _app.app_context():
        db.session.remove()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The fixed people of the tests; see tests/cast.py for what each of them means."""
    return Cast(app)


@pytest.fixture
def indexed(app: Flask) -> Flask:
    """The application with an index of the mentors of the cast."""
    app.extensions.pop("mentor_counts", None)
    with app.app_context():
        index.rebuild()
        finder()  # a process that serves has read the board before anyone asks
    return app


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test reach another machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        here = isinstance(address, str) or address[0] in ("127.0.0.1", "::1", "localhost")  # type: ignore[index]
        if not here:
            raise AssertionError("a test tried to reach the network")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
