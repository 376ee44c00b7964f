"""The groups that somebody is in, may join, or runs, and what one of them is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)

from portal import clock
from portal.data.occupations import occupations, sectors
from portal.errors import not_found
from portal.extensions import UtcDateTime, db
from portal.i18n import language, pick
from portal.models.groups import (
    Group,
    GroupAges,
    GroupDoor,
    GroupKind,
    GroupLevel,
    GroupSchool,
    GroupState,
    Membership,
    MembershipKind,
)
from portal.models.people import Person, PersonState, Role
from portal.models.programs import Program
from portal.models.schools import School
from portal.models.students import Level
from portal.models.threads import Reading, Thread
from portal.models.topics import Frequency, GroupSubscription
from portal.policies import groups as policy
from portal.policies import sanctions
from portal.policies import topics as topics_policy
from portal.policies.viewers import AnyoneWith, Viewer
from portal.queries.names import writer
from portal.queries.rows import rows_of

GUESTS_SHOWN = 20


class Show(StrEnum):
    """Which groups a list holds."""

    MINE = "mine"  # in which one is, or into which one is asked
    OPEN = "open"  # to join with one click
    RUN = "run"  # by a role
    PROPOSED = "proposed"  # that wait for a decision, or the own proposals
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of groups is narrowed to; what is left out asks for nothing."""

    words: str = ""
    sector: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in a list."""

    group_id: int
    kind: GroupKind
    state: GroupState
    name: str
    description: str
    about: str  # the occupation or the sector, in the reader's language
    languages: Sequence[str]
    new: bool
    muted: bool
    invited: bool


@dataclass(frozen=True, slots=True)
class Here:
    """What `viewer` is in a group, and may do there."""

    reads: bool
    is_in: bool
    runs: bool
    may_join: bool
    invited: bool
    may_start: bool
    muted: bool
    news: bool  # something was said since the topics were last looked at
    guest_until: datetime | None
    suspended_until: date | None
    frequency: Frequency | None


@dataclass(frozen=True, slots=True)
class GroupPage:
    """What a group is, for someone who may see that."""

    group_id: int
    kind: GroupKind
    state: GroupState
    door: GroupDoor
    ages: GroupAges
    said: Mapping[str, str]  # name, description and rules in the reader's language
    about: str
    noc: str | None
    program: str
    languages: Sequence[str]
    whole_board: bool
    schools: Sequence[str]
    levels: Sequence[Level]
    guests: Sequence[str]
    full_review: bool
    slow_minutes: int
    locked: bool
    starts_at: datetime | None
    ends_at: datetime | None
    proposed_by: str | None  # for who decides
    own_proposal: bool
    answer: str
    here: Here


def group_rows(
    viewer: Viewer, show: Show, filters: Filters = Filters(), *, limit: int, offset: int = 0
) -> list[GroupRow]:
    """List groups by name, those to answer and those with something new first: one statement."""
    mine = and_(Membership.group_id == Group.id, Membership.person_id == viewer.id)
    new = and_(func.coalesce(_has_news(viewer), False), Membership.muted_at.is_(None))
    asked = policy.invited(viewer)
    rows = (
        select(
            Group,
            func.coalesce(new, False).label("new"),
            Membership.muted_at.is_not(None).label("muted"),
            asked.label("asked"),
        )
        .outerjoin(Membership, mine)
        .where(_shown(viewer, show), *_narrowed(filters))
        .order_by(asked.desc(), new.desc(), func.lower(named("name")), Group.id)
        .limit(limit)
        .offset(offset)
    )
    return [
        GroupRow(
            group_id=group.id,
            kind=group.kind,
            state=group.state,
            name=pick(group, "name"),
            description=pick(group, "description"),
            about=_about(group),
            languages=group.languages,
            new=is_new,
            muted=muted,
            invited=is_asked,
        )
        for group, is_new, muted, is_asked in db.session.execute(rows)
    ]


def waiting_proposals(viewer: Viewer) -> int:
    """Count the proposals of students that wait for `viewer`."""
    if not policy.may_make(viewer):
        return 0
    waits = and_(Group.state == GroupState.PROPOSED, policy.run_by(viewer))
    return db.session.scalar(select(func.count()).where(waits)) or 0


def lively(viewer: Viewer) -> ScalarSelect[int]:
    """Return, as a column, how many groups of `viewer` have something new, or ask them in."""
    mine = and_(Membership.group_id == Group.id, Membership.person_id == viewer.id)
    new = and_(policy.is_in(viewer), Membership.muted_at.is_(None), _has_news(viewer))
    return (
        select(func.count(Group.id))
        .outerjoin(Membership, mine)
        .where(Group.state == GroupState.OPEN, or_(new, policy.invited(viewer)))
        .scalar_subquery()
    )


def group_page(viewer: Viewer, group_id: int) -> GroupPage:
    """Return what a group is and what `viewer` may do in it; one not to be seen is absent."""
    given = {"viewer_id": viewer.id, "group_id": group_id}
    row = db.session.execute(_page_statement(viewer.roles), given).one_or_none()
    return _page(viewer, row or not_found("group", group_id))


@cache
def _page_statement(roles: frozenset[Role]) -> Any:
    """Return the statement of a group's page; building it takes longer than running it."""
    viewer = AnyoneWith(roles)
    mine = and_(Membership.group_id == Group.id, Membership.person_id == viewer.id)
    told = and_(GroupSubscription.group_id == Group.id, GroupSubscription.person_id == viewer.id)
    proposer = writer()
    wanted: Any = (
        select(
            Group,
            Membership,
            GroupSubscription.frequency,
            policy.readable_by(viewer).label("reads"),
            policy.is_in(viewer).label("is_in"),
            policy.run_by(viewer).label("runs"),
            policy.joinable_by(viewer).label("may_join"),
            policy.invited(viewer).label("invited"),
            topics_policy.open_to_topics(viewer).label("may_start"),
            func.coalesce(_has_news(viewer), False).label("news"),
            sanctions.suspended_until(viewer.id).label("suspended_until"),
            proposer.name.label("proposer"),
        )
        .outerjoin(Membership, mine)
        .outerjoin(GroupSubscription, told)
        .where(Group.id == bindparam("group_id", type_=Integer), policy.seen_by(viewer))
    )
    return proposer.outer_join(wanted, Group.proposed_by_id)


