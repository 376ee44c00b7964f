"""What the board adds to the screen: what it watches for, what it lets pass, and each change."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.data.allowed import AllowedKind
from portal.extensions import Model
from portal.models.people import Person


class WatchedPhrase(Model):
    """A phrase that the board watches for, in the notation of the shipped lists."""

    __tablename__ = "watched_phrase"

    id: Mapped[int] = mapped_column(primary_key=True)
    phrase: Mapped[str]
    language: Mapped[str]  # "fr", "en" or "any"
    kind: Mapped[str]  # one of screening.Kind
    severity: Mapped[int]  # one of screening.Severity
    kept: Mapped[bool] = mapped_column(default=True)  # taken out, the row stays: one may undo it


class AllowedThing(Model):
    """Something that the board lets everyone write: a college's site, a help line's number.

    A row that is not kept also takes out what the portal ships under that name.
    """

    __tablename__ = "allowed_thing"
    __table_args__ = (UniqueConstraint("kind", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[AllowedKind]
    value: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    kept: Mapped[bool] = mapped_column(default=True)


class RuleChange(Model):
    """One change of the screen's rules: who, when, from what to what. It can be undone."""

    __tablename__ = "rule_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime] = mapped_column(default=clock.now)
    # "watched_phrase", "allowed_thing" or "board", and the row of it.
    noun: Mapped[str]
    noun_id: Mapped[int]
    before: Mapped[dict[str, Any]]  # the changed columns as they were
    after: Mapped[dict[str, Any]]  # as they became
    undone_at: Mapped[datetime | None]

    actor: Mapped[Person] = relationship(lazy="raise")
