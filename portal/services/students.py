"""Students, as a board's export names them: created, changed, moved between class groups."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from portal import clock
from portal.data.letters import squeezed
from portal.data.sheets import meanings
from portal.extensions import db
from portal.models.class_groups import ClassGroup, ClassGroupMember
from portal.models.people import Person, PersonRole, Role, folded
from portal.models.students import Level, Student
from portal.school_time import school_year
from portal.services.cells import Cells, at_most, email_address, language_code, person_name
from portal.services.columns import columns
from portal.services.faults import Reason, Wrong
from portal.services.rolls import Report
from portal.services.sheets import Sheet
from portal.services.usernames import new_usernames

OLDEST = date(1920, 1, 1)
YOUNGEST_AGE = 10

COLUMNS = columns("students", "given_name", "family_name", "born_on", "level", "local_id")
_SECONDARY = re.compile(
    r"(?:sec(?:ondaire|ondary)?)?(iii|ii|iv|i|v|[1-5])"
    r"(?:re|ere|er|ieme|eme|e|st|nd|rd|th)?(?:annee)?(?:du|de)?(?:sec(?:ondaire|ondary)?)?"
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_PERMANENT_CODE = re.compile(r"[a-z]{4}[0-9]{8}")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T]0{1,2}:00(?::00)?)?")


def birth_date(text: str) -> date:
    """Return a date written 2010-05-31 or 31/05/2010 that a student may be born on."""
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    else:
        raise Wrong(Reason.NOT_A_DATE)
    try:
        born_on = date(int(year), int(month), int(day))
    except ValueError:
        raise Wrong(Reason.NO_SUCH_DAY) from None
    today = clock.today()
    if born_on > today:
        raise Wrong(Reason.IN_THE_FUTURE)
    if born_on < OLDEST:
        raise Wrong(Reason.TOO_OLD)
    if clock.age(born_on, today) < YOUNGEST_AGE:
        raise Wrong(Reason.TOO_YOUNG)
    return born_on


def level_of(text: str) -> Level:
    """Return the level that "Sec. IV", "1re secondaire", "FGA" or "vocational" names."""
    word = squeezed(text)
    if word in meanings("levels"):
        return Level(meanings("levels")[word])
    found = _SECONDARY.fullmatch(word)
    if found is None:
        raise Wrong(Reason.NOT_A_LEVEL)
    return Level(f"sec{_ROMAN.get(found[1], found[1])}")


def local_identifier(text: str) -> str:
    """Return the board's own number of a student; a permanent code is refused (R38)."""
    if _PERMANENT_CODE.fullmatch(squeezed(text)):
        raise Wrong(Reason.PERMANENT_CODE)
    return at_most(40)(text)


@dataclass(frozen=True, slots=True)
class StudentRow:
    """One good line of the file."""

    local_id: str
    given_name: str
    family_name: str
    born_on: date
    level: Level
    class_group: str
    language: str
    email: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What is kept of a student whom the file names."""

    person_id: int
    given_name: str
    family_name: str
    email: str | None
    school_id: int
    born_on: date
    level: Level


@dataclass
class _Plan:
    """What a batch asks for."""

    new: list[StudentRow] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)  # rows of Person to change
    students: list[dict[str, Any]] = field(default_factory=list)
    groups: dict[int, str] = field(default_factory=dict)  # student -> class group to be in


class StudentRoll:
    """The students of one school in this school year, from one file."""

    columns = COLUMNS

    def __init__(self, *, school_id: int, default_language: str) -> None:
        self.school_id = school_id
        self.default_language = default_language
        self.year = school_year(clock.today())
        self._group_ids: dict[str, int] = {}
        self._seen_ids: dict[str, int] = {}
        self._seen_emails: dict[str, int] = {}
        self._in_school = 0
        self._found = 0

    def begin(self, sheet: Sheet, report: Report) -> None:
        """Load the class groups of the school's year; count its students."""
        wanted = select(ClassGroup.name, ClassGroup.id).where(
            ClassGroup.school_id == self.school_id, ClassGroup.school_year == self.year
        )
        self._group_ids = dict(db.session.execute(wanted).all())
        kept = select(func.count()).where(Student.school_id == self.school_id)
        self._in_school = db.session.scalar(kept) or 0

    def read(self, cells: Cells) -> StudentRow:
        """Return the student of a line; `cells.faults` says what is wrong with it."""
        row = StudentRow(
            cells.needed("local_id", local_identifier, ""),
            cells.needed("given_name", person_name, ""),
            cells.needed("family_name", person_name, ""),
            cells.needed("born_on", birth_date, date.min),
            cells.needed("level", level_of, Level.ADULT),
            cells.given("class_group", at_most(40), ""),
            cells.given("language", language_code, self.default_language),
            cells.given("email", email_address, ""),
        )
        cells.once("local_id", row.local_id, self._seen_ids)
        cells.once("email", row.email, self._seen_emails)
        return row

    def settle(
        self, rows: Sequence[tuple[Cells, StudentRow]], report: Report, *, write: bool
    ) -> None:
        """Count what is new, changed or the same in a batch, and write it."""
        known = _known(row.local_id for _cells, row in rows)
        memberships = _memberships([one.person_id for one in known.values()], self.year)
        owners = _owners(row.email for _cells, row in rows)
        plan = _Plan()
        for cells, row in rows:
            one = known.get(row.local_id)
            owner = owners.get(row.email)
            if owner is not None and (one is None or owner != one.person_id):
                cells.fault("email", Reason.EMAIL_TAKEN)
                report.add_faults(cells.faults)
            elif one is None:
                report.created += 1
                plan.new.append(row)
            else:
                self._compare(row, one, memberships[one.person_id], plan, report)
        if write:
            self._write(plan)

    def end(self, report: Report) -> None:
        """Count the school's students whom the file does not name: they stay as they are."""
        report.untouched = self._in_school - self._found

    def _compare(
        self, row: StudentRow, one: _Known, groups: frozenset[int], plan: _Plan, report: Report
    ) -> None:
        email = row.email or one.email  # an empty cell takes nothing away
        person = (row.given_name, row.family_name, email)
        same_person = person == (one.given_name, one.family_name, one.email)
        student = (self.school_id, row.born_on, row.level)
        same_student = student == (one.school_id, one.born_on, one.level)
        wanted = self._group_ids.get(row.class_group)
        same_group = not row.class_group or groups == {wanted}
        if not same_person:
            keys = ("given_name", "family_name", "email")
            values = dict(zip(keys, person, strict=True))
            plan.people.append({"id": one.person_id, "folded_name": _folded(row), **values})
        if not same_student:
            keys = ("school_id", "born_on", "level")
            plan.students.append(
                {"person_id": one.person_id, **dict(zip(keys, student, strict=True))}
            )
        if not same_group:
            plan.groups[one.person_id] = row.class_group
        same = same_person and same_student and same_group
        report.unchanged += same
        report.changed += not same
        report.moved += one.school_id != self.school_id
        self._found += one.school_id == self.school_id

    def _write(self, plan: _Plan) -> None:
        if plan.people:
            db.session.execute(update(Person), plan.people)
        if plan.students:
            db.session.execute(update(Student), plan.students)
        if plan.groups:
            self._leave(list(plan.groups))
        if plan.new:
            for student_id, row in zip(_create(plan.new, self.school_id), plan.new, strict=True):
                if row.class_group:
                    plan.groups[student_id] = row.class_group
        if plan.groups:
            self._join(plan.groups)

    def _leave(self, student_ids: list[int]) -> None:
        """Take students out of their class groups of this school year."""
        this_year = select(ClassGroup.id).where(ClassGroup.school_year == self.year)
        leave = delete(ClassGroupMember).where(
            ClassGroupMember.student_id.in_(student_ids),
            ClassGroupMember.class_group_id.in_(this_year),
        )
        db.session.execute(leave, execution_options={"synchronize_session": False})

    def _join(self, groups: dict[int, str]) -> None:
        """Make students, who are in no class group, members of one."""
        self._add_groups(set(groups.values()) - set(self._group_ids))
        members = [
            {"class_group_id": self._group_ids[name], "student_id": student_id}
            for student_id, name in groups.items()
        ]
        db.session.execute(insert(ClassGroupMember), members)

    def _add_groups(self, names: Iterable[str]) -> None:
        for name in sorted(names):
            group = ClassGroup(school_id=self.school_id, school_year=self.year, name=name)
            db.session.add(group)
            db.session.flush()
            self._group_ids[name] = group.id


