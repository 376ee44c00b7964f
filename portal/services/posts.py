"""Posts of a topic: writing one, changing it, taking it back, finding it useful."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NoReturn

from flask_babel import format_time
from sqlalchemy import (
    BindParameter,
    Connection,
    Integer,
    ScalarSelect,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import aliased

from portal import clock
from portal.errors import Conflict, not_found
from portal.extensions import UtcDateTime, db, insert_into
from portal.i18n import _
from portal.models.boards import Board
from portal.models.groups import Group, GroupAges, GroupKind
from portal.models.mentors import Mentor
from portal.models.moderation import Decision, Hold, HoldReason, MessageFinding
from portal.models.people import Person
from portal.models.programs import Program
from portal.models.schools import School
from portal.models.students import Student
from portal.models.threads import SHOWN_STATES, Message, MessageState, Thread
from portal.models.topics import MessageEdit, Topic, UsefulMark
from portal.policies import topics as policy
from portal.queries.rules import BoardRules
from portal.screening import Context, Verdict
from portal.services import audit, concerns, holds, post_words, posting, tallies
from portal.services.posting import Posted, Words

POSTS_A_MINUTE = 10  # of one person, everywhere
A_MINUTE = timedelta(minutes=1)
SLOWEST = timedelta(hours=24)  # slow mode looks no further back

_VIEWER: BindParameter[int] = bindparam("viewer_id")


def _own_body(back: int) -> ScalarSelect[str]:
    own = (Message.thread_id == bindparam("thread_id"), Message.author_id == _VIEWER)
    return (
        select(Message.body)
        .where(*own)
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(1)
        .offset(back - 1)
        .scalar_subquery()
    )


def _since(back: timedelta) -> Any:
    return bindparam(None, callable_=lambda: clock.now() - back, type_=UtcDateTime())


_WRITTEN = select(func.count()).where(Message.author_id == _VIEWER).scalar_subquery()
_RECENT = (
    select(func.count())
    .where(Message.author_id == _VIEWER, Message.sent_at > _since(A_MINUTE))
    .scalar_subquery()
)
_quoted = aliased(Message)
_other_topic = Thread.__table__.alias("own_topic")
_LAST_HERE = (
    select(func.max(Message.sent_at))
    .join(_other_topic, _other_topic.c.id == Message.thread_id)
    .where(
        Message.author_id == _VIEWER,
        Message.sent_at > _since(SLOWEST),
        _other_topic.c.group_id == Group.id,
    )
    .correlate(Group)
    .scalar_subquery()
)
_STUDENT = exists().where(Student.person_id == _VIEWER)
_MENTOR = exists().where(Mentor.person_id == _VIEWER)
_SCHOOL_REVIEWS = exists().where(
    Student.person_id == _VIEWER, School.id == Student.school_id, School.full_review
)
_QUOTED: BindParameter[int | None] = bindparam("quoted_id", None, Integer)
_QUOTABLE = (
    select(_quoted.id)
    .where(
        _quoted.id == _QUOTED,
        _quoted.thread_id == bindparam("thread_id"),
        _quoted.shown_at.is_not(None),
    )
    .scalar_subquery()
)
_PLACE = (
    select(
        Topic.thread_id,
        Group.id,
        policy.may_post(),
        posting.KEY_USED,
        Board.rules_stamp,
        policy.runs(),
        _STUDENT,
        and_(_MENTOR, policy.takes_part()),
        or_(Group.full_review, func.coalesce(Program.full_review, False), _SCHOOL_REVIEWS),
        Group.ages == GroupAges.ADULTS,
        func.coalesce(and_(Program.adults_only, Program.links_pass), False),
        Group.kind == GroupKind.CIRCLE,
        Group.glance,
        Group.slow_minutes,
        case((Group.slow_minutes > 0, _LAST_HERE)),
        _RECENT,
        case((_MENTOR, _WRITTEN), else_=0),
        _own_body(2),  # with the text itself, a number split over three posts is found
        _own_body(1),
        _QUOTABLE,
    )
    .join(Topic.thread)
    .join(Topic.group)
    .outerjoin(Program, Program.id == Group.program_id)
    .outerjoin(Board, true())
    .where(Topic.thread_id == bindparam("thread_id"))
)
_PLACE_LOCKED = _PLACE.with_for_update(of=Topic)


@dataclass(slots=True)
class TopicPlace:
    """A topic to write in, and what holds a post there: the rules, and who writes."""

    author_id: int
    id: int
    group_id: int
    is_open: bool  # to this author, however fast
    key_used: bool
    rules_stamp: str | None
    runs: bool  # the author runs the group
    by_student: bool
    by_guest: bool
    full_review: bool
    adults: bool
    links_pass: bool
    circle: bool
    has_glance: bool
    slow_minutes: int
    last_here: datetime | None  # the author's last post in the group, when it is slow
    recent: int  # messages of the author in the last minute
    written: int  # that a mentor ever wrote
    before_last: str | None
    last: str | None
    quoted_id: int | None  # the post to quote, if it is of this topic and was ever shown

    @property
    def may_write(self) -> bool:
        """Whether the author may write here now: let in, and not too fast."""
        return self.is_open and not self.too_fast and self.slow_until is None

    @property
    def too_fast(self) -> bool:
        """Whether the author sent more in a minute than a person writes."""
        return self.recent >= POSTS_A_MINUTE

    @property
    def slow_until(self) -> datetime | None:
        """When the author may write again in a group in slow mode; none: now."""
        if self.runs or self.last_here is None:
            return None
        until = self.last_here + timedelta(minutes=self.slow_minutes)
        return until if until > clock.now() else None

    def context(self, rules: BoardRules) -> Context:
        """Return what the screen must know beside the text: minors read all but adults' groups."""
        earlier = tuple(body for body in (self.before_last, self.last) if body is not None)
        passing = self.adults and self.links_pass
        return replace(rules.context, minor=not self.adults, earlier=earlier, links_pass=passing)

    def reason_to_hold(self, verdict: Verdict, rules: BoardRules, body: str) -> HoldReason | None:
        """Return why a post waits for a moderator, or None (R6, R10)."""
        if verdict.held:
            return HoldReason.FINDING
        if self.by_guest and self.written < rules.reviewed_first_messages:
            return HoldReason.NEW_MENTOR
        if self.full_review and not self.runs:
            return HoldReason.FULL_REVIEW
        return HoldReason.SAMPLED if rules.draws(f"{self.id} {body}") else None

    def row(self, said: Mapping[str, Any]) -> Mapping[str, Any]:
        """A post may quote one; in a circle a student may be "someone of the class"."""
        hidden = self.circle and self.by_student and not self.runs
        return {
            "quoted_id": self.quoted_id,
            "unnamed": bool(hidden and said.get("unnamed", False)),
        }

    def glance(self, connection: Connection) -> Mapping[str, int] | None:
        """Questions of a circle may wait for the adult of the class."""
        waits = self.circle and self.has_glance and self.by_student and not self.runs
        return {"group_id": self.group_id} if waits else None

    def show(
        self, connection: Connection, message_id: int, row: Mapping[str, Any], now: datetime
    ) -> None:
        """Put the topic on top of its group."""
        tallies.count_on_topic(connection, tallies.Moved(self.id, self.author_id, now))
        post_words.note(message_id)