def _page(viewer: Viewer, row: Any) -> GroupPage:
    group: Group = row.Group
    own_one: Membership | None = row.Membership
    decides = row.runs and group.state is GroupState.PROPOSED
    return GroupPage(
        group_id=group.id,
        kind=group.kind,
        state=group.state,
        door=group.door,
        ages=group.ages,
        said={name: pick(group, name) for name in ("name", "description", "rules")},
        about=_about(group),
        noc=group.noc,
        program=_program(group.program_id),
        languages=group.languages,
        whole_board=group.whole_board,
        schools=_schools(group.id),
        levels=_levels(group.id),
        guests=_guests(group),
        full_review=group.full_review,
        slow_minutes=group.slow_minutes,
        locked=group.locked_at is not None,
        starts_at=group.starts_at,
        ends_at=group.ends_at,
        proposed_by=row.proposer if decides else None,
        own_proposal=group.proposed_by_id == viewer.id,
        answer=group.answer,
        here=Here(
            reads=row.reads,
            is_in=row.is_in,
            runs=row.runs,
            may_join=row.may_join,
            invited=row.invited,
            may_start=row.reads and row.may_start and row.suspended_until is None,
            muted=own_one is not None and own_one.muted_at is not None,
            news=row.news,
            guest_until=own_one.until if own_one is not None and row.is_in else None,
            suspended_until=row.suspended_until,
            frequency=row.frequency,
        ),
    )


def _has_news(viewer: Viewer) -> ColumnElement[bool]:
    """Say in which groups something was said since `viewer` last looked at the topics.

    A class is in its circle without a membership: there, since the one topic was read.
    """
    of_others = and_(Thread.group_id == Group.id, Thread.last_author_id != viewer.id)
    looked = func.coalesce(Membership.seen_at, Membership.joined_at)
    read = select(Reading.read_at).where(
        Reading.thread_id == Thread.id, Reading.person_id == viewer.id
    )
    begun = func.coalesce(read.correlate(Thread).scalar_subquery(), Group.starts_at)
    # Two questions: what is asked of each topic cannot be looked up by when it moved. And a case:
    # SQLite asks both sides of an AND.
    here = and_(Group.kind == GroupKind.CIRCLE, Membership.person_id.is_(None))
    in_circle = exists().where(of_others, Thread.moved_at > begun)
    return case((here, in_circle), else_=exists().where(of_others, Thread.moved_at > looked))


