"""Mail: plain text, in its reader's language, through the operator's server or into a folder."""

import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app

from portal import clock

TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to one person. Its subject and text name nobody and quote no message."""

    to: str
    language: str
    subject: str
    text: str


def link(endpoint: str, **values: object) -> str:
    """Return the whole address of a page, without a request."""
    base = str(current_app.config["BASE_URL"])
    return base + current_app.url_map.bind("").build(endpoint, values)


def send(letter: Letter, *, job_id: int) -> None:
    """Send `letter` for a job; sent again, it bears the same Message-ID and the same file name.

    Raises OSError or SMTPException when the server cannot be reached or refuses it.
    """
    way = urlsplit(str(current_app.config["MAIL_URL"]))
    if way.scheme == "folder":
        _write(_as_message(letter, job_id, encoding="8bit"), job_id)
    else:
        _hand_over(_as_message(letter, job_id, encoding="quoted-printable"), way)


def _as_message(letter: Letter, job_id: int, *, encoding: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP_POLICY)
    sender = str(current_app.config["MAIL_FROM"])
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<job-{job_id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # no holiday answer comes back (RFC 3834)
    message.set_content(letter.text, charset="utf-8", cte=encoding)
    message["Content-Language"] = f"{letter.language}-CA"  # set_content clears Content-*
    return message


def _write(message: EmailMessage, job_id: int) -> None:
    """Write the mail whole or not at all: a worker may be killed in the middle."""
    folder = Path(current_app.config["INSTANCE"]) / "mail"
    folder.mkdir(exist_ok=True)
    unfinished = folder / f".{job_id}.{os.getpid()}"
    unfinished.write_bytes(message.as_bytes(policy=message.policy.clone(linesep="\n")))
    unfinished.rename(folder / f"{job_id}.eml")


def _hand_over(message: EmailMessage, way: SplitResult) -> None:
    host = way.hostname or "localhost"
    secure = ssl.create_default_context()
    if way.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, way.port or 465, timeout=TIMEOUT_SECONDS, context=secure
        )
    else:
        server = smtplib.SMTP(host, way.port or 25, timeout=TIMEOUT_SECONDS)
    with server:
        if way.scheme == "smtp" and way.username:
            server.starttls(context=secure)  # a password never travels in the clear
        if way.username:
            server.login(unquote(way.username), unquote(way.password or ""))
        server.send_message(message)
