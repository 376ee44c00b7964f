"""Who suggests a mentor or an occupation to whom, and who sees that."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, false, or_, select

from portal.errors import not_found
from portal.extensions import db
from portal.models.mentors import Mentor
from portal.models.people import Person, PersonState, Role
from portal.models.recommendations import Recommendation
from portal.models.students import Student
from portal.policies import mentors, students
from portal.policies.viewers import Viewer


def may_recommend(viewer: Viewer) -> bool:
    """Say whether `viewer` suggests anything to students: guidance counsellors do."""
    return viewer.has(Role.COUNSELLOR)


def stands() -> ColumnElement[bool]:
    """Say which are open: neither withdrawn nor "not for me"."""
    return and_(Recommendation.withdrawn_at.is_(None), Recommendation.dismissed_at.is_(None))


def received_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which suggestions `viewer`, a student, has on the own list."""
    if not viewer.has(Role.STUDENT):
        return false()
    return and_(Recommendation.student_id == viewer.id, stands())


def made_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which ones `viewer` made to students still followed, and did not withdraw."""
    if not may_recommend(viewer):
        return false()
    # Not correlated: the statement around it may join Student itself.
    followed = select(Student.person_id).where(students.followed_by(viewer)).correlate(None)
    return and_(
        Recommendation.counsellor_id == viewer.id,
        Recommendation.student_id.in_(followed),
        Recommendation.withdrawn_at.is_(None),
    )


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which ones `viewer` sees: those received, those made; nobody sees any other."""
    return or_(received_by(viewer), made_by(viewer))


def get_received(viewer: Person, number: int) -> Recommendation:
    """Return a suggestion that `viewer` received, heard or not; to others there is none."""
    own = and_(
        Recommendation.student_id == viewer.id,
        Recommendation.withdrawn_at.is_(None),
    )
    return _get(number, own if viewer.has(Role.STUDENT) else false())


def get_made(viewer: Person, number: int) -> Recommendation:
    """Return a suggestion that `viewer` made and may withdraw; to others there is none."""
    return _get(number, made_by(viewer))


def check_followed(viewer: Person, student_ids: Collection[int]) -> None:
    """Raise NotFound unless `viewer` follows all of these students, whose accounts are open."""
    wanted = (
        select(Student.person_id)
        .join(Student.person)
        .where(Student.person_id.in_(student_ids), Person.state == PersonState.ACTIVE)
        .where(students.followed_by(viewer))
    )
    lacking = set(student_ids) - set(db.session.scalars(wanted))
    if lacking or not student_ids:
        not_found("student", min(lacking, default=0))


def check_findable(viewer: Person, mentor_id: int) -> None:
    """Raise NotFound unless `viewer` finds this mentor."""
    wanted = (
        select(Mentor.person_id)
        .join(Mentor.person)
        .where(Mentor.person_id == mentor_id, mentors.searchable_by(viewer))
    )
    if db.session.scalar(wanted) is None:
        not_found("mentor", mentor_id)


def _get(number: int, rule: ColumnElement[bool]) -> Recommendation:
    wanted = select(Recommendation).where(Recommendation.id == number, rule)
    return db.session.scalar(wanted) or not_found("recommendation", number)
