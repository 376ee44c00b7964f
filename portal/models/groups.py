"""Discussion groups and class circles: who they are for, who is in them, how one comes in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.extensions import Model
from portal.models.people import Person, Role
from portal.models.students import Level

# Who makes groups, and decides on those that students propose: a counsellor for own schools.
MAKERS = (Role.COUNSELLOR, Role.MODERATOR, Role.COORDINATOR)


class GroupKind(StrEnum):
    """What it is."""

    GROUP = "group"  # for whoever its schools and levels say
    CIRCLE = "circle"  # one class group and one mentor, for a time


class GroupDoor(StrEnum):
    """How one of those whom it is for comes in."""

    OPEN = "open"
    CODE = "code"
    INVITATION = "invitation"


class GroupAges(StrEnum):
    """For which ages, where the board keeps minors and adults apart."""

    ALL = "all"
    MINORS = "minors"
    ADULTS = "adults"  # 18 and over


class GroupState(StrEnum):
    """Where it stands."""

    PROPOSED = "proposed"  # by a student: a person decides
    OPEN = "open"
    REFUSED = "refused"
    ARCHIVED = "archived"  # read by those who were in it; nobody writes


class Group(Model):
    """A group in which students of some schools discuss, or a class talks with one mentor."""

    __tablename__ = "discussion_group"
    __table_args__ = (Index("ix_discussion_group_state_kind", "state", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[GroupKind] = mapped_column(default=GroupKind.GROUP)
    state: Mapped[GroupState] = mapped_column(default=GroupState.OPEN)
    door: Mapped[GroupDoor] = mapped_column(default=GroupDoor.OPEN)
    ages: Mapped[GroupAges] = mapped_column(default=GroupAges.ALL)
    name_fr: Mapped[str]
    name_en: Mapped[str]
    description_fr: Mapped[str] = mapped_column(default="")
    description_en: Mapped[str] = mapped_column(default="")
    rules_fr: Mapped[str] = mapped_column(default="")
    rules_en: Mapped[str] = mapped_column(default="")
    # What it is about: a sector or an occupation, a program; none of them is one too.
    sector: Mapped[str | None]
    noc: Mapped[str | None] = mapped_column(index=True)
    program_id: Mapped[int | None] = mapped_column(ForeignKey("program.id"))
    languages: Mapped[list[str]] = mapped_column(default=list)  # none: any
    # For the whole board, or for the schools of its `GroupSchool` rows.
    whole_board: Mapped[bool] = mapped_column(default=False)
    school_year: Mapped[int]  # at the end of which it is archived: 2026 for 2026-2027
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    send_key: Mapped[str | None] = mapped_column(unique=True)  # a second click finds the first
    # Of one that a student proposed.
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")  # to who proposed it, with a no
    # What staff turns on when it goes badly.
    full_review: Mapped[bool] = mapped_column(default=False)
    slow_minutes: Mapped[int] = mapped_column(default=0)  # between two posts of one person
    locked_at: Mapped[datetime | None]  # read, and nobody but its staff writes
    archived_at: Mapped[datetime | None]
    # Of a circle.
    class_group_id: Mapped[int | None] = mapped_column(ForeignKey("class_group.id"), index=True)
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("mentor.person_id"), index=True)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None] = mapped_column(index=True)
    glance: Mapped[bool] = mapped_column(default=False)  # questions wait for the adult


class GroupSchool(Model):
    """A school whose students a group is for."""

    __tablename__ = "group_school"

    group_id: Mapped[int] = mapped_column(ForeignKey("discussion_group.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True, index=True)


class GroupLevel(Model):
    """A level whose students a group is for; a group without any is for all."""

    __tablename__ = "group_level"

    group_id: Mapped[int] = mapped_column(ForeignKey("discussion_group.id"), primary_key=True)
    level: Mapped[Level] = mapped_column(primary_key=True)


class MembershipKind(StrEnum):
    """As what somebody is in a group."""

    MEMBER = "member"
    GUEST = "guest"  # a mentor, for a time


class Membership(Model):
    """Somebody who is, or was, in a group. Staff reads groups by its role and has none."""

    __tablename__ = "membership"

    group_id: Mapped[int] = mapped_column(ForeignKey("discussion_group.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    kind: Mapped[MembershipKind] = mapped_column(default=MembershipKind.MEMBER)
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)
    left_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # stays out
    until: Mapped[datetime | None]  # of a guest
    muted_at: Mapped[datetime | None]  # no mark and no mail about it
    seen_at: Mapped[datetime | None]  # the list of topics: what moved since is new


class Invitation(Model):
    """Somebody is asked into a group: a student, or a mentor until a day."""

    __tablename__ = "invitation"
    __table_args__ = (
        Index("ix_invitation_person_id", "person_id"),
        Index(
            "uq_invitation_open",
            "group_id",
            "person_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=text("answered_at IS NULL AND revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("discussion_group.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[MembershipKind]
    until: Mapped[datetime | None]  # of a guest
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    invited_at: Mapped[datetime] = mapped_column(default=clock.now)
    answered_at: Mapped[datetime | None]
    accepted: Mapped[bool] = mapped_column(default=False)
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise")


class GroupCode(Model):
    """A short code, readable aloud, with which those whom a group is for join it."""

    __tablename__ = "group_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("discussion_group.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)  # as it is compared: no space, no capital
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
