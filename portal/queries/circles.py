"""A class circle: its questions with their answers beside, and what waits for the adult."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Integer,
    and_,
    bindparam,
    exists,
    func,
    select,
)
from sqlalchemy.orm import aliased

from portal import clock
from portal.data.occupations import occupations
from portal.errors import not_found
from portal.extensions import db
from portal.i18n import language, pick
from portal.models.class_groups import ClassGroup
from portal.models.class_periods import Glance
from portal.models.groups import Group, GroupKind, GroupState, Invitation
from portal.models.people import Person
from portal.models.threads import SHOWN_STATES, Message, MessageState, Thread
from portal.models.topics import AnsweredQuestion, QuestionAnswer, Topic
from portal.policies import circles as policy
from portal.policies import groups as groups_policy
from portal.policies.viewers import AnyoneWith, Viewer
from portal.queries.mails import person_to_write
from portal.queries.names import writer
from portal.queries.rows import rows_of

QUESTIONS = 20  # on one page of a circle
WAITING = 30  # questions before the adult's eyes


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and its answer once that is shown."""

    message_id: int
    name: str  # "" for someone of the class
    own: bool
    unnamed: bool  # others read it as of someone of the class, the reader knows of whom
    body: str
    shown_at: datetime
    answer_id: int | None
    answer: str | None
    answered_at: datetime | None
    answer_waits: bool  # the mentor's answer is being checked: for the mentor and the staff
    proposed: bool  # for the occupation's page, and not withdrawn


@dataclass(frozen=True, slots=True)
class CirclePage:
    """A circle, its questions, and who its reader is in it."""

    group_id: int
    name: str
    description: str
    class_group_id: int
    class_group: str
    noc: str | None
    occupation: str
    topic_id: int | None  # none: its first words are still checked
    mentor: str | None  # none: nobody has said yes
    asked: str | None  # the mentor who has not answered, for who leads the circle
    starts_at: datetime
    ends_at: datetime
    archived: bool
    glance: bool
    is_in: bool
    leads: bool
    answers: bool  # the reader is the mentor
    waiting: int  # for the adult's glance
    unanswered: int
    questions: Sequence[Question]
    has_more: bool

    @property
    def begun(self) -> bool:
        """Whether its first day has come."""
        return self.starts_at <= clock.now()

    @property
    def ended(self) -> bool:
        """Whether its end has come: it is read only."""
        return self.ends_at <= clock.now() or self.archived


@dataclass(frozen=True, slots=True)
class WaitingQuestion:
    """A question that waits for the adult of the class."""

    message_id: int
    student: str
    unnamed: bool
    body: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class CircleRow:
    """A circle of a class group, for who follows it."""

    group_id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    waiting: int


def circle_page(
    viewer: Viewer, group_id: int, *, unanswered: bool = False, page: int = 1
) -> CirclePage:
    """Return a circle with a page of its questions, in three statements.

    Raises NotFound for one that `viewer` may not read.
    """
    given = {"viewer_id": viewer.id, "group_id": group_id}
    rows = rows_of(_head(viewer.roles), given)
    head = rows[0] if rows else not_found("circle", group_id)
    size = {"size": QUESTIONS + 1, "skip": QUESTIONS * (page - 1)}
    found = rows_of(_questions(unanswered), {**given, **size})
    shown_name = head.runs or head.leads
    return CirclePage(
        group_id=group_id,
        name=pick(head, "name"),
        description=pick(head, "description"),
        class_group_id=head.class_group_id,
        class_group=head.class_group,
        noc=head.noc,
        occupation=occupations()[head.noc].headline(language())
        if head.noc in occupations()
        else "",
        topic_id=head.any_topic if head.runs else head.open_topic,
        mentor=head.mentor,
        asked=head.asked if head.leads else None,
        starts_at=head.starts_at,
        ends_at=head.ends_at,
        archived=head.state is GroupState.ARCHIVED,
        glance=head.glance,
        is_in=head.is_in,
        leads=head.leads,
        answers=head.answers,
        waiting=head.waiting if head.leads else 0,
        unanswered=head.unanswered,
        questions=[_question(row, viewer, shown_name, head) for row in found[:QUESTIONS]],
        has_more=len(found) > QUESTIONS,
    )


