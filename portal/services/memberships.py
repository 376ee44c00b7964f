"""Coming into a group and leaving it: by a click, a code or an invitation."""

from datetime import date, datetime, time

from sqlalchemy import delete, not_, select, update
from sqlalchemy.orm import joinedload

from portal import clock, outbox
from portal.errors import Conflict, Invalid, not_found
from portal.extensions import db, insert_into
from portal.i18n import _
from portal.models.class_groups import ClassGroupMember
from portal.models.groups import (
    Group,
    GroupCode,
    GroupKind,
    GroupState,
    Invitation,
    Membership,
    MembershipKind,
)
from portal.models.mentors import Mentor
from portal.models.people import Person
from portal.models.topics import Frequency, GroupSubscription, Topic, TopicSubscription
from portal.policies import class_groups, mentors, students
from portal.policies import groups as policy
from portal.services import audit, codes


def join(*, student: Person, group_id: int) -> None:
    """Let a student into an open group; a second click changes nothing.

    Raises NotFound for a group that is not one to join.
    """
    if _is_in(student, group_id):
        return
    group = policy.get_joinable(student, group_id)
    _enter(student, group.id, MembershipKind.MEMBER)


def find_by_code(*, student: Person, typed: str) -> Group:
    """Return the group that a code opens for `student`.

    Raises Invalid, with one sentence whether the code never was, has ended or was revoked, and
    whether the group is for others.
    """
    wanted = (
        select(Group)
        .join(GroupCode, GroupCode.group_id == Group.id)
        .where(
            GroupCode.code == codes.plain(typed),
            GroupCode.revoked_at.is_(None),
            GroupCode.expires_at > clock.now(),
            Group.state == GroupState.OPEN,
            policy.admits(student),
        )
    )
    group = db.session.scalar(wanted)
    if group is None:
        raise Invalid(_("This code opens no group for you. Check it with who gave it to you."))
    return group


def join_by_code(*, student: Person, typed: str) -> Group:
    """Let a student into the group of a code; a second click changes nothing.

    Raises as `find_by_code` does.
    """
    group = find_by_code(student=student, typed=typed)
    if not _is_in(student, group.id):
        _enter(student, group.id, MembershipKind.MEMBER)
    return group


def leave(*, person: Person, group_id: int) -> None:
    """Take `person` out of a group: no mail tells them of it, and what they wrote stays.

    A second click changes nothing.
    """
    mine = (Membership.group_id == group_id, Membership.person_id == person.id)
    out = update(Membership).where(*mine, Membership.left_at.is_(None))
    done = db.session.execute(out.values(left_at=clock.now()))
    if done.rowcount:  # type: ignore[attr-defined]
        _let_out(group_id, person.id)
        audit.record(person, "group.left", "group", group_id)


def mute(*, person: Person, group_id: int, on: bool) -> None:
    """Keep every mark and mail about a group from `person`, or let them come again."""
    mine = (Membership.group_id == group_id, Membership.person_id == person.id)
    moment = clock.now() if on else None
    db.session.execute(update(Membership).where(*mine).values(muted_at=moment))


def mark_seen(*, person: Person, group_id: int) -> None:
    """Remember that `person` saw the list of topics of a group, if they are in it."""
    mine = (Membership.group_id == group_id, Membership.person_id == person.id)
    db.session.execute(update(Membership).where(*mine).values(seen_at=clock.now()))


def follow(*, person: Person, group_id: int, frequency: Frequency | None) -> None:
    """Have `person` told by mail of a group's new posts that often; None: not any more."""
    policy.get_readable(person, group_id)
    mine = (GroupSubscription.group_id == group_id, GroupSubscription.person_id == person.id)
    if frequency is None:
        db.session.execute(delete(GroupSubscription).where(*mine))
        return
    row = {"group_id": group_id, "person_id": person.id, "frequency": frequency}
    db.session.execute(
        insert_into(GroupSubscription)
        .values(row | {"since": clock.now()})
        .on_conflict_do_update(
            index_elements=["group_id", "person_id"], set_={"frequency": frequency}
        )
    )


