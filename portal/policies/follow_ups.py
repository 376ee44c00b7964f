"""Who follows up on whom, and who sees what was done."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, exists, false, or_, select

from portal import clock
from portal.errors import not_found
from portal.extensions import UtcDateTime, db
from portal.models.follow_ups import FollowUp, FollowUpAction
from portal.models.matches import Match
from portal.models.people import Person, Role
from portal.models.students import Student
from portal.policies import students
from portal.policies.viewers import Viewer

# The need of a nudge that says "write a first message": it is void once one was written.
NOT_STARTED = "not_started"
# A nudge that the student has not read stands at home for so long.
NUDGE_STANDS = timedelta(days=30)


def stands() -> ColumnElement[bool]:
    """Say which were not undone."""
    return FollowUp.undone_at.is_(None)


def settles(need: str) -> ColumnElement[bool]:
    """Say whether `need` was followed up on lately, by anybody; needs Student around it."""
    return exists().where(FollowUp.student_id == Student.person_id, settling(need))


def settling(need: str) -> ColumnElement[bool]:
    """Say which follow-ups keep a student off the list of `need` for now."""
    return and_(FollowUp.need == need, stands(), FollowUp.until > _now())


def received_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which nudges `viewer`, a student, has to read or has read."""
    if not viewer.has(Role.STUDENT):
        return false()
    return and_(FollowUp.student_id == viewer.id, speaks())


def speaks() -> ColumnElement[bool]:
    """Say which nudges still say something: not undone, and not outrun by what happened."""
    begun = exists().where(Match.student_id == FollowUp.student_id)
    return and_(
        FollowUp.action == FollowUpAction.NUDGE,
        stands(),
        or_(FollowUp.need != NOT_STARTED, ~begun),
    )


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which ones `viewer` sees: those about students followed, whoever did them."""
    if not viewer.has(Role.COUNSELLOR):
        return false()
    # Not correlated: the statement around it may join Student itself.
    followed = select(Student.person_id).where(students.followed_by(viewer)).correlate(None)
    return FollowUp.student_id.in_(followed)


def made_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which ones `viewer` made, about students still followed."""
    return and_(FollowUp.counsellor_id == viewer.id, readable_by(viewer))


def get_made(viewer: Person, batch_key: str) -> Sequence[FollowUp]:
    """Return all that one click of `viewer` did; to others there is none."""
    wanted = (
        select(FollowUp)
        .where(FollowUp.batch_key == batch_key, made_by(viewer))
        .order_by(FollowUp.id)
    )
    return db.session.scalars(wanted).all() or not_found("follow-up", batch_key)


def get_received(viewer: Person, number: int) -> FollowUp:
    """Return a nudge that `viewer` received; one undone is as absent as one of somebody else."""
    wanted = select(FollowUp).where(FollowUp.id == number, received_by(viewer))
    return db.session.scalar(wanted) or not_found("follow-up", number)


def _now() -> BindParameter[datetime]:
    # Asked when the statement runs, which may be long after it was built.
    return bindparam(None, callable_=clock.now, type_=UtcDateTime())
