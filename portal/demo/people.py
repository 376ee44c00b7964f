"""Demo people: students, counsellors and the staff of the board."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from portal import clock
from portal.demo.names import full_name
from portal.demo.rows import Rows
from portal.demo.schools import ClassGroups, DemoSchool
from portal.models.class_groups import (
    ClassGroupMember,
    CounsellorClassGroup,
    CounsellorSchool,
)
from portal.models.people import Person, PersonRole, PersonState, Role
from portal.models.students import Consent, ConsentKind, Level, Student

# How old a student of each level is at the start of the school year.
AGES = {
    Level.SEC1: (12, 13),
    Level.SEC2: (13, 14),
    Level.SEC3: (14, 15),
    Level.SEC4: (15, 16),
    Level.SEC5: (16, 17),
    Level.ADULT: (18, 27),
    Level.VOCATIONAL: (16, 29),
}
ENGLISH_SHARE = 0.18
NEVER_SIGNED_IN_SHARE = 0.3
PARENTAL_CONSENT_SHARE = 0.6
# Who signed in has a password; nobody knows this one, and no password has this hash.
UNKNOWN = "demo"


@dataclass(frozen=True, slots=True)
class DemoStudent:
    """What conversations need to know of a student."""

    id: int
    given_name: str
    language: str
    level: Level
    takes_part: bool  # signed in once, of age or with a parent's consent
    may_choose: bool  # 14 or older
    school_id: int


class People:
    """Adds people, numbers them, and keeps the day on which the demo is made."""

    def __init__(self, rows: Rows, rng: Random) -> None:
        self.rows, self.rng = rows, rng
        self.today, self.now = clock.today(), clock.now()
        self.count = 0

    def add(
        self,
        role: Role,
        *,
        given: str,
        family: str,
        language: str,
        username: str | None = None,
        email: str | None = None,
        password_hash: str | None = None,
        signed_in_at: datetime | None = None,
    ) -> int:
        """Add a person of one role and return the identifier."""
        self.count += 1
        self.rows.add(
            Person,
            id=self.count,
            given_name=given,
            family_name=family,
            pseudonym=None,
            email=email,
            username=username,
            language=language,
            state=PersonState.ACTIVE,
            password_hash=password_hash or (UNKNOWN if signed_in_at else None),
            must_change_password=False,
            session_version=1,
            created_at=self.now - timedelta(days=80),
            last_signed_in_at=signed_in_at,
        )
        self.rows.add(PersonRole, person_id=self.count, role=role)
        return self.count

    def language(self) -> str:
        """Draw the language of a person of the board."""
        return "en" if self.rng.random() < ENGLISH_SHARE else "fr"

    def lately(self, days: int) -> datetime:
        """Draw a moment within the last `days` days."""
        return self.now - timedelta(minutes=self.rng.randint(60, days * 1440))


def add_student(
    people: People, groups: ClassGroups, school: DemoSchool, **known: str | None
) -> DemoStudent:
    """Add a student of `school` with group, consents and state; `known` fixes an account."""
    rng = people.rng
    language = known.get("language") or people.language()
    given, family = full_name(rng, language)
    level = rng.choice(school.levels) if not known else school.levels[-2]
    born_on = _birth_date(rng, level, people.today)
    age = clock.age(born_on, people.today)
    consented = age >= 14 or rng.random() < PARENTAL_CONSENT_SHARE
    takes_part = bool(known) or (consented and rng.random() > NEVER_SIGNED_IN_SHARE)
    person_id = people.add(
        Role.STUDENT,
        given=known.get("given") or given,
        family=known.get("family") or family,
        language=language,
        username=known.get("username") or f"e{people.count + 1:06}",
        password_hash=known.get("password_hash"),
        signed_in_at=people.lately(60) if takes_part else None,
    )
    people.rows.add(
        Student,
        person_id=person_id,
        local_id=f"D{person_id:07}",
        school_id=school.id,
        born_on=born_on,
        level=level,
    )
    group_id = groups.place(school, level)
    people.rows.add(ClassGroupMember, class_group_id=group_id, student_id=person_id)
    if consented:
        kind = ConsentKind.OWN if age >= 14 else ConsentKind.PARENTAL
        if takes_part or kind is ConsentKind.PARENTAL:
            _add_consent(people, person_id, kind, language)
    name = known.get("given") or given
    return DemoStudent(
        person_id, name, language, level, takes_part, may_choose=age >= 14, school_id=school.id
    )


def _birth_date(rng: Random, level: Level, today: date) -> date:
    youngest, oldest = AGES[level]
    return today - timedelta(days=rng.randint(int(youngest * 365.25), int((oldest + 1) * 365.25)))


def _add_consent(people: People, student_id: int, kind: ConsentKind, language: str) -> None:
    people.rows.add(
        Consent,
        student_id=student_id,
        kind=kind,
        text_version="1",
        language=language,
        given_on=people.today - timedelta(days=people.rng.randint(1, 70)),
        recorded_by_id=student_id,
        recorded_at=people.now,
        withdrawn_at=None,
    )


def add_counsellor(people: People, schools: list[DemoSchool], **known: str | None) -> int:
    """Add a counsellor who follows `schools` and return the identifier."""
    language = known.get("language") or people.language()
    given, family = full_name(people.rng, language)
    person_id = people.add(
        Role.COUNSELLOR,
        given=known.get("given") or given,
        family=known.get("family") or family,
        language=language,
        username=known.get("username"),
        email=None if known.get("username") else f"co{people.count + 1}@demo.example",
        password_hash=known.get("password_hash"),
        signed_in_at=people.lately(20),
    )
    for school in schools:
        people.rows.add(CounsellorSchool, counsellor_id=person_id, school_id=school.id)
    return person_id


def add_teacher(people: People, group_ids: list[int]) -> int:
    """Add someone who follows class groups and no whole school."""
    language = people.language()
    given, family = full_name(people.rng, language)
    person_id = people.add(
        Role.COUNSELLOR,
        given=given,
        family=family,
        language=language,
        email=f"ens{people.count + 1}@demo.example",
        signed_in_at=people.lately(20),
    )
    for group_id in group_ids:
        people.rows.add(CounsellorClassGroup, counsellor_id=person_id, class_group_id=group_id)
    return person_id