def find(connection: Connection, given: Mapping[str, Any], locked: bool) -> TopicPlace | None:
    """Return the topic as a place to write in for the author of `given`, or None."""
    wanted: Any = _PLACE_LOCKED if locked else _PLACE
    row = connection.execute(wanted, given).one_or_none()
    return None if row is None else TopicPlace(given["viewer_id"], *row)


def refuse(author: Person, topic_id: int) -> NoReturn:
    """Raise what keeps `author` from writing in the topic now: NotFound, Denied or Conflict."""
    place = find(db.session.connection(), posting.given_for(author, topic_id, ""), False)
    if place is not None and place.is_open:
        if place.too_fast:
            raise Conflict(_("That is many messages in one minute. Wait a little, then send it."))
        if place.slow_until is not None:
            moment = format_time(clock.local(place.slow_until), "short", rebase=False)
            raise Conflict(
                _("This group is in slow mode: you may write again at %(time)s.", time=moment)
            )
    policy.refuse_post(author, topic_id)


TOPICS = posting.Kind(find=find, refuse=refuse)


def post(
    *,
    author: Person,
    topic_id: int,
    body: str,
    send_key: str,
    quoted_id: int | None = None,
    unnamed: bool = False,
) -> Posted:
    """Add a post to the topic: shown at once, or held for a moderator (R6, R10).

    It quotes another post of the topic, if that one was ever shown. The same `send_key` and
    text again gives the first one back. Raises NotFound, Denied and Conflict, saying why.
    """
    words = Words(body, send_key, row={"quoted_id": quoted_id, "unnamed": unnamed})
    return posting.post(TOPICS, author=author, thread_id=topic_id, words=words)


