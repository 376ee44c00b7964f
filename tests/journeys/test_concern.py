"""Distress written at night: help at once, people told, the next ones too, handled, logged.

tests/browser/test_concern_journey.py walks the same way with eyes and keyboard.
"""

import email
import email.policy
import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from threading import Event

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.models.access_log import AuditEntry
from portal.services import audit
from portal.worker import loop
from tests.cast import NAMES, THREAD_ZOE_MARC, Cast

NIGHT = datetime(2026, 11, 28, 7, 40, tzinfo=UTC)  # a Saturday, 2:40 a.m. in Montreal
THREAD = f"/threads/{THREAD_ZOE_MARC}"
WORDS = "J’ai envie de mourir. Je ne le dis à personne."


def test_distress_at_night_from_the_first_word_to_the_closed_case(cast: Cast) -> None:
    zoe, claire, mona = (cast.client(name) for name in ("zoe", "claire", "mona"))
    with clock.frozen_at(NIGHT):
        answer = zoe.post(THREAD, data={"body": WORDS, "send_key": "night"})
        after = page(zoe, answer.location.partition("#")[0])
        assert "1 866 277-3553" in after, "whom to call is there at once"
        assert WORDS not in page(cast.client("marc"), THREAD)
        (told,) = mails(cast.app, "claire")
        case = case_in(told)
        (told_too,) = mails(cast.app, "mona")
        assert case_in(told_too) == case
        assert mails(cast.app, "coralie") == []

    with clock.frozen_at(NIGHT + timedelta(minutes=31)):
        (climbed,) = mails(cast.app, "coralie")
        assert case_in(climbed) == case
        seen = page(mona, case)
        assert WORDS in seen
        assert "P-34.1" in seen

    with clock.frozen_at(NIGHT + timedelta(minutes=75)):
        assert mails(cast.app, "adele") == [], "somebody has opened it"
        mona.post(f"{case}/notes", data={"body": "Tel-jeunes avec elle au téléphone."})
    with clock.frozen_at(NIGHT + timedelta(hours=7)):
        assert "Tel-jeunes avec elle" in page(claire, case)
        claire.post(f"{case}/take")
        claire.post(f"{case}/duties/youth_protection", data={"settle-body": "Signalé à 9 h 20."})
        done = {"close-reason": "handed_over", "close-body": "Ses parents et la DPJ savent."}
        assert claire.post(f"{case}/close", data=done).location == case
        assert mails(cast.app, "adele") == []

    lines = page(zoe, "/account/privacy?lang=en")
    for name in ("Claire Fontaine", "Mona Lévesque"):
        assert name in lines
    assert lines.count("Looking after somebody's safety") == 2
    assert zoe.get(case).status_code == 404
    assert events(cast.app) == ["raised", "climbed", "opened", "taken", "duty_settled", "closed"]


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def mails(app: Flask, name: str) -> list[EmailMessage]:
    """Let the worker do what is due; return the mails about a situation to `name`."""
    with app.app_context():
        loop.work(Event(), once=True)
    files = sorted((Path(app.config["INSTANCE"]) / "mail").glob("*.eml"))
    sent = [email.message_from_bytes(f.read_bytes(), policy=email.policy.default) for f in files]
    return [mail for mail in sent if mail["To"] == f"{name}@example.org" and "/concerns/" in
            mail.get_content()]  # fmt: skip


def case_in(mail: EmailMessage) -> str:
    """Return the address of the case in a mail, which says nothing else of it."""
    text = f"{mail['Subject']} {mail.get_content()}"
    names = [part for names in NAMES.values() for part in names]
    assert [word for word in [*names, "mourir", "Envol", "élève"] if word in text] == []
    found = re.search(r"http://127\.0\.0\.1:8000(/concerns/\d+)", text)
    assert found is not None
    return found[1]


def events(app: Flask) -> list[str]:
    """Return what the audit holds of the case; its chain is whole."""
    with app.app_context():
        assert list(audit.broken()) == []
        rows = select(AuditEntry.event).where(AuditEntry.noun == "concern")
        found = db.session.scalars(rows.order_by(AuditEntry.id))
        return [event.removeprefix("concern.") for event in found]
