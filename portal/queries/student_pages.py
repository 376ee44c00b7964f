"""One student, as the counsellor who follows them sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Date,
    Integer,
    String,
    and_,
    cast,
    extract,
    func,
    literal,
    null,
    select,
    union_all,
)

from portal import clock
from portal.errors import not_found
from portal.extensions import UtcDateTime, db
from portal.models.activities import Activity
from portal.models.class_groups import ClassGroup, ClassGroupMember
from portal.models.matches import Match, MatchState
from portal.models.people import Person, PersonState
from portal.models.reflections import Reflection
from portal.models.schools import School
from portal.models.students import Consent, ConsentKind, Level, Student
from portal.models.threads import SHOWN_STATES, Message, Thread
from portal.policies import students
from portal.policies.participation import known_matches
from portal.policies.threads import under_concern
from portal.queries.standings import Standing, standing


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent: whose, when it was given, and whether it still stands."""

    kind: ConsentKind
    given_on: date
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class MatchLine:
    """What a counsellor sees of a match: an occupation, counts and dates, never a word."""

    match_id: int
    thread_id: int
    noc: str
    state: MatchState
    requested_at: datetime
    told_at: datetime  # when the mentor could read the first message
    answered_at: datetime | None
    established_at: datetime | None
    moved_at: datetime
    ended_at: datetime | None
    was_closed: bool  # by one of the two or the school, which may open it again
    under_concern: bool  # it is read without a reason while a case is open on it
    sent: int
    received: int

    @property
    def may_close(self) -> bool:
        """Whether the school may end it: it is open."""
        return self.ended_at is None

    @property
    def may_reopen(self) -> bool:
        """Whether the school may open it again."""
        return self.ended_at is not None and self.was_closed


@dataclass(frozen=True, slots=True)
class Month:
    """How many visible messages a student sent and received in a month."""

    first: date
    sent: int
    received: int


@dataclass(frozen=True, slots=True)
class Step:
    """On how many days a student did something, and the first of them."""

    kind: str  # a value of ActivityKind, "reflection" for shared ones, "discussion" for posts
    first: date
    days: int


@dataclass(frozen=True, slots=True)
class StudentPage:
    """One student, as the counsellor who follows them sees them."""

    id: int
    name: str
    username: str | None
    language: str
    level: Level
    school_id: int
    school: str
    class_groups: list[str]
    standing: Standing
    is_active: bool
    has_password: bool
    created_at: datetime
    last_signed_in_at: datetime | None
    all_consents: list[ConsentLine]
    needs_parental_consent: bool
    matches: list[MatchLine]
    months: list[Month]
    steps: list[Step]

    @property
    def consents(self) -> list[ConsentLine]:
        """The consents that stand."""
        return [line for line in self.all_consents if line.withdrawn_at is None]

    @property
    def may_have_password(self) -> bool:
        """Whether staff may issue a password: the account is open and has a username."""
        return self.is_active and self.username is not None

    @property
    def may_record_consent(self) -> bool:
        """Whether a parent's consent is missing, so that one may be recorded."""
        given = any(line.kind is ConsentKind.PARENTAL for line in self.consents)
        return self.needs_parental_consent and not given


def student_page(viewer: Person, student_id: int) -> StudentPage:
    """Return what `viewer` may see of a student, in four statements.

    Raises NotFound for one not followed.
    """
    head = _head(viewer, student_id)
    matches, months = _matches(student_id)
    return StudentPage(
        id=student_id,
        name=f"{head.given_name} {head.family_name}",
        username=head.username,
        language=head.language,
        level=head.level,
        school_id=head.school_id,
        school=head.school,
        class_groups=sorted((head.class_groups or "").split("\n")) if head.class_groups else [],
        standing=Standing(head.standing),
        is_active=head.state is PersonState.ACTIVE,
        has_password=head.has_password,
        created_at=head.created_at,
        last_signed_in_at=head.last_signed_in_at,
        all_consents=_consents(student_id),
        needs_parental_consent=students.needs_parental_consent(head.born_on),
        matches=matches,
        months=months,
        steps=_steps(student_id),
    )


