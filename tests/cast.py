"""A fixed cast of test people with fixed meanings.

Two schools: the Envol (groups 401 and 402) and the Havre (group 501).

zoe       student of the Envol, group 401, 16 years old; her thread with marc is active
noah      student of the Envol, group 402, no match
lea       student of the Havre, group 501; her first message to grace is held (a phone number)
theo      student of the Envol, group 401, 13 years old, no parental consent
marc      mentor, welder (72106), active, past his first three messages, room left
grace     mentor, nurse (31301), active, new: her first three messages are held
paul      mentor, carpenter (72310), on pause
nadia     applied as a mentor, not active
claire    counsellor of the whole school of the Envol
denis     counsellor of group 402 only
fatou     counsellor of the Havre
mona      moderator
coralie   coordinator
adele     administrator
"""

import time
from datetime import date, timedelta
from functools import cache

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.boards import Board
from portal.models.class_groups import (
    ClassGroup,
    ClassGroupMember,
    CounsellorClassGroup,
    CounsellorSchool,
)
from portal.models.matches import Match, MatchState
from portal.models.mentors import Mentor, MentorOccupation, TrainingPath
from portal.models.moderation import Hold, HoldReason, MessageFinding
from portal.models.people import Person, PersonRole, Role
from portal.models.programs import Program
from portal.models.schools import School
from portal.models.students import Consent, ConsentKind, Level, Student
from portal.models.threads import Message, MessageState, Thread
from portal.services import guidance, refusals
from portal.services.passwords import hash_password

PASSWORD = "lampe-douce-du-soir"
ENVOL, HAVRE = 1, 2
GROUP_401, GROUP_402, GROUP_501 = 1, 2, 3
THREAD_ZOE_MARC, THREAD_LEA_GRACE = 1, 2
HELD_MESSAGE, HOLD = 5, 1
# The shipped reasons for refusing, in their order.
CONTACT, TONE, OFF_TOPIC, PERSONAL, OTHER = 1, 2, 3, 4, 5
HELD_TEXT = "Bonjour Grace, vous pouvez m’appeler au 514 555-0123 ce soir."
CAST = "zoe noah lea theo marc grace paul nadia claire denis fatou mona coralie adele"
IDS = {name: number for number, name in enumerate(CAST.split(), 1)}
ROLES = {
    "zoe noah lea theo": Role.STUDENT,
    "marc grace paul nadia": Role.MENTOR,
    "claire denis fatou": Role.COUNSELLOR,
    "mona": Role.MODERATOR,
    "coralie": Role.COORDINATOR,
    "adele": Role.ADMINISTRATOR,
}
# Who plays a role where any one person of it will do.
PLAYED_BY = {
    Role.STUDENT: "zoe",
    Role.MENTOR: "marc",
    Role.COUNSELLOR: "claire",
    Role.MODERATOR: "mona",
    Role.COORDINATOR: "coralie",
    Role.ADMINISTRATOR: "adele",
}
NAMES = {
    "zoe": ("Zoé-Maëlle", "D’Amour-Côté"),
    "noah": ("Noah", "Tremblay"),
    "lea": ("Léa", "Nguyen"),
    "theo": ("Théo", "Ouellet"),
    "marc": ("Marc", "Bélanger"),
    "grace": ("Grace", "O’Neil"),
    "paul": ("Paul", "Vachon"),
    "nadia": ("Nadia", "Haddad"),
    "claire": ("Claire", "Fontaine"),
    "denis": ("Denis", "Roy"),
    "fatou": ("Fatou", "Diallo"),
    "mona": ("Mona", "Lévesque"),
    "coralie": ("Coralie", "Simard"),
    "adele": ("Adèle", "Gagné"),
}


