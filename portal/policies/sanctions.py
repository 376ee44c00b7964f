"""Who decides on steps of the ladder, and whom a suspension keeps from writing."""

from datetime import date
from typing import Any

from flask_babel import format_date
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    ScalarSelect,
    and_,
    bindparam,
    exists,
    false,
    func,
    select,
)
from sqlalchemy.orm import contains_eager

from portal import clock
from portal.errors import Conflict, not_found
from portal.extensions import db
from portal.i18n import _
from portal.models.people import Person, Role
from portal.models.sanctions import Sanction, SanctionState, SanctionStep

DECIDERS = (Role.MODERATOR, Role.ADMINISTRATOR)
# What a person is told of: a proposal is a matter between moderators.
KNOWN_STATES = (SanctionState.APPLIED, SanctionState.LIFTED)


def _today() -> BindParameter[date]:
    # Asked when the statement runs, which may be long after it was built.
    return bindparam(None, callable_=clock.today, type_=Date())


def in_force() -> ColumnElement[bool]:
    """Say which rows are suspensions that still keep somebody from writing."""
    return and_(
        Sanction.step == SanctionStep.SUSPENSION,
        Sanction.state == SanctionState.APPLIED,
        Sanction.until > _today(),
    )


def suspended(person_id: Any) -> ColumnElement[bool]:
    """Say whether the person of `person_id`, a column or a value, may not write for now."""
    return exists().where(Sanction.person_id == person_id, in_force())


def suspended_until(person_id: Any) -> ScalarSelect[date | None]:
    """Say on which day the person of `person_id` may write again; nothing for one who may."""
    return (
        select(func.max(Sanction.until))
        .where(Sanction.person_id == person_id, in_force())
        .scalar_subquery()
    )


def make_sure_may_write(person: Person) -> None:
    """Raise Conflict, with the day, while a suspension keeps `person` from writing."""
    until = db.session.scalar(select(suspended_until(person.id)))
    if until is not None:
        day = format_date(until, "long")
        raise Conflict(_("Your writing is suspended. You may write again on %(day)s.", day=day))


def decidable_by(viewer: Person) -> ColumnElement[bool]:
    """Say which steps `viewer` sees and decides: moderators and administrators, not the own."""
    if not viewer.has(*DECIDERS):
        return false()
    return Sanction.person_id != viewer.id


def own(viewer: Person) -> ColumnElement[bool]:
    """Say which steps were taken about `viewer`, who may read and appeal them."""
    return and_(Sanction.person_id == viewer.id, Sanction.state.in_(KNOWN_STATES))


def get_decidable(viewer: Person, sanction_id: int) -> Sanction:
    """Return the step, locked, with its person; to others there is none."""
    return _get(sanction_id, decidable_by(viewer))


def get_own(viewer: Person, sanction_id: int) -> Sanction:
    """Return a step taken about `viewer`, locked; any other is absent."""
    return _get(sanction_id, own(viewer))


def may_answer_appeal(viewer: Person, applied_by_id: int | None) -> bool:
    """Say whether `viewer` may answer an appeal: an administrator, or not who applied it."""
    return viewer.has(Role.ADMINISTRATOR) or viewer.id != applied_by_id


def _get(sanction_id: int, rule: ColumnElement[bool]) -> Sanction:
    wanted = (
        select(Sanction)
        .join(Sanction.person)
        .options(contains_eager(Sanction.person))
        .where(Sanction.id == sanction_id, rule)
        .with_for_update(of=Sanction)
    )
    return db.session.scalar(wanted) or not_found("sanction", sanction_id)
