"""A student keeps a list of occupations, and says whether the counsellors may read it."""

from sqlalchemy import func, select

from portal.data.occupations import occupations
from portal.errors import Conflict, not_found
from portal.extensions import db
from portal.i18n import _
from portal.models.curiosities import Curiosity
from portal.models.people import Person
from portal.policies import curiosities as policy
from portal.services import audit

MOST = 100  # more is no list of wishes, and each costs a row


def add(*, student: Person, noc: str) -> None:
    """Put an occupation on the own list; one that is there already stays as it is.

    Raises NotFound for an unknown occupation and for who is no student, Conflict when the
    list is full.
    """
    policy.get_own(student)
    if noc not in occupations():
        not_found("occupation", noc)
    if db.session.get(Curiosity, (student.id, noc)) is not None:
        return
    held = db.session.scalar(select(func.count()).where(Curiosity.student_id == student.id))
    if (held or 0) >= MOST:
        raise Conflict(_("Your list is full: take something off it first."))
    db.session.add(Curiosity(student_id=student.id, noc=noc))


def remove(*, student: Person, noc: str) -> None:
    """Take an occupation off the own list, if it is there. Raises NotFound but to a student."""
    policy.get_own(student)
    listed = db.session.get(Curiosity, (student.id, noc))
    if listed is not None:
        db.session.delete(listed)


def share(*, student: Person, shares: bool) -> None:
    """Let the own counsellors read the list, or no longer. Raises NotFound but to a student."""
    own = policy.get_own(student)
    if own.shares_curiosities is not shares:
        own.shares_curiosities = shares
        audit.record(
            student, "curiosities.shared" if shares else "curiosities.kept", "student", student.id
        )
