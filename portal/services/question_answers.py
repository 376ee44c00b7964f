"""Questions and answers of a circle that is over, for the page of an occupation: nobody named."""

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, or_, select

from portal import clock, outbox
from portal.data.occupations import occupations
from portal.errors import Conflict, Invalid, not_found
from portal.extensions import db
from portal.i18n import LANGUAGES, _
from portal.models.class_groups import ClassGroup, ClassGroupMember
from portal.models.groups import Group
from portal.models.people import Person
from portal.models.schools import School
from portal.models.threads import Message, MessageState
from portal.models.topics import AnsweredQuestion, QuestionAnswer
from portal.policies import circles as circles_policy
from portal.policies import question_answers as policy
from portal.services import audit, texts

KEPT_AFTER_WITHDRAWAL = timedelta(days=30)  # in case it was a mistake
SHORTEST_NAME = 2  # letters; an initial alone is no name


@dataclass(frozen=True, slots=True)
class Words:
    """What an occupation's page would say, and on which page."""

    question: str
    answer: str
    language: str
    noc: str


def propose(
    *, actor: Person, group_id: int, question_id: int, words: Words, send_key: str
) -> QuestionAnswer:
    """Propose a question and its answer, shortened or not; who proposes it agrees to it.

    The same `send_key` again gives the first one back. Raises NotFound for who neither leads
    nor answers in the circle, Conflict before its end or for what is proposed already, and
    Invalid for words longer than those that were said, with a name or with what the screen
    objects to.
    """
    group = policy.get_proposable(actor, group_id)
    made = select(QuestionAnswer).where(
        QuestionAnswer.send_key == send_key, QuestionAnswer.proposed_by_id == actor.id
    )
    known = db.session.scalar(made)
    if known is not None:
        return known
    _make_sure_it_is_time(group, question_id)
    question, answer = said(group_id, question_id)
    _make_sure_of(group, words, question, answer)
    row = QuestionAnswer(
        group_id=group_id,
        noc=words.noc,
        language=words.language,
        question=words.question,
        answer=words.answer,
        question_message_id=question.id,
        answer_message_id=answer.id,
        proposed_by_id=actor.id,
        send_key=send_key,
    )
    db.session.add(row)
    db.session.flush()
    _agree(actor, row)
    outbox.emit("question_answer.proposed", number=row.id)
    audit.record(actor, "question_answer.proposed", "question_answer", row.id)
    return row


def agree(*, actor: Person, number: int) -> QuestionAnswer:
    """Agree as the mentor or as who leads the circle: with both, it is on the page.

    A second click changes nothing. Raises NotFound, and Conflict once it was withdrawn.
    """
    row = policy.get_decided(actor, number)
    standing = select(QuestionAnswer.id).where(QuestionAnswer.id == number, policy.stands())
    if db.session.scalar(standing) is None:
        raise Conflict(_("It was withdrawn, or what it rests on is no longer shown as written."))
    _agree(actor, row)
    audit.record(actor, "question_answer.agreed", "question_answer", row.id)
    return row


def withdraw(*, actor: Person, number: int) -> QuestionAnswer:
    """Take it off the page, or take the proposal back, at any time. Raises NotFound."""
    row = policy.get_decided(actor, number)
    if row.withdrawn_at is None:
        row.withdrawn_at = clock.now()
        audit.record(actor, "question_answer.withdrawn", "question_answer", row.id)
    return row


def erase_lapsed() -> None:
    """Withdraw those whose mentor or asker no longer takes part, and erase what was withdrawn.

    Erased is what was withdrawn `KEPT_AFTER_WITHDRAWAL` ago; the messages stay where they are.
    """
    standing = select(QuestionAnswer).where(
        QuestionAnswer.withdrawn_at.is_(None), policy.abandoned()
    )
    for row in db.session.scalars(standing):
        row.withdrawn_at = clock.now()
        audit.record(None, "question_answer.withdrawn", "question_answer", row.id)
    old = QuestionAnswer.withdrawn_at < clock.now() - KEPT_AFTER_WITHDRAWAL
    db.session.execute(
        delete(QuestionAnswer).where(old).execution_options(synchronize_session=False)
    )


def said(group_id: int, question_id: int) -> tuple[Message, Message]:
    """Return a question of the circle and its answer, both shown as they were written."""
    found = circles_policy.questions_of(group_id, [question_id])
    wanted = (
        select(Message)
        .join(AnsweredQuestion, AnsweredQuestion.answer_id == Message.id)
        .where(AnsweredQuestion.question_id == question_id, Message.state == MessageState.VISIBLE)
    )
    answer = db.session.scalar(wanted)
    if not found or answer is None or found[0].state is not MessageState.VISIBLE:
        not_found("question", question_id)
    return found[0], answer


def _agree(actor: Person, row: QuestionAnswer) -> None:
    """Note the agreement of who decides, as what he or she is in the circle."""
    now = clock.now()
    author_id = db.session.scalar(
        select(Message.author_id).where(Message.id == row.answer_message_id)
    )
    if author_id == actor.id:
        row.mentor_agreed_at = row.mentor_agreed_at or now
    elif row.counsellor_agreed_at is None:
        row.counsellor_id, row.counsellor_agreed_at = actor.id, now
    if row.mentor_agreed_at is not None and row.counsellor_agreed_at is not None:
        row.published_at = row.published_at or now


def _make_sure_it_is_time(group: Group, question_id: int) -> None:
    if group.ends_at is None or group.ends_at > clock.now():
        raise Conflict(_("Questions are proposed for an occupation's page after the end."))
    proposed = select(QuestionAnswer.id).where(
        QuestionAnswer.question_message_id == question_id, QuestionAnswer.withdrawn_at.is_(None)
    )
    if db.session.scalar(proposed.limit(1)) is not None:
        raise Conflict(_("This question is proposed already."))


def _make_sure_of(group: Group, words: Words, question: Message, answer: Message) -> None:
    if words.noc not in occupations() or words.language not in LANGUAGES:
        raise Invalid(_("No occupation has this code."))
    if len(words.question) > len(question.body) or len(words.answer) > len(answer.body):
        raise Invalid(_("The texts may be made shorter, not longer than what was said."))
    for text in (words.question, words.answer):
        texts.require_clean(text)
        for name in _names(group, question.author_id, answer.author_id):
            # With its capital: « claire » is a word, « Claire » somebody.
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                raise Invalid(_("Take this name out first: %(name)s.", name=name))


def _names(group: Group, *authors: int) -> list[str]:
    """Return the names of the class, its school and those who wrote."""
    members = select(ClassGroupMember.student_id).where(
        ClassGroupMember.class_group_id == group.class_group_id
    )
    people = select(Person.given_name, Person.family_name, Person.pseudonym).where(
        or_(Person.id.in_(members), Person.id.in_(authors), Person.id == group.made_by_id)
    )
    names = {name for row in db.session.execute(people) for name in row if name}
    school = select(School.name).join(ClassGroup, ClassGroup.school_id == School.id)
    names |= set(db.session.scalars(school.where(ClassGroup.id == group.class_group_id)))
    return sorted(name for name in names if len(name) >= SHORTEST_NAME)
