"""The programs, as administrators see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.extensions import db
from portal.i18n import pick
from portal.models.people import Person
from portal.models.programs import Program
from portal.policies import boards


@dataclass(frozen=True, slots=True)
class ProgramRow:
    """A program, and how its messages are read."""

    program_id: int
    name: str
    full_review: bool
    adults_only: bool
    links_pass: bool


def programs(viewer: Person) -> Sequence[ProgramRow]:
    """List the programs; to others than administrators there is no such list."""
    boards.check_managed_by(viewer)
    rows = db.session.scalars(select(Program).order_by(Program.id))
    return [
        ProgramRow(row.id, pick(row, "name"), row.full_review, row.adults_only, row.links_pass)
        for row in rows
    ]
