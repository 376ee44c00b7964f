"""Who receives a slip with a first password."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import true

from portal.extensions import db
from portal.models.people import Person, PersonState
from portal.queries.students import followed, in_class_group


class Receivers(StrEnum):
    """Which students of a class group receive a slip with a new first password."""

    WITHOUT_PASSWORD = "without_password"  # noqa: S105 - a choice, not a password
    NEVER_SIGNED_IN = "never_signed_in"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A student who is to receive a slip with a first password."""

    id: int
    name: str
    username: str
    language: str
    session_version: int  # moves with each password: whoever printed first is found out


def slip_rows(viewer: Person, class_group_id: int, receivers: Receivers) -> list[SlipRow]:
    """Return those students of a class group who are to receive a slip, by name."""
    condition = {
        Receivers.WITHOUT_PASSWORD: Person.password_hash.is_(None),
        Receivers.NEVER_SIGNED_IN: Person.last_signed_in_at.is_(None),
        Receivers.ALL: true(),
    }[receivers]
    wanted = (
        followed(viewer, Person.id, Person.given_name, Person.family_name)
        .add_columns(Person.username, Person.language, Person.session_version)
        .where(in_class_group(class_group_id), condition)
        .where(Person.state == PersonState.ACTIVE, Person.username.is_not(None))
        .order_by(Person.folded_name, Person.id)
    )
    return [
        SlipRow(number, f"{given} {family}", str(username), language, version)
        for number, given, family, username, language, version in db.session.execute(wanted)
    ]
