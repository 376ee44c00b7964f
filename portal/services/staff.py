"""The accounts of the staff: invited, given roles and schools, suspended, let in again."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from portal import clock, outbox
from portal.errors import Conflict, Invalid
from portal.extensions import db
from portal.i18n import _
from portal.models.class_groups import ClassGroup, CounsellorClassGroup, CounsellorSchool
from portal.models.people import Person, PersonRole, PersonState, Role
from portal.models.schools import School
from portal.policies import staff as policy
from portal.school_time import school_year
from portal.services import audit, programs
from portal.services.cells import email_address, person_name
from portal.services.faults import Fault, Wrong

STAFF_ROLES = policy.STAFF_ROLES


@dataclass(frozen=True, slots=True)
class Account:
    """What an administrator says of a member of the staff."""

    given_name: str
    family_name: str
    email: str
    language: str
    roles: frozenset[Role]
    school_ids: frozenset[int] = frozenset()  # whose every student is followed
    class_group_ids: frozenset[int] = frozenset()


def add(*, actor: Person | None, account: Account) -> Person:
    """Create a member of the staff and have a link to choose a password mailed.

    `actor`: None is the server's operator. Raises Conflict when the e-mail address is taken,
    Invalid for a name, an address or roles that cannot be.
    """
    if actor is not None:
        policy.check_manages(actor)
    programs.ensure_default()
    email = _checked(email_address, account.email, _("Email"))
    if db.session.scalar(select(Person.id).where(Person.email == email)) is not None:
        raise Conflict(_("Someone already has this email address."))
    person = Person(
        given_name=_checked(person_name, account.given_name, _("Given name")),
        family_name=_checked(person_name, account.family_name, _("Family name")),
        email=email,
        language=account.language,
        role_rows=[PersonRole(role=role) for role in sorted(_staff_roles(account.roles))],
    )
    db.session.add(person)
    db.session.flush()
    _follow(person.id, account.school_ids)
    groups = sorted(account.class_group_ids)
    db.session.add_all(
        CounsellorClassGroup(counsellor_id=person.id, class_group_id=g) for g in groups
    )
    audit.record(actor, "staff.invited", "person", person.id)
    outbox.emit("person.invited", person_id=person.id)
    return person


def change(
    *, actor: Person, person_id: int, roles: Collection[Role], school_ids: Collection[int]
) -> None:
    """Give a member of the staff these roles and schools to follow, and no others.

    Raises NotFound for who is not staff, Conflict when administrators would take their own
    role away: somebody must be left who can give it back.
    """
    person = policy.get_managed(actor, person_id)
    wanted = _staff_roles(roles)
    if person.id == actor.id and Role.ADMINISTRATOR not in wanted:
        raise Conflict(_("You cannot take the role of administrator away from yourself."))
    others = [row for row in person.role_rows if row.role not in STAFF_ROLES]
    kept = [row for row in person.role_rows if row.role in wanted]
    new = [PersonRole(role=role) for role in sorted(wanted - {row.role for row in kept})]
    person.role_rows[:] = others + kept + new
    _follow(person.id, school_ids)
    audit.record(actor, "staff.changed", "person", person.id)


def suspend(*, actor: Person, person_id: int) -> None:
    """Keep a member of the staff out until reactivated, and end every open session."""
    person = policy.get_managed(actor, person_id)
    if person.id == actor.id:
        raise Conflict(_("You cannot suspend yourself."))
    if person.state is PersonState.ACTIVE:
        person.state = PersonState.SUSPENDED
        person.session_version += 1
        _say(actor, person, "suspended")


def reactivate(*, actor: Person, person_id: int) -> None:
    """Let a suspended member of the staff in again."""
    person = policy.get_managed(actor, person_id)
    if person.state is PersonState.SUSPENDED:
        person.state = PersonState.ACTIVE
        _say(actor, person, "reactivated")


def acting(*, email: str, roles: Collection[Role]) -> Person:
    """Return the active person of one of `roles` in whose name a command acts.

    Raises Conflict with a sentence when there is none.
    """
    wanted = (
        select(Person).where(policy.acting(email, roles)).options(joinedload(Person.role_rows))
    )
    person = db.session.scalars(wanted).unique().one_or_none()
    if person is None:
        raise Conflict(_("Nobody active with this email address holds the role that this needs."))
    return person


def class_group_id_of(*, school_code: str, name: str) -> int:
    """Return a class group of the present school year; raises Conflict when there is none."""
    wanted = (
        select(ClassGroup.id)
        .join(ClassGroup.school)
        .where(
            School.code == school_code.strip().zfill(6),
            ClassGroup.name == name.strip(),
            ClassGroup.school_year == school_year(clock.today()),
        )
    )
    number = db.session.scalar(wanted)
    if number is None:
        raise Conflict(
            _(
                "The school %(code)s has no class group %(name)s this school year.",
                code=school_code,
                name=name,
            )
        )
    return number


def _staff_roles(roles: Collection[Role]) -> frozenset[Role]:
    wanted = frozenset(roles)
    if not wanted or not wanted <= frozenset(STAFF_ROLES):
        raise Invalid(_("Choose at least one role of the staff."))
    return wanted


def _follow(person_id: int, school_ids: Collection[int]) -> None:
    own = CounsellorSchool.counsellor_id == person_id
    kept = set(db.session.scalars(select(CounsellorSchool.school_id).where(own)))
    gone = kept - set(school_ids)
    if gone:
        db.session.execute(
            delete(CounsellorSchool).where(own, CounsellorSchool.school_id.in_(gone))
        )
    db.session.add_all(
        CounsellorSchool(counsellor_id=person_id, school_id=number)
        for number in sorted(set(school_ids) - kept)
    )


def _say(actor: Person, person: Person, event: str) -> None:
    audit.record(actor, f"staff.{event}", "person", person.id)
    if person.has(Role.MENTOR):
        outbox.emit("mentor.changed", mentor_id=person.id)


def _checked(parse: Callable[[str], str], text: str, label: str) -> str:
    try:
        return parse(text)
    except Wrong as wrong:
        told = {"column": label, "value": text[:80], **wrong.values}
        raise Invalid(Fault(0, wrong.reason, told).sentence) from None