def _create(rows: Sequence[StudentRow], school_id: int) -> list[int]:
    """Add people who cannot sign in before a counsellor prints their first password."""
    usernames = new_usernames([(row.given_name, row.family_name) for row in rows])
    people = [
        {
            "given_name": row.given_name,
            "family_name": row.family_name,
            "folded_name": _folded(row),
            "email": row.email or None,
            "username": username,
            "language": row.language,
            "must_change_password": True,
        }
        for row, username in zip(rows, usernames, strict=True)
    ]
    # Without the option, each change between an e-mail address and none ends a statement.
    db.session.execute(insert(Person), people, execution_options={"render_nulls": True})
    # Found by username: a RETURNING in the order of the rows is one statement a row on SQLite.
    added = select(Person.username, Person.id).where(Person.username.in_(usernames))
    id_of = dict(db.session.execute(added).all())
    ids = [id_of[username] for username in usernames]
    roles = [{"person_id": number, "role": Role.STUDENT} for number in ids]
    db.session.execute(insert(PersonRole), roles)
    students = [
        {
            "person_id": number,
            "local_id": row.local_id,
            "school_id": school_id,
            "born_on": row.born_on,
            "level": row.level,
        }
        for number, row in zip(ids, rows, strict=True)
    ]
    db.session.execute(insert(Student), students)
    return ids


def _folded(row: StudentRow) -> str:
    return folded(f"{row.family_name} {row.given_name}")


def _known(local_ids: Iterable[str]) -> dict[str, _Known]:
    wanted = (
        select(
            Student.local_id,
            Person.id,
            Person.given_name,
            Person.family_name,
            Person.email,
            Student.school_id,
            Student.born_on,
            Student.level,
        )
        .join(Student.person)
        .where(Student.local_id.in_(list(local_ids)))
    )
    return {row[0]: _Known(*row[1:]) for row in db.session.execute(wanted)}


def _memberships(student_ids: Sequence[int], year: int) -> dict[int, frozenset[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    if student_ids:
        wanted = (
            select(ClassGroupMember.student_id, ClassGroupMember.class_group_id)
            .join(ClassGroup, ClassGroup.id == ClassGroupMember.class_group_id)
            .where(ClassGroupMember.student_id.in_(student_ids), ClassGroup.school_year == year)
        )
        for student_id, group_id in db.session.execute(wanted):
            found[student_id].add(group_id)
    return {number: frozenset(found[number]) for number in student_ids}


def _owners(emails: Iterable[str]) -> dict[str, int]:
    """Return who has each of `emails` already."""
    given = [email for email in emails if email]
    if not given:
        return {}
    wanted = select(Person.email, Person.id).where(Person.email.in_(given))
    return {str(email): number for email, number in db.session.execute(wanted)}