def waiting_questions(viewer: Viewer, group_id: int) -> list[WaitingQuestion]:
    """List what waits for the glance of who leads the circle, first asked first."""
    policy.get_led(viewer, group_id)
    whole = Person.given_name + " " + Person.family_name
    wanted = (
        select(Message.id, whole, Message.unnamed, Message.body, Message.sent_at)
        .join(Glance, Glance.message_id == Message.id)
        .join(Person, Person.id == Message.author_id)
        .where(
            Glance.group_id == group_id,
            Glance.outcome.is_(None),
            Message.state == MessageState.HELD,
        )
        .order_by(Message.sent_at, Message.id)
        .limit(WAITING)
    )
    return [WaitingQuestion(*row) for row in db.session.execute(wanted)]


def circles_of(viewer: Viewer, class_group_id: int) -> list[CircleRow]:
    """List the circles of a class group that `viewer` leads, the latest first."""
    wanted = (
        select(Group, _waiting())
        .where(
            Group.class_group_id == class_group_id,
            Group.state == GroupState.OPEN,
            policy.led_by(viewer),
        )
        .order_by(Group.starts_at.desc(), Group.id.desc())
        .limit(QUESTIONS)
    )
    return [
        CircleRow(group.id, pick(group, "name"), group.starts_at, group.ends_at, waiting)
        for group, waiting in db.session.execute(wanted)
    ]


def circle_to_change(viewer: Viewer, group_id: int) -> dict[str, Any]:
    """Return what a circle says, as the form of who leads it holds it. Raises NotFound."""
    group = policy.get_led(viewer, group_id)
    names = ("name_fr", "name_en", "description_fr", "description_en", "glance")
    days = {"first": group.starts_at, "last": group.ends_at}
    return {name: getattr(group, name) for name in names} | {
        name: clock.local(moment).date() for name, moment in days.items() if moment
    }


def circles_with_news(since: datetime) -> list[int]:
    """Return the circles with an unanswered question that was shown since that moment."""
    wanted = (
        select(Group.id)
        .where(
            Group.kind == GroupKind.CIRCLE,
            Group.mentor_id.is_not(None),
            groups_policy.under_way(),
            exists()
            .where(
                Thread.group_id == Group.id,
                Message.thread_id == Thread.id,
                Message.shown_at > since,
                policy.is_question(),
                ~_has_answer(),
            )
            .correlate(Group),
        )
        .order_by(Group.id)
    )
    return list(db.session.scalars(wanted))


def mentor_to_tell(group_id: int) -> Person | None:
    """Return the mentor of a circle, if mail reaches them and they still answer there."""
    group = db.session.get(Group, group_id)
    mentor_id = group.mentor_id if group is not None else None
    person = person_to_write(mentor_id) if mentor_id is not None else None
    if person is None:
        return None
    answers = select(Group.id).where(Group.id == group_id, policy.answered_by(person))
    return person if db.session.scalar(answers) is not None else None


def _waiting() -> Any:
    held = aliased(Message)
    return (
        select(func.count())
        .select_from(Glance)
        .join(held, held.id == Glance.message_id)
        .where(
            Glance.group_id == Group.id,
            Glance.outcome.is_(None),
            held.state == MessageState.HELD,
        )
        .correlate(Group)
        .scalar_subquery()
    )


def _has_answer() -> Any:
    """Say of a question whether its answer is shown, or waits for a moderator."""
    reply, answered = aliased(Message), aliased(AnsweredQuestion)
    stands = exists().where(
        answered.question_id == Message.id,
        reply.id == answered.answer_id,
        reply.state.in_((*SHOWN_STATES, MessageState.HELD)),
    )
    return stands.correlate(Message)


def _topic(*rules: Any) -> Any:
    """Return the topic in which the class writes: the one that the circle was made with."""
    return (
        select(func.min(Topic.thread_id))
        .join(Topic.thread)
        .where(Topic.group_id == Group.id, *rules)
        .correlate(Group)
        .scalar_subquery()
    )


