"""Who is in a group, its code, and what who runs it chooses from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, false, func, not_, select

from portal import clock
from portal.extensions import db
from portal.i18n import pick
from portal.models.class_groups import ClassGroup
from portal.models.groups import (
    Group,
    GroupCode,
    GroupLevel,
    GroupSchool,
    GroupState,
    Invitation,
    Membership,
    MembershipKind,
)
from portal.models.people import Person, PersonState, folded
from portal.models.programs import Program
from portal.models.schools import School
from portal.models.students import Student
from portal.policies import class_groups
from portal.policies import groups as policy
from portal.policies.viewers import Viewer
from portal.queries.group_roles import counsellors
from portal.queries.groups import named
from portal.queries.mails import moderators, person_to_write
from portal.queries.names import writer
from portal.queries.students import followed
from portal.school_time import school_year

STUDENTS = 25  # to choose from, on one page


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is in a group, for who runs it."""

    person_id: int
    name: str
    kind: MembershipKind
    until: datetime | None
    waits: bool  # asked, and has not answered


@dataclass(frozen=True, slots=True)
class Suited:
    """A student whom a group is meant for, for a counsellor who follows her or him."""

    id: int
    given_name: str
    family_name: str
    school: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code that opens a group."""

    text: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody to tell by mail of an invitation."""

    email: str
    language: str
    group_id: int


def invited_person(invitation_id: int) -> Invited | None:
    """Return whom to tell that an invitation waits, or None once it does no longer."""
    invitation = db.session.get(Invitation, invitation_id)
    person = person_to_write(invitation.person_id) if invitation is not None else None
    if invitation is None or person is None:
        return None
    waits = select(Group.id).where(Group.id == invitation.group_id, policy.invited(person))
    if db.session.scalar(waits) is None:
        return None
    return Invited(str(person.email), person.language, invitation.group_id)


def people_to_decide(group_id: int) -> list[int]:
    """Return who decides on a proposal that waits: counsellors of its school, else moderators."""
    group = db.session.get(Group, group_id)
    if group is None or group.state is not GroupState.PROPOSED:
        return []
    return counsellors(group) or moderators(besides=group.made_by_id)


def person_to_decide(group_id: int, person_id: int) -> Person | None:
    """Return somebody who may decide on a proposal, or None once nobody need any more."""
    person = person_to_write(person_id)
    if person is None:
        return None
    waits = select(Group.id).where(
        Group.id == group_id, Group.state == GroupState.PROPOSED, policy.run_by(person)
    )
    return person if db.session.scalar(waits) is not None else None


def proposer_of(group_id: int) -> Person | None:
    """Return who proposed a group on which somebody decided, if mail reaches them."""
    group = db.session.get(Group, group_id)
    if group is None or group.decided_at is None or group.proposed_by_id is None:
        return None
    return person_to_write(group.proposed_by_id)


def members(viewer: Viewer, group_id: int, *, limit: int, offset: int = 0) -> list[Member]:
    """List who is in a group or asked into it, guests first, for who runs it."""
    somebody = writer()
    policy.get_run(viewer, group_id)
    inside = (
        select(
            Membership.person_id.label("person_id"),
            Membership.kind.label("kind"),
            Membership.until.label("until"),
            false().label("waits"),
        )
        .where(Membership.group_id == group_id, Membership.left_at.is_(None))
        .union_all(
            select(
                Invitation.person_id, Invitation.kind, Invitation.until, Invitation.id > 0
            ).where(
                Invitation.group_id == group_id,
                Invitation.answered_at.is_(None),
                Invitation.revoked_at.is_(None),
            )
        )
        .subquery()
    )
    rows = (
        somebody.join(
            select(
                inside.c.person_id, somebody.name, inside.c.kind, inside.c.until, inside.c.waits
            ),
            inside.c.person_id,
        )
        .order_by(inside.c.kind, somebody.person.folded_name, inside.c.person_id)
        .limit(limit)
        .offset(offset)
    )
    return [Member(*row) for row in db.session.execute(rows)]