def _head(viewer: Person, student_id: int) -> Any:
    groups = (
        select(func.aggregate_strings(ClassGroup.name, "\n"))
        .join(ClassGroupMember, ClassGroupMember.class_group_id == ClassGroup.id)
        .where(ClassGroupMember.student_id == Student.person_id)
        .scalar_subquery()
    )
    wanted = (
        select(
            Person.given_name,
            Person.family_name,
            Person.username,
            Person.language,
            Person.state,
            Person.password_hash.is_not(None).label("has_password"),
            Person.created_at,
            Person.last_signed_in_at,
            Student.level,
            Student.born_on,
            Student.school_id,
            School.name.label("school"),
            groups.label("class_groups"),
            standing().label("standing"),
        )
        .select_from(Student)
        .join(Student.person)
        .join(Student.school)
        .where(Student.person_id == student_id, students.followed_by(viewer))
    )
    return db.session.execute(wanted).one_or_none() or not_found("student", student_id)


def _consents(student_id: int) -> list[ConsentLine]:
    wanted = (
        select(Consent.kind, Consent.given_on, Consent.withdrawn_at)
        .where(Consent.student_id == student_id)
        .order_by(Consent.given_on, Consent.id)
    )
    return [ConsentLine(*row) for row in db.session.execute(wanted)]


def _steps(student_id: int) -> list[Step]:
    """Return the steps that leave a day behind, shared reflections, and posts in groups."""
    done = (
        select(
            cast(Activity.kind, String),
            func.min(Activity.day),
            func.count(),
            cast(null(), UtcDateTime()),
        )
        .where(Activity.student_id == student_id)
        .group_by(Activity.kind)
    )
    shared = select(
        literal("reflection"), cast(null(), Date()), func.count(), func.min(Reflection.shared_at)
    ).where(Reflection.student_id == student_id, Reflection.shared_at.is_not(None))
    posted = (
        select(
            literal("discussion"), cast(null(), Date()), func.count(), func.min(Message.shown_at)
        )
        .join(Thread, Thread.id == Message.thread_id)
        .where(Message.author_id == student_id, Thread.group_id.is_not(None))
        .where(Message.state.in_(SHOWN_STATES))
    )
    rows: Sequence[Any] = db.session.execute(union_all(done, shared, posted)).all()
    return [
        Step(kind, day or clock.local(at).date(), count) for kind, day, count, at in rows if count
    ]


def _matches(student_id: int) -> tuple[list[MatchLine], list[Month]]:
    """Return the known matches, the last one first, and what was written month by month.

    One statement: a row for each match and month of it.
    """
    shown = and_(Message.thread_id == Thread.id, Message.state.in_(SHOWN_STATES))
    year = cast(extract("year", Message.shown_at), Integer)
    month = cast(extract("month", Message.shown_at), Integer)
    wanted = (
        select(
            Match.id,
            Thread.id,
            Match.noc,
            Match.state,
            Match.requested_at,
            Match.told_mentor_at,
            Match.answered_at,
            Match.established_at,
            Thread.moved_at,
            Match.ended_at,
            Match.closing.is_not(None),
            under_concern(),
            func.count(Message.id).filter(Message.author_id == Match.student_id),
            func.count(Message.id).filter(Message.author_id == Match.mentor_id),
            year,
            month,
        )
        .select_from(Match)
        .join(Thread, Thread.match_id == Match.id)
        .outerjoin(Message, shown)
        .where(Match.student_id == student_id, known_matches())
        .group_by(Match.id, Thread.id, year, month)
        .order_by(Match.requested_at.desc(), Match.id.desc())
    )
    lines: dict[int, list[Any]] = {}
    months: dict[date, list[int]] = {}
    for *facts, sent, received, in_year, in_month in db.session.execute(wanted):
        line = lines.setdefault(facts[0], [*facts, 0, 0])
        line[-2], line[-1] = line[-2] + sent, line[-1] + received
        if in_year is not None:
            counted = months.setdefault(date(in_year, in_month, 1), [0, 0])
            counted[0], counted[1] = counted[0] + sent, counted[1] + received
    found = [Month(first, *counted) for first, counted in sorted(months.items(), reverse=True)]
    return [MatchLine(*line) for line in lines.values()], found
