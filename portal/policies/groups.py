"""Which groups somebody may find, enter, read, write in and run."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    and_,
    bindparam,
    case,
    exists,
    false,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from portal import clock
from portal.errors import Denied, not_found
from portal.extensions import UtcDateTime, db
from portal.i18n import _
from portal.models.boards import Board
from portal.models.class_groups import ClassGroupMember, CounsellorClassGroup, CounsellorSchool
from portal.models.groups import (
    MAKERS,
    Group,
    GroupAges,
    GroupDoor,
    GroupKind,
    GroupLevel,
    GroupSchool,
    GroupState,
    Invitation,
    Membership,
    MembershipKind,
)
from portal.models.mentors import Mentor
from portal.models.people import Role
from portal.models.students import Student
from portal.policies import mentors
from portal.policies.viewers import Viewer

ADULT_AGE = 18
# Who sees all groups of the board, and runs them.
EVERYWHERE = (Role.MODERATOR, Role.COORDINATOR)


def adult(born_on: Any) -> ColumnElement[bool]:
    """Say who is 18 or over today, asked at each reading: a birthday moves people by itself."""
    latest: BindParameter[date] = bindparam(None, callable_=_latest_adult_birth, type_=Date())
    is_one: ColumnElement[bool] = born_on <= latest
    return is_one


def fits_age(student: Any) -> ColumnElement[bool]:
    """Say for whose age a group is.

    Where the board keeps ages apart, a group of all ages is one of minors. A circle is a
    class, which sits in one room whatever its ages.
    """
    is_adult = adult(student.born_on)
    apart = exists().where(Board.keeps_ages_apart)
    for_minors = or_(
        Group.ages == GroupAges.MINORS,
        and_(Group.ages == GroupAges.ALL, Group.kind == GroupKind.GROUP, apart),
    )
    return case(
        (Group.ages == GroupAges.ADULTS, is_adult), (for_minors, not_(is_adult)), else_=true()
    )


def meant_for(viewer: Viewer) -> ColumnElement[bool]:
    """Say for which groups `viewer` is the right student: school, level and age."""
    if not viewer.has(Role.STUDENT):
        return false()
    student = aliased(Student)
    return exists().where(student.person_id == viewer.id, suits(student))


def suits(student: Any) -> ColumnElement[bool]:
    """Say for which groups a student, a row of a statement, is the right one."""
    return and_(_of_school(student), _of_level(student), fits_age(student))


def is_in(viewer: Viewer) -> ColumnElement[bool]:
    """Say in which groups `viewer` is now, as a student, a guest, or of a circle.

    A guest is in it until a day, while the board's verification holds (R51); a student while
    the school and the age are those of the group.
    """
    rules = []
    if viewer.has(Role.STUDENT):
        rules.append(_as_student(viewer))
    if viewer.has(Role.MENTOR):
        rules.append(_as_mentor(viewer))
    return or_(false(), *rules)


def run_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which groups `viewer` runs: all, or for a counsellor those of own schools alone.

    Nobody runs a group in which he or she also is as a mentor or a student.
    """
    if viewer.has(*EVERYWHERE):
        rule: ColumnElement[bool] = true()
    elif viewer.has(Role.COUNSELLOR):
        rule = _of_own_schools(viewer)
    else:
        return false()
    if not viewer.has(Role.STUDENT, Role.MENTOR):
        return rule
    return and_(rule, not_(is_in(viewer)))


