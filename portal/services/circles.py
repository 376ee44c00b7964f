"""Class circles: made, begun and ended in school time, their questions answered together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal import clock, outbox
from portal.errors import Conflict, Invalid
from portal.extensions import db, insert_into
from portal.i18n import _
from portal.models.class_periods import Glance
from portal.models.groups import (
    Group,
    GroupDoor,
    GroupKind,
    GroupSchool,
    GroupState,
    Invitation,
)
from portal.models.mentors import MentorOccupation
from portal.models.people import Person
from portal.models.students import Student
from portal.models.threads import SHOWN_STATES, Message, MessageState, Thread
from portal.models.topics import AnsweredQuestion, Topic
from portal.policies import circles as policy
from portal.policies import class_groups, sanctions
from portal.queries.calendar import school_time
from portal.school_time import last_day, school_year
from portal.services import audit, glances, memberships, posting, posts, texts, threads
from portal.services.posting import Posted, Words

MOST_AT_ONCE = 20  # questions that one message answers


@dataclass(frozen=True, slots=True)
class Said:
    """What a circle is called and what it is about, in both languages."""

    name_fr: str
    name_en: str
    description_fr: str = ""
    description_en: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A circle as the adult of the class wants it; both days are days of school."""

    said: Said
    first: date
    last: date
    glance: bool = False


def make(
    *,
    actor: Person,
    class_group_id: int,
    plan: Plan,
    mentor_id: int,
    opening: str,
    send_key: str,
) -> Group:
    """Make a circle of a class group that `actor` follows, and ask the mentor into it.

    `opening` is what the class reads first. The same `send_key` again gives the first one
    back. Raises NotFound for another class group, and Invalid for days without school, a
    mentor who does not take part, or words that the screen objects to.
    """
    group_of_class = class_groups.get_followed(actor, class_group_id)
    made = select(Group).where(Group.send_key == send_key, Group.made_by_id == actor.id)
    known = db.session.scalar(made)
    if known is not None:
        return known
    sanctions.make_sure_may_write(actor)
    texts.require_clean(opening)
    group = Group(kind=GroupKind.CIRCLE, door=GroupDoor.INVITATION, made_by_id=actor.id)
    group.class_group_id, group.send_key = class_group_id, send_key
    group.school_year = school_year(clock.today())
    group.noc = _occupation_of(mentor_id)
    _write(group, plan)
    db.session.add(group)
    db.session.flush()
    db.session.add(GroupSchool(group_id=group.id, school_id=group_of_class.school_id))
    db.session.flush()
    _plan_end(group)
    audit.record(actor, "circle.made", "group", group.id)
    memberships.invite_mentor(actor=actor, group_id=group.id, mentor_id=mentor_id, last=plan.last)
    _open(actor, group, opening, f"circle-{group.id}")
    return group


def change(*, actor: Person, group_id: int, plan: Plan) -> None:
    """Change what a circle says, its days and its glance. Raises as `make` does."""
    group = policy.get_led(actor, group_id)
    if group.state is not GroupState.OPEN:
        raise Conflict(_("This group is not open."))
    _write(group, plan)
    _plan_end(group)
    audit.record(actor, "circle.changed", "group", group.id)


