"""Loads a demo: one transaction, so a demo is there whole or not at all."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from sqlalchemy import func, select, text, update

from portal import clock
from portal.demo.activities import add_activities
from portal.demo.circles import add_circles
from portal.demo.class_periods import add_class_period
from portal.demo.concerns import add_concerns
from portal.demo.follow_ups import add_follow_ups
from portal.demo.groups import add_groups
from portal.demo.guidance import add_guidance
from portal.demo.matches import Matches
from portal.demo.mentors import DemoMentor, add_mentor
from portal.demo.people import DemoStudent, People, add_counsellor, add_student, add_teacher
from portal.demo.prints import add_prints
from portal.demo.recommendations import add_recommendations
from portal.demo.rows import Rows
from portal.demo.schools import ClassGroups, DemoSchool, add_schools
from portal.demo.searches import add_class_searches, add_gaps, add_saved_searches
from portal.demo.sizes import SIZES, Size
from portal.demo.suggestions import add_suggestions
from portal.demo.voices import Voices
from portal.errors import Conflict
from portal.extensions import Model, count_rows_again, db
from portal.i18n import _
from portal.models.boards import Board
from portal.models.matches import MatchState
from portal.models.mentors import Mentor
from portal.models.people import Person, Role
from portal.models.programs import Program
from portal.school_time import school_year
from portal.services import guidance, refusals
from portal.services.passwords import hash_password

# Tells the caller that so many rows of a kind are done.
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Account:
    """Someone who may sign in to the demo; the password is this instance's own."""

    username: str
    role: str


ACCOUNTS = (
    Account("eleve", "élève · student (fr)"),
    Account("student", "élève · student (en)"),
    Account("mentore", "mentore · mentor (fr)"),
    Account("mentor", "mentor (en)"),
    Account("conseil", "conseillère d’orientation · guidance counsellor"),
    Account("moderation", "modération · moderator"),
    Account("coordination", "coordination · coordinator"),
    Account("administration", "administration · administrator"),
)


def load(size_name: str, *, seed: int, progress: Progress) -> str:
    """Fill an empty database and return the password of the demo's accounts.

    The same size and seed give the same people and words, the password apart.
    Raises Conflict when the database already holds people.
    """
    if db.session.scalar(select(func.count()).select_from(Person)):
        raise Conflict(_("The database already holds people: a demo is loaded into an empty one."))
    password = secrets.token_urlsafe(9)
    Loader(SIZES[size_name], seed, hash_password(password), progress).run()
    return password


