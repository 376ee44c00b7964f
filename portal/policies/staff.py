"""Who looks after the accounts of the staff."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, false, select
from sqlalchemy.orm import joinedload

from portal.errors import not_found
from portal.extensions import db
from portal.models.people import Person, PersonRole, PersonState, Role

STAFF_ROLES = (Role.COUNSELLOR, Role.MODERATOR, Role.COORDINATOR, Role.ADMINISTRATOR)


def is_staff() -> ColumnElement[bool]:
    """Say who is of the staff: never a student, nor a mentor who is nothing else."""
    return holds(*STAFF_ROLES)


def holds(*roles: Role) -> ColumnElement[bool]:
    """Say who holds one of `roles`."""
    return exists().where(PersonRole.person_id == Person.id, PersonRole.role.in_(roles))


def managed_by(viewer: Person) -> ColumnElement[bool]:
    """Say whose account and roles `viewer` looks after: an administrator, the staff's."""
    return is_staff() if viewer.has(Role.ADMINISTRATOR) else false()


def get_managed(viewer: Person, person_id: int) -> Person:
    """Return a member of the staff with the roles; to others than administrators, absent."""
    wanted = (
        select(Person)
        .where(Person.id == person_id, managed_by(viewer))
        .options(joinedload(Person.role_rows))
    )
    return db.session.scalars(wanted).unique().one_or_none() or not_found("staff", person_id)


def acting(email: str, roles: Collection[Role]) -> ColumnElement[bool]:
    """Say who, active and of one of `roles`, has this e-mail address."""
    return (
        (Person.email == email.strip().lower())
        & (Person.state == PersonState.ACTIVE)
        & holds(*roles)
    )


def check_manages(viewer: Person) -> None:
    """Raise NotFound unless `viewer` looks after accounts of the staff."""
    if not viewer.has(Role.ADMINISTRATOR):
        not_found("staff", "")
