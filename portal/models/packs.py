"""Packs: one PDF for each student of a class group or school, made by the worker, zipped."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.extensions import Model
from portal.models.prints import PrintFor


class PackState(StrEnum):
    """How far a pack is."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # the file is gone: named reports are not kept


OPEN = (PackState.WAITING, PackState.MAKING)  # still to be made
KEPT_FOR = timedelta(days=7)  # named documents do not lie on the server for longer


class PackScope(StrEnum):
    """Whose students a pack is about."""

    CLASS_GROUP = "class-group"
    SCHOOL = "school"


class PackFailure(StrEnum):
    """Why a pack stopped; the first time it is tried again."""

    MEMORY = "memory"  # a process was ended by the system, or had no more memory
    WEASYPRINT = "weasyprint"  # its libraries are missing on this server
    DISK = "disk"
    RIGHTS = "rights"  # whoever asked no longer follows these students
    OTHER = "other"


class Pack(Model):
    """What was asked for and how far it is; the file lies in the instance for some days."""

    __tablename__ = "pack"

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    send_key: Mapped[str] = mapped_column(unique=True)  # a second click finds the first
    kind: Mapped[str]  # of each document: "student" or "attestation"
    scope: Mapped[str]  # "class-group" or "school"
    number: Mapped[int]
    language: Mapped[str]
    first: Mapped[date]
    last: Mapped[date]
    meant_for: Mapped[PrintFor] = mapped_column(default=PrintFor.SCHOOL)
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[PackState] = mapped_column(default=PackState.WAITING, index=True)
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None]  # a value of `PackFailure`; while it is made: the first one
    ended_at: Mapped[datetime | None]