class Loader:
    """Builds one demo, from schools to conversations."""

    def __init__(self, size: Size, seed: int, password_hash: str, progress: Progress) -> None:
        self.size, self.hash, self.progress = size, password_hash, progress
        self.seed, self.rng, self.rows = seed, Random(seed), Rows()
        self.people = People(self.rows, self.rng)
        self.staff: dict[str, int] = {}

    def run(self) -> None:
        """Add everything to the caller's transaction."""
        _add_board()
        schools = add_schools(self.rows, self.rng, self.size.schools)
        self._add_staff(schools)
        mentors = self._add_mentors()
        students = self._add_students(schools)
        self.rows.flush()
        add_activities(self.people, self.seed, students)
        add_suggestions(self.people, self.seed, students, mentors)
        add_saved_searches(self.people, self.seed, students, mentors)
        add_gaps(self.people, self.seed, students, mentors)
        add_class_searches(self.people, self.seed)
        add_recommendations(self.people, self.seed, students, mentors)
        self._add_matches(students, mentors)
        self.rows.flush()
        _finish(mentors)
        add_concerns(
            counsellor_id=self.staff["conseil"],
            moderator_id=self.staff["moderation"],
            taken=[account.username for account in ACCOUNTS],
        )
        add_guidance(school_ids=[school.id for school in schools], seed=self.seed)
        add_follow_ups(counsellor_name="conseil", student_id=students[0].id)
        add_class_period(counsellor_id=self.staff["conseil"], student_id=students[0].id)
        self._add_talk(students, mentors)
        add_prints(
            counsellor_id=self.staff["conseil"], administrator_id=self.staff["administration"]
        )

    def _add_talk(self, students: list[DemoStudent], mentors: list[DemoMentor]) -> None:
        """Add groups and circles, so that each account finds itself in some."""
        known = {"eleve": students[0].id, "student": students[1].id}
        known |= {"mentore": mentors[0].id, "mentor": mentors[1].id} | self.staff
        usual = _draw(0)  # what is to wait in the demo is what its script says
        add_groups(known=known)
        add_circles(
            counsellor_id=known["conseil"],
            moderator_id=known["moderation"],
            student_ids=(known["eleve"], known["student"]),
            welder_id=known["mentore"],
            nurse_id=known["mentor"],
        )
        _draw(usual)

    def _add_staff(self, schools: list[DemoSchool]) -> None:
        named = {
            "moderation": (Role.MODERATOR, "Mona", "Lévesque"),
            "coordination": (Role.COORDINATOR, "Coralie", "Simard"),
            "administration": (Role.ADMINISTRATOR, "Adèle", "Gagné"),
        }
        for username, (role, given, family) in named.items():
            self.staff[username] = self.people.add(
                role, given=given, family=family, language="fr", username=username,
                password_hash=self.hash, signed_in_at=self.people.now,
            )  # fmt: skip
        self.staff["conseil"] = add_counsellor(
            self.people, schools[:1], username="conseil", given="Claire", family="Fontaine",
            language="fr", password_hash=self.hash,
        )  # fmt: skip

    def _add_mentors(self) -> list[DemoMentor]:
        least = max(3, round(self.size.matches / self.size.mentors * 1.2))
        mentors = []
        for number in range(self.size.mentors):
            capacity = self.rng.randint(least, least + 4)
            known = self._known_mentor(number)
            recorder = self.staff["coordination"]
            mentors.append(add_mentor(self.people, number, recorder, capacity=capacity, **known))
            self.rows.settle()
            self.progress("mentors", 1)
        return mentors

    def _known_mentor(self, number: int) -> dict[str, str | None]:
        known = {
            0: {"username": "mentore", "given": "Josée", "language": "fr", "noc": "72106"},
            1: {"username": "mentor", "given": "Andrew", "language": "en", "noc": "31301"},
        }
        return {**known[number], "password_hash": self.hash} if number in known else {}

    def _add_students(self, schools: list[DemoSchool]) -> list[DemoStudent]:
        groups = ClassGroups(self.rows, school_year(clock.today()))
        named = {
            "eleve": ("Zoé-Maëlle", "D’Amour-Côté", "fr"),
            "student": ("Liam", "O’Connor", "en"),
        }
        students = [
            add_student(
                self.people, groups, schools[0], username=username, given=given, family=family,
                language=language, password_hash=self.hash,
            )
            for username, (given, family, language) in named.items()
        ]  # fmt: skip
        for _number in range(self.size.students - len(students)):
            students.append(add_student(self.people, groups, self.rng.choice(schools)))
            self.rows.settle()
            self.progress("students", 1)
        self._add_counsellors(schools, groups)
        return students

    def _add_counsellors(self, schools: list[DemoSchool], groups: ClassGroups) -> None:
        for number in range(self.size.counsellors - 1):
            school = schools[number % len(schools)]
            own = groups.of_school.get(school.id, [])
            if number < len(schools) or not own:
                add_counsellor(self.people, [school])
            else:
                add_teacher(self.people, self.rng.sample(own, min(2, len(own))))
            self.rows.settle()

    def _add_matches(self, students: list[DemoStudent], mentors: list[DemoMentor]) -> None:
        matches = Matches(
            self.people,
            Voices(self.people, self.seed),
            moderator_id=self.staff["moderation"],
            counsellor_id=self.staff["conseil"],
            per_match=self.size.messages // self.size.matches,
        )
        pairs = self._known_pairs(students, mentors)
        for student, mentor, state in pairs:
            matches.add(student, mentor, state, is_known=student in students[:2])
        for student, mentor in self._pairs(students, mentors, self.size.matches - len(pairs)):
            matches.add(student, mentor)
            self.rows.settle()
            self.progress("matches", 1)

    def _known_pairs(
        self, students: list[DemoStudent], mentors: list[DemoMentor]
    ) -> list[tuple[DemoStudent, DemoMentor, MatchState]]:
        eleve, student, *others = [s for s in students if s.takes_part]
        free = [mentor for mentor in mentors[2:] if mentor.takes_part]
        return [
            (eleve, mentors[0], MatchState.ESTABLISHED),
            (eleve, free[0], MatchState.REQUESTED),
            (eleve, free[1], MatchState.DECLINED),
            (student, mentors[1], MatchState.ESTABLISHED),
            (student, free[2], MatchState.ACTIVE),
            (others[0], mentors[0], MatchState.REQUESTED),
            (others[1], mentors[1], MatchState.ACTIVE),
        ]

    def _pairs(
        self, students: list[DemoStudent], mentors: list[DemoMentor], count: int
    ) -> Iterable[tuple[DemoStudent, DemoMentor]]:
        """Draw pairs, each once; the named accounts are left as they are."""
        writing = [s for s in students[2:] if s.takes_part]
        answering = [m for m in mentors[2:] if m.takes_part]
        seen: set[tuple[int, int]] = set()
        while len(seen) < count:
            student, mentor = self.rng.choice(writing), self.rng.choice(answering)
            if (student.id, mentor.id) not in seen:
                seen.add((student.id, mentor.id))
                yield student, mentor


