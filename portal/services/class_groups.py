"""Class groups: made, renamed and filled by the counsellors of their school."""

from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select

from portal import clock
from portal.errors import Conflict, Invalid
from portal.extensions import db
from portal.i18n import _
from portal.models.class_groups import ClassGroup, ClassGroupMember
from portal.models.people import Person, PersonState
from portal.models.students import Student
from portal.policies import class_groups as policy
from portal.policies import schools
from portal.school_time import school_year
from portal.services import audit

LONGEST_NAME = 40
MOST_AT_ONCE = 500  # students of one click: more than a page shows


def make(*, actor: Person, school_id: int, name: str) -> ClassGroup:
    """Make a class group of this school year in a school that `actor` follows.

    Raises NotFound for another school, Invalid for a name that is taken or too long.
    """
    school = schools.get_followed(actor, school_id)
    year = school_year(clock.today())
    group = ClassGroup(school_id=school.id, school_year=year, name=_free(school.id, year, name))
    db.session.add(group)
    db.session.flush()
    audit.record(actor, "class_group.made", "class_group", group.id)
    return group


def rename(*, actor: Person, class_group_id: int, name: str) -> None:
    """Give a class group another name. Raises as `make` does."""
    group = policy.get_arranged(actor, class_group_id)
    group.name = _free(group.school_id, group.school_year, name, besides=group.id)
    audit.record(actor, "class_group.renamed", "class_group", group.id)


def add(*, actor: Person, class_group_id: int, student_ids: Sequence[int]) -> int:
    """Add students of the school to the class group; return how many were not in it before.

    Raises NotFound for a group not the actor's to arrange, Invalid for nobody or for a student
    of another school.
    """
    group = policy.get_arranged(actor, class_group_id)
    wanted = _of_school(group.school_id, student_ids)
    new = sorted(wanted - _members(group.id))
    if new:
        rows = [{"class_group_id": group.id, "student_id": number} for number in new]
        db.session.execute(insert(ClassGroupMember), rows)
        audit.record(actor, "class_group.filled", "class_group", group.id, detail=str(len(new)))
    return len(new)


def take_out(*, actor: Person, class_group_id: int, student_ids: Sequence[int]) -> int:
    """Take students out of the class group, which changes nothing else of theirs; count them.

    Raises NotFound for a group not the actor's to arrange, Invalid for nobody.
    """
    group = policy.get_arranged(actor, class_group_id)
    gone = sorted(set(_some(student_ids)) & _members(group.id))
    if gone:
        leave = delete(ClassGroupMember).where(
            ClassGroupMember.class_group_id == group.id, ClassGroupMember.student_id.in_(gone)
        )
        db.session.execute(leave, execution_options={"synchronize_session": False})
        audit.record(actor, "class_group.emptied", "class_group", group.id, detail=str(len(gone)))
    return len(gone)


def move(*, actor: Person, class_group_id: int, to_id: int, student_ids: Sequence[int]) -> int:
    """Move students to another class group of the same school; return how many moved.

    Raises NotFound for a group not the actor's to arrange, Invalid for nobody or another school.
    """
    group, target = (policy.get_arranged(actor, number) for number in (class_group_id, to_id))
    if group.school_id != target.school_id:
        raise Invalid(_("Choose a class group of the same school."))
    moving = sorted(set(_some(student_ids)) & _members(group.id))
    if moving:
        add(actor=actor, class_group_id=target.id, student_ids=moving)
        take_out(actor=actor, class_group_id=group.id, student_ids=moving)
    return len(moving)


def _free(school_id: int, year: int, typed: str, *, besides: int | None = None) -> str:
    """Return the name without stray spaces, when no other group of the school and year has it."""
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(_("Give the group a name of at most %(max)d characters.", max=LONGEST_NAME))
    taken = select(ClassGroup.id).where(
        ClassGroup.school_id == school_id,
        ClassGroup.school_year == year,
        func.lower(ClassGroup.name) == name.lower(),
        ClassGroup.id != (besides or 0),
    )
    if db.session.scalar(taken) is not None:
        raise Invalid(_("This school has a class group of that name this year."))
    return name


def _some(student_ids: Sequence[int]) -> Sequence[int]:
    if not student_ids:
        raise Invalid(_("Choose at least one student."))
    if len(student_ids) > MOST_AT_ONCE:
        raise Conflict(_("Choose at most %(max)d students at once.", max=MOST_AT_ONCE))
    return student_ids


def _of_school(school_id: int, student_ids: Sequence[int]) -> set[int]:
    wanted = set(_some(student_ids))
    found = set(
        db.session.scalars(
            select(Student.person_id)
            .join(Student.person)
            .where(Student.person_id.in_(wanted), Student.school_id == school_id)
            .where(Person.state != PersonState.LEFT)
        )
    )
    if found != wanted:
        raise Invalid(_("Choose students of this school."))
    return found


def _members(class_group_id: int) -> set[int]:
    members = select(ClassGroupMember.student_id).where(
        ClassGroupMember.class_group_id == class_group_id
    )
    return set(db.session.scalars(members))
