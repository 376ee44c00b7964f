"""The outbox under test: put jobs in, work them off, read the mails that came out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.jobs import Job
from portal.outbox import emit
from portal.worker import loop


@dataclass
class Outbox:
    """The jobs and mails of one test."""

    app: Flask

    def put(self, event: str, *, due_at: datetime | None = None, **ids: int) -> int:
        """Put a job in and return its number."""
        with unit_of_work():
            emit(event, due_at=due_at, **ids)
        return db.session.scalars(select(Job.id).order_by(Job.id.desc())).first() or 0

    def work(self) -> None:
        """Do all that is due now."""
        while loop.step():
            pass

    def job(self, number: int) -> Job:
        """Return the job as it is in the database now."""
        db.session.rollback()
        db.session.expire_all()
        return db.session.get_one(Job, number)

    def change(self, number: int, **values: Any) -> None:
        """Change a job by hand."""
        with unit_of_work():
            db.session.execute(update(Job).where(Job.id == number).values(**values))

    def mail(self, number: int) -> EmailMessage | None:
        """Return the mail that job `number` sent, or None."""
        path = self.folder / f"{number}.eml"
        if not path.exists():
            return None
        return message_from_bytes(path.read_bytes(), policy=policy.default)  # type: ignore[return-value]

    def letters(self, to: str) -> list[EmailMessage]:
        """Return the mails that left for an address, oldest first."""
        numbers = sorted(int(path.stem) for path in self.folder.glob("*.eml"))
        found = (self.mail(number) for number in numbers)
        return [letter for letter in found if letter is not None and letter["To"] == to]

    @property
    def folder(self) -> Path:
        """Where mails are written."""
        return Path(self.app.config["INSTANCE"]) / "mail"


@pytest.fixture
def outbox(app: Flask) -> Iterator[Outbox]:
    """An empty outbox, inside an application context."""
    with app.app_context():
        yield Outbox(app)
        db.session.remove()


@pytest.fixture
def later() -> Iterator[Any]:
    """Return a context in which it is `minutes` later."""
    yield lambda minutes: clock.moved_by(timedelta(minutes=minutes, seconds=1))


@pytest.fixture
def stopped() -> Event:
    """A stop signal that has been given."""
    stop = Event()
    stop.set()
    return stop
