"""Codes with which students join a class group: short, readable aloud, for some days."""

from sqlalchemy import insert, select, update
from sqlalchemy.orm import joinedload

from portal import clock
from portal.errors import Conflict, Invalid
from portal.extensions import db
from portal.i18n import _
from portal.models.class_groups import ClassCode, ClassGroup, ClassGroupMember
from portal.models.people import Person
from portal.models.students import Student
from portal.policies import class_groups as policy
from portal.school_time import school_year
from portal.services import audit, codes


def make(*, actor: Person, class_group_id: int, lasting: codes.Lasting) -> ClassCode:
    """Make a new code for a class group that `actor` follows; the former one ends.

    Raises NotFound for another group, Conflict for a group of a past school year.
    """
    group = policy.get_followed(actor, class_group_id)
    if group.school_year < school_year(clock.today()):
        raise Conflict(_("This class group is of a past school year."))
    _end(group.id)
    code = ClassCode(
        class_group_id=group.id,
        code=codes.new(ClassCode.code),
        made_by_id=actor.id,
        expires_at=codes.end_of(lasting),
    )
    db.session.add(code)
    db.session.flush()
    audit.record(actor, "class_code.made", "class_code", code.id)
    return code


def revoke(*, actor: Person, class_group_id: int) -> None:
    """End the code of a class group that `actor` follows; a second click changes nothing."""
    group = policy.get_followed(actor, class_group_id)
    if _end(group.id):
        audit.record(actor, "class_code.revoked", "class_group", group.id)


def find(*, student: Person, typed: str) -> ClassGroup:
    """Return the class group, with its school, that a code opens for `student`.

    Raises Invalid, with one sentence whether the code never was, has ended or was revoked, and
    another one when it is of another school.
    """
    wanted = (
        select(ClassGroup)
        .join(ClassCode, ClassCode.class_group_id == ClassGroup.id)
        .options(joinedload(ClassGroup.school))
        .where(ClassCode.code == codes.plain(typed), policy.valid_code())
    )
    group = db.session.scalar(wanted)
    if group is None:
        raise Invalid(_("This code opens no class group. Check it with the person who gave it."))
    own = db.session.get_one(Student, student.id)
    if own.school_id != group.school_id:
        raise Invalid(_("This code is for students of another school."))
    return group


def is_member(*, student: Person, class_group_id: int) -> bool:
    """Say whether `student` is in the class group already."""
    return db.session.get(ClassGroupMember, (class_group_id, student.id)) is not None


def join(*, student: Person, typed: str) -> ClassGroup:
    """Add `student` to the class group of a code; a second click changes nothing.

    Raises as `find` does.
    """
    group = find(student=student, typed=typed)
    if not is_member(student=student, class_group_id=group.id):
        row = {"class_group_id": group.id, "student_id": student.id}
        db.session.execute(insert(ClassGroupMember).values(row))
        audit.record(student, "class_group.joined", "class_group", group.id)
    return group


def _end(class_group_id: int) -> int:
    standing = update(ClassCode).where(
        ClassCode.class_group_id == class_group_id, policy.valid_code()
    )
    return db.session.execute(standing.values(revoked_at=clock.now())).rowcount  # type: ignore[attr-defined, no-any-return]
