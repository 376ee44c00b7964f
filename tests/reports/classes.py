"""Many students written by hand, for the figures and the sizes of reports."""

from datetime import UTC, datetime, timedelta

from portal.extensions import db, unit_of_work
from portal.models.class_groups import ClassGroupMember
from portal.models.matches import Match, MatchState
from portal.models.people import Person, PersonRole, Role
from portal.models.students import Level, Student
from portal.models.threads import Message, MessageState, Thread
from tests.cast import ENVOL, GROUP_402, IDS

# Before anything that the cast does.
START = datetime(2025, 10, 6, 14, 0, tzinfo=UTC)
NOCS = ("72106", "31301", "21231", "72310")


def add_student(
    number: int, *, level: Level = Level.SEC5, group: int = GROUP_402, signed_in: bool = True
) -> int:
    """Add a student of the Envol to a class group and return the identifier."""
    person = Person(given_name=f"Élève{number}", family_name=f"Côté-Étoile {number:04}")
    person.username, person.language = f"eleve{number}", "fr" if number % 3 else "en"
    person.role_rows = [PersonRole(role=Role.STUDENT)]
    person.last_signed_in_at = START if signed_in else None
    db.session.add(person)
    db.session.flush()
    student = Student(person_id=person.id, local_id=f"T{number}", school_id=ENVOL)
    student.born_on, student.level = datetime(2010, 1, 1).date(), level
    db.session.add(student)
    db.session.flush()
    db.session.add(ClassGroupMember(class_group_id=group, student_id=person.id))
    return person.id


def add_match(
    student_id: int,
    *,
    noc: str = "72106",
    answered_after: timedelta | None = timedelta(hours=5),
    messages: int = 6,
    asked_at: datetime = START,
    state: MatchState | None = None,
    mentor: str = "marc",
) -> int:
    """Add a match whose visible messages alternate, one a day; return the thread's id."""
    established = messages >= 5
    by_count = MatchState.ESTABLISHED if established else MatchState.ACTIVE
    match = Match(student_id=student_id, mentor_id=IDS[mentor], program_id=1, noc=noc)
    match.state = state or (by_count if answered_after else MatchState.REQUESTED)
    match.requested_at = match.told_mentor_at = asked_at
    match.answered_at = asked_at + answered_after if answered_after else None
    match.established_at = asked_at + timedelta(days=4) if established else None
    match.visible_messages = messages
    db.session.add(match)
    db.session.flush()
    thread = Thread(match_id=match.id, student_id=student_id, mentor_id=IDS[mentor])
    thread.moved_at = asked_at + timedelta(days=messages - 1)
    db.session.add(thread)
    db.session.flush()
    for number in range(messages):
        author = IDS[mentor] if number % 2 else student_id
        at = asked_at + timedelta(days=number)
        db.session.add(
            Message(
                thread_id=thread.id,
                author_id=author,
                body=f"Phrase secrète {number}",
                state=MessageState.VISIBLE,
                sent_at=at,
                shown_at=at,
                send_key=f"class-{thread.id}-{number}",
            )
        )
    return thread.id


def add_class(size: int, *, first: int = 1) -> list[int]:
    """Add `size` students to group 402: one in three writes, one in five never signed in."""
    with unit_of_work():
        ids = [add_student(n, signed_in=n % 5 > 0) for n in range(first, first + size)]
        for place, student_id in enumerate(ids):
            if place % 3 == 0:
                add_match(student_id, noc=NOCS[place % 4], messages=2 + place % 5)
            elif place % 7 == 0:
                add_match(student_id, noc=NOCS[0], answered_after=None, messages=1)
    return ids
