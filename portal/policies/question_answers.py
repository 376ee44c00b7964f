"""Which questions and answers of circles an occupation's page shows, and who agrees to them."""

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.orm import aliased

from portal.errors import not_found
from portal.extensions import db
from portal.models.groups import Group
from portal.models.mentors import Mentor
from portal.models.people import Person, PersonState
from portal.models.students import Consent
from portal.models.threads import Message, MessageState
from portal.models.topics import QuestionAnswer, Topic
from portal.policies import circles
from portal.policies.viewers import Viewer


def stands() -> ColumnElement[bool]:
    """Say which were not withdrawn, and rest on two messages that are shown as written.

    A message that is redacted, refused, held again or taken back takes its words with it. So do
    a topic that is hidden, and whoever no longer takes part: nobody else can take them back.
    """
    asked, reply, mentor = aliased(Message), aliased(Message), aliased(Person)
    shown = exists().where(
        asked.id == QuestionAnswer.question_message_id,
        asked.state == MessageState.VISIBLE,
        reply.id == QuestionAnswer.answer_message_id,
        reply.state == MessageState.VISIBLE,
        mentor.id == reply.author_id,
        mentor.state == PersonState.ACTIVE,
        Topic.thread_id == reply.thread_id,
        Topic.hidden_at.is_(None),
    )
    return and_(
        QuestionAnswer.withdrawn_at.is_(None),
        shown.correlate(QuestionAnswer),
        not_(abandoned()),
    )


def abandoned() -> ColumnElement[bool]:
    """Say of which the mentor has left or been deactivated, or the asker's consent is withdrawn.

    A suspension hides what somebody said, and is no end: that is asked in `stands`.
    """
    asked, reply = aliased(Message), aliased(Message)
    gone = exists().where(
        reply.id == QuestionAnswer.answer_message_id,
        Person.id == reply.author_id,
        or_(
            Person.state == PersonState.LEFT,
            exists().where(Mentor.person_id == Person.id, Mentor.deactivated_at.is_not(None)),
        ),
    )
    theirs = (
        asked.id == QuestionAnswer.question_message_id,
        Consent.student_id == asked.author_id,
    )
    withdrawn = exists().where(*theirs, Consent.withdrawn_at.is_not(None))
    given = exists().where(*theirs, Consent.withdrawn_at.is_(None))
    return or_(
        gone.correlate(QuestionAnswer),
        and_(withdrawn.correlate(QuestionAnswer), not_(given.correlate(QuestionAnswer))),
    )


def published() -> ColumnElement[bool]:
    """Say which anyone reads: those to which the mentor and a counsellor agreed."""
    return and_(QuestionAnswer.published_at.is_not(None), stands())


def decided_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say to which `viewer` agrees, or withdraws: the mentor who answered, or who leads it.

    Needs Group joined. The mentor withdraws own words also after leaving the circle.
    """
    reply = aliased(Message)
    own = exists().where(
        reply.id == QuestionAnswer.answer_message_id, reply.author_id == viewer.id
    )
    return or_(own.correlate(QuestionAnswer), circles.led_by(viewer))


def get_decided(viewer: Viewer, number: int) -> QuestionAnswer:
    """Return one on which `viewer` decides, locked; any other is absent."""
    wanted = (
        select(QuestionAnswer)
        .join(Group, Group.id == QuestionAnswer.group_id)
        .where(QuestionAnswer.id == number, decided_by(viewer))
        .with_for_update(of=QuestionAnswer)
    )
    return db.session.scalar(wanted) or not_found("question and answer", number)


def get_proposable(viewer: Viewer, group_id: int) -> Group:
    """Return a circle for whose questions `viewer` proposes a page; any other is absent."""
    rule = or_(circles.led_by(viewer), circles.answered_by(viewer))
    return db.session.scalar(select(Group).where(Group.id == group_id, rule)) or not_found(
        "circle", group_id
    )
