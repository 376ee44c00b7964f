"""Imports of files: checked whole, then written whole; from a command or from a page."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from portal import clock
from portal.errors import Conflict
from portal.extensions import db
from portal.i18n import _
from portal.models.boards import Board
from portal.models.imports import ImportFile, ImportKind
from portal.models.people import Person
from portal.models.schools import School
from portal.policies import imports as policy
from portal.queries.rules import board_rules
from portal.services import audit, boards, programs
from portal.services.mentor_rolls import MentorRoll
from portal.services.rolls import Progress, Refused, Report, Roll, run
from portal.services.schools import SchoolRoll
from portal.services.students import StudentRoll

__all__ = ["Order", "Refused", "Report", "carry_out", "check", "confirm", "discard", "keep"]

KEPT_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Order:
    """What to import: a file of one kind, and what that kind needs beside it."""

    kind: ImportKind
    content: bytes
    school_id: int | None = None  # of students
    board_code: str | None = None  # of schools, six digits
    screened_by_id: int | None = None  # of mentors already screened: who says so


def _quietly(_lines: int) -> None:
    """Tell nobody how far it went."""


def check(order: Order, *, progress: Progress = _quietly) -> Report:
    """Return what an import would do; writes nothing. Raises Unreadable."""
    return run(_roll(order), order.content, write=False, progress=progress)


def carry_out(
    order: Order,
    *,
    actor: Person | None,
    keep_good: bool = False,
    progress: Progress = _quietly,
) -> Report:
    """Import the file; with `keep_good`, without its bad lines. `actor`: None is the portal.

    Raises Unreadable, Refused when a line is bad (nothing is kept), Conflict for the schools
    of another board than this portal's.
    """
    programs.ensure_default()
    if order.kind is ImportKind.SCHOOLS and order.board_code is not None:
        boards.take_code(code=order.board_code)
    report = run(_roll(order), order.content, write=True, keep_good=keep_good, progress=progress)
    noun, noun_id = ("school", order.school_id) if order.school_id else ("board", 1)
    audit.record(actor, f"{order.kind.value}.imported", noun, noun_id)
    return report


def school_id_of(*, code: str) -> int:
    """Return the school whose code in the ministry's file is `code`; raises Conflict."""
    number = db.session.scalar(select(School.id).where(School.code == code.strip().zfill(6)))
    if number is None:
        raise Conflict(
            _(
                "There is no school with the code %(code)s. Import the schools first: "
                "flask schools import.",
                code=code,
            )
        )
    return number


def keep(*, actor: Person, order: Order, report: Report) -> ImportFile:
    """Keep an uploaded file and its check until it is confirmed or discarded, or an hour."""
    policy.check_made_by(actor)
    destroy_old()
    file = ImportFile(uploaded_by_id=actor.id, kind=order.kind, content=order.content)
    file.school_id, file.report = order.school_id, report.as_kept()
    db.session.add(file)
    db.session.flush()
    return file


def confirm(*, actor: Person, import_id: int, keep_good: bool) -> Report:
    """Import a file that was previewed, and destroy it.

    Raises NotFound when it was confirmed or discarded already, and what `carry_out` raises.
    """
    file = policy.get_own(actor, import_id)
    board_code = boards.ensure().code if file.kind is ImportKind.SCHOOLS else None
    order = Order(file.kind, file.content, file.school_id, board_code)
    db.session.delete(file)
    return carry_out(order, actor=actor, keep_good=keep_good)


def check_again(*, actor: Person, import_id: int) -> None:
    """Check a file anew: what is kept has changed since its preview."""
    file = policy.get_own(actor, import_id)
    code = boards.ensure().code if file.kind is ImportKind.SCHOOLS else None
    file.report = check(Order(file.kind, file.content, file.school_id, code)).as_kept()


def discard(*, actor: Person, import_id: int) -> None:
    """Destroy a file that was previewed; one already gone is gone."""
    mine = (ImportFile.id == import_id, policy.own_of(actor))
    db.session.execute(delete(ImportFile).where(*mine))


def destroy_old() -> None:
    """Destroy the files that nobody confirmed for an hour: they name people."""
    old = ImportFile.uploaded_at < clock.now() - KEPT_FOR
    db.session.execute(delete(ImportFile).where(old))


def _roll(order: Order) -> Roll[Any]:
    board = db.session.get(Board, 1)
    language = board.default_language if board is not None else "fr"
    match order.kind:
        case ImportKind.SCHOOLS if order.board_code:
            return SchoolRoll(board_code=order.board_code)
        case ImportKind.STUDENTS if order.school_id:
            return StudentRoll(school_id=order.school_id, default_language=language)
        case ImportKind.MENTORS:
            return MentorRoll(
                default_language=language,
                context=board_rules(db.session.connection()).context,
                screened_by_id=order.screened_by_id,
            )
    raise Conflict(
        _("Write the board's code on the board's page first, then choose the file again.")
    )
