"""People and their roles."""

import re
import unicodedata
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal import clock
from portal.extensions import Model


class Role(StrEnum):
    """What a person does here; one person may hold several, which add up."""

    STUDENT = "student"
    MENTOR = "mentor"
    COUNSELLOR = "counsellor"
    MODERATOR = "moderator"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class PersonState(StrEnum):
    """Whether a person may sign in."""

    ACTIVE = "active"
    SUSPENDED = "suspended"  # by a decision that can be undone
    LEFT = "left"  # no longer takes part


def folded(text: str) -> str:
    """Return `text` as one looks for it: no accents, no capitals, words apart by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", " ", bare).strip()


def _folded_name(context: DefaultExecutionContext) -> str:
    row = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return folded(f"{row['family_name']} {row['given_name']}")


class Person(Model):
    """Someone who may sign in. No address, phone or permanent code is kept (R38)."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("email IS NOT NULL OR username IS NOT NULL", name="can_be_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    given_name: Mapped[str]
    family_name: Mapped[str]
    # Family name, then given name, folded: to sort and find people whatever their accents.
    folded_name: Mapped[str] = mapped_column(default=_folded_name, index=True)
    pseudonym: Mapped[str | None]  # shown in place of the given name
    email: Mapped[str | None] = mapped_column(unique=True)  # lower case; shown to nobody
    username: Mapped[str | None] = mapped_column(unique=True)  # issued by staff
    language: Mapped[str] = mapped_column(default="fr")
    state: Mapped[PersonState] = mapped_column(default=PersonState.ACTIVE, index=True)
    password_hash: Mapped[str | None]  # none: never signed in, no password works
    must_change_password: Mapped[bool] = mapped_column(default=False)
    # Part of every session: raising it signs the person out everywhere.
    session_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_signed_in_at: Mapped[datetime | None]

    role_rows: Mapped[list["PersonRole"]] = relationship(
        back_populates="person", lazy="raise", cascade="all, delete-orphan"
    )

    @validates("given_name", "family_name")
    def _keep_folded(self, key: str, value: str) -> str:
        names = {"given_name": self.given_name, "family_name": self.family_name, key: value}
        self.folded_name = folded(f"{names['family_name'] or ''} {names['given_name'] or ''}")
        return value

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held; needs `role_rows` loaded."""
        # A commit or rollback expires the row: reading a column first reads it
        # again as it was loaded, roles included; `lazy="raise"` alone would refuse.
        _ = self.id
        return frozenset(row.role for row in self.role_rows)

    def has(self, *roles: Role) -> bool:
        """Say whether the person holds one of `roles`."""
        return not self.roles.isdisjoint(roles)

    @property
    def name(self) -> str:
        """The whole name, for the staff who follow this person."""
        return f"{self.given_name} {self.family_name}"

    @property
    def first_name(self) -> str:
        """The name that others in a conversation see of a student."""
        return self.pseudonym or self.given_name

    # What Flask-Login asks of a person.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Whether this person may be signed in."""
        return self.state is PersonState.ACTIVE

    def get_id(self) -> str:
        """Return what a session keeps; it dies when `session_version` moves."""
        return f"{self.id}.{self.session_version}"


class PersonRole(Model):
    """One role of one person."""

    __tablename__ = "person_role"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True, index=True)

    person: Mapped[Person] = relationship(back_populates="role_rows", lazy="raise")
