"""A lesson in the computer lab that is over: some wrote, the adult glanced at first messages."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.errors import Conflict
from portal.extensions import db
from portal.models.activities import Activity, ActivityKind
from portal.models.class_groups import ClassGroupMember
from portal.models.class_periods import Glance
from portal.models.jobs import Job
from portal.models.matches import Match
from portal.models.mentors import Mentor
from portal.models.people import Person
from portal.models.students import Student
from portal.models.threads import Message
from portal.policies.students import may_take_part
from portal.queries.calendar import school_time
from portal.services import class_periods, matches

BEGAN = time(10, 5)
MINUTES = 60
AT_LEAST_AGO = 6  # days
WRITERS = 4
SENT_BACK = (
    "Bon début. Ajoutez une vraie question sur les études, et laissez de côté l’heure du dîner."
)
FIRST_MESSAGES = (
    "Bonjour, je cherche ce que je ferai après le secondaire. Comment avez-vous choisi ce métier?",
    "Bonjour, à quelle heure dînez-vous?",
    "Bonjour, j’aime travailler de mes mains. À quoi ressemble une journée ordinaire chez vous?",
    "Bonjour, on m’a dit que ce métier demande beaucoup de maths. Est-ce vrai dans les faits?",
)


def add_class_period(*, counsellor_id: int, student_id: int) -> None:
    """Add one for the class group of a student, led by the counsellor; nobody is mailed."""
    last_job = db.session.scalar(select(func.max(Job.id))) or 0
    group = select(ClassGroupMember.class_group_id).where(
        ClassGroupMember.student_id == student_id
    )
    group_id = db.session.scalars(group).one()
    began = clock.at(_day(), BEGAN)
    pupils = _pupils(group_id, but=student_id)
    for place, pupil in enumerate(pupils):
        came = began + timedelta(minutes=2, seconds=7 * place)
        pupil.last_signed_in_at = max(came, pupil.last_signed_in_at or came)
    counsellor = _person(counsellor_id)
    with clock.frozen_at(began):
        period = class_periods.begin(
            actor=counsellor, class_group_id=group_id, minutes=MINUTES, glance=True
        )
    _add_steps(pupils, began.date())
    _write(counsellor, period.id, pupils, began)
    with clock.frozen_at(began + timedelta(minutes=58)):
        class_periods.end(actor=counsellor, class_period_id=period.id)
    db.session.execute(delete(Job).where(Job.id > last_job))


def _write(counsellor: Person, period_id: int, pupils: Sequence[Person], began: datetime) -> None:
    """Have a few write to mentors who have room; one is asked for a better question."""
    free = iter(db.session.scalars(_mentors()).all())
    for place, (pupil, body) in enumerate(zip(pupils[:WRITERS], FIRST_MESSAGES, strict=False)):
        with clock.frozen_at(began + timedelta(minutes=28 + 4 * place)):
            thread_id = next((n for mentor in free if (n := _sent(pupil, mentor, body))), None)
        if thread_id is None:
            return
        its = select(Glance.message_id).join(Message, Message.id == Glance.message_id)
        message_id = db.session.scalar(its.where(Message.thread_id == thread_id))
        if message_id is None:  # drawn for the moderators
            continue
        with clock.frozen_at(began + timedelta(minutes=31 + 4 * place)):
            if body == FIRST_MESSAGES[1]:
                class_periods.send_back(
                    actor=counsellor,
                    class_period_id=period_id,
                    message_id=message_id,
                    line=SENT_BACK,
                )
            else:
                class_periods.let_go(
                    actor=counsellor, class_period_id=period_id, message_id=message_id
                )


def _sent(pupil: Person, mentor_id: int, body: str) -> int | None:
    known = select(Match.id).where(Match.student_id == pupil.id, Match.mentor_id == mentor_id)
    if db.session.scalar(known) is not None:
        return None
    key = f"demo-period-{pupil.id}"
    try:
        return matches.request_match(
            student=pupil, mentor_id=mentor_id, body=body, send_key=key
        ).id
    except Conflict:  # away since: the next one
        return None


def _add_steps(pupils: Sequence[Person], day: date) -> None:
    rows = select(Activity.student_id).where(
        Activity.kind == ActivityKind.SEARCHED, Activity.day == day
    )
    known = set(db.session.scalars(rows))
    for place, pupil in enumerate(pupils):
        if pupil.id not in known and (place < WRITERS or place % 3):
            db.session.add(Activity(student_id=pupil.id, kind=ActivityKind.SEARCHED, day=day))
    db.session.flush()


def _day() -> date:
    day, school = clock.today() - timedelta(days=AT_LEAST_AGO), school_time()
    while not school.is_open(day):
        day -= timedelta(days=1)
    return day


def _pupils(group_id: int, *, but: int) -> Sequence[Person]:
    """Return those of the group who have come in, French speakers first, equals by number."""
    wanted = (
        select(Person)
        .join(ClassGroupMember, ClassGroupMember.student_id == Person.id)
        .join(Student, Student.person_id == Person.id)
        .where(ClassGroupMember.class_group_id == group_id, Person.id != but, may_take_part())
        .where(Person.last_signed_in_at.is_not(None), Person.password_hash.is_not(None))
        .order_by(Person.language.desc(), Person.id)
        .options(joinedload(Person.role_rows))
    )
    return db.session.scalars(wanted).unique().all()


def _mentors() -> Select[int]:
    return (
        select(Mentor.person_id)
        .join(Person, Person.id == Mentor.person_id)
        .where(Mentor.capacity > Mentor.open_matches, Mentor.paused_until.is_(None))
        .where(Mentor.activated_at.is_not(None), Person.language == "fr")
        .order_by(Mentor.person_id.desc())
        .limit(200)
    )


def _person(person_id: int) -> Person:
    wanted = select(Person).where(Person.id == person_id).options(joinedload(Person.role_rows))
    return db.session.scalars(wanted).unique().one()
