"""Three concerns of the demo: one that is looked after, one nobody has opened, one closed."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import case, delete, func, select
from sqlalchemy.orm import aliased, joinedload

from portal import clock
from portal.extensions import db
from portal.models.concerns import (
    Concern,
    ConcernClosing,
    ConcernPriority,
    ConcernRecipient,
    ConcernTopic,
)
from portal.models.jobs import Job
from portal.models.matches import Match, MatchState
from portal.models.people import Person
from portal.models.students import Student
from portal.models.threads import Message, MessageState, Thread
from portal.policies import students
from portal.services import concern_cases, concern_reports, concerns, threads

ALERT = (
    "Ça ne va vraiment pas ces temps-ci. J’ai envie de mourir et je ne sais pas à qui en parler."
)
TAKEN_NOTE = (
    "Appel fait\u00a0: l’élève est avec sa famille, qui est au courant. Rencontre avec le "
    "service de psychologie au prochain jour de classe, à 9 h."
)
REPORT = "Cette réponse me presse de choisir tout de suite. Ça me met mal à l’aise."
SILENCE = "D’habitude j’ai une réponse en deux jours. Plus rien depuis trois semaines."
CLOSING_NOTE = (
    "Rencontre cette semaine\u00a0: un stage prenait tout le temps. Les échanges reprennent."
)


def add_concerns(*, counsellor_id: int, moderator_id: int, taken: Sequence[str]) -> None:
    """Add them to conversations of the counsellor's students, not those of accounts `taken`.

    They pass through the services, at moments of the last two weeks; nobody is mailed.
    """
    counsellor, moderator = _person(counsellor_id), _person(moderator_id)
    last_job = db.session.scalar(select(func.max(Job.id))) or 0
    silent, reported, alarming = _conversations(counsellor, taken)
    _closed(silent, counsellor)
    _unopened(reported)
    _looked_after(alarming, counsellor, moderator)
    db.session.execute(delete(Job).where(Job.id > last_job))


def _closed(thread: Thread, counsellor: Person) -> None:
    with clock.moved_by(-timedelta(days=12)):
        mentor = _person(thread.mentor_id)
        concern = concerns.raise_one(
            author=mentor,
            thread_id=thread.id,
            topic=ConcernTopic.SILENCE,
            priority=ConcernPriority.NORMAL,
            body=SILENCE,
            send_key="demo-concern-closed",
        )
        _mail_left(concern)
    with clock.moved_by(-timedelta(days=11)):
        concern_cases.open_case(handler=counsellor, concern_id=concern.id)
        concern_cases.take(handler=counsellor, concern_id=concern.id)
    with clock.moved_by(-timedelta(days=9)):
        reason = ConcernClosing.HANDLED
        concern_cases.close(
            handler=counsellor, concern_id=concern.id, reason=reason, body=CLOSING_NOTE
        )


def _unopened(thread: Thread) -> None:
    with clock.moved_by(-timedelta(hours=26)):
        shown = (
            select(Message.id)
            .where(
                Message.thread_id == thread.id,
                Message.author_id == thread.mentor_id,
                Message.state == MessageState.VISIBLE,
                Message.sent_at < clock.now(),
            )
            .order_by(Message.sent_at.desc(), Message.id.desc())
            .limit(1)
        )
        concern = concern_reports.report_message(
            reporter=_person(thread.student_id),
            message_id=db.session.scalars(shown).one(),
            topic=ConcernTopic.OTHER,
            body=REPORT,
            send_key="demo-concern-report",
        )
        concern.climbs_at = None  # whoever tries the demo is in no hurry
        _mail_left(concern)


def _looked_after(thread: Thread, counsellor: Person, moderator: Person) -> None:
    with clock.moved_by(-timedelta(hours=5)):
        student = _person(thread.student_id)
        message = threads.write(
            thread=thread, author=student, body=ALERT, send_key="demo-concern-alert"
        )
        seen = select(Concern).where(Concern.message_id == message.id)
        concern = db.session.scalars(seen).one()
        _mail_left(concern)
    with clock.moved_by(-timedelta(hours=4, minutes=48)):
        concern_cases.open_case(handler=moderator, concern_id=concern.id)
    with clock.moved_by(-timedelta(hours=4, minutes=41)):
        concern_cases.open_case(handler=counsellor, concern_id=concern.id)
        concern_cases.take(handler=counsellor, concern_id=concern.id)
    with clock.moved_by(-timedelta(hours=3, minutes=55)):
        concern_cases.note(handler=counsellor, concern_id=concern.id, body=TAKEN_NOTE)
        concern_cases.settle(handler=counsellor, concern_id=concern.id, rule="opening")


def _mail_left(concern: Concern) -> None:
    db.session.flush()
    reached = (
        select(ConcernRecipient.person_id)
        .join(Person, Person.id == ConcernRecipient.person_id)
        .where(ConcernRecipient.concern_id == concern.id, Person.email.is_not(None))
    )
    for person_id in db.session.scalars(reached).all():
        concerns.told(concern_id=concern.id, person_id=person_id)


def _conversations(counsellor: Person, taken: Sequence[str]) -> Sequence[Thread]:
    """Return three established ones in French, the counsellor's own students first."""
    pupil, volunteer = aliased(Person), aliased(Person)
    followed = select(Student.person_id).where(students.followed_by(counsellor))
    wanted = (
        select(Thread)
        .join(Thread.match)
        .join(pupil, pupil.id == Thread.student_id)
        .join(volunteer, volunteer.id == Thread.mentor_id)
        .where(
            Match.state == MatchState.ESTABLISHED,
            pupil.language == "fr",
            volunteer.language == "fr",
            pupil.username.not_in(taken),
        )
        .order_by(case((Thread.student_id.in_(followed), 0), else_=1), Thread.id)
        .limit(3)
    )
    return db.session.scalars(wanted).all()


def _person(person_id: int) -> Person:
    wanted = select(Person).where(Person.id == person_id).options(joinedload(Person.role_rows))
    return db.session.scalars(wanted).unique().one()