def staff_reads(viewer: Viewer) -> ColumnElement[bool]:
    """Say which groups `viewer` reads by a role.

    Those that are run; for a counsellor, also those in which own students may be; for an
    administrator, all.
    """
    if viewer.has(Role.ADMINISTRATOR):
        return not_(is_in(viewer)) if viewer.has(Role.STUDENT, Role.MENTOR) else true()
    if viewer.has(Role.COUNSELLOR) and not viewer.has(*EVERYWHERE):
        rule = or_(_of_own_schools(viewer), Group.whole_board, _of_some_own_school(viewer))
        return and_(rule, not_(is_in(viewer)))
    return run_by(viewer)


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say whose topics `viewer` may read: the one statement of that rule."""
    # Not `in_`, whose list is written into the statement again at every run.
    stands = or_(Group.state == GroupState.OPEN, Group.state == GroupState.ARCHIVED)
    return and_(stands, or_(is_in(viewer), staff_reads(viewer)))


def joinable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which open groups a student finds in the list and joins with one click."""
    if not viewer.has(Role.STUDENT):
        return false()
    return and_(
        Group.state == GroupState.OPEN,
        Group.kind == GroupKind.GROUP,
        Group.door == GroupDoor.OPEN,
        meant_for(viewer),
        not_(_was_removed(viewer)),
        not_(is_in(viewer)),
    )


def admits(viewer: Viewer) -> ColumnElement[bool]:
    """Say which groups a code opens for `viewer`, a student: meant for them, not kept out of."""
    by_code = and_(Group.kind == GroupKind.GROUP, Group.door == GroupDoor.CODE)
    return and_(by_code, meant_for(viewer), not_(_was_removed(viewer)))


