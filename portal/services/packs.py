"""A pack from its order to its end: every step is in the table, so that it outlives a restart."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, func, select, update

from portal import clock
from portal.errors import Conflict
from portal.extensions import db
from portal.i18n import _
from portal.models.packs import KEPT_FOR, OPEN, Pack, PackFailure, PackState
from portal.models.people import Person
from portal.models.prints import PrintFor
from portal.outbox import emit
from portal.policies import packs as policy
from portal.services import audit

MAKE = "pack.asked"
AT_ONCE = 5  # unfinished packs of one person
GIVEN_UP = timedelta(days=1)  # no worker came back to it


@dataclass(frozen=True, slots=True)
class PackOrder:
    """What somebody asks for: which documents, about whose students, of when, for whom."""

    kind: str
    scope: str
    number: int
    language: str
    first: date
    last: date
    meant_for: PrintFor
    reason: str = ""


def order(*, person: Person, wanted: PackOrder, send_key: str) -> Pack:
    """Ask the worker for a pack; a second click finds the first one.

    Raises NotFound, Denied or Invalid as `policies.packs` decides, Conflict for who waits for
    several already.
    """
    found = db.session.scalar(
        select(Pack).where(Pack.send_key == send_key, Pack.asked_by_id == person.id)
    )
    if found is not None:
        return found
    policy.check_orders(
        person,
        kind=wanted.kind,
        scope=wanted.scope,
        number=wanted.number,
        meant_for=wanted.meant_for,
        reason=wanted.reason,
    )
    waiting = select(func.count()).where(Pack.asked_by_id == person.id, Pack.state.in_(OPEN))
    if (db.session.scalar(waiting) or 0) >= AT_ONCE:
        raise Conflict(_("You wait for several packs already: let one be ready first."))
    pack = Pack(asked_by_id=person.id, send_key=send_key, kind=wanted.kind, scope=wanted.scope)
    pack.number, pack.language = wanted.number, wanted.language
    pack.first, pack.last, pack.meant_for = wanted.first, wanted.last, wanted.meant_for
    outside = wanted.meant_for is PrintFor.OUTSIDE
    pack.reason = wanted.reason.strip() if outside else ""  # one that was not asked is not kept
    db.session.add(pack)
    db.session.flush()
    emit(MAKE, pack_id=pack.id)
    audit.record(person, "pack.ordered", "pack", pack.id, detail=f"{pack.kind} {pack.meant_for}")
    return pack


def cancel(*, person: Person, pack_id: int) -> None:
    """Stop a pack that is not ready; what was made of it is erased. A second click does nothing.

    Raises NotFound for a pack that is not theirs.
    """
    pack = policy.get_readable(person, pack_id)
    if pack.state in OPEN:
        pack.state, pack.ended_at = PackState.CANCELLED, clock.now()
        emit(MAKE, pack_id=pack.id)  # the worker erases what there is
        audit.record(person, "pack.cancelled", "pack", pack.id)


def try_again(*, person: Person, pack_id: int) -> None:
    """Go on with a pack that failed, from where it was. Raises NotFound for another's."""
    pack = policy.get_readable(person, pack_id)
    if pack.state is PackState.FAILED:
        pack.state, pack.failure, pack.ended_at = PackState.WAITING, None, None
        pack.asked_at = clock.now()
        emit(MAKE, pack_id=pack.id)
        audit.record(person, "pack.retried", "pack", pack.id)


def note(*, pack_id: int, total: int, done: int) -> bool:
    """Write down how far a pack is; return whether it is still wanted."""
    going_on = (Pack.id == pack_id, Pack.state.in_(OPEN))
    values = {"state": PackState.MAKING, "total": total, "done": done}
    changing = update(Pack).where(*going_on).values(values)
    result = db.session.execute(changing.execution_options(synchronize_session=False))
    return bool(result.rowcount)  # type: ignore[attr-defined]


def stumbled(*, pack_id: int, failure: PackFailure) -> bool:
    """Note that a pack could not go on; return whether it is to be tried once more."""
    pack = db.session.get_one(Pack, pack_id, populate_existing=True)
    if pack.state not in OPEN:
        return False
    again = pack.failure is None and failure is not PackFailure.RIGHTS
    pack.failure = failure.value
    if not again:
        pack.state, pack.ended_at = PackState.FAILED, clock.now()
    return again


def goes_on(*, pack_id: int) -> None:
    """Note that what was made since went well, and ask the worker to go on."""
    _change(pack_id, failure=None)
    emit(MAKE, pack_id=pack_id)


def ready(*, pack_id: int, total: int) -> None:
    """Note that the file of a pack may be had."""
    ended = clock.now()
    _change(pack_id, state=PackState.READY, total=total, done=total, failure=None, ended_at=ended)


def clean_up() -> None:
    """Let go of what was kept long enough, and of what no worker came back to."""
    now = clock.now()
    ended = (PackState.READY, PackState.FAILED)
    expired = and_(Pack.state.in_(ended), Pack.ended_at < now - KEPT_FOR)
    for rule, values in (
        (expired, {"state": PackState.EXPIRED}),
        (
            and_(Pack.state.in_(OPEN), Pack.asked_at < now - GIVEN_UP),
            {"state": PackState.FAILED, "failure": PackFailure.OTHER.value, "ended_at": now},
        ),
    ):
        db.session.execute(
            update(Pack).where(rule).values(values).execution_options(synchronize_session=False)
        )
    emit("packs.swept")


def _change(pack_id: int, **values: object) -> None:
    changing = update(Pack).where(Pack.id == pack_id, Pack.state.in_(OPEN)).values(values)
    db.session.execute(changing.execution_options(synchronize_session=False))
