"""What a report says of its board, at its head and foot, and what was written for its end."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select

from portal.errors import not_found
from portal.extensions import db
from portal.models.boards import Board
from portal.models.people import Person
from portal.models.prints import NextSteps, PrintKind
from portal.models.schools import School
from portal.policies import schools
from portal.queries.calendar import school_time_of, with_hours
from portal.school_time import SchoolTime

ONLY_BOARD = 1  # the number of the one board


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the board prints at the head and foot of a report, and its next steps."""

    name_fr: str
    name_en: str
    retention_fr: str
    retention_en: str
    next_steps: str = ""


def letterhead(kind: PrintKind, number: int, school_year: int) -> Letterhead:
    """Return the letterhead of a report that its reader was found to follow. Raises NotFound."""
    found = db.session.execute(_letterhead(kind, number, school_year)).first()
    return Letterhead(*found) if found else not_found("board", ONLY_BOARD)


def board_head(school_year: int) -> tuple[Letterhead, SchoolTime]:
    """Return the letterhead of the board's report, and the school hours by which it counts."""
    wanted = with_hours(_letterhead(PrintKind.BOARD, ONLY_BOARD, school_year))
    found = db.session.execute(wanted).all() or not_found("board", ONLY_BOARD)
    *words, _opens, _closes, _day = found[0]
    hours = [(opens, closes, day) for *_words, opens, closes, day in found]
    return Letterhead(*words), school_time_of(hours)


def school_head(
    viewer: Person, kind: PrintKind, school_id: int, school_year: int
) -> tuple[str, Letterhead]:
    """Return the name of a school that `viewer` follows, and its letterhead; else absent."""
    wanted = (
        _letterhead(kind, school_id, school_year)
        .join(School, School.id == school_id)
        .where(schools.followed_by(viewer))
        .add_columns(School.name)
    )
    found = db.session.execute(wanted).first() or not_found("school", school_id)
    *words, name = found
    return name, Letterhead(*words)


def _letterhead(kind: PrintKind, number: int, school_year: int) -> Select[Any]:
    # Untyped: columns are added to it.
    columns: list[Any] = [
        Board.name_fr,
        Board.name_en,
        Board.retention_fr,
        Board.retention_en,
        func.coalesce(NextSteps.body, ""),
    ]
    written = and_(
        NextSteps.kind == kind.value,
        NextSteps.number == number,
        NextSteps.school_year == school_year,
    )
    return select(*columns).select_from(Board).outerjoin(NextSteps, written)