def look_over(*, author: Person, topic_id: int, body: str, send_key: str = "") -> Verdict:
    """Return what the screen sees in `body` before it is sent; write nothing.

    Raises as `post` does.
    """
    words = Words(body, send_key)
    return posting.look_over(TOPICS, author=author, thread_id=topic_id, words=words)


def edit(*, author: Person, message_id: int, body: str) -> Posted:
    """Change an own post within 10 minutes: screened again, marked, its former words kept.

    What the screen objects to, or a person reads first, is hidden until a moderator decides.
    The same text again changes nothing. Raises NotFound for a post that is not `author`'s,
    and Conflict when it is too late, or nothing may be written there any more.
    """
    message, place = _editable(author, message_id)
    if body == message.body:
        return Posted(message.id, message.thread_id, author.id, body, message.state)
    connection = db.session.connection()
    rules = posting.rules_of(connection, place)
    verdict = posting.screen(connection, Words(body, "", _title_of(message)), place)
    db.session.add(MessageEdit(message_id=message.id, body=message.body, edited_at=clock.now()))
    message.body, message.edited_at = body, clock.now()
    db.session.execute(delete(MessageFinding).where(MessageFinding.message_id == message.id))
    reason = place.reason_to_hold(verdict, rules, body)
    if reason is not None:
        _hold_edited(message, reason, verdict)
    if verdict.alert:
        concerns.raise_from_screen(message, verdict.findings)
    audit.record(author, "message.edited", "message", message.id)
    return Posted(message.id, message.thread_id, author.id, body, message.state)


def look_over_edit(*, author: Person, message_id: int, body: str) -> Verdict:
    """Return what the screen sees in new words for an own post; write nothing.

    Raises as `edit` does.
    """
    message, place = _editable(author, message_id)
    words = Words(body, "", _title_of(message))
    return posting.screen(db.session.connection(), words, place)


def withdraw(*, author: Person, message_id: int) -> None:
    """Take an own post back, shown or held; a second click changes nothing.

    Raises NotFound for a post that is not `author`'s, Conflict for one that was refused.
    """
    message = _own(author, message_id)
    if message.state is MessageState.WITHDRAWN:
        return
    if message.state is MessageState.REFUSED:
        raise Conflict(_("This message was refused: nobody sees it."))
    waits = update(Hold).where(Hold.message_id == message.id, Hold.waits)
    db.session.execute(waits.values(waits=False))
    if message.state in SHOWN_STATES or message.shown_at is not None:
        tallies.count_out(message)
    message.state = MessageState.WITHDRAWN
    audit.record(author, "message.withdrawn", "message", message.id)


def find_useful(*, reader: Person, message_id: int, on: bool) -> None:
    """Mark somebody else's post as useful, or no longer; a second click changes nothing."""
    message = policy.get_post(reader, message_id)
    if message.author_id == reader.id or message.state not in SHOWN_STATES:
        not_found("post", message_id)
    if not on:
        mine = (UsefulMark.message_id == message_id, UsefulMark.person_id == reader.id)
        db.session.execute(delete(UsefulMark).where(*mine))
        return
    row = {"message_id": message_id, "person_id": reader.id, "marked_at": clock.now()}
    db.session.execute(insert_into(UsefulMark).values(row).on_conflict_do_nothing())


def _own(author: Person, message_id: int) -> Message:
    message = policy.get_post(author, message_id)
    return message if message.author_id == author.id else not_found("post", message_id)


def _editable(author: Person, message_id: int) -> tuple[Message, TopicPlace]:
    message = _own(author, message_id)
    if message.sent_at <= clock.now() - policy.EDITED_WITHIN:
        raise Conflict(_("A message can be changed for 10 minutes, and they are over."))
    if message.state is not MessageState.VISIBLE:
        raise Conflict(_("This message is being checked or is no longer shown."))
    given = posting.given_for(author, message.thread_id, "")
    place = find(db.session.connection(), given, False)
    if place is None or not place.is_open:
        policy.refuse_post(author, message.thread_id)
    return message, place


def _title_of(message: Message) -> str:
    topic = message.thread.topic
    return topic.title if topic is not None and topic.first_message_id == message.id else ""


def _hold_edited(message: Message, reason: HoldReason, verdict: Verdict) -> None:
    """Hide a post that was shown until a moderator has read its new words."""
    message.state = MessageState.HELD
    stood = update(Decision).where(Decision.message_id == message.id, Decision.stands)
    db.session.execute(stood.values(stands=False))
    db.session.flush()
    holds.hold(message_id=message.id, reason=reason, findings=verdict.findings)