def students_to_invite(
    viewer: Viewer, group_id: int, words: str, *, page: int = 1
) -> tuple[list[Suited], bool]:
    """Return a page of the students whom `viewer` may ask into a group, and whether more follow.

    They are those followed whom the group is meant for, who are not in it and not asked yet; all
    words must be of their name. Raises NotFound and Denied as for who runs the group.
    """
    policy.get_run(viewer, group_id)
    here = exists().where(
        Membership.group_id == group_id,
        Membership.person_id == Student.person_id,
        Membership.left_at.is_(None),
    )
    asked = exists().where(
        Invitation.group_id == group_id,
        Invitation.person_id == Student.person_id,
        Invitation.answered_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    named = (Person.folded_name.contains(word) for word in folded(words).split())
    wanted = (
        followed(viewer, Person.id, Person.given_name, Person.family_name, School.name)
        .join(Student.school)
        .join(Group, Group.id == group_id)
        .where(policy.suits(Student), not_(here), not_(asked), *named)
        .where(Person.state == PersonState.ACTIVE)
        .order_by(Person.folded_name, Person.id)
        .limit(STUDENTS + 1)
        .offset((page - 1) * STUDENTS)
    )
    rows = [Suited(*row) for row in db.session.execute(wanted)]
    return rows[:STUDENTS], len(rows) > STUDENTS


def code_of(group_id: int) -> Code | None:
    """Return the code of a group that is good now, for who runs it."""
    wanted = (
        select(GroupCode.code, GroupCode.expires_at)
        .where(
            GroupCode.group_id == group_id,
            GroupCode.revoked_at.is_(None),
            GroupCode.expires_at > clock.now(),
        )
        .limit(1)
    )
    row = db.session.execute(wanted).one_or_none()
    return None if row is None else Code(*row)


def classes_to_invite(viewer: Viewer) -> list[tuple[int, str]]:
    """Return the class groups of this year that `viewer` follows, with their schools."""
    wanted = (
        select(ClassGroup.id, ClassGroup.name, School.name)
        .join(ClassGroup.school)
        .where(
            class_groups.followed_by(viewer),
            ClassGroup.school_year == school_year(clock.today()),
        )
        .order_by(School.name, ClassGroup.name, ClassGroup.id)
    )
    return [(number, f"{name} · {school}") for number, name, school in db.session.execute(wanted)]


def schools_to_choose(viewer: Viewer) -> list[tuple[int, str]]:
    """Return the schools for which `viewer` makes groups."""
    wanted = select(School.id, School.name).order_by(School.name, School.id)
    if not viewer.has(*policy.EVERYWHERE):
        wanted = wanted.where(School.id.in_(policy.own_schools(viewer)))
    return [(number, name) for number, name in db.session.execute(wanted)]


def programs_to_choose() -> list[tuple[int, str]]:
    """Return the programs that a group may belong to, in the reader's language."""
    wanted = select(Program).order_by(Program.is_default.desc(), Program.id)
    return [(program.id, pick(program, "name")) for program in db.session.scalars(wanted)]


def groups_to_move_to(viewer: Viewer, group_id: int) -> list[tuple[int, str]]:
    """Return the groups that `viewer` runs to which a topic of this one may move."""
    group = policy.get_run(viewer, group_id)
    wanted = (
        select(Group)
        .where(
            Group.id != group_id,
            Group.state == GroupState.OPEN,
            Group.ages == group.ages,
            Group.kind == group.kind,
            policy.run_by(viewer),
        )
        .order_by(func.lower(named("name")), Group.id)
        .limit(500)
    )
    return [(other.id, pick(other, "name")) for other in db.session.scalars(wanted)]


def group_to_change(viewer: Viewer, group_id: int) -> dict[str, Any]:
    """Return what a group says and whom it is for, as the form of who runs it holds it.

    Raises NotFound, and Denied to those who only take part.
    """
    group = policy.get_run(viewer, group_id)
    names = ("name_fr", "name_en", "description_fr", "description_en", "rules_fr", "rules_en")
    schools = select(GroupSchool.school_id).where(GroupSchool.group_id == group_id)
    levels = select(GroupLevel.level).where(GroupLevel.group_id == group_id)
    return {
        **{name: getattr(group, name) for name in names},
        "group_id": group.id,
        "sector": group.sector or "",
        "noc": group.noc or "",
        "program": str(group.program_id or ""),
        "languages": group.languages,
        "door": group.door.value,
        "ages": group.ages.value,
        "whole_board": group.whole_board,
        "schools": list(db.session.scalars(schools)),
        "levels": [level.value for level in db.session.scalars(levels)],
    }
