"""Discussion groups: proposed, made, changed, kept in order, archived."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from sqlalchemy import delete, insert, select

from portal import clock, outbox
from portal.errors import Conflict, Invalid, not_found
from portal.extensions import db
from portal.i18n import _
from portal.models.groups import (
    Group,
    GroupAges,
    GroupCode,
    GroupDoor,
    GroupLevel,
    GroupSchool,
    GroupState,
    Invitation,
    Membership,
)
from portal.models.people import Person
from portal.models.students import Level, Student
from portal.models.threads import Thread
from portal.models.topics import GroupSubscription
from portal.policies import groups as policy
from portal.policies import sanctions
from portal.school_time import last_day, school_year
from portal.services import audit, texts

PROPOSALS = 3  # of one student that may wait for an answer
MOST_MINUTES = 24 * 60  # between two messages, in slow mode
_OWN_ROWS = (GroupSchool, GroupLevel, Membership, Invitation, GroupCode, GroupSubscription)


@dataclass(frozen=True, slots=True)
class Said:
    """What a group says of itself, in both languages."""

    name_fr: str
    name_en: str
    description_fr: str = ""
    description_en: str = ""
    rules_fr: str = ""
    rules_en: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Whom a group is for, what about, and how one comes in."""

    said: Said
    sector: str | None = None
    noc: str | None = None
    program_id: int | None = None
    languages: Sequence[str] = ()
    door: GroupDoor = GroupDoor.OPEN
    ages: GroupAges = GroupAges.ALL
    whole_board: bool = False
    school_ids: Sequence[int] = ()
    levels: Sequence[Level] = ()


def make(*, actor: Person, plan: Plan, send_key: str) -> Group:
    """Make an open group; the same `send_key` again gives the first one back.

    Raises NotFound for who makes none, and Invalid for schools that are not `actor`'s, for
    none at all, or for words that the screen objects to.
    """
    if not policy.may_make(actor):
        not_found("group", "new")
    return _made(actor, send_key) or _add(actor, plan, send_key, GroupState.OPEN)


def propose(*, student: Person, said: Said, send_key: str) -> Group:
    """Propose a group for the own school: a person decides before anyone else sees it.

    Raises as `make` does, and Conflict while too many proposals wait or writing is suspended.
    """
    if not policy.may_propose(student):
        not_found("group", "proposal")
    made = _made(student, send_key)
    if made is not None:
        return made
    sanctions.make_sure_may_write(student)
    waiting = select(Group.id).where(
        Group.proposed_by_id == student.id, Group.state == GroupState.PROPOSED
    )
    if len(db.session.scalars(waiting).all()) >= PROPOSALS:
        raise Conflict(_("Your other proposals wait for an answer first."))
    own = db.session.get_one(Student, student.id)
    plan = Plan(said, school_ids=(own.school_id,))
    group = _add(student, plan, send_key, GroupState.PROPOSED)
    group.proposed_by_id = student.id
    outbox.emit("group.proposed", group_id=group.id)
    return group


def change(*, actor: Person, group_id: int, plan: Plan) -> Group:
    """Change what a group says and whom it is for. Raises as `make` does, and Denied."""
    group = policy.get_run(actor, group_id)
    _write(actor, group, plan)
    audit.record(actor, "group.changed", "group", group.id)
    return group


def accept(*, actor: Person, group_id: int) -> None:
    """Open a group that a student proposed, who is its first member.

    Raises NotFound, Denied and Conflict when somebody has decided already.
    """
    group = _undecided(actor, group_id)
    group.state = GroupState.OPEN
    _decide(actor, group, "group.accepted")
    if group.proposed_by_id is not None:
        db.session.add(Membership(group_id=group.id, person_id=group.proposed_by_id))


def refuse(*, actor: Person, group_id: int, answer: str) -> None:
    """Say no to a proposed group; who proposed it reads `answer`. Raises as `accept` does."""
    texts.require_clean(answer)
    group = _undecided(actor, group_id)
    group.state, group.answer = GroupState.REFUSED, answer
    _decide(actor, group, "group.refused")


def archive(*, actor: Person, group_id: int, on: bool) -> None:
    """Let those who were in a group read it and nobody write, or open it again.

    Raises NotFound and Denied, and Conflict for a group that was never open.
    """
    group = policy.get_run(actor, group_id)
    if group.state not in (GroupState.OPEN, GroupState.ARCHIVED):
        raise Conflict(_("This group is not open."))
    if on:
        _archive(group)
    elif group.state is GroupState.ARCHIVED:
        group.state, group.archived_at = GroupState.OPEN, None
        group.school_year = school_year(clock.today())
    audit.record(actor, "group.archived" if on else "group.reopened", "group", group.id)


