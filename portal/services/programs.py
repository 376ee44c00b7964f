"""Programs: the frames of matches."""

from sqlalchemy import select

from portal.extensions import db
from portal.models.programs import Program
from portal.services import boards

DEFAULT_CODE = "cybermentorat"


def ensure_default() -> Program:
    """Return the default program; a new portal gets it, and its board."""
    boards.ensure()
    program = db.session.scalar(select(Program).where(Program.is_default))
    if program is None:
        program = Program(code=DEFAULT_CODE, name_fr="Cybermentorat", name_en="E-mentoring")
        program.is_default, program.full_review = True, False
        db.session.add(program)
        db.session.flush()
    return program