def _shown(viewer: Viewer, show: Show) -> ColumnElement[bool]:
    is_open = Group.state == GroupState.OPEN
    if show is Show.OPEN:
        return policy.joinable_by(viewer)
    if show is Show.RUN:
        return and_(is_open, policy.staff_reads(viewer))
    if show is Show.PROPOSED:
        own = and_(
            Group.proposed_by_id == viewer.id,
            or_(Group.state == GroupState.PROPOSED, Group.state == GroupState.REFUSED),
        )
        return or_(own, and_(Group.state == GroupState.PROPOSED, policy.run_by(viewer)))
    if show is Show.ARCHIVED:
        return and_(Group.state == GroupState.ARCHIVED, policy.readable_by(viewer))
    return and_(is_open, or_(policy.is_in(viewer), policy.invited(viewer)))


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = []
    if filters.words:
        names = (Group.name_fr, Group.name_en, Group.description_fr, Group.description_en)
        rules.append(or_(*(name.icontains(filters.words, autoescape=True) for name in names)))
    if filters.sector:
        nocs = [noc for noc, one in occupations().items() if one.sector.slug == filters.sector]
        rules.append(or_(Group.sector == filters.sector, Group.noc.in_(nocs)))
    if filters.language:
        held = cast(Group.languages, String)
        rules.append(or_(held == "[]", held.contains(f'"{filters.language}"')))
    return rules


def named(name: str) -> ColumnElement[str]:
    """Return, as a column, what a group says in the reader's language, else in the other one."""
    here, there = ("fr", "en") if language() == "fr" else ("en", "fr")
    own = getattr(Group, f"{name}_{here}")
    return case((own != "", own), else_=getattr(Group, f"{name}_{there}"))


def _about(group: Group) -> str:
    if group.noc is not None and group.noc in occupations():
        return occupations()[group.noc].headline(language())
    if group.sector is not None and group.sector in sectors():
        return sectors()[group.sector].name(language())
    return ""


def _program(program_id: int | None) -> str:
    program = db.session.get(Program, program_id) if program_id is not None else None
    return pick(program, "name") if program is not None else ""


def _schools(group_id: int) -> list[str]:
    return [name for (name,) in rows_of(_schools_statement(), {"group_id": group_id})]


@cache
def _schools_statement() -> Any:
    wanted = select(School.name).join(GroupSchool, GroupSchool.school_id == School.id)
    return wanted.where(GroupSchool.group_id == bindparam("group_id")).order_by(School.name)


def _levels(group_id: int) -> list[Level]:
    found = {level for (level,) in rows_of(_levels_statement(), {"group_id": group_id})}
    return [level for level in Level if level in found]


@cache
def _levels_statement() -> Any:
    return select(GroupLevel.level).where(GroupLevel.group_id == bindparam("group_id"))


def _guests(group: Group) -> list[str]:
    """Return the names of the mentors who are in the group now."""
    given = {"group_id": group.id, "mentor_id": group.mentor_id, "now": clock.now()}
    return [name for (name,) in rows_of(_guests_statement(), given)]


@cache
def _guests_statement() -> Any:
    somebody = writer()
    guests = select(Membership.person_id).where(
        Membership.group_id == bindparam("group_id", type_=Integer),
        Membership.kind == MembershipKind.GUEST,
        Membership.left_at.is_(None),
        Membership.until > bindparam("now", type_=UtcDateTime()),
    )
    return (
        somebody.join(select(somebody.name), Person.id)
        .select_from(Person)
        .where(
            or_(Person.id.in_(guests), Person.id == bindparam("mentor_id", type_=Integer)),
            Person.state == PersonState.ACTIVE,
        )
        .order_by(somebody.person.folded_name)
        .limit(GUESTS_SHOWN)
    )
