"""Packs as whoever asked for them follows them, and as the worker makes them."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.errors import not_found
from portal.extensions import db
from portal.models.class_groups import ClassGroup
from portal.models.packs import KEPT_FOR, OPEN, Pack, PackScope, PackState
from portal.models.people import Person, PersonState
from portal.models.prints import Print, PrintFor, PrintKind
from portal.models.schools import School
from portal.policies import packs as policy
from portal.queries import participation
from portal.queries.participation import RosterRow, Scope

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class PackPage:
    """A pack: what was asked for, and how far it is."""

    id: int
    kind: PrintKind
    scope: PackScope
    number: int
    about: str  # the class group or the school
    language: str
    first: date
    last: date
    meant_for: PrintFor
    state: PackState
    total: int
    done: int
    failure: str | None
    asked_at: datetime
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made, so that it may be cancelled."""
        return self.state in OPEN

    @property
    def is_ready(self) -> bool:
        """Whether its file may be had."""
        return self.state is PackState.READY

    @property
    def kept_until(self) -> datetime | None:
        """When the file is erased."""
        return self.ended_at + KEPT_FOR if self.ended_at else None


def folder() -> Path:
    """Return where packs lie: in the instance, closed to other accounts."""
    made = Path(current_app.config["INSTANCE"]) / "packs"
    made.mkdir(mode=0o700, exist_ok=True)
    return made


def archive(pack_id: int) -> Path:
    """Return where the file of a pack is, once it is ready."""
    return folder() / f"{pack_id}.zip"


def check_follows(viewer: Person, scope: str, number: int) -> None:
    """Raise NotFound unless `viewer` follows that class group or school."""
    policy.check_follows(viewer, scope, number)


def pack_page(viewer: Person, pack_id: int) -> PackPage:
    """Return a pack that `viewer` asked for; absent once they follow its group no more."""
    found, _total = _found(policy.readable_by(viewer), Pack.id == pack_id, page=1)
    return found[0] if found else not_found("pack", pack_id)


def mine(viewer: Person, *, page: int) -> tuple[list[PackPage], int]:
    """Return a page of the packs that `viewer` asked for, the latest first, and their number."""
    return _found(policy.readable_by(viewer), page=page)


def about(scope: str, number: int) -> str:
    """Return the name of the class group or school that a pack is about."""
    table = ClassGroup if scope == PackScope.CLASS_GROUP else School
    return db.session.scalar(select(table.name).where(table.id == number)) or ""


def size_of(viewer: Person, scope: str, number: int) -> int:
    """Return how many students the documents of a pack would be about."""
    return len(_roster(viewer, scope, number))


def in_hand(pack_id: int) -> Pack | None:
    """Return a pack as it is now, for the worker; None for one that there is not."""
    db.session.rollback()
    return db.session.get(Pack, pack_id, populate_existing=True)


def orderer(pack: Pack) -> Person:
    """Return whoever asked, with roles, if still active and still allowed. Raises NotFound."""
    wanted = (
        select(Person)
        .where(Person.id == pack.asked_by_id, Person.state == PersonState.ACTIVE)
        .options(joinedload(Person.role_rows))
    )
    found = db.session.scalars(wanted).unique().one_or_none()
    if found is None:
        not_found("person", pack.asked_by_id)
    policy.check_orders(
        found,
        kind=pack.kind,
        scope=pack.scope,
        number=pack.number,
        meant_for=pack.meant_for,
        reason=pack.reason,
    )
    return found


def students(viewer: Person, pack: Pack) -> list[RosterRow]:
    """List the students whom the pack is about now, by name."""
    return _roster(viewer, pack.scope, pack.number)


def printed(codes: list[str]) -> set[str]:
    """Return which of the codes are written down already."""
    return set(db.session.scalars(select(Print.code).where(Print.code.in_(codes))))


def kept() -> set[int]:
    """Return the packs whose files are still wanted."""
    wanted = select(Pack.id).where(Pack.state.in_((*OPEN, PackState.READY, PackState.FAILED)))
    return set(db.session.scalars(wanted))


def _roster(viewer: Person, scope: str, number: int) -> list[RosterRow]:
    of_scope = {
        PackScope.CLASS_GROUP: participation.of_class_group,
        PackScope.SCHOOL: participation.of_school,
    }[PackScope(scope)]
    within: ColumnElement[bool] = of_scope(number)
    return participation.roster(Scope(viewer, within, clock.now(), clock.now()))


def _found(*rules: ColumnElement[bool], page: int) -> tuple[list[PackPage], int]:
    wanted = (
        select(Pack, ClassGroup.name, School.name, func.count().over())
        .outerjoin(
            ClassGroup,
            and_(Pack.scope == PackScope.CLASS_GROUP, ClassGroup.id == Pack.number),
        )
        .outerjoin(School, and_(Pack.scope == PackScope.SCHOOL, School.id == Pack.number))
        .where(*rules)
        .order_by(Pack.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    rows = db.session.execute(wanted).all()
    total = rows[0][3] if rows else 0
    return [_page(row, group or school or "") for row, group, school, _all in rows], total


def _page(row: Pack, name: str) -> PackPage:
    return PackPage(
        id=row.id,
        kind=PrintKind(row.kind),
        scope=PackScope(row.scope),
        number=row.number,
        about=name,
        language=row.language,
        first=row.first,
        last=row.last,
        meant_for=row.meant_for,
        state=row.state,
        total=row.total,
        done=row.done,
        failure=row.failure,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
    )
