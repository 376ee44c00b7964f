"""Topics of groups: beginning one, following it, and what staff does with it."""

from datetime import datetime

from sqlalchemy import delete, literal, select

from portal import clock
from portal.errors import Invalid
from portal.extensions import UtcDateTime, db, insert_into
from portal.i18n import _
from portal.models.groups import Group, GroupKind
from portal.models.people import Person
from portal.models.threads import Reading, Thread
from portal.models.topics import Frequency, Topic, TopicSubscription
from portal.policies import groups as groups_policy
from portal.policies import sanctions
from portal.policies import topics as policy
from portal.screening import Verdict
from portal.services import audit, posting, posts, texts
from portal.services.posting import Posted, Words


def start(*, author: Person, group_id: int, title: str, body: str, send_key: str) -> Posted:
    """Begin a topic with its first post: shown at once, or unseen while that one is held.

    The same `send_key` and text again gives the first one back. Raises NotFound, Denied and
    Conflict as writing in a topic of the group does.
    """
    sent, key = posting.sent_before(author, body, send_key)
    if sent is not None:
        return sent
    _make_sure_may_start(author, group_id)
    thread = Thread(group_id=group_id)
    db.session.add(thread)
    db.session.flush()
    topic = Topic(thread_id=thread.id, group_id=group_id, title=title, started_by_id=author.id)
    db.session.add(topic)
    db.session.flush()
    connection, given = db.session.connection(), posting.given_for(author, thread.id, key)
    place = posts.find(connection, given, True)
    if place is None or not place.may_write:
        posts.refuse(author, thread.id)
    posted = posting.add(connection, place, Words(body, key, title))
    topic.first_message_id = posted.id
    return posted


def look_over_start(
    *, author: Person, group_id: int, title: str, body: str, send_key: str = ""
) -> Verdict:
    """Return what the screen sees in a new topic; write nothing. Raises as `start` does."""
    if posting.sent_before(author, body, send_key)[0] is not None:
        return Verdict(())
    _make_sure_may_start(author, group_id)
    return texts.look_over(Words(body, send_key, title).screened)


def mark_read(*, reader: Person, topic_id: int, up_to: datetime) -> None:
    """Remember that `reader` read the topic up to the post shown at `up_to`; never backwards."""
    own = (
        select(Topic.thread_id, literal(reader.id), literal(up_to, UtcDateTime()))
        .join(Topic.thread)
        .join(Topic.group)
        .where(Topic.thread_id == topic_id, policy.readable_by(reader))
    )
    into = insert_into(Reading).from_select(["thread_id", "person_id", "read_at"], own)
    db.session.execute(
        into.on_conflict_do_update(
            index_elements=["thread_id", "person_id"],
            set_={"read_at": up_to},
            where=Reading.read_at < up_to,
        )
    )


def follow(*, person: Person, topic_id: int, frequency: Frequency | None) -> None:
    """Have `person` told of the topic that often, never, or as for its group (None)."""
    topic = policy.get_readable(person, topic_id)
    mine = (
        TopicSubscription.thread_id == topic.thread_id,
        TopicSubscription.person_id == person.id,
    )
    if frequency is None:
        db.session.execute(delete(TopicSubscription).where(*mine))
        return
    row = {"thread_id": topic.thread_id, "person_id": person.id, "frequency": frequency}
    db.session.execute(
        insert_into(TopicSubscription)
        .values(row | {"since": clock.now()})
        .on_conflict_do_update(
            index_elements=["thread_id", "person_id"], set_={"frequency": frequency}
        )
    )


def pin(*, actor: Person, topic_id: int, on: bool) -> None:
    """Let a topic stand first in its group, or no longer. Raises NotFound and Denied."""
    topic = policy.get_run(actor, topic_id)
    topic.pinned_at = clock.now() if on else None
    _note(actor, "pinned", topic, on)


def close(*, actor: Person, topic_id: int, on: bool) -> None:
    """Let nobody but staff write in a topic, or everybody again. Raises NotFound and Denied."""
    topic = policy.get_run(actor, topic_id)
    topic.closed_at = clock.now() if on else None
    _note(actor, "closed", topic, on)


def hide(*, actor: Person, topic_id: int, on: bool) -> None:
    """Keep a topic from everyone while staff looks at it. Raises NotFound and Denied."""
    topic = policy.get_run(actor, topic_id)
    topic.hidden_at = clock.now() if on else None
    _note(actor, "hidden", topic, on)


def rename(*, actor: Person, topic_id: int, title: str) -> None:
    """Show `title` in place of what its author wrote. Raises NotFound, Denied and Invalid."""
    topic = policy.get_run(actor, topic_id)
    texts.require_clean(title)
    topic.redacted_title = title if title != topic.title else None
    _note(actor, "renamed", topic, True)


def move(*, actor: Person, topic_id: int, group_id: int) -> None:
    """Put a topic in another group that `actor` runs.

    Raises NotFound and Denied, and Invalid for a group of other ages, or one that is archived.
    """
    topic = policy.get_run(actor, topic_id)
    group = groups_policy.get_run(actor, group_id)
    if topic.group.kind is GroupKind.CIRCLE:
        raise Invalid(_("The questions of a class stay in its circle."))
    if group.ages is not topic.group.ages or group.kind is not topic.group.kind:
        raise Invalid(_("A topic moves between groups of the same ages only."))
    policy.make_sure_open(group, runs=True)
    topic.group_id = topic.thread.group_id = group.id
    topic.pinned_at = None
    _note(actor, "moved", topic, True)


def _make_sure_may_start(author: Person, group_id: int) -> None:
    group = groups_policy.get_readable(author, group_id)
    may = select(Group.id).where(Group.id == group_id, policy.open_to_topics(author))
    if db.session.scalar(may) is None:
        runs = select(Group.id).where(Group.id == group_id, groups_policy.run_by(author))
        policy.make_sure_open(group, runs=db.session.scalar(runs) is not None)
        policy.refuse_outsider()
    sanctions.make_sure_may_write(author)


def _note(actor: Person, event: str, topic: Topic, on: bool) -> None:
    code = "on" if on else "off"
    audit.record(actor, f"topic.{event}", "topic", topic.thread_id, detail=code)
