"""Who holds a role in a group: those to tell, whom the policy is asked about before they are."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select, union
from sqlalchemy.orm import joinedload

from portal import clock
from portal.extensions import db
from portal.models.class_groups import CounsellorClassGroup, CounsellorSchool
from portal.models.groups import Group, GroupSchool, Membership, MembershipKind
from portal.models.people import Person, PersonRole, PersonState, Role
from portal.policies import circles
from portal.queries.mails import person_to_write


def moderators(group: Group) -> list[int]:
    """Return who moderates, and who made the group: the policy says whether they still run it."""
    wanted = select(PersonRole.person_id).where(PersonRole.role == Role.MODERATOR)
    return sorted({group.made_by_id, *db.session.scalars(wanted)})


def counsellors(group: Group) -> list[int]:
    """Return the counsellors of the schools that a group is for, or of the class of a circle."""
    schools = select(GroupSchool.school_id).where(GroupSchool.group_id == group.id)
    of_schools = select(CounsellorSchool.counsellor_id).where(
        CounsellorSchool.school_id.in_(schools)
    )
    of_class = select(CounsellorClassGroup.counsellor_id).where(
        CounsellorClassGroup.class_group_id == group.class_group_id
    )
    return sorted(db.session.scalars(union(of_schools, of_class)))


def mentors(group: Group) -> list[int]:
    """Return the mentor of a circle, and those who are guests of a group now and hear of it."""
    guest = (
        Membership.group_id == group.id,
        Membership.kind == MembershipKind.GUEST,
        Membership.left_at.is_(None),
    )
    muted = select(Membership.person_id).where(*guest, Membership.muted_at.is_not(None))
    here = select(Membership.person_id).where(*guest, Membership.until > clock.now())
    wanted = select(Person.id).where(
        or_(Person.id == group.mentor_id, Person.id.in_(here)), Person.id.not_in(muted)
    )
    return sorted(db.session.scalars(wanted))


def active(numbers: Collection[int]) -> Sequence[Person]:
    """Return those of the people who take part, with their roles, whether mail reaches them."""
    wanted = (
        select(Person)
        .where(Person.id.in_(numbers), Person.state == PersonState.ACTIVE)
        .options(joinedload(Person.role_rows))
        .order_by(Person.id)
    )
    return db.session.scalars(wanted).unique().all()


def leaders(group: Group) -> list[int]:
    """Return who leads a circle: who made it, or once that is over all who follow the class."""
    maker = person_to_write(group.made_by_id)
    if maker is not None:
        leads = select(Group.id).where(Group.id == group.id, circles.led_by(maker))
        if db.session.scalar(leads) is not None:
            return [maker.id]
    return counsellors(group)
