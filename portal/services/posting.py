"""Writing where others read: one way for the message of a conversation and the post of a topic.

Each kind of place says who may write in it, what the screen must know, and what showing a
message moves; what happens to the words between is the same everywhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn, Protocol
from uuid import uuid4

from sqlalchemy import Connection, bindparam, insert, inspect, select

from portal import clock
from portal.extensions import before_the_lock, db
from portal.models.moderation import HoldReason
from portal.models.people import Person
from portal.models.threads import Message, MessageState
from portal.queries.rules import BoardRules, board_rules
from portal.screening import Context, Verdict
from portal.services import concerns, glances, holds, texts

ADULT_AGE = 18

# Without the ORM, as all of it runs under the one lock for writing: flushing rows cost ten
# times what writing them does.
KEY_USED = select(Message.id).where(Message.send_key == bindparam("send_key")).exists()
_BY_KEY = select(
    Message.id, Message.thread_id, Message.author_id, Message.body, Message.state
).where(Message.send_key == bindparam("send_key"))
_ADD_MESSAGE = insert(Message.__table__)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as it was sent: shown at once, or held."""

    id: int
    thread_id: int
    author_id: int
    body: str
    state: MessageState


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody sends: the text, the form's own number, what else its row says."""

    body: str
    send_key: str
    title: str = ""  # of a new topic: the screen reads it with the first post
    row: Mapping[str, Any] = field(default_factory=dict)

    @property
    def screened(self) -> str:
        """All that others will read; what is found in `body` has its place in `body`."""
        return f"{self.body}\n\n{self.title}" if self.title else self.body


class Place(Protocol):
    """Somewhere to write: the rules there, and who writes."""

    @property
    def id(self) -> int:
        """The thread's number."""

    @property
    def author_id(self) -> int:
        """Who writes."""

    @property
    def may_write(self) -> bool:
        """Whether this author may write here now."""

    @property
    def key_used(self) -> bool:
        """Whether a first click on Send used the form's number."""

    @property
    def rules_stamp(self) -> str | None:
        """Which rules of the board are in force."""

    def context(self, rules: BoardRules) -> Context:
        """Return what the screen must know beside the text."""

    def reason_to_hold(self, verdict: Verdict, rules: BoardRules, body: str) -> HoldReason | None:
        """Return why a message waits for a moderator, or None (R6, R10)."""

    def row(self, said: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what the message's row says beside its text, of what its sender asked for."""

    def glance(self, connection: Connection) -> Mapping[str, int] | None:
        """Return whose glance a message waits for first, if any."""

    def show(
        self, connection: Connection, message_id: int, row: Mapping[str, Any], now: datetime
    ) -> None:
        """Do what a message that others may read moves here."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of place: how one is found, locked or not, and what is said to whom may not write."""

    find: Callable[[Connection, Mapping[str, Any], bool], Place | None]
    refuse: Callable[[Person, int], NoReturn]


def post(kind: Kind, *, author: Person, thread_id: int, words: Words) -> Posted:
    """Add a message: shown at once, or held for a moderator (R6, R10).

    The same number and text again gives the first message back. Raises what the kind's
    `refuse` does.
    """
    given = {**words.row, **given_for(author, thread_id, words.send_key)}
    _screen_before_the_lock(kind, words, given)
    connection = db.session.connection()
    place = kind.find(connection, given, True)
    if place is None or place.key_used:
        sent, key = sent_before(author, words.body, words.send_key)
        if sent is not None:
            return sent
        words = Words(words.body, key, words.title, words.row)
    return add(connection, _allowed(kind, place, author, thread_id), words)


def look_over(kind: Kind, *, author: Person, thread_id: int, words: Words) -> Verdict:
    """Return what the screen sees before it is sent; write nothing.

    A text that a first click sent already is not looked at again. Raises as `post` does.
    """
    connection = db.session.connection()
    given = {**words.row, **given_for(author, thread_id, words.send_key)}
    place = kind.find(connection, given, False)
    used = place is None or place.key_used
    if used and sent_before(author, words.body, words.send_key)[0] is not None:
        return Verdict(())
    return screen(connection, words, _allowed(kind, place, author, thread_id))


def sent_before(author: Person, body: str, send_key: str) -> tuple[Posted | None, str]:
    """Return the message that a first click on Send made, if any, and the key to send with.

    Back, another text, Send again: the key was used but this text was never
    sent, so it gets a key of its own.
    """
    row = db.session.execute(_BY_KEY, {"send_key": send_key}).one_or_none()
    if row is None:
        return None, send_key
    first = Posted(*row)
    same = (first.author_id, first.body) == (_id_of(author), body)
    return (first, send_key) if same else (None, uuid4().hex)


def add(connection: Connection, place: Place, words: Words) -> Posted:
    """Write the message down in a place where its author may write."""
    rules, now = rules_of(connection, place), clock.now()
    verdict = texts.seen(words.screened, place.context(rules))
    reason = place.reason_to_hold(verdict, rules, words.body)
    glance = place.glance(connection) if reason is None else None
    state = MessageState.HELD if reason or glance else MessageState.VISIBLE
    row = {
        **place.row(words.row),
        "thread_id": place.id,
        "author_id": place.author_id,
        "body": words.body,
        "state": state,
        "sent_at": now,
        "shown_at": now if state is MessageState.VISIBLE else None,
        "send_key": words.send_key,
    }
    number: int = connection.execute(_ADD_MESSAGE, row).inserted_primary_key[0]  # type: ignore[index]
    if reason:
        holds.hold(message_id=number, reason=reason, findings=verdict.findings)
    elif glance is not None:
        glances.wait(connection, message_id=number, **glance)
    else:
        place.show(connection, number, row, now)
    posted = Posted(number, place.id, place.author_id, words.body, state)
    if verdict.alert:
        concerns.raise_from_screen(posted, verdict.findings)
    return posted


def given_for(author: Person, thread_id: int, send_key: str) -> dict[str, Any]:
    """Return what the statement that finds a place asks for."""
    return {"viewer_id": _id_of(author), "thread_id": thread_id, "send_key": send_key}


def rules_of(connection: Connection, place: Place) -> BoardRules:
    """Return the board's rules as this place meets them."""
    return board_rules(connection, place.rules_stamp)


def screen(connection: Connection, words: Words, place: Place) -> Verdict:
    """Return what the screen sees in words for this place."""
    return texts.seen(words.screened, place.context(rules_of(connection, place)))


def _screen_before_the_lock(kind: Kind, words: Words, given: Mapping[str, Any]) -> None:
    """Screen while others may still write: under the lock, the same question is answered."""
    with before_the_lock() as connection:
        place = connection and kind.find(connection, given, False)
        if connection and place:
            screen(connection, words, place)


def _allowed(kind: Kind, place: Place | None, author: Person, thread_id: int) -> Place:
    if place is None or not place.may_write:
        kind.refuse(author, thread_id)
    return place


def _id_of(person: Person) -> int:
    # Known even once a rollback has expired the row: `person.id` would read it again, with
    # its roles, while the lock is held.
    identity = inspect(person).identity
    return int(identity[0]) if identity else person.id