def invite(*, actor: Person, group_id: int, mentor_id: int) -> None:
    """Ask another mentor into a circle that has none; who was asked before is asked no longer.

    Raises NotFound, Conflict when a mentor has said yes, and Invalid for one who does not
    take part, or once the circle has ended.
    """
    group = policy.get_led(actor, group_id)
    if group.mentor_id is not None:
        raise Conflict(_("This circle has its mentor."))
    waiting = select(Invitation.person_id).where(
        Invitation.group_id == group_id,
        Invitation.person_id != mentor_id,
        Invitation.answered_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    for person_id in db.session.scalars(waiting).all():
        memberships.take_back(actor=actor, group_id=group_id, person_id=person_id)
    group.noc = _occupation_of(mentor_id)
    last = clock.local(_end_of(group)).date()
    memberships.invite_mentor(actor=actor, group_id=group_id, mentor_id=mentor_id, last=last)


def answer(
    *, mentor: Person, group_id: int, question_ids: Sequence[int], body: str, send_key: str
) -> Posted:
    """Answer one question or several with one post: shown at once, or held like any other.

    The same `send_key` and text again gives the first one back. Raises NotFound for another
    circle, Invalid for no question, and Conflict when one has its answer, or as `posts.post`.
    """
    policy.get_answered(mentor, group_id)
    questions = _questions(group_id, question_ids)
    quoted_id = questions[0].id if len(questions) == 1 else None
    posted = posts.post(
        author=mentor,
        topic_id=questions[0].thread_id,
        body=body,
        send_key=send_key,
        quoted_id=quoted_id,
    )
    numbers = [question.id for question in questions]
    if answered_already(numbers, besides=posted.id):
        raise Conflict(_("One of these questions has its answer already. Look at the list again."))
    rows = [{"question_id": number, "answer_id": posted.id} for number in numbers]
    db.session.execute(
        insert_into(AnsweredQuestion)
        .values(rows)
        .on_conflict_do_update(index_elements=["question_id"], set_={"answer_id": posted.id})
    )
    return posted


def answered_already(question_ids: Sequence[int], *, besides: int) -> bool:
    """Say whether another answer of one of the questions is shown or waits."""
    wanted = (
        select(AnsweredQuestion.question_id)
        .join(Message, Message.id == AnsweredQuestion.answer_id)
        .where(
            AnsweredQuestion.question_id.in_(question_ids),
            AnsweredQuestion.answer_id != besides,
            Message.state.in_((*SHOWN_STATES, MessageState.HELD)),
        )
    )
    return db.session.scalar(wanted.limit(1)) is not None


def let_go(*, actor: Person, group_id: int, message_id: int) -> None:
    """Let the circle read a question that waits.

    Raises NotFound for a circle that `actor` does not lead, Conflict when it was decided.
    """
    glance, message = policy.get_waiting(actor, group_id, message_id)
    glances.let_go(actor=actor, glance=glance, message=message)


def send_back(*, actor: Person, group_id: int, message_id: int, line: str) -> None:
    """Give a question back to its author, who reads `line` and asks again.

    Raises as `let_go` does, and Invalid for no line, or one that the screen objects to.
    """
    words = glances.make_sure_of_line(line)
    glance, message = policy.get_waiting(actor, group_id, message_id)
    glances.send_back(actor=actor, glance=glance, message=message, line=words)


def note_reading(*, actor: Person, group_id: int) -> None:
    """Write that `actor` reads the questions that wait in the circle (R44)."""
    policy.get_led(actor, group_id)
    wanted = (
        select(Message.author_id, Thread)
        .join(Message.thread)
        .join(Glance, Glance.message_id == Message.id)
        .join(Student, Student.person_id == Message.author_id)
        .where(Glance.group_id == group_id, Glance.outcome.is_(None))
        .distinct()
    )
    for student_id, thread in db.session.execute(wanted).all():
        threads.note_reading(
            reader=actor, thread=thread, reason=glances.REASON, student_id=student_id
        )


def end(group_id: int) -> None:
    """Hand what nobody looked at before the end of a circle to the moderators.

    One that is gone, or whose end was put off, is left as it is.
    """
    group = db.session.get(Group, group_id)
    if group is None or group.ends_at is None or group.ends_at > clock.now():
        return
    waiting = select(Glance).where(Glance.group_id == group_id, Glance.outcome.is_(None))
    for glance in db.session.scalars(waiting).all():
        glances.leave(glance)


def _questions(group_id: int, question_ids: Sequence[int]) -> list[Message]:
    wanted = list(dict.fromkeys(question_ids))
    if not wanted or len(wanted) > MOST_AT_ONCE:
        raise Invalid(_("Tick from 1 to %(most)d questions to answer.", most=MOST_AT_ONCE))
    questions = policy.questions_of(group_id, wanted)
    if len(questions) != len(wanted):
        raise Conflict(_("One of these questions is no longer shown. Look at the list again."))
    return questions


def _write(group: Group, plan: Plan) -> None:
    said = plan.said
    for text in {said.name_fr, said.name_en, said.description_fr, said.description_en} - {""}:
        texts.require_clean(text)
    group.name_fr, group.name_en = said.name_fr, said.name_en
    group.description_fr, group.description_en = said.description_fr, said.description_en
    group.starts_at, group.ends_at = _moments(plan, was=group.ends_at)
    group.glance = plan.glance


def _moments(plan: Plan, *, was: datetime | None) -> tuple[datetime, datetime]:
    """Return when school opens on the first day and closes on the last one."""
    school, today = school_time(), clock.today()
    if plan.last < plan.first:
        raise Invalid(_("The last day comes before the first one."))
    if plan.last > last_day(school_year(today)):
        raise Invalid(_("A circle ends before the school year does."))
    if not (school.is_open(plan.first) and school.is_open(plan.last)):
        raise Invalid(_("There is no school on the first or the last day: choose another one."))
    ends_at = clock.at(plan.last, school.closes)
    if ends_at <= clock.now() and ends_at != was:
        raise Invalid(_("Choose a last day that is still to come."))
    return clock.at(plan.first, school.opens), ends_at


def _open(actor: Person, group: Group, opening: str, send_key: str) -> None:
    """Begin the one topic of a circle with the adult's words, whatever day it is."""
    thread = Thread(group_id=group.id)
    db.session.add(thread)
    db.session.flush()
    title = group.name_fr if actor.language == "fr" else group.name_en
    topic = Topic(thread_id=thread.id, group_id=group.id, title=title, started_by_id=actor.id)
    db.session.add(topic)
    db.session.flush()
    connection = db.session.connection()
    place = posts.find(connection, posting.given_for(actor, thread.id, send_key), True)
    if place is None:
        posts.refuse(actor, thread.id)
    posted = posting.add(connection, place, Words(opening, send_key, title))
    topic.first_message_id = posted.id


def _plan_end(group: Group) -> None:
    outbox.emit("circle.ended", due_at=_end_of(group), group_id=group.id)


def _end_of(group: Group) -> datetime:
    return group.ends_at or clock.now()


def _occupation_of(mentor_id: int) -> str | None:
    own = select(MentorOccupation.noc).where(MentorOccupation.mentor_id == mentor_id)
    return db.session.scalar(own.order_by(MentorOccupation.position).limit(1))
