"""Who sees the occupations that a student is curious about."""

from sqlalchemy import ColumnElement, and_, false, or_, select

from portal.errors import not_found
from portal.extensions import db
from portal.models.people import Person, Role
from portal.models.students import Student
from portal.policies import students


def readable_by(viewer: Person) -> ColumnElement[bool]:
    """Say whose list `viewer` may read: the own one; of the students followed, the shared ones."""
    own = Student.person_id == viewer.id if viewer.has(Role.STUDENT) else false()
    return or_(own, and_(Student.shares_curiosities, students.followed_by(viewer)))


def get_own(viewer: Person) -> Student:
    """Return the student whose list `viewer` may change: only a student has one."""
    own = Student.person_id == viewer.id if viewer.has(Role.STUDENT) else false()
    return db.session.scalar(select(Student).where(own)) or not_found("curiosities", viewer.id)