def invited(viewer: Viewer) -> ColumnElement[bool]:
    """Say into which open groups `viewer` is asked, and has not answered."""
    asked = exists().where(
        Invitation.group_id == Group.id,
        Invitation.person_id == viewer.id,
        Invitation.answered_at.is_(None),
        Invitation.revoked_at.is_(None),
        or_(Invitation.until.is_(None), Invitation.until > now()),
    )
    return and_(Group.state == GroupState.OPEN, asked, not_(is_in(viewer)))


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say of which groups `viewer` sees what they are, if not what is said in them."""
    own = Group.proposed_by_id == viewer.id
    proposals = (
        and_(Group.state == GroupState.PROPOSED, run_by(viewer))
        if viewer.has(*MAKERS)
        else false()
    )
    return or_(readable_by(viewer), joinable_by(viewer), invited(viewer), own, proposals)


def under_way() -> ColumnElement[bool]:
    """Say in which groups something may be written now: not archived; a circle in its time."""
    begun = or_(Group.starts_at.is_(None), Group.starts_at <= now())
    return and_(
        Group.state == GroupState.OPEN,
        begun,
        or_(Group.ends_at.is_(None), Group.ends_at > now()),
    )


def may_make(viewer: Viewer) -> bool:
    """Say whether `viewer` makes groups, and decides on those that students propose."""
    return viewer.has(*MAKERS)


def may_propose(viewer: Viewer) -> bool:
    """Say whether `viewer` may propose a group."""
    return viewer.has(Role.STUDENT)


def own_schools(viewer: Viewer) -> Any:
    """Return the statement for the schools for which a counsellor makes groups."""
    return select(CounsellorSchool.school_id).where(CounsellorSchool.counsellor_id == viewer.id)


def get_readable(viewer: Viewer, group_id: int) -> Group:
    """Return the group; one that `viewer` may not read is absent."""
    return _get(group_id, readable_by(viewer))


def get_seen(viewer: Viewer, group_id: int) -> Group:
    """Return a group of which `viewer` sees what it is; any other is absent."""
    return _get(group_id, seen_by(viewer))


def get_run(viewer: Viewer, group_id: int) -> Group:
    """Return the group, locked; absent when not seen, Denied to those who only take part."""
    group = db.session.scalar(
        select(Group).where(Group.id == group_id, run_by(viewer)).with_for_update()
    )
    if group is None:
        get_seen(viewer, group_id)
        raise Denied(_("Only those who run this group can do this."))
    return group


def get_joinable(viewer: Viewer, group_id: int) -> Group:
    """Return a group that `viewer`, a student, may join with one click; any other is absent."""
    return _get(group_id, joinable_by(viewer))


def now() -> BindParameter[datetime]:
    """Return the present moment of a statement, which may run long after it was built."""
    return bindparam(None, callable_=clock.now, type_=UtcDateTime())


def _as_student(viewer: Viewer) -> ColumnElement[bool]:
    student = aliased(Student)
    member = aliased(Membership)  # the statement around it may join Membership itself
    joined = exists().where(
        member.group_id == Group.id,
        member.person_id == viewer.id,
        member.kind == MembershipKind.MEMBER,
        member.left_at.is_(None),
    )
    of_it = case((Group.kind == GroupKind.CIRCLE, _of_class(viewer)), else_=joined)
    right = exists().where(student.person_id == viewer.id, _of_school(student), fits_age(student))
    return and_(of_it, right)


def _as_mentor(viewer: Viewer) -> ColumnElement[bool]:
    member, mentor = aliased(Membership), aliased(Mentor)
    guest = exists().where(
        member.group_id == Group.id,
        member.person_id == viewer.id,
        member.kind == MembershipKind.GUEST,
        member.left_at.is_(None),
        member.until > now(),
    )
    serves = exists().where(
        mentor.person_id == viewer.id,
        mentor.activated_at.is_not(None),
        mentor.deactivated_at.is_(None),
        mentors.verified(mentor),
    )
    # Of a circle: its questions and answers are agreed on after its end, not after the year's.
    of_circle = and_(
        Group.mentor_id.is_not(None),  # null would make "not in it" null as well
        Group.mentor_id == viewer.id,
        Group.state == GroupState.OPEN,
    )
    return and_(or_(guest, of_circle), serves)


def _of_class(viewer: Viewer) -> ColumnElement[bool]:
    return exists().where(
        ClassGroupMember.class_group_id == Group.class_group_id,
        ClassGroupMember.student_id == viewer.id,
    )


def _of_school(student: Any) -> ColumnElement[bool]:
    one = exists().where(
        GroupSchool.group_id == Group.id, GroupSchool.school_id == student.school_id
    )
    # Said, not guessed: two statements deep, Group would be joined anew, whatever group it is.
    here = one.correlate(Group, student)
    return or_(Group.whole_board, Group.kind == GroupKind.CIRCLE, here)


def _of_level(student: Any) -> ColumnElement[bool]:
    any_level = exists().where(GroupLevel.group_id == Group.id).correlate(Group)
    own = exists().where(GroupLevel.group_id == Group.id, GroupLevel.level == student.level)
    return or_(not_(any_level), own.correlate(Group, student))


def _of_own_schools(viewer: Viewer) -> ColumnElement[bool]:
    """Say which groups are of schools or class groups that a counsellor follows, and no others."""
    others = exists().where(
        GroupSchool.group_id == Group.id, GroupSchool.school_id.not_in(own_schools(viewer))
    )
    follows = exists().where(
        CounsellorClassGroup.class_group_id == Group.class_group_id,
        CounsellorClassGroup.counsellor_id == viewer.id,
    )
    of_schools = and_(not_(Group.whole_board), _of_some_own_school(viewer), not_(others))
    return or_(of_schools, follows)


def _of_some_own_school(viewer: Viewer) -> ColumnElement[bool]:
    return exists().where(
        GroupSchool.group_id == Group.id, GroupSchool.school_id.in_(own_schools(viewer))
    )


def _was_removed(viewer: Viewer) -> ColumnElement[bool]:
    member = aliased(Membership)
    return exists().where(
        member.group_id == Group.id,
        member.person_id == viewer.id,
        member.removed_by_id.is_not(None),
    )


def _latest_adult_birth() -> date:
    today = clock.today()
    try:
        return today.replace(year=today.year - ADULT_AGE)
    except ValueError:
        return date(today.year - ADULT_AGE, 2, 28)


def _get(group_id: int, rule: ColumnElement[bool]) -> Group:
    wanted = select(Group).where(Group.id == group_id, rule)
    return db.session.scalar(wanted) or not_found("group", group_id)