def _add_board() -> None:
    db.session.add(
        Board(
            code="990000",
            name_fr="Centre de services scolaire des Trois-Lacs",
            name_en="Trois-Lacs school service centre",
            contact_email="mentorat@demo.example",
            privacy_officer="Hélène Marchand",
            supervisors_fr="l’équipe de modération et les conseillères et conseillers "
            "d’orientation",
            supervisors_en="the moderation team and the guidance counsellors",
            signatory_fr="Isabelle Fournier, directrice générale",
            signatory_en="Isabelle Fournier, director general",
            retention_fr="deux ans après l’année scolaire, puis destruction.",
            retention_en="two years after the school year, then destruction.",
        )
    )
    db.session.add(
        Program(
            id=1,
            code="cybermentorat",
            name_fr="Cybermentorat",
            name_en="E-mentoring",
            is_default=True,
        )
    )
    db.session.flush()
    refusals.ensure()
    guidance.ensure()


def _draw(percent: int) -> int:
    """Have that share of messages drawn for the moderators; return what it was."""
    board = db.session.scalars(select(Board)).one()
    was, board.sampled_percent = board.sampled_percent, percent
    board.rules_stamp = secrets.token_hex(8)  # the rules are read again
    db.session.flush()
    return was


def _capacity(mentor: DemoMentor, place: int) -> int:
    """Return how many students suit a mentor: one in nine has just as many as that."""
    return mentor.open_matches if place % 9 == 8 else mentor.capacity


def _finish(mentors: list[DemoMentor]) -> None:
    """Write the counts that the rows imply, and let the database know its own size."""
    busy = [m for m in mentors if m.open_matches]
    rows = [
        {"person_id": m.id, "open_matches": m.open_matches, "capacity": _capacity(m, place)}
        for place, m in enumerate(busy)
    ]
    db.session.execute(update(Mentor), rows)
    if db.session.get_bind().dialect.name == "postgresql":
        for table in Model.metadata.sorted_tables:
            if list(table.primary_key.columns.keys()) == ["id"]:
                db.session.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'), "  # noqa: S608 names of our own tables
                        f'coalesce((SELECT max(id) FROM "{table.name}"), 1))'
                    )
                )
    count_rows_again(db.session.connection())