def _unanswered() -> Any:
    return (
        select(func.count())
        .select_from(Message)
        .join(Thread, Thread.id == Message.thread_id)
        .where(Thread.group_id == Group.id, policy.is_question(), ~_has_answer())
        .correlate(Group)
        .scalar_subquery()
    )


@cache
def _head(roles: frozenset[Any]) -> Any:
    viewer = AnyoneWith(roles)
    mentor, asked = writer(), writer()
    waits = and_(
        Invitation.group_id == Group.id,
        Invitation.answered_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    begun = (Topic.hidden_at.is_(None), Thread.last_author_id.is_not(None))
    wanted: Any = (
        select(
            Group.name_fr,
            Group.name_en,
            Group.description_fr,
            Group.description_en,
            Group.class_group_id,
            ClassGroup.name.label("class_group"),
            Group.noc,
            Group.starts_at,
            Group.ends_at,
            Group.state,
            Group.glance,
            mentor.name.label("mentor"),
            asked.name.label("asked"),
            _topic().label("any_topic"),
            _topic(*begun).label("open_topic"),
            groups_policy.is_in(viewer).label("is_in"),
            groups_policy.run_by(viewer).label("runs"),
            policy.led_by(viewer).label("leads"),
            policy.answered_by(viewer).label("answers"),
            _waiting().label("waiting"),
            _unanswered().label("unanswered"),
        )
        .select_from(Group)
        .join(ClassGroup, ClassGroup.id == Group.class_group_id)
        .outerjoin(Invitation, waits)
    )
    wanted = asked.outer_join(mentor.outer_join(wanted, Group.mentor_id), Invitation.person_id)
    return wanted.where(
        Group.id == bindparam("group_id", type_=Integer),
        Group.kind == GroupKind.CIRCLE,
        groups_policy.readable_by(viewer),
    ).limit(1)


@cache
def _questions(unanswered: bool) -> Any:
    asker, reply = writer(), aliased(Message)
    proposed = exists().where(
        QuestionAnswer.question_message_id == Message.id, QuestionAnswer.withdrawn_at.is_(None)
    )
    wanted: Any = (
        select(
            Message.id,
            Message.author_id,
            Message.unnamed,
            asker.name.label("name"),
            func.coalesce(Message.redacted_body, Message.body).label("body"),
            Message.shown_at,
            reply.id.label("answer_id"),
            reply.author_id.label("answered_by"),
            reply.state.label("answer_state"),
            func.coalesce(reply.redacted_body, reply.body).label("answer"),
            reply.shown_at.label("answered_at"),
            proposed.label("proposed"),
        )
        .select_from(Message)
        .join(Thread, Thread.id == Message.thread_id)
        .join(Topic, Topic.thread_id == Thread.id)
        .outerjoin(AnsweredQuestion, AnsweredQuestion.question_id == Message.id)
        .outerjoin(reply, reply.id == AnsweredQuestion.answer_id)
    )
    wanted = asker.join(wanted, Message.author_id).where(
        Thread.group_id == bindparam("group_id", type_=Integer),
        Topic.hidden_at.is_(None),
        policy.is_question(),
    )
    if unanswered:
        wanted = wanted.where(~_has_answer()).order_by(Message.shown_at, Message.id)
    else:
        wanted = wanted.order_by(Message.shown_at.desc(), Message.id.desc())
    return wanted.limit(bindparam("size", type_=Integer)).offset(bindparam("skip", type_=Integer))


def _question(row: Any, viewer: Viewer, shown_name: bool, head: Any) -> Question:
    own = row.author_id == viewer.id
    shown = row.answer_state in SHOWN_STATES
    waits = row.answer_state is MessageState.HELD and (head.answers or head.runs)
    hidden = row.unnamed and not (own or shown_name)
    return Question(
        message_id=row.id,
        name="" if hidden else row.name,
        own=own,
        unnamed=row.unnamed and not hidden,
        body=row.body,
        shown_at=row.shown_at,
        answer_id=row.answer_id if shown else None,
        answer=row.answer if shown else None,
        answered_at=row.answered_at if shown else None,
        answer_waits=waits,
        proposed=row.proposed and (head.answers or head.leads),
    )