def invite_mentor(*, actor: Person, group_id: int, mentor_id: int, last: date) -> None:
    """Ask a mentor into a group as a guest, to the end of the day `last`.

    One who is a guest already stays until then, without being asked again. Raises NotFound,
    Denied, and Invalid for a mentor who is not on duty or a day that is over.
    """
    group = _open_to_invite(actor, group_id)
    until = clock.at(last, time(23, 59))
    if until <= clock.now():
        raise Invalid(_("Choose a day that is still to come."))
    on_duty = (
        select(Mentor.person_id)
        .join(Mentor.person)
        .where(Mentor.person_id == mentor_id, mentors.taking_part(), mentors.verified())
    )
    if db.session.scalar(on_duty) is None:
        raise Invalid(_("This mentor does not take part at the moment."))
    if group.mentor_id not in (None, mentor_id):
        raise Invalid(_("A circle has one mentor, and this one has its own."))
    guest = db.session.get(Membership, (group.id, mentor_id))
    if guest is not None and guest.left_at is None and guest.kind is MembershipKind.GUEST:
        guest.until = until
        audit.record(actor, "group.guest_stays", "group", group.id)
        return
    _invite(actor, group.id, mentor_id, MembershipKind.GUEST, until)


def invite_class(*, actor: Person, group_id: int, class_group_id: int) -> int:
    """Ask in the students of a class group that `actor` follows whom the group is meant for.

    Returns how many are asked now: not those who are in it, nor those asked already. Raises
    NotFound for another class group, and as `invite_mentor` does.
    """
    group = _open_to_students(actor, group_id)
    class_groups.get_followed(actor, class_group_id)
    waiting = select(Invitation.person_id).where(
        Invitation.group_id == group.id,
        Invitation.answered_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    pupils = (
        select(Person)
        .join(ClassGroupMember, ClassGroupMember.student_id == Person.id)
        .where(ClassGroupMember.class_group_id == class_group_id, Person.id.not_in(waiting))
        .options(joinedload(Person.role_rows))
        .order_by(Person.id)
    )
    asked = 0
    for pupil in db.session.scalars(pupils).unique():
        if _suits(pupil, group.id):
            _invite(actor, group.id, pupil.id, MembershipKind.MEMBER, None)
            asked += 1
    return asked


def invite_student(*, actor: Person, group_id: int, student_id: int) -> None:
    """Ask in one student whom `actor` follows and the group is meant for.

    A second click, and one for who is in it meanwhile, change nothing. Raises NotFound for
    another student, Invalid for one whom the group is not for, and as `invite_mentor` does.
    """
    group = _open_to_students(actor, group_id)
    known = students.get_followed(actor, student_id).person
    with_roles = select(Person).where(Person.id == known.id).options(joinedload(Person.role_rows))
    pupil = db.session.scalars(with_roles).unique().one()
    if _is_in(pupil, group.id):
        return
    if not (pupil.is_active and _suits(pupil, group.id)):
        raise Invalid(_("This group is not meant for this student: school, level or age."))
    _invite(actor, group.id, pupil.id, MembershipKind.MEMBER, None)


def answer(*, person: Person, group_id: int, accept: bool) -> None:
    """Accept an invitation or say no to it; nobody else learns of a no.

    A second click changes nothing. Raises Conflict for one that was taken back or is over.
    """
    invitation = db.session.scalar(
        select(Invitation).where(
            Invitation.group_id == group_id,
            Invitation.person_id == person.id,
            Invitation.answered_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
    )
    if invitation is None:
        if _is_in(person, group_id):
            return
        raise Conflict(_("This invitation was answered or taken back."))
    wanted = select(Group.id).where(Group.id == group_id, policy.invited(person))
    if db.session.scalar(wanted) is None:
        raise Conflict(_("This invitation is over."))
    invitation.answered_at, invitation.accepted = clock.now(), accept
    if accept:
        _enter(person, group_id, invitation.kind, invitation.until)


def take_back(*, actor: Person, group_id: int, person_id: int) -> None:
    """Take back an invitation that waits for an answer. Raises NotFound and Denied."""
    policy.get_run(actor, group_id)
    waiting = (
        Invitation.group_id == group_id,
        Invitation.person_id == person_id,
        Invitation.answered_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    db.session.execute(update(Invitation).where(*waiting).values(revoked_at=clock.now()))
    audit.record(actor, "group.uninvited", "group", group_id)


def remove(*, actor: Person, group_id: int, person_id: int) -> None:
    """Take somebody out of a group, who comes back by an invitation alone and follows nothing.

    Raises NotFound and Denied.
    """
    policy.get_run(actor, group_id)
    member = db.session.get(Membership, (group_id, person_id)) or not_found("member", person_id)
    member.left_at, member.removed_by_id = member.left_at or clock.now(), actor.id
    _let_out(group_id, person_id)
    audit.record(actor, "group.removed", "group", group_id)


def make_code(*, actor: Person, group_id: int, lasting: codes.Lasting) -> GroupCode:
    """Make a new code for a group; the former one ends. Raises NotFound, Denied, Conflict."""
    group = _open_to_invite(actor, group_id)
    _end_codes(group.id)
    code = GroupCode(group_id=group.id, code=codes.new(GroupCode.code), made_by_id=actor.id)
    code.expires_at = codes.end_of(lasting)
    db.session.add(code)
    db.session.flush()
    audit.record(actor, "group_code.made", "group_code", code.id)
    return code


def revoke_code(*, actor: Person, group_id: int) -> None:
    """End the code of a group; a second click changes nothing. Raises NotFound and Denied."""
    group = policy.get_run(actor, group_id)
    if _end_codes(group.id):
        audit.record(actor, "group_code.revoked", "group", group.id)


def _is_in(person: Person, group_id: int) -> bool:
    wanted = select(Group.id).where(Group.id == group_id, policy.is_in(person))
    return db.session.scalar(wanted) is not None


def _open_to_invite(actor: Person, group_id: int) -> Group:
    group = policy.get_run(actor, group_id)
    if group.state is not GroupState.OPEN:
        raise Conflict(_("This group is not open."))
    return group


def _open_to_students(actor: Person, group_id: int) -> Group:
    group = _open_to_invite(actor, group_id)
    if group.kind is GroupKind.CIRCLE:
        raise Invalid(_("A circle is its class: students come and go with the class group."))
    return group


def _suits(pupil: Person, group_id: int) -> bool:
    """Say whether the group is meant for a student, who is not in it."""
    meant = select(Group.id).where(
        Group.id == group_id, policy.meant_for(pupil), not_(policy.is_in(pupil))
    )
    return db.session.scalar(meant) is not None


def _enter(
    person: Person, group_id: int, kind: MembershipKind, until: datetime | None = None
) -> None:
    """Write the membership down, of someone new or who was in it once."""
    values = {
        "kind": kind,
        "until": until,
        "joined_at": clock.now(),
        "left_at": None,
        "removed_by_id": None,
    }
    row = {"group_id": group_id, "person_id": person.id, **values}
    db.session.execute(
        insert_into(Membership)
        .values(row)
        .on_conflict_do_update(index_elements=["group_id", "person_id"], set_=values)
    )
    if kind is MembershipKind.GUEST:
        _seat(group_id, person.id)
    audit.record(person, "group.joined", "group", group_id)


def _seat(group_id: int, mentor_id: int) -> None:
    """Let who accepted be the one mentor, where the group is a circle that has none."""
    free = (Group.id == group_id, Group.kind == GroupKind.CIRCLE, Group.mentor_id.is_(None))
    db.session.execute(update(Group).where(*free).values(mentor_id=mentor_id))


def _let_out(group_id: int, person_id: int) -> None:
    """End what somebody who goes follows; a circle is without a mentor, and another is asked."""
    theirs = (Group.id == group_id, Group.mentor_id == person_id)
    db.session.execute(update(Group).where(*theirs).values(mentor_id=None))
    topics = select(Topic.thread_id).where(Topic.group_id == group_id)
    for table, place in (
        (GroupSubscription, GroupSubscription.group_id == group_id),
        (TopicSubscription, TopicSubscription.thread_id.in_(topics)),
    ):
        db.session.execute(
            delete(table).where(place, table.person_id == person_id),
            execution_options={"synchronize_session": False},
        )


def _invite(
    actor: Person, group_id: int, person_id: int, kind: MembershipKind, until: datetime | None
) -> None:
    waiting = db.session.scalar(
        select(Invitation).where(
            Invitation.group_id == group_id,
            Invitation.person_id == person_id,
            Invitation.answered_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
    )
    if waiting is not None:
        waiting.until = until
        return
    invitation = Invitation(group_id=group_id, person_id=person_id, kind=kind, until=until)
    invitation.invited_by_id = actor.id
    db.session.add(invitation)
    db.session.flush()
    outbox.emit("group.invited", invitation_id=invitation.id)
    audit.record(actor, "group.invited", "group", group_id)


def _end_codes(group_id: int) -> int:
    standing = update(GroupCode).where(
        GroupCode.group_id == group_id,
        GroupCode.revoked_at.is_(None),
        GroupCode.expires_at > clock.now(),
    )
    ended = db.session.execute(standing.values(revoked_at=clock.now()))
    return int(ended.rowcount)  # type: ignore[attr-defined]
