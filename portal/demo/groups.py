"""Discussion groups: one of a school with its guest, one for the whole board, a proposal."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.errors import Invalid
from portal.extensions import db
from portal.models.jobs import Job
from portal.models.mentors import MentorOccupation
from portal.models.moderation import Hold
from portal.models.people import Person
from portal.models.students import Student
from portal.policies.students import may_take_part
from portal.services import groups, memberships, moderation, posts, topics
from portal.services.groups import Plan, Said

MEMBERS = 5
TRADES = Said(
    name_fr="Métiers de la construction",
    name_en="Construction trades",
    description_fr="Pour qui se demande à quoi ressemble un chantier, et comment on y entre.",
    description_en="For those who wonder what a building site is like, and how one gets there.",
    rules_fr="On écoute, on répond à la question posée, on ne donne ni nom ni adresse.",
    rules_en="We listen, we answer the question, we give neither names nor addresses.",
)
AFTER = Said(
    name_fr="Et après le secondaire?",
    name_en="And after secondary school?",
    description_fr="DEP, cégep, travail ou pause : vos questions, et ce que d’autres ont choisi.",
    description_en="DEP, cégep, work or a break: your questions, and what others chose.",
)
PROPOSED = Said(
    name_fr="Jouer de la musique et en vivre",
    name_en="Jouer de la musique et en vivre",
    description_fr="Pour parler des métiers de la scène et du son.",
    description_en="Pour parler des métiers de la scène et du son.",
)
TITLE = "À quoi ressemble une journée?"
# Who says what in the first topic: the place of a member, or -1 for the guest.
TALK = (
    (0, "Est-ce que les journées sont longues sur un chantier? Je me lève déjà tôt pour l’école."),
    (-1, "On commence à sept heures et on finit vers quinze heures trente. On s’y fait vite."),
    (1, "Mon oncle dit que l’hiver est difficile. C’est vrai?"),
    (-1, "Janvier pique un peu. Avec de bons gants et de bons collègues, ça va."),
    (2, "Faut-il être fort en maths pour entrer au DEP?"),
    (3, "À la visite de l’école, on nous a dit que les fractions et la mesure suffisent."),
)


def add_groups(*, moderator_id: int, student_id: int) -> None:
    """Add the groups around a student, in the days before today; nobody is mailed."""
    last_job = db.session.scalar(select(func.max(Job.id))) or 0
    moderator, student = _person(moderator_id), _person(student_id)
    school_id = db.session.get_one(Student, student_id).school_id
    began = clock.now() - timedelta(days=6)
    with clock.frozen_at(began):
        plan = Plan(TRADES, noc="72310", school_ids=(school_id,))
        group = groups.make(actor=moderator, plan=plan, send_key="demo-trades")
        groups.make(actor=moderator, plan=Plan(AFTER, whole_board=True), send_key="demo-after")
        pupils = [student, *_pupils(school_id, but=student_id)]
        for pupil in pupils:
            memberships.join(student=pupil, group_id=group.id)
        guest = _guest(moderator, group.id)
        if len(pupils) > 1:
            groups.propose(student=pupils[1], said=PROPOSED, send_key="demo-proposed")
    if guest is not None and len(pupils) == MEMBERS:
        _talk(group.id, moderator, pupils, guest)
    db.session.execute(delete(Job).where(Job.id > last_job))


def _talk(group_id: int, moderator: Person, pupils: Sequence[Person], guest: Person) -> None:
    moment, topic_id = clock.now() - timedelta(days=5), 0
    for place, (who, text) in enumerate(TALK):
        given = {"author": guest if who < 0 else pupils[who], "body": text}
        key = f"demo-talk-{place}"
        with clock.frozen_at(moment + timedelta(hours=3 * place)):
            if topic_id:
                posted = posts.post(topic_id=topic_id, send_key=key, **given)  # type: ignore[arg-type]
            else:
                posted = topics.start(group_id=group_id, title=TITLE, send_key=key, **given)  # type: ignore[arg-type]
                topic_id = posted.thread_id
            drawn = select(Hold.id).where(Hold.message_id == posted.id, Hold.waits)
            for hold_id in db.session.scalars(drawn).all():  # by the board's seed
                moderation.approve(moderator=moderator, hold_id=hold_id)


def _guest(moderator: Person, group_id: int) -> Person | None:
    """Invite the first carpenter who takes part; return them as a guest who accepted."""
    carpenters = select(MentorOccupation.mentor_id).where(MentorOccupation.noc == "72310")
    any_mentor = select(MentorOccupation.mentor_id)
    for wanted in (carpenters, any_mentor):
        for number in db.session.scalars(wanted.order_by(MentorOccupation.mentor_id).limit(5)):
            guest = _person(number)
            last: date = clock.today() + timedelta(days=60)
            try:
                memberships.invite_mentor(
                    actor=moderator, group_id=group_id, mentor_id=number, last=last
                )
            except Invalid:  # away, or no longer verified
                continue
            memberships.answer(person=guest, group_id=group_id, accept=True)
            return guest
    return None


def _pupils(school_id: int, *, but: int) -> list[Person]:
    wanted = (
        select(Student.person_id)
        .where(Student.school_id == school_id, Student.person_id != but, may_take_part())
        .order_by(Student.person_id)
        .limit(MEMBERS - 1)
    )
    return [_person(number) for number in db.session.scalars(wanted)]


def _person(number: int) -> Person:
    wanted = select(Person).where(Person.id == number).options(joinedload(Person.role_rows))
    return db.session.scalars(wanted).unique().one()
