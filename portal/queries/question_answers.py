"""Questions and answers from circles: on an occupation's page, and those to agree to."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, select
from sqlalchemy.orm import aliased

from portal.data.occupations import occupations
from portal.errors import not_found
from portal.extensions import db
from portal.i18n import language
from portal.models.groups import Group
from portal.models.people import Person
from portal.models.threads import Message, MessageState, Thread
from portal.models.topics import AnsweredQuestion, QuestionAnswer
from portal.policies import groups as groups_policy
from portal.policies import question_answers as policy
from portal.policies.viewers import Viewer
from portal.queries.group_roles import leaders
from portal.queries.mails import person_to_write

SHOWN = 5  # on one page of an occupation


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and its answer; nobody is named in it."""

    question: str
    answer: str
    language: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question and its answer, for those who agree to it."""

    number: int
    question: str
    answer: str
    language: str
    occupation: str
    noc: str
    mentor_agreed: bool
    counsellor_agreed: bool
    stands: bool


def of_occupation(noc: str, *, page: int = 1) -> tuple[Sequence[Pair], bool]:
    """Return a page of what an occupation's page shows, the reader's language first.

    And whether more follow; one statement, whatever there is.
    """
    wanted = (
        select(QuestionAnswer.question, QuestionAnswer.answer, QuestionAnswer.language)
        .where(QuestionAnswer.noc == noc, policy.published())
        .order_by(
            case((QuestionAnswer.language == language(), 0), else_=1),
            QuestionAnswer.published_at.desc(),
            QuestionAnswer.id.desc(),
        )
        .limit(SHOWN + 1)
        .offset(SHOWN * (page - 1))
    )
    rows = [Pair(*row) for row in db.session.execute(wanted)]
    return rows[:SHOWN], len(rows) > SHOWN


def of_circle(viewer: Viewer, group_id: int) -> list[Proposal]:
    """List what was proposed of a circle and not withdrawn, for who decides on it."""
    wanted = (
        select(QuestionAnswer, policy.stands().label("stands"))
        .join(Group, Group.id == QuestionAnswer.group_id)
        .where(
            QuestionAnswer.group_id == group_id,
            QuestionAnswer.withdrawn_at.is_(None),
            policy.decided_by(viewer),
        )
        .order_by(QuestionAnswer.id)
        .limit(100)
    )
    return [
        Proposal(
            number=row.id,
            question=row.question,
            answer=row.answer,
            language=row.language,
            occupation=occupations()[row.noc].headline(language()),
            noc=row.noc,
            mentor_agreed=row.mentor_agreed_at is not None,
            counsellor_agreed=row.counsellor_agreed_at is not None,
            stands=stands,
        )
        for row, stands in db.session.execute(wanted)
    ]


def people_to_ask(number: int) -> list[int]:
    """Return whose agreement a proposal waits for: the mentor, or who leads the circle."""
    row = db.session.get(QuestionAnswer, number)
    group = db.session.get(Group, row.group_id) if row is not None else None
    if row is None or group is None:
        return []
    author = select(Message.author_id).where(Message.id == row.answer_message_id)
    asked = set(db.session.scalars(author)) if row.mentor_agreed_at is None else set()
    return sorted(asked.union(leaders(group) if row.counsellor_agreed_at is None else ()))


def person_to_ask(number: int, person_id: int) -> tuple[Person, int] | None:
    """Return somebody who may agree to a proposal that waits for it, and the circle.

    None once it does not, or for who may not any more, or whom no mail reaches.
    """
    person = person_to_write(person_id)
    if person is None:
        return None
    wanted = (
        select(QuestionAnswer.group_id)
        .join(Group, Group.id == QuestionAnswer.group_id)
        .where(
            QuestionAnswer.id == number,
            QuestionAnswer.published_at.is_(None),
            policy.stands(),
            policy.decided_by(person),
            groups_policy.readable_by(person),
        )
    )
    group_id = db.session.scalar(wanted)
    return None if group_id is None else (person, group_id)


def question_to_share(viewer: Viewer, group_id: int, message_id: int) -> tuple[str, str]:
    """Return a question and its answer as they were written, for who may propose them.

    Raises NotFound for anybody else, and for what has no answer that is shown as written.
    """
    policy.get_proposable(viewer, group_id)
    asked, reply = aliased(Message), aliased(Message)
    wanted = (
        select(asked.body, reply.body)
        .join(AnsweredQuestion, AnsweredQuestion.question_id == asked.id)
        .join(reply, reply.id == AnsweredQuestion.answer_id)
        .join(Thread, Thread.id == asked.thread_id)
        .where(
            asked.id == message_id,
            Thread.group_id == group_id,
            asked.state == MessageState.VISIBLE,
            reply.state == MessageState.VISIBLE,
        )
    )
    row = db.session.execute(wanted).one_or_none() or not_found("question", message_id)
    return row[0], row[1]
