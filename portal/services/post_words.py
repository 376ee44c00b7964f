"""The words by which posts are found: gone with what they were said in, and found again by a job.

What a post says changes by many hands: its author, moderators, an adult of the class, a
decision undone. So the rows themselves are listened to: in the transaction that changes what
a post shows, or whether it shows, its words go. The worker then reads what is shown, if
anything still is, and puts its words in (`portal.search.posts`).
"""

from typing import Any

from sqlalchemy import Connection, delete, event, inspect, select

from portal import outbox
from portal.models.post_words import PostWords
from portal.models.threads import Message
from portal.models.topics import Topic

CHANGED = "post.changed"
_SAYS = ("state", "body", "redacted_body")
_IS_CALLED = ("title", "redacted_title")


def note(message_id: int) -> None:
    """Have the words of a post that others may now read put in by the worker."""
    outbox.emit(CHANGED, message_id=message_id)


def forget(connection: Connection, message_id: int) -> None:
    """Take the words of a post out, and have those that it shows now put in, if it shows any."""
    connection.execute(delete(PostWords).where(PostWords.message_id == message_id))
    note(message_id)


@event.listens_for(Message, "after_update")
def _follow_message(_mapper: Any, connection: Connection, message: Message) -> None:
    if not _changes(message, _SAYS):
        return
    of_topic = select(Topic.thread_id).where(Topic.thread_id == message.thread_id)
    if connection.scalar(of_topic) is not None:
        forget(connection, message.id)


@event.listens_for(Topic, "after_update")
def _follow_topic(_mapper: Any, connection: Connection, topic: Topic) -> None:
    """Its title is found with the post that it begins with."""
    if topic.first_message_id is not None and _changes(topic, _IS_CALLED):
        forget(connection, topic.first_message_id)


def _changes(row: Message | Topic, names: tuple[str, ...]) -> bool:
    state: Any = inspect(row)
    return any(state.attrs[name].history.has_changes() for name in names)
