"""One student, as the counsellor who follows them sees them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select

from portal.extensions import db
from portal.models.class_groups import ClassGroup, ClassGroupMember
from portal.models.matches import Match, MatchState
from portal.models.people import Person
from portal.models.students import Consent, ConsentKind, Level, Student
from portal.models.threads import SHOWN_STATES, Message, Thread
from portal.policies import students
from portal.policies.participation import known_matches
from portal.queries.standings import Standing, standing


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent that stands: whose, and when it was given."""

    kind: ConsentKind
    given_on: date


@dataclass(frozen=True, slots=True)
class MatchLine:
    """What a counsellor sees of a match: an occupation, counts and dates, never a word."""

    thread_id: int
    noc: str
    state: MatchState
    requested_at: datetime
    answered_at: datetime | None
    moved_at: datetime
    ended_at: datetime | None
    sent: int
    received: int


@dataclass(frozen=True, slots=True)
class StudentPage:
    """One student, as the counsellor who follows them sees them."""

    id: int
    name: str
    username: str | None
    language: str
    level: Level
    school: str
    class_groups: list[str]
    standing: Standing
    is_active: bool
    has_password: bool
    last_signed_in_at: datetime | None
    consents: list[ConsentLine]
    needs_parental_consent: bool
    matches: list[MatchLine]

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
    """Return what `viewer` may see of a student. Raises NotFound for one not followed."""
    student = students.get_followed(viewer, student_id)
    person = student.person
    word = (
        select(standing()).select_from(Student).join(Student.person).where(Person.id == student_id)
    )
    return StudentPage(
        id=student_id,
        name=person.name,
        username=person.username,
        language=person.language,
        level=student.level,
        school=student.school.name,
        class_groups=_class_groups(student_id),
        standing=Standing(db.session.scalars(word).one()),
        is_active=person.is_active,
        has_password=person.password_hash is not None,
        last_signed_in_at=person.last_signed_in_at,
        consents=_consents(student_id),
        needs_parental_consent=students.needs_parental_consent(student.born_on),
        matches=_matches(student_id),
    )


def _class_groups(student_id: int) -> list[str]:
    wanted = (
        select(ClassGroup.name)
        .join(ClassGroupMember, ClassGroupMember.class_group_id == ClassGroup.id)
        .where(ClassGroupMember.student_id == student_id)
        .order_by(ClassGroup.school_year.desc(), ClassGroup.name)
    )
    return list(db.session.scalars(wanted))


def _consents(student_id: int) -> list[ConsentLine]:
    wanted = (
        select(Consent.kind, Consent.given_on)
        .where(Consent.student_id == student_id, Consent.withdrawn_at.is_(None))
        .order_by(Consent.given_on, Consent.id)
    )
    return [ConsentLine(kind, day) for kind, day in db.session.execute(wanted)]


def _matches(student_id: int) -> list[MatchLine]:
    shown = and_(Message.thread_id == Thread.id, Message.state.in_(SHOWN_STATES))
    wanted = (
        select(
            Thread.id,
            Match.noc,
            Match.state,
            Match.requested_at,
            Match.answered_at,
            Thread.moved_at,
            Match.ended_at,
            func.count(Message.id).filter(Message.author_id == Match.student_id),
            func.count(Message.id).filter(Message.author_id == Match.mentor_id),
        )
        .select_from(Match)
        .join(Thread, Thread.match_id == Match.id)
        .outerjoin(Message, shown)
        .where(Match.student_id == student_id, known_matches())
        .group_by(Match.id, Thread.id)
        .order_by(Match.requested_at.desc(), Match.id.desc())
    )
    return [MatchLine(*row) for row in db.session.execute(wanted)]