class Cast:
    """Plays the cast: sign in as one of them, ask for their rows."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def client(self, name: str | None = None) -> FlaskClient:
        """Return a browser in which `name` is signed in, or nobody."""
        client = self.app.test_client()
        if name is not None:
            with client.session_transaction() as session:
                session["_user_id"] = f"{IDS[name]}.1"
                session["_fresh"] = True
                session["seen"] = int(time.time())
        return client

    def person(self, name: str) -> Person:
        """Return the person with roles; call it inside `app.app_context()`."""
        wanted = select(Person).where(Person.id == IDS[name]).options(joinedload(Person.role_rows))
        return db.session.scalars(wanted).unique().one()


@cache
def _hash() -> str:
    return hash_password(PASSWORD)


def write_cast() -> None:
    """Write the cast into an empty database."""
    with unit_of_work():
        _write_board()
        _write_people()
        db.session.flush()
        _write_students()
        _write_mentors()
        db.session.flush()
        _write_threads()


def _write_board() -> None:
    board = Board(name_fr="CSS des Trois-Lacs", name_en="Trois-Lacs school service centre")
    board.supervisors_fr = (
        "l’équipe de modération et les conseillères et conseillers d’orientation"
    )
    board.supervisors_en = "the moderation team and the guidance counsellors"
    board.sampled_percent = 0  # tests that draw say so
    program = Program(
        code="cybermentorat", name_fr="Cybermentorat", name_en="E-mentoring", is_default=True
    )
    envol = School(id=ENVOL, code="100001", name="École secondaire de l’Envol", secondary=True)
    havre = School(id=HAVRE, code="100002", name="Centre du Havre", secondary=True, adult=True)
    db.session.add_all([board, program, envol, havre])
    db.session.flush()
    refusals.ensure()
    guidance.ensure()
    for number, (school, name) in enumerate([(1, "401"), (1, "402"), (2, "501")], 1):
        db.session.add(ClassGroup(id=number, school_id=school, school_year=2026, name=name))


def _write_people() -> None:
    role_of = {name: role for names, role in ROLES.items() for name in names.split()}
    for name, (given, family) in NAMES.items():
        role = role_of[name]
        person = Person(id=IDS[name], given_name=given, family_name=family, language="fr")
        person.username = name
        person.email = None if role is Role.STUDENT else f"{name}@example.org"
        person.password_hash = _hash()
        person.role_rows = [PersonRole(role=role)]
        if name == "grace":
            person.language = "en"
        db.session.add(person)


def _write_students() -> None:
    today = clock.today()
    rows = [
        ("zoe", ENVOL, GROUP_401, 16, Level.SEC4),
        ("noah", ENVOL, GROUP_402, 15, Level.SEC4),
        ("lea", HAVRE, GROUP_501, 17, Level.SEC5),
        ("theo", ENVOL, GROUP_401, 13, Level.SEC2),
    ]
    for name, school, group, years, level in rows:
        born_on = date(today.year - years, 1, 1)
        student = Student(person_id=IDS[name], local_id=f"L{IDS[name]:04}", school_id=school)
        student.born_on, student.level = born_on, level
        db.session.add(student)
        db.session.flush()
        db.session.add(ClassGroupMember(class_group_id=group, student_id=IDS[name]))
        if years >= 14:
            db.session.add(
                Consent(
                    student_id=IDS[name],
                    kind=ConsentKind.OWN,
                    text_version="1",
                    language="fr",
                    given_on=today,
                    recorded_by_id=IDS[name],
                )
            )
    db.session.add(CounsellorSchool(counsellor_id=IDS["claire"], school_id=ENVOL))
    db.session.add(CounsellorClassGroup(counsellor_id=IDS["denis"], class_group_id=GROUP_402))
    db.session.add(CounsellorSchool(counsellor_id=IDS["fatou"], school_id=HAVRE))


def _write_mentors() -> None:
    rows = [
        ("marc", "72106", "04", TrainingPath.DEP, ["fr"]),
        ("grace", "31301", "06", TrainingPath.BACHELOR, ["en", "fr"]),
        ("paul", "72310", "12", TrainingPath.DEP, ["fr"]),
        ("nadia", "21231", "13", TrainingPath.BACHELOR, ["fr", "en"]),
    ]
    for name, noc, region, path, languages in rows:
        mentor = Mentor(person_id=IDS[name], region=region, path=path, languages=languages)
        mentor.activated_at = None if name == "nadia" else clock.now() - timedelta(days=90)
        mentor.paused_until = clock.today() + timedelta(days=30) if name == "paul" else None
        mentor.occupations = [MentorOccupation(noc=noc)]
        mentor.bio_fr = (
            "Je raconte mon métier avec plaisir : mes débuts, mes journées, mes bons coups."
        )
        mentor.bio_en = "" if name in ("marc", "paul") else "Ask me how I started and what I do."
        db.session.add(mentor)


def _write_threads() -> None:
    start = clock.now() - timedelta(days=10)
    _write_match("zoe", "marc", "72106", MatchState.ACTIVE, start)
    texts = ["Bonjour, comment avez-vous commencé?", "Par un DEP, et toi?", "J’hésite encore."]
    thread = _write_thread(1, "zoe", "marc", start)
    db.session.flush()
    for number, text in enumerate(texts):
        _write_message(thread, "marc" if number == 1 else "zoe", text, start, number)
    # marc's earlier words to someone else would stand here; two refused ones make him no newcomer
    message = _write_message(thread, "marc", "Voici mon site.", start, 3)
    message.state, message.shown_at = MessageState.REFUSED, None
    db.session.add(
        Message(
            id=6,
            thread_id=1,
            author_id=IDS["marc"],
            body="Voici encore mon site.",
            state=MessageState.REFUSED,
            sent_at=start + timedelta(hours=5),
            send_key="cast-6",
        )
    )
    thread.moved_at, thread.last_author_id = start + timedelta(hours=2), IDS["zoe"]
    _write_held(start)
    db.session.flush()
    db.session.execute(
        Mentor.__table__.update().where(Mentor.person_id.in_([5, 6])).values(open_matches=1)
    )  # type: ignore[attr-defined]


def _write_match(student: str, mentor: str, noc: str, state: MatchState, start: object) -> None:
    match = Match(student_id=IDS[student], mentor_id=IDS[mentor], program_id=1, noc=noc)
    match.state, match.requested_at = state, start  # type: ignore[assignment]
    if state is MatchState.ACTIVE:
        match.told_mentor_at, match.visible_messages = start, 3  # type: ignore[assignment]
        match.answered_at = start + timedelta(hours=1)  # type: ignore[operator]
    db.session.add(match)
    db.session.flush()


def _write_thread(number: int, student: str, mentor: str, start: object) -> Thread:
    thread = Thread(id=number, match_id=number, student_id=IDS[student], mentor_id=IDS[mentor])
    thread.opened_at = thread.moved_at = start  # type: ignore[assignment]
    db.session.add(thread)
    return thread


def _write_message(thread: Thread, author: str, body: str, start: object, hour: int) -> Message:
    at = start + timedelta(hours=hour)  # type: ignore[operator]
    message = Message(
        thread_id=thread.id, author_id=IDS[author], body=body, sent_at=at, shown_at=at
    )
    message.state, message.send_key = MessageState.VISIBLE, f"cast-{thread.id}-{hour}"
    db.session.add(message)
    db.session.flush()
    return message


def _write_held(start: object) -> None:
    _write_match("lea", "grace", "31301", MatchState.REQUESTED, start)
    thread = _write_thread(2, "lea", "grace", start)
    db.session.flush()
    message = Message(id=HELD_MESSAGE, thread_id=thread.id, author_id=IDS["lea"], body=HELD_TEXT)
    message.state, message.sent_at, message.send_key = MessageState.HELD, start, "cast-held"  # type: ignore[assignment]
    db.session.add(message)
    db.session.flush()
    hold = Hold(id=HOLD, message_id=message.id, reason=HoldReason.FINDING, held_at=start)
    hold.severity, hold.due_at = 3, start + timedelta(hours=2)  # type: ignore[operator]
    db.session.add(hold)
    at = HELD_TEXT.index("514")
    db.session.add(
        MessageFinding(
            message_id=message.id, kind="phone", start=at, end=at + 12, severity=3, rule="phone"
        )
    )
