"""Mail leaves as plain text, by a server or into a folder, and is the same when sent again."""

import smtplib
from email.message import EmailMessage
from pathlib import Path
from typing import Any, ClassVar

import pytest
from flask import Flask

from portal import mail
from portal.mail import Letter

LETTER = Letter("eve@example.org", "fr", "Une réponse à votre demande", "Où ça? Là-bas.\n")


class FakeServer:
    """Stands for a mail server and remembers what it was told."""

    said: ClassVar[list[Any]] = []

    def __init__(self, host: str, port: int, **_options: object) -> None:
        self.said.append(("connect", type(self).__name__, host, port))

    def __enter__(self) -> "FakeServer":
        return self

    def __exit__(self, *_error: object) -> None:
        self.said.append("quit")

    def starttls(self, **_options: object) -> None:
        self.said.append("starttls")

    def login(self, name: str, secret: str) -> None:
        self.said.append(("login", name, secret))

    def send_message(self, message: EmailMessage) -> None:
        self.said.append(message)


class FakeSecureServer(FakeServer):
    """The same behind TLS."""


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the fake server was told."""
    monkeypatch.setattr(smtplib, "SMTP", FakeServer)
    monkeypatch.setattr(smtplib, "SMTP_SSL", FakeSecureServer)
    FakeServer.said = []
    FakeSecureServer.said = FakeServer.said
    return FakeServer.said


def _send(app: Flask, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", url)
    with app.app_context():
        mail.send(LETTER, job_id=7)


def test_a_mail_in_the_folder_can_be_read_by_a_person(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _send(app, monkeypatch, "folder:")
    text = (Path(app.config["INSTANCE"]) / "mail" / "7.eml").read_text(encoding="utf-8")
    assert "Où ça? Là-bas." in text
    assert "To: eve@example.org" in text


def test_a_mail_sent_again_is_the_same_mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        _send(app, monkeypatch, "folder:")
    assert [p.name for p in (Path(app.config["INSTANCE"]) / "mail").iterdir()] == ["7.eml"]


def test_a_plain_server_is_spoken_to_without_a_password(
    app: Flask, monkeypatch: pytest.MonkeyPatch, said: list[Any]
) -> None:
    _send(app, monkeypatch, "smtp://relay.example.org:2525")
    assert said[0] == ("connect", "FakeServer", "relay.example.org", 2525)
    assert isinstance(said[1], EmailMessage)
    assert said[1]["Message-ID"] == "<job-7@localhost>"
    assert said[1].get_content_type() == "text/plain"
    assert said[2:] == ["quit"]


def test_a_password_never_travels_in_the_clear(
    app: Flask, monkeypatch: pytest.MonkeyPatch, said: list[Any]
) -> None:
    _send(app, monkeypatch, "smtp://portal:s%40cret@relay.example.org:587")
    assert said[1:3] == ["starttls", ("login", "portal", "s@cret")]


def test_smtps_is_secure_from_the_first_byte(
    app: Flask, monkeypatch: pytest.MonkeyPatch, said: list[Any]
) -> None:
    _send(app, monkeypatch, "smtps://portal:secret@relay.example.org")
    assert said[:2] == [
        ("connect", "FakeSecureServer", "relay.example.org", 465),
        ("login", "portal", "secret"),
    ]


@pytest.mark.parametrize("base", ["https://m.example.qc.ca", "https://example.qc.ca/mentorat"])
def test_a_link_needs_no_request(app: Flask, monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    monkeypatch.setitem(app.config, "BASE_URL", base)
    with app.app_context():
        assert mail.link("passwords.reset", token="a.b") == f"{base}/password/reset/a.b"


def test_an_address_that_smuggles_a_header_is_refused(app: Flask) -> None:
    smuggled = Letter("eve@example.org\nBcc: all@example.org", "fr", "a", "b")
    with app.app_context(), pytest.raises(ValueError, match="linefeed"):
        mail.send(smuggled, job_id=8)
