"""The occupations that a student is curious about."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from portal.data.occupations import Occupation, occupations
from portal.extensions import db
from portal.models.curiosities import Curiosity
from portal.models.people import Person, Role
from portal.models.students import Student
from portal.policies import curiosities as policy


@dataclass(frozen=True, slots=True)
class CuriosityRow:
    """An occupation on a list, and since when."""

    occupation: Occupation
    added_at: datetime


@dataclass(frozen=True, slots=True)
class CuriosityList:
    """A student's own list, the newest first, and whether the counsellors may read it."""

    rows: tuple[CuriosityRow, ...]
    is_shared: bool


def own(viewer: Person) -> CuriosityList:
    """Return the list of `viewer`. Two statements. Raises NotFound for who is no student."""
    student = policy.get_own(viewer)
    wanted = (
        select(Curiosity.noc, Curiosity.added_at)
        .where(Curiosity.student_id == viewer.id)
        .order_by(Curiosity.added_at.desc(), Curiosity.noc)
    )
    known = occupations()
    rows = (CuriosityRow(known[noc], at) for noc, at in db.session.execute(wanted) if noc in known)
    return CuriosityList(tuple(rows), student.shares_curiosities)


def of_student(viewer: Person, student_id: int) -> tuple[Occupation, ...]:
    """Return what a student is curious about, the newest first; nothing to who may not read it."""
    wanted = (
        select(Curiosity.noc)
        .join(Student, Student.person_id == Curiosity.student_id)
        .where(Curiosity.student_id == student_id, policy.readable_by(viewer))
        .order_by(Curiosity.added_at.desc(), Curiosity.noc)
    )
    known = occupations()
    return tuple(known[noc] for noc in db.session.scalars(wanted) if noc in known)


def is_curious(viewer: Person, noc: str) -> bool:
    """Say whether an occupation is on the own list of `viewer`."""
    if not viewer.has(Role.STUDENT):
        return False
    listed = exists().where(Curiosity.student_id == viewer.id, Curiosity.noc == noc)
    return bool(db.session.scalar(select(listed)))