def archive_past_years() -> int:
    """Archive the groups whose school year is over; return how many they are."""
    today, done = clock.today(), 0
    still_open = select(Group).where(
        Group.state == GroupState.OPEN, Group.school_year <= school_year(today)
    )
    for group in db.session.scalars(still_open.order_by(Group.id)):
        if last_day(group.school_year) < today:
            _archive(group)
            audit.record(None, "group.archived", "group", group.id)
            done += 1
    return done


def delete_empty(*, actor: Person, group_id: int) -> None:
    """Take out a group in which nothing was ever written; jobs that wait for it do nothing.

    Raises NotFound, Denied, and Conflict for one that has topics: it is archived instead.
    """
    group = policy.get_run(actor, group_id)
    if db.session.scalar(select(Thread.id).where(Thread.group_id == group_id).limit(1)):
        raise Conflict(_("Something was written in this group: archive it instead."))
    for table in _OWN_ROWS:
        db.session.execute(delete(table).where(table.group_id == group_id))
    db.session.delete(group)
    audit.record(actor, "group.deleted", "group", group_id)


def review_all(*, actor: Person, group_id: int, on: bool) -> None:
    """Have a moderator read every post of a group first, or no longer: one click."""
    group = policy.get_run(actor, group_id)
    group.full_review = on
    audit.record(actor, "review.changed", "group", group.id, detail="on" if on else "off")


def slow_down(*, actor: Person, group_id: int, minutes: int) -> None:
    """Let each one write once in so many minutes; 0: as fast as people write."""
    group = policy.get_run(actor, group_id)
    if not 0 <= minutes <= MOST_MINUTES:
        raise Invalid(_("Slow mode lets at most a day pass between two messages."))
    group.slow_minutes = minutes
    audit.record(actor, "group.slowed", "group", group.id, detail=str(minutes))


def lock(*, actor: Person, group_id: int, on: bool) -> None:
    """Let a group be read only, but by its staff, or let everybody write again."""
    group = policy.get_run(actor, group_id)
    group.locked_at = clock.now() if on else None
    audit.record(actor, "group.locked", "group", group.id, detail="on" if on else "off")


def _made(actor: Person, send_key: str) -> Group | None:
    made = select(Group).where(Group.send_key == send_key, Group.made_by_id == actor.id)
    return db.session.scalar(made)


def _add(actor: Person, plan: Plan, send_key: str, state: GroupState) -> Group:
    group = Group(state=state, made_by_id=actor.id, send_key=send_key)
    group.school_year = school_year(clock.today())
    group.name_fr = group.name_en = ""
    db.session.add(group)
    _write(actor, group, plan)
    event = "group.made" if state is GroupState.OPEN else "group.proposed"
    audit.record(actor, event, "group", group.id)
    return group


def _write(actor: Person, group: Group, plan: Plan) -> None:
    for text in {text for text in asdict(plan.said).values() if text}:
        texts.require_clean(text)
    for field in fields(plan.said):
        setattr(group, field.name, getattr(plan.said, field.name))
    group.sector, group.noc, group.program_id = plan.sector, plan.noc, plan.program_id
    group.languages, group.door, group.ages = list(plan.languages), plan.door, plan.ages
    group.whole_board = plan.whole_board
    db.session.flush()
    _write_schools(actor, group, plan)
    db.session.execute(delete(GroupLevel).where(GroupLevel.group_id == group.id))
    rows = [{"group_id": group.id, "level": level} for level in dict.fromkeys(plan.levels)]
    if rows:
        db.session.execute(insert(GroupLevel), rows)


def _write_schools(actor: Person, group: Group, plan: Plan) -> None:
    """Keep the schools of a group: at least one, and for a counsellor own ones."""
    if policy.may_make(actor) and not actor.has(*policy.EVERYWHERE):
        own = set(db.session.scalars(policy.own_schools(actor)))
        if plan.whole_board or not own.issuperset(plan.school_ids):
            raise Invalid(_("You make groups for the schools that you follow."))
    if not plan.whole_board and not plan.school_ids:
        raise Invalid(_("Choose at least one school, or the whole board."))
    db.session.execute(delete(GroupSchool).where(GroupSchool.group_id == group.id))
    rows = [{"group_id": group.id, "school_id": one} for one in dict.fromkeys(plan.school_ids)]
    if rows and not plan.whole_board:
        db.session.execute(insert(GroupSchool), rows)


def _undecided(actor: Person, group_id: int) -> Group:
    group = policy.get_run(actor, group_id)
    if group.state is not GroupState.PROPOSED:
        raise Conflict(_("Someone else decided on this proposal in the meantime."))
    return group


def _decide(actor: Person, group: Group, event: str) -> None:
    group.decided_by_id, group.decided_at = actor.id, clock.now()
    outbox.emit("group.decided", group_id=group.id)
    audit.record(actor, event, "group", group.id)


def _archive(group: Group) -> None:
    if group.state is GroupState.OPEN:
        group.state, group.archived_at = GroupState.ARCHIVED, clock.now()
